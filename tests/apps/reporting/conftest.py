"""Officers, an invented bank with a signed-in person and a program, and another bank beside it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.test import Client
from tests.apps.reporting.files import goaml

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.reporting import entering, registering
from benkan.apps.reporting import services as reporting
from benkan.apps.reporting.models import Person, Reporter

PASSWORD = "trois hippopotames au fleuve"


def code_of(secret: str, *, steps: int = 0) -> str:
    """What a phone shows for this secret, some steps of its clock away."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def lines(event: str) -> list[SimpleNamespace]:
    """The lines of the journal of one event, the oldest first."""
    return [SimpleNamespace(**one) for one in journal.latest(50, event)]


@dataclass
class Bank:
    """A reporter with a person who is signed in with a browser, and a program with a token."""

    row: Reporter
    person: Person
    secret: str
    client: Client
    token: str

    @property
    def bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def send(self, data: bytes | None = None, name: str = "declaration.xml", corrects: str = ""):
        """The report of a file that the bank's own program sends."""
        taken = reporting.send_file(self.row.code, "Programme", name, goaml() if data is None else data, corrects)
        assert taken.report is not None, (taken.error, taken.findings)
        return taken.report


@pytest.fixture
def officers(db):
    roles = ("analyst", "liaison", "supervisor", "control", "administrator")
    return {role: accounts.create_officer(role, f"Officer {role}", role, language="en") for role in roles}


@pytest.fixture
def signed_in(officers):
    def make(role: str) -> Client:
        made = Client()
        made.force_login(officers[role])
        return made

    return make


@pytest.fixture
def make_bank(officers):
    def make(code: str = "banque-du-fleuve", name: str = "Banque du Fleuve", kind: str = "bank") -> Bank:
        row = registering.register(officers["supervisor"], code, name, kind, country="ML")
        username = f"{code}-1"
        person, invitation = registering.invite(officers["supervisor"], code, username, "Adama Essai")
        secret = accounts.factors.new_secret()
        person, key = entering.accept(username, invitation, PASSWORD, secret, code_of(secret), "10.0.0.1")
        # So that a test may use this moment's code again: a machine in a hurry has no half a minute to wait.
        Person.objects.filter(pk=person.pk).update(factor_step=0)
        person.refresh_from_db()
        client = Client()
        client.cookies[entering.cookie_name()] = key
        _machine, token = registering.add_machine(officers["supervisor"], code, "Transmetteur")
        return Bank(row, person, secret, client, token)

    return make


@pytest.fixture
def bank(make_bank) -> Bank:
    return make_bank()


@pytest.fixture
def other_bank(make_bank) -> Bank:
    return make_bank("caisse-du-lac", "Caisse du Lac", "mobile-money")
