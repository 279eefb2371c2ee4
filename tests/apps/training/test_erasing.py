"""What is kept of a learner, and its erasure: nothing with a name stays, copies of certificates are revoked, figures hold."""

import datetime as dt
import json

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade import services as cascade
from benkan.apps.certificates import services as certificates
from benkan.apps.journal import services as journal
from benkan.apps.training import services
from benkan.apps.training.services import erasing, sitting, writing
from benkan.core.errors import Invalid, Refused
from benkan.formats import open_badges

pytestmark = pytest.mark.django_db
NAME, SERVICE = "Zoumana Qwertiste", "Brigade Wxyz"


@pytest.fixture
def done(run, join, mark, director):
    """A learner who completed a run, with a test, a certificate and a tree."""
    row, other = join(NAME, service=SERVICE, region="Kidal-9"), join("Somebody Else")
    writing.take_in(run.course, b"::Q:: Un ? {=oui ~non}", "fr", by=director)
    for moment in ("before", "after"):
        sitting.open_test(run, moment, by=director)
        for one in (row, other):
            sitting.copy(one, moment, "A", by=director)
    for one in (row, other):
        for session in (1, 2):
            mark(one, session=session)
    services.close(run, by=director)
    services.certify(services.get_run(run.pk), by=director)
    cascade.from_run(director, run.pk)
    row.refresh_from_db()
    return row


def refusal(call, *arguments, **named):
    with pytest.raises((Refused, Invalid)) as refused:
        call(*arguments, **named)
    return refused.value.code


def everywhere(*labels):
    """Every value of every row of these slices."""
    return json.dumps(
        [list(model.objects.values()) for label in labels for model in apps.get_app_config(label).get_models()],
        default=str,
        ensure_ascii=False,
    )


def test_nothing_with_a_name_stays_anywhere(done, director):
    had = ("training", "certificates", "cascade", "journal")
    text, code = everywhere(*had), done.code
    assert NAME in text
    assert SERVICE in text
    told = erasing.erase(done.learner_id, by=director, name=f" {NAME.upper()} ")
    assert told == {"runs": 1, "certificates": 1, "trees": 1}
    text = everywhere(*had).casefold()
    assert "somebody else" in text
    for word in ("Zoumana", "Qwertiste", code):
        assert word.casefold() not in text, word
    own = everywhere("training", "certificates", "journal")  # a tree keeps service and region for its sums
    assert SERVICE not in own
    assert "Kidal-9" not in own


def test_a_copy_of_the_certificate_is_revoked_for_ever(done, director):
    one = certificates.of_learner(done.learner_id)[0]
    assert certificates.verify(one.text).worth is open_badges.Worth.VALID
    erasing.erase(done.learner_id, by=director, name=NAME)
    assert certificates.of_learner(done.learner_id) == []
    assert certificates.verify(one.text).worth is open_badges.Worth.REVOKED
    assert open_badges.read_list(certificates.own_list(one.list_number)).revoked(one.place)


def test_the_figures_of_the_run_and_the_tree_hold(done, run, director):
    tree = cascade.listed()[0]
    erasing.erase(done.learner_id, by=director, name=NAME)
    tree.refresh_from_db()
    assert tree.persons == 2
    again = run.nominations.get(pk=done.pk)
    assert (again.completed, again.state, again.learner.country) == (True, "accepted", "ML")
    assert (again.before, again.after, again.marks.count(), again.sittings.count()) == (None, None, 0, 0)
    assert [one.learner.name for one in services.completed(run.pk)] == ["Somebody Else"]
    assert services.certify(services.get_run(run.pk), by=director) == 0
    assert refusal(services.learner, done.learner_id) == "learner.unknown"


def test_a_person_of_that_name_who_comes_again_is_a_new_learner(done, director):
    erasing.erase(done.learner_id, by=director, name=NAME)
    again = services.learners.find_or_add(NAME, SERVICE, "ML")
    assert again.pk != done.learner_id
    assert erasing.kept(again)["runs"] == []


def test_the_journal_has_a_line_without_a_name(done, director):
    size = journal.size()
    erasing.erase(done.learner_id, by=director, name=NAME)
    assert journal.size() == size + 1
    assert refusal(erasing.erase, done.learner_id, by=director, name=NAME) == "learner.unknown"
    assert journal.size() == size + 1


def test_another_name_an_open_run_an_officer_and_oneself_are_refused(done, plan, director, analyst):
    assert refusal(erasing.erase, done.learner_id, by=director, name="Zoumana") == "learner.name"
    assert refusal(erasing.erase, done.learner_id, by=analyst, name=NAME) == "role.not-allowed"
    later = plan(days=9)
    row = services.nominate(later, done.learner, by=director)
    assert refusal(erasing.erase, done.learner_id, by=director, name=NAME) == "learner.in-run"
    services.decide(row, "withdrawn", by=director)
    own = services.learners.find_or_add("Kadidia Sangho", "EMP", "ML", username="formation")
    assert refusal(erasing.erase, own.pk, by=director, name="Kadidia Sangho") == "learner.own"
    officer = services.learners.find_or_add("Awa Kantara", "OCS", "ML", username="analyste")
    assert refusal(erasing.erase, officer.pk, by=director, name="Awa Kantara") == "learner.officer"
    analyst.is_active = False
    analyst.save()
    assert erasing.erase(officer.pk, by=director, name="Awa Kantara")["runs"] == 0
    assert erasing.erase(done.learner_id, by=director, name=NAME)["runs"] == 2


def test_a_certificate_issued_by_hand_to_the_officer_goes_too(director):
    officer = accounts.create_officer("parti", "Issa Parti", "analyst")
    holder = certificates.Holder("Issa Parti", username="parti")
    achievement = certificates.Achievement("CR-1", "search", {"fr": "x"})
    certificates.issue(holder, achievement, by=director, until=timezone.localdate() + dt.timedelta(days=9))
    learner = services.learners.find_or_add("Issa Parti", "OCS", "ML", username="parti")
    officer.is_active = False
    officer.save()
    assert erasing.erase(learner.pk, by=director, name="Issa Parti")["certificates"] == 1


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_of_a_learner_opens_in_every_language(done, director, browser, language):
    director.language = language
    director.save()
    client = browser(director, language)
    for address in (reverse("training:learners"), reverse("training:learner", args=[done.learner_id])):
        page = client.get(address)
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()
        assert NAME in page.content.decode()


def test_a_learner_is_given_what_is_kept_and_erased_on_the_page(done, run, director, analyst, browser):
    client, address = browser(director), reverse("training:learner", args=[done.learner_id])
    kept = client.get(address, {"format": "json"}).json()
    assert (kept["name"], kept["runs"][0]["marks"], len(kept["certificates"])) == (NAME, 2, 1)
    assert kept == client.get(f"/api/training/learners/{done.learner_id}/").json()
    assert client.post(address, {"name": "x"}).status_code == 400
    page = client.post(address, {"name": NAME}, follow=True).content.decode()
    assert "certificates 1" in page
    assert NAME not in page
    assert NAME not in client.get(reverse("training:run", args=[run.pk])).content.decode()
    assert client.get(address).status_code == 404
    assert browser(analyst).get(reverse("training:learners")).status_code == 403


def test_the_list_of_learners_narrows_and_exports(done, director, browser):
    client = browser(director)
    assert "Somebody" not in client.get(reverse("training:learners"), {"q": "qwert"}).content.decode()
    assert "Nobody here" in client.get(reverse("training:learners"), {"q": "zzz"}).content.decode()
    assert NAME in b"".join(client.get(reverse("training:learners"), {"format": "csv"})).decode()


def test_the_api_erases_with_the_name_once_more(done, director, browser):
    client, address = browser(director), f"/api/training/learners/{done.learner_id}/erase/"
    assert client.post(address, {"name": 1}, content_type="application/json").status_code == 400
    assert client.post(address, {"name": NAME}, content_type="application/json").json()["runs"] == 1
