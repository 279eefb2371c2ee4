"""From a recommendation to the draft of a convention in one click, linked both ways; other links."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.apps.resolutions.gatherings import ID, Gatherings

from benkan.apps.accords import drafts
from benkan.apps.resolutions import gathered, linking, services
from benkan.core.errors import BenkanError


def test_its_owner_becomes_the_other_party_of_a_draft(network, nodes) -> None:
    ml = nodes["ml-ocs"]
    with ml.awake():
        who = ml.people["liaison"]
        row = services.record(who, services.Wording(fr="Convention avec le Maroc.", owner="ma-dgsn"))
        link = services.draft_convention(who, row.pk)
        made = drafts.get(link.reference, link.version)
        convention, error = drafts.read(made)
        assert error is None
        assert set(convention.parties) == {"ml-ocs", "ma-dgsn"}
        assert services.of_convention(link.reference) == [row]
        mine = Client()
        mine.force_login(who)
        page = mine.get(reverse("accords:draft", args=[link.reference, link.version]))
        assert f"/resolutions/{row.pk}/" in page.content.decode()
        assert services.draft_convention(who, row.pk) == link, "a second click opens the same draft"
        assert row.changes.order_by("-pk").first().fields == {"convention": ["", link.reference]}


def test_the_draft_opens_when_it_is_begun_and_is_begun_once(network, nodes) -> None:
    ml = nodes["ml-ocs"]
    with ml.awake():
        who = ml.people["liaison"]
        row = services.record(who, services.Wording(fr="Convention avec le Maroc.", owner="ma-dgsn"))
        mine = Client()
        mine.force_login(who)
        button = reverse("resolutions:act", args=[row.pk, "draft"])
        assert button in mine.get(reverse("resolutions:detail", args=[row.pk])).content.decode()
        answer = mine.post(button)
        link = services.draft_convention(who, row.pk)
        assert answer["Location"] == reverse("accords:draft", args=[link.reference, link.version])
        page = mine.get(reverse("resolutions:detail", args=[row.pk])).content.decode()
        assert answer["Location"] in page
        assert button not in page


def test_the_delegations_of_a_gathering_become_parties(network, nodes, monkeypatch) -> None:
    ml = nodes["ml-ocs"]
    found = Gatherings(agencies=("ma-dgsn", "bf-drug"))
    monkeypatch.setattr(gathered, "_services", lambda: found)
    with ml.awake():
        who = ml.people["liaison"]
        row = services.record(who, services.Wording(fr="Convention régionale."), gathering=ID)
        assert linking.parties_of(row) == (["ma-dgsn", "bf-drug"], ["Pays 2"])
        link = services.draft_convention(who, row.pk)
        convention, _error = drafts.read(drafts.get(link.reference, link.version))
        assert set(convention.parties) == {"ml-ocs", "ma-dgsn", "bf-drug"}


def code_of(call) -> str:
    with pytest.raises(BenkanError) as refused:
        call()
    return refused.value.code


def test_what_cannot_be_linked(secretary, analyst) -> None:
    row = services.record(secretary, services.Wording(fr="Rien."))
    assert code_of(lambda: services.draft_convention(secretary, row.pk)) == "resolution.no-parties"
    assert code_of(lambda: services.link(secretary, row.pk, "moon", "1")) == "resolution.link"
    assert code_of(lambda: services.link(secretary, row.pk, "course", " ")) == "resolution.link"
    assert code_of(lambda: services.link(secretary, row.pk, "convention", "x")) == "resolution.link"
    assert code_of(lambda: services.link(analyst, row.pk, "course", "C-1")) == "role.not-allowed"
    assert code_of(lambda: services.link(secretary, row.pk, "case", "no-such")).startswith("case.")
    one = services.link(secretary, row.pk, "course", "C-1")
    assert services.link(secretary, row.pk, "course", "C-1") == one
    services.unlink(secretary, row.pk, one.pk)
    assert not row.links.exists()
    assert [each.act for each in row.changes.order_by("pk")] == ["proposed", "linked", "unlinked"]
