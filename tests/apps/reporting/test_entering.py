"""The reporters' own sign-in: an invitation, a password, a code that serves once, a door that shuts."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from tests.apps.reporting.conftest import PASSWORD, code_of, lines

from benkan.apps.accounts import services as accounts
from benkan.apps.reporting import entering, limits, registering
from benkan.apps.reporting.models import Attempt, Person, Session
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
SIGN_IN, INVITATION = "/reporting/sign-in/", "/reporting/invitation/"


def form(bank, **changes):
    return {"username": bank.person.username, "password": PASSWORD, "code": code_of(bank.secret)} | changes


def refusal(call, *given) -> str:
    with pytest.raises((Refused, Invalid)) as raised:
        call(*given)
    return raised.value.code


def test_a_person_is_invited_chooses_a_password_and_is_in(officers):
    registering.register(officers["control"], "caisse", "Caisse", "exchange", country="ML")
    _person, invitation = registering.invite(officers["control"], "caisse", "c.essai", "C. Essai")
    client = Client()
    first = client.post(INVITATION, {"username": "c.essai", "invitation": invitation.lower()})
    assert first.status_code == 200
    signed = first.context["secret"]
    secret = first.context["written"].replace(" ", "")
    given = {"username": "c.essai", "invitation": invitation, "secret": signed, "again": PASSWORD}
    weak = client.post(INVITATION, {**given, "password": "12345", "again": "12345", "code": code_of(secret)})
    assert weak.status_code == 422
    assert weak.context["refusal"].code == "reporter.password"
    wrong = client.post(INVITATION, {**given, "password": PASSWORD, "code": "000000"})
    assert wrong.context["refusal"].code == "reporter.factor"
    assert wrong.context["secret"], "the same picture is shown again"
    done = client.post(INVITATION, {**given, "password": PASSWORD, "code": code_of(secret)})
    assert (done.status_code, done["Location"]) == (302, "/reporting/")
    assert client.get("/reporting/").status_code == 200
    assert refusal(entering.invited, "c.essai", invitation, "10.9.9.9") == "reporter.invitation", "it serves once"


def test_the_database_holds_no_password_invitation_token_secret_or_cookie(bank):
    cookie = bank.client.cookies[entering.cookie_name()].value
    stored = [str(row) for table in (Person, Session) for row in table.objects.values_list()]
    stored += [str(row) for row in bank.row.machines.values_list()]
    for hidden in (PASSWORD, bank.secret, cookie, bank.token):
        assert not any(hidden in row for row in stored)


def test_an_invitation_ends_after_a_week(officers):
    registering.register(officers["control"], "caisse", "Caisse", "exchange", country="ML")
    person, invitation = registering.invite(officers["control"], "caisse", "c.essai", "C. Essai")
    Person.objects.filter(pk=person.pk).update(invited_until=timezone.now() - dt.timedelta(seconds=1))
    assert refusal(entering.invited, "c.essai", invitation, "10.0.0.9") == "reporter.invitation"


def test_who_signs_in_gets_a_cookie_for_the_door_alone_and_a_line_in_the_journal(bank):
    client = Client()
    done = client.post(SIGN_IN, form(bank))
    cookie = done.cookies[entering.cookie_name()]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/reporting/", True, "Strict")
    assert client.get("/reporting/").status_code == 200
    line = lines("reporter-signed-in")[-1]
    assert line.reference == "banque-du-fleuve"


@pytest.mark.parametrize("changes", [{"password": "x"}, {"code": "000000"}, {"username": "nobody"}, {"code": ""}])
def test_whatever_is_wrong_the_answer_is_the_same(bank, changes):
    answer = Client().post(SIGN_IN, form(bank, **changes))
    assert answer.status_code == 422
    assert answer.context["refusal"].code == "reporter.sign-in"
    assert entering.cookie_name() not in answer.cookies


def test_a_code_serves_once(bank):
    given = form(bank)
    assert Client().post(SIGN_IN, given).status_code == 302
    assert Client().post(SIGN_IN, given).context["refusal"].code == "reporter.sign-in"


def test_after_five_failures_the_door_is_shut_to_a_name_whether_it_exists_or_not(bank):
    for name in (bank.person.username, "nobody-at-all"):
        codes = [refusal(entering.enter, name, "wrong", "000000", f"10.1.1.{at}") for at in range(7)]
        assert codes == ["reporter.sign-in"] * 5 + ["reporter.locked"] * 2
    right = Client().post(SIGN_IN, form(bank))
    assert right.context["refusal"].code == "reporter.locked", "the right password does not open a shut door"
    assert len(lines("reporter-locked")) == 1
    Attempt.objects.update(at=timezone.now() - limits.LOCKED - dt.timedelta(seconds=1))
    assert Client().post(SIGN_IN, form(bank)).status_code == 302, "it opens by itself"


def test_twenty_failures_from_one_address_shut_the_door_to_it_whatever_names_it_tries(bank):
    codes = [refusal(entering.enter, f"name-{at}", "wrong", "0", "10.2.2.2") for at in range(21)]
    assert codes == ["reporter.sign-in"] * 20 + ["reporter.locked"]
    assert refusal(entering.enter, "name-30", "wrong", "0", "10.2.2.3") == "reporter.sign-in"
    assert not Attempt.objects.filter(key__contains="10.2.2.2").exists(), "no list of addresses is kept"


def test_a_forged_header_does_not_give_a_new_address(bank):
    answers = [
        Client().post(
            SIGN_IN, form(bank, username=f"n{at}"), REMOTE_ADDR="41.73.1.1", HTTP_X_FORWARDED_FOR=f"1.1.1.{at}"
        )
        for at in range(21)
    ]
    assert answers[-1].context["refusal"].code == "reporter.locked"


def test_a_proxy_on_the_same_network_is_believed_and_only_its_own_entry(bank):
    for at in range(20):
        refusal(entering.enter, f"name-{at}", "wrong", "0", "41.73.9.9")
    answer = Client().post(SIGN_IN, form(bank), REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="8.8.8.8, 41.73.9.9")
    assert answer.context["refusal"].code == "reporter.locked"


def test_a_success_forgets_the_failures_before_it(bank):
    for _ in range(4):
        refusal(entering.enter, bank.person.username, "wrong", "0", "10.3.3.3")
    assert Client().post(SIGN_IN, form(bank)).status_code == 302
    assert refusal(entering.enter, bank.person.username, "wrong", "0", "10.3.3.3") == "reporter.sign-in"


def test_leaving_suspending_and_closing_end_the_session_at_once(bank, officers):
    assert bank.client.get("/reporting/").status_code == 200
    registering.suspend(officers["supervisor"], bank.row.code)
    assert bank.client.get("/reporting/")["Location"] == SIGN_IN
    assert Client().post(SIGN_IN, form(bank)).context["refusal"].code == "reporter.sign-in"
    registering.resume(officers["supervisor"], bank.row.code)
    client = Client()
    assert client.post(SIGN_IN, form(bank)).status_code == 302
    kept = client.cookies[entering.cookie_name()].value
    client.post("/reporting/leave/")
    client.cookies[entering.cookie_name()] = kept
    assert client.get("/reporting/")["Location"] == SIGN_IN, "the old cookie opens nothing"
    registering.close_person(officers["supervisor"], bank.person.pk)
    assert Client().post(SIGN_IN, form(bank, code=code_of(bank.secret, steps=1))).status_code == 422


def test_a_session_ends_after_its_time(bank):
    Session.objects.update(until=timezone.now() - dt.timedelta(seconds=1))
    assert bank.client.get("/reporting/")["Location"] == SIGN_IN
    entering.tend()
    assert not Session.objects.exists()


def test_a_new_invitation_ends_the_old_password_factor_and_sessions(bank, officers):
    _person, invitation = registering.invite_again(officers["supervisor"], bank.person.pk)
    assert bank.client.get("/reporting/").status_code == 302
    assert Client().post(SIGN_IN, form(bank)).status_code == 422
    assert entering.invited(bank.person.username, invitation, "10.0.0.2").pk == bank.person.pk


@pytest.mark.parametrize("role", ["analyst", "liaison", "administrator"])
def test_only_a_supervisor_or_a_control_officer_registers_and_invites(officers, bank, role):
    who = officers[role]
    assert refusal(lambda: registering.register(who, "x-bank", "X", "bank", country="ML")) == "role.not-allowed"
    assert refusal(lambda: registering.invite(who, bank.row.code, "x.y", "X Y")) == "role.not-allowed"
    assert refusal(lambda: registering.add_machine(who, bank.row.code, "X")) == "role.not-allowed"
    assert refusal(lambda: registering.suspend(who, bank.row.code)) == "role.not-allowed"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (("Banque", "X", "bank", "ML"), "reporter.code"),
        (("banque--x", "X", "bank", "ML"), "reporter.code"),
        (("b" * 41, "X", "bank", "ML"), "reporter.code"),
        (("banque", " ", "bank", "ML"), "reporter.name"),
        (("banque", "X", "casino", "ML"), "reporter.kind"),
        (("banque", "X", "bank", "ZZ"), "reporter.country"),
        (("banque-du-fleuve", "X", "bank", "ML"), "reporter.taken"),
    ],
)
def test_a_reporter_that_cannot_be_is_refused_at_its_field(officers, bank, given, code):
    *rest, country = given
    assert refusal(lambda: registering.register(officers["supervisor"], *rest, country=country)) == code


def test_a_stolen_database_makes_no_code(bank):
    stored = Person.objects.get(pk=bank.person.pk).factor
    assert bank.secret not in stored
    assert accounts.factors.step_of(stored, code_of(bank.secret, steps=1), 0) is not None
