"""A reporter is a stranger everywhere but at the door, an officer is a stranger at the door, and banks at each other's."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.apps.reporting.files import goaml

from benkan.apps.reporting import entering
from benkan.apps.reporting import services as reporting
from benkan.core.errors import Refused

pytestmark = pytest.mark.django_db
DOOR = ("reporting/", "api/reporting/")
VALUES = {"uuid": str(uuid.UUID(int=7)), "int": "1", "slug": "banque-du-fleuve", "str": "x", "path": "x"}
OPEN_TO_ALL = ("/accounts/", "/certificates/status/", "/certificates/verify/")
"""Addresses that answer anybody: the officers' sign-in with the library's sentences about it, and what whoever holds a
certificate needs to verify it."""


def every(patterns, begun=""):
    """Every address of the node, with a value in each place."""
    for one in patterns:
        route = begun + str(one.pattern).lstrip("^").rstrip("$").replace("\\Z", "")
        if isinstance(one, URLResolver):
            yield from every(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            for name, converter in one.pattern.converters.items():
                kind = type(converter).__name__.removesuffix("Converter").lower()
                for written in (f"<{kind}:{name}>", f"<{name}>"):
                    route = route.replace(written, VALUES.get("str" if kind == "string" else kind, "x"))
            yield "/" + route


ADDRESSES = sorted(set(every(get_resolver().url_patterns)))
ELSEWHERE = [one for one in ADDRESSES if not one.startswith(tuple("/" + door for door in DOOR))]
AT_THE_DOOR = [one for one in ADDRESSES if one.startswith("/reporting/")]


def seen(client: Client, address: str, **headers) -> list[tuple[int, str]]:
    answers = [getattr(client, method)(address, headers=headers) for method in ("get", "post")]
    return [(answer.status_code, answer.get("Location", "")) for answer in answers]


def test_the_walk_knows_the_whole_node():
    assert len(ELSEWHERE) > 150
    assert {"/", "/reports/", "/search/", "/api/search", "/journal/", "/api/reports"} <= set(ELSEWHERE)
    assert len(AT_THE_DOOR) == 9


def test_a_reporter_gets_at_every_other_address_what_a_stranger_gets(bank):
    bank.send()
    for address in ELSEWHERE:
        stranger = seen(Client(), address)
        assert seen(bank.client, address, **bank.bearer) == stranger, address
        for status, location in stranger:
            refused = status in (400, 401, 403, 404, 405) or location.startswith("/accounts/") or location == "/"
            assert refused or (address.startswith(OPEN_TO_ALL) and status == 200), (address, status, location)


def test_an_officer_is_a_stranger_at_the_door(bank, signed_in):
    row = bank.send()
    for role in ("analyst", "supervisor", "control", "administrator"):
        client = signed_in(role)
        for address in (*AT_THE_DOOR, f"/reporting/reports/{row.number}/", f"/reporting/reports/{row.number}/receipt/"):
            assert seen(client, address) == seen(Client(), address), (role, address)
        assert client.get("/api/reporting/reports").status_code == 401


def test_officers_pages_know_no_reporter(bank, signed_in):
    both = signed_in("analyst")
    both.cookies[entering.cookie_name()] = bank.client.cookies[entering.cookie_name()].value
    assert both.get("/").wsgi_request.user.get_username() == "analyst"
    assert bank.client.get("/").wsgi_request.user.is_anonymous


def test_a_reporters_cookie_is_no_officers_session_and_the_other_way_round(bank, signed_in, settings):
    value = bank.client.cookies[entering.cookie_name()].value
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = value
    assert thief.get("/reports/")["Location"].startswith("/accounts/login/")
    officer = signed_in("supervisor").cookies[settings.SESSION_COOKIE_NAME].value
    thief.cookies[entering.cookie_name()] = officer
    assert thief.get("/reporting/")["Location"] == "/reporting/sign-in/"


def test_a_reporters_person_and_token_do_not_open_each_others_doors(bank):
    token_as_cookie = Client()
    token_as_cookie.cookies[entering.cookie_name()] = bank.token
    assert token_as_cookie.get("/reporting/").status_code == 302
    assert bank.client.get("/api/reporting/reports").status_code == 401
    cookie = bank.client.cookies[entering.cookie_name()].value
    assert Client().get("/api/reporting/reports", headers={"Authorization": f"Bearer {cookie}"}).status_code == 401


def test_two_reporters_never_see_each_other(bank, other_bank):
    ours, theirs = bank.send(), other_bank.send(goaml(("7",), reference="CDL-1"))
    page = bank.client.get("/reporting/").content.decode()
    assert ours.number in page
    assert theirs.number not in page
    assert "Caisse" not in page
    assert bank.client.get("/reporting/?q=CAISSE").context["rows"] == []
    for address in (f"/reporting/reports/{theirs.number}/", f"/reporting/reports/{theirs.number}/receipt/"):
        unknown = bank.client.get(address.replace(theirs.number, "CAISSE-DU-LAC-2026-9999"))
        answer = bank.client.get(address)
        assert (answer.status_code, unknown.status_code) == (404, 404)
        assert 'href="/"' not in answer.content.decode(), "no way leads from the door to the officers' pages"
        assert theirs.reference not in answer.content.decode()
    for tail in ("", "/receipt"):
        answer = Client().get(f"/api/reporting/reports/{theirs.number}{tail}", headers=bank.bearer)
        assert (answer.status_code, answer.json()["code"]) == (404, "report.unknown")
    listed = Client().get("/api/reporting/reports", headers=bank.bearer).json()
    assert [one["number"] for one in listed["reports"]] == [ours.number]
    since = Client().get(f"/api/reporting/reports?since={theirs.number}", headers=bank.bearer)
    assert since.json()["code"] == "report.unknown"


def test_a_correction_of_another_reporters_report_is_as_unknown_as_one_that_never_was(bank, other_bank):
    theirs = other_bank.send(goaml(("7",), reference="CDL-1"))
    said = []
    for number in (theirs.number, "CAISSE-DU-LAC-2026-9999"):
        with pytest.raises(Refused) as raised:
            reporting.send_file(bank.row.code, "Programme", "x.xml", goaml(("9",)), number)
        said.append(str(raised.value))
    assert said[0] == said[1]


def test_the_same_file_of_two_reporters_is_two_reports(bank, other_bank):
    assert bank.send(goaml()).pk != other_bank.send(goaml()).pk


def test_numbers_and_receipts_say_nothing_about_how_much_others_send(bank, other_bank):
    for at in range(3):
        other_bank.send(goaml((str(at + 1),)))
    assert bank.send().number.endswith("-0001")


@pytest.mark.parametrize("role", ["liaison", "control", "administrator"])
def test_reports_are_for_analysts_and_supervisors_alone(bank, signed_in, role):
    row = bank.send()
    client = signed_in(role)
    for address in (
        "/reports/",
        f"/reports/{row.pk}/",
        f"/reports/{row.pk}/file/",
        "/api/reports",
        "/reports/statistics/",
    ):
        assert client.get(address).status_code == 403
    assert client.post(f"/reports/{row.pk}/answer/", {"answer": "used/analysis"}).status_code == 403


def test_a_number_with_a_zero_byte_is_unknown_and_no_fault(bank, other_bank):
    theirs = other_bank.send(goaml(("7",)))
    for number in ("x%00", f"{theirs.number}%00"):
        assert bank.client.get(f"/reporting/reports/{number}/").status_code == 404
        assert Client().get(f"/api/reporting/reports/{number}", headers=bank.bearer).status_code == 404
    assert bank.client.post("/reporting/send/", {"corrects": "\0"}).context["refusal"].code == "report.no-file"
    with pytest.raises(Refused):
        reporting.send_file(bank.row.code, "P", "x.xml", goaml(("8",)), "\0x")


def test_names_without_invisible_signs_are_kept(officers):
    from benkan.apps.reporting import registering

    row = registering.register(officers["control"], "b", "Ban\0que \u202eX", "bank", country="ML", contact="a\nb\0")
    assert (row.name, row.contact) == ("Banque X", "a\nb")
