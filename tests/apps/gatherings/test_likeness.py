"""Who is here twice in another spelling or script: asked at the form, shown as pairs, and decided by a person."""

import pytest

from benkan.apps.accounts import services as accounts
from benkan.apps.gatherings import accrediting, likeness, services
from benkan.apps.gatherings.models import Apart, Delegate
from benkan.apps.journal.models import Line
from benkan.core.errors import BenkanError

pytestmark = pytest.mark.django_db


def names(gathering):
    return [{one.first.name, one.second.name} for one in likeness.pairs(gathering)]


def refused(act, *given, **named):
    with pytest.raises(BenkanError) as error:
        act(*given, **named)
    return error.value.code


@pytest.fixture
def people(delegation, badge):
    mali, niger = delegation(), delegation("NE")
    return {
        "awa": badge(mali, "Awa Kantara"),
        "arabic": badge(niger, "عوا كنتارا"),
        "moussa": badge(mali, "Moussa Traoré"),
        "touré": badge(mali, "Moussa Touré"),
        "sissoko": badge(mali, "Ramata Sissoko"),
        "cissoko": badge(niger, "CISSOKO Ramatou"),
    }


def test_pairs_are_found_across_scripts_spellings_and_delegations_and_no_others(gathering, people):
    assert sorted(map(sorted, names(gathering))) == [
        ["Awa Kantara", "عوا كنتارا"],
        ["CISSOKO Ramatou", "Ramata Sissoko"],
    ]
    assert all(one.reasons and one.score > 0.5 for one in likeness.pairs(gathering))


def test_who_was_said_to_be_two_is_not_asked_again_whichever_way_round(gathering, people, liaison):
    for _ in range(2):
        likeness.two(people["arabic"], people["awa"], by=liaison)
    assert names(gathering) == [{"Ramata Sissoko", "CISSOKO Ramatou"}]
    assert Apart.objects.count() == 1
    entries = b"".join(bytes(line.entry) for line in Line.objects.filter(officer="liaison"))
    assert entries.count(b"delegates-judged") == 1
    assert b"Kantara" not in entries


def test_one_person_ends_the_other_accreditation_with_its_reason(gathering, people, liaison, delegation):
    likeness.same(people["awa"], people["arabic"], by=liaison, reason="the same person")
    people["arabic"].refresh_from_db()
    assert (people["arabic"].state, people["arabic"].reason) == ("withdrawn", "the same person")
    assert refused(services.check_in, gathering, people["arabic"].code, by=liaison) == "badge.withdrawn"
    asked = accrediting.add(people["awa"].delegation, "Kantara Aoua", by=liaison)
    likeness.same(people["awa"], asked, by=liaison, reason="the same person")
    asked.refresh_from_db()
    assert asked.state == Delegate.State.REFUSED
    assert {"Awa Kantara", "عوا كنتارا"} not in names(gathering)


def test_only_two_of_one_gathering_are_judged_and_only_by_who_organises(gathering, people, liaison, badge):
    other = services.add(
        {"fr": "Autre"}, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=liaison
    )
    elsewhere = badge(services.add_delegation(other, by=liaison, country="ML"), "Awa Kantara")
    for second in (elsewhere, people["awa"]):
        assert refused(likeness.two, people["awa"], second, by=liaison) == "delegate.alike-two"
        assert refused(likeness.same, people["awa"], second, by=liaison, reason="same") == "delegate.alike-two"
    analyst = accounts.create_officer("analyste", "A", "analyst")
    assert refused(likeness.two, people["awa"], people["arabic"], by=analyst) == "role.not-allowed"
    assert refused(likeness.same, people["awa"], people["arabic"], by=analyst, reason="same") == "role.not-allowed"


def test_a_name_that_hundreds_share_is_not_asked_about(gathering, delegation, liaison, monkeypatch):
    monkeypatch.setattr(likeness, "MOST_SHARING", 2)
    mali = delegation()
    for name in ("Awa Kantara", "Aoua Kantara", "Awa  KANTARA Ba"):
        accrediting.add(mali, name, by=liaison)
    assert {"Awa Kantara", "Aoua Kantara"} not in names(gathering)


def test_the_form_asks_before_it_adds_somebody_who_could_be_here(gathering, people, liaison, browser):
    client, address = browser(liaison), f"/gatherings/{gathering.pk}/act/"
    sent = {
        "act": "delegate", "delegation": people["moussa"].delegation_id, "name": "كنتارا عوا", "role": "delegate",
        "function": "Analyst",
    }  # fmt: skip
    answer = client.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Awa Kantara" in page
    assert 'name="other"' in page
    assert 'value="Analyst"' in page
    assert not gathering.delegates.filter(name="كنتارا عوا").exists()
    assert client.post(address, sent | {"other": "yes"}).status_code == 302
    assert gathering.delegates.filter(name="كنتارا عوا").exists()
    # The same letters again are the refusal of before, and a name that cannot be read is none that is alike.
    again = client.post(address, sent | {"name": "Moussa Traoré"}).content.decode()
    assert "in the delegation already" in again
    assert client.post(address, sent | {"name": "–"}).status_code in (302, 400)


@pytest.mark.parametrize(("language", "said"), [("fr", "deux fois"), ("en", "twice"), ("ar", "مرتين")])
def test_the_page_shows_pairs_in_each_language_and_takes_the_decision(gathering, people, browser, language, said):
    secretary = accounts.create_officer("secretaire", "S", "liaison", language=language)
    client, address = browser(secretary), f"/gatherings/{gathering.pk}/delegates/alike/"
    page = client.get(address).content.decode()
    assert said in page
    assert "Awa Kantara" in page
    pair = {"first": people["awa"].pk, "second": people["arabic"].pk}
    assert client.post(address, pair | {"act": "first"}).status_code == 302
    people["arabic"].refresh_from_db()
    assert people["arabic"].state == "withdrawn"
    pair = {"first": people["sissoko"].pk, "second": people["cissoko"].pk}
    assert client.post(address, pair | {"act": "two"}).status_code == 302
    assert client.post(address, pair | {"act": "both"}).status_code == 400
    assert "CISSOKO" not in client.get(address).content.decode()
    assert client.get(f"/gatherings/{gathering.pk}/delegates/").status_code == 200


def test_a_program_reads_the_pairs(gathering, people, liaison, browser):
    found = browser(liaison).get(f"/api/gatherings/{gathering.pk}/alike/").json()["pairs"]
    assert {frozenset((one["first"]["name"], one["second"]["name"])) for one in found} == {
        frozenset(("Awa Kantara", "عوا كنتارا")),
        frozenset(("Ramata Sissoko", "CISSOKO Ramatou")),
    }
    assert all(one["reasons"] for one in found)
    analyst = accounts.create_officer("analyste", "A", "analyst")
    assert browser(analyst).get(f"/api/gatherings/{gathering.pk}/alike/").status_code == 403
