"""Every page in French, English and Arabic, and as many queries for many rows as for few."""

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.apps.reporting.files import goaml
from tests.apps.reporting.test_answering import DAY, MIXED

from benkan.apps.cases import services as cases
from benkan.apps.reporting import answering, arrivals, reading, registering
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Arrival
from benkan.core.errors import Invalid
from benkan.core.reporting import Answer

pytestmark = pytest.mark.django_db


def _arrival(bank, number):
    """A file that is no report yet."""
    return Arrival.objects.create(
        number=number,
        reporter=bank.row,
        sent_by="Programme",
        received_at=timezone.now(),
        next_at=timezone.now(),
        file_name="grand.xml",
        data_bytes=900_000,
        sha256=number[-1] * 64,
        salt=b"",
    )


LANGUAGES = [("fr", "ltr"), ("en", "ltr"), ("ar", "rtl")]


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_every_page_of_the_door_speaks_the_readers_language(bank, officers, language, direction):
    row = bank.send(goaml(("4900000", "-5")))
    reporting.answer(officers["supervisor"], row.pk, Answer("working", "correction-needed"))
    doubtful = bank.send(MIXED, "releve.csv")
    answering.answer(doubtful, DAY, "Adama")
    waits, gone = (_arrival(bank, number) for number in ("A-2026-0001", "A-2026-0002"))
    arrivals._refuse(gone, Invalid("report.nothing", "Nothing of the file could be read."), reading.empty())
    bank.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    stranger = Client()
    stranger.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answers = [
        stranger.get("/reporting/sign-in/"),
        stranger.get("/reporting/invitation/"),
        stranger.post("/reporting/sign-in/", {"username": "x", "password": "y", "code": "z"}),
        bank.client.get("/reporting/"),
        bank.client.get("/reporting/?q=nothing"),
        bank.client.get(f"/reporting/reports/{row.number}/?new=1"),
        bank.client.get(f"/reporting/reports/{row.number}/receipt/"),
        bank.client.get(f"/reporting/reports/{doubtful.number}/"),
        bank.client.get(f"/reporting/reports/{doubtful.number}/questions/"),
        bank.client.get(f"/reporting/reports/{waits.number}/?again=1"),
        bank.client.get(f"/reporting/reports/{gone.number}/"),
        bank.client.post("/reporting/send/", {}),
    ]
    for answer in answers:
        page = answer.content.decode()
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert "None" not in page.replace("None</option>", "")
        if language != "en":
            assert "Sign out" not in page
            assert "You send in" not in page
            assert "being read" not in page
            assert "in doubt" not in page
            assert "What was answered" not in page
            assert "Nothing of" not in page


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
def test_every_page_of_the_officers_speaks_the_readers_language(bank, officers, language, direction):
    row = bank.send(goaml(("4900000", "-5")))
    who = officers["supervisor"]
    who.language = language
    who.save()
    doubtful = bank.send(MIXED, "releve.csv")
    answering.answer(doubtful, DAY, "Adama")
    case = cases.open_case(who, "Affaire", "fraud")
    reporting.put_into_case(who, row.pk, str(case.pk))
    reporting.answer(who, row.pk, Answer("used", "typology"))
    client = Client()
    client.force_login(who)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address in (
        "/reports/",
        "/reports/?q=nothing",
        f"/reports/{row.pk}/",
        f"/reports/{doubtful.pk}/",
        f"/reports/{row.pk}/transfers/",
        "/reports/statistics/",
        "/reports/reporters/",
        "/reports/reporters/?q=nothing",
        "/reports/reporters/new/",
        "/reports/reporters/banque-du-fleuve/",
    ):
        page = client.get(address).content.decode()
        assert f'<html lang="{language}" dir="{direction}">' in page, address
        if language != "en":
            assert "Reporters" not in page, address
            assert "What was done" not in page, address
            assert "What the reporter answered" not in page, address


def test_an_invitation_and_a_token_are_shown_once(bank, signed_in):
    client = signed_in("control")
    address = "/reports/reporters/banque-du-fleuve/change/"
    invited = client.post(address, {"act": "invite", "username": "b.essai", "name": "B. Essai"})
    code = invited.context["invitation"]
    assert code in invited.content.decode()
    token = client.post(address, {"act": "token", "name": "P2"}).context["token"]
    page = client.get("/reports/reporters/banque-du-fleuve/").content.decode()
    assert code not in page
    assert token not in page
    assert client.post(address, {"act": "invite", "username": "b.essai", "name": "B."}).status_code == 422
    person = bank.row.people.get(username="b.essai")
    again = client.post(f"/reports/reporters/people/{person.pk}/", {"act": "again"})
    assert again.context["invitation"] != code
    client.post(f"/reports/reporters/people/{person.pk}/", {"act": "close"})
    client.post(address, {"act": "suspend"})
    bank.row.refresh_from_db()
    assert not bank.row.is_active
    client.post(address, {"act": "resume"})
    client.post(address, {"act": "change", "name": "Banque du grand Fleuve", "contact": "Tél."})
    bank.row.refresh_from_db()
    assert (bank.row.is_active, bank.row.name) == (True, "Banque du grand Fleuve")


def test_a_reporter_is_registered_on_its_page_and_what_was_typed_stays(signed_in):
    client = signed_in("supervisor")
    given = {"code": "bureau-x", "name": "Bureau X", "kind": "exchange", "country": "NE", "contact": ""}
    wrong = client.post("/reports/reporters/new/", {**given, "code": "Bureau X"})
    assert wrong.status_code == 422
    assert 'value="Bureau X"' in wrong.content.decode()
    assert client.post("/reports/reporters/new/", given)["Location"] == "/reports/reporters/bureau-x/"


def test_the_lists_ask_as_often_for_many_rows_as_for_few(bank, signed_in, officers):
    bank.send()
    client = signed_in("supervisor")

    def asked(who: Client, address: str) -> int:
        who.get(address)
        with CaptureQueriesContext(connection) as found:
            assert who.get(address).status_code == 200
        return len(found)

    pairs = [(client, "/reports/"), (client, "/reports/statistics/"), (bank.client, "/reporting/")]
    pairs += [(client, "/reports/reporters/")]
    few = [asked(*pair) for pair in pairs]
    for at in range(8):
        bank.send(goaml((str(at + 1),)))
        registering.register(officers["supervisor"], f"bank-{at}", f"Bank {at}", "bank", country="ML")
    assert [asked(*pair) for pair in pairs] == few
    assert max(few) <= 16


def test_a_long_report_is_read_page_by_page(bank, signed_in):
    row = bank.send(goaml(tuple(str(1_000 + at) for at in range(1, 29)) * 4))
    assert row.kept == 112
    page = signed_in("analyst").get(f"/reports/{row.pk}/transfers/?page=3")
    assert len(page.context["transfers"]) == 12
