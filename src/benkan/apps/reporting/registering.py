"""Registering reporters, their people and their machines; done by a supervisor or a control officer.

Nobody of the service ever knows a reporter's password: a person is invited with a code that is shown once, and chooses
the password and the second factor at the door.
"""

from __future__ import annotations

import re
import secrets
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.reporting import limits
from benkan.apps.reporting.models import Machine, Person, Reporter, Session
from benkan.core import territories
from benkan.core.errors import N_, Invalid, Refused

CODE: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
USERNAME: Final = re.compile(r"[\w.@+-]{3,100}", re.ASCII)
MAX_PEOPLE: Final = 200
MAX_MACHINES: Final = 50
TOKEN_START: Final = "bkr_"  # noqa: S105 - the beginning that all tokens have
"""Makes a token that fell into the wrong file easy to find."""


def register(officer: Officer, code: str, name: str, kind: str, *, country: str, contact: str = "") -> Reporter:
    """A new reporter; nobody can send for it before a person is invited or a machine has a token.

    Raises:
        Refused: no right. Invalid: a field; the place names it.
    """
    accounts.need(officer, "register-reporter")
    code, name, contact = code.strip(), _clean(name), _clean(contact)
    if not CODE.fullmatch(code) or len(code) > 40:
        raise Invalid(
            "reporter.code",
            N_("The short name has at most 40 small letters, digits and hyphens."),
            N_("Choose one such as banque-du-fleuve."),
            place="code",
        )
    if not name or len(name) > 200 or len(contact) > 500:
        raise Invalid("reporter.name", N_("A reporter needs a name of at most 200 characters."), place="name")
    if kind not in Reporter.Kind.values:
        raise Invalid("reporter.kind", N_("Choose what kind of reporter it is."), place="kind")
    if territories.country(country) is None:
        raise Invalid("reporter.country", N_("Choose a country."), place="country")
    with transaction.atomic():
        try:
            with transaction.atomic():
                made = Reporter.objects.create(
                    code=code,
                    name=name,
                    kind=kind,
                    country=country,
                    contact=contact,
                    registered_by=accounts.handle(officer),
                    registered_at=timezone.now(),
                )
        except IntegrityError as error:
            raise Invalid(
                "reporter.taken",
                N_("Another reporter has this short name."),
                N_("Choose another one."),
                place="code",
            ) from error
        _write("reporter-registered", officer, made, kind=kind)
    return made


def change(officer: Officer, code: str, *, name: str, contact: str) -> Reporter:
    """The reporter with another name or contact; its short name and kind stay."""
    accounts.need(officer, "register-reporter")
    name, contact = _clean(name), _clean(contact)
    if not name or len(name) > 200 or len(contact) > 500:
        raise Invalid("reporter.name", N_("A reporter needs a name of at most 200 characters."), place="name")
    with transaction.atomic():
        row = _locked(code)
        row.name, row.contact = name, contact
        row.save(update_fields=["name", "contact"])
        _write("reporter-changed", officer, row)
    return row


def suspend(officer: Officer, code: str) -> Reporter:
    """The reporter, whose people and machines are no longer let in; what they sent stays."""
    accounts.need(officer, "register-reporter")
    with transaction.atomic():
        row = _locked(code)
        if row.suspended_at is None:
            row.suspended_at = timezone.now()
            row.save(update_fields=["suspended_at"])
            Session.objects.filter(person__reporter=row).delete()
            _write("reporter-suspended", officer, row)
    return row


def resume(officer: Officer, code: str) -> Reporter:
    """The reporter, let in again."""
    accounts.need(officer, "register-reporter")
    with transaction.atomic():
        row = _locked(code)
        if row.suspended_at is not None:
            row.suspended_at = None
            row.save(update_fields=["suspended_at"])
            _write("reporter-resumed", officer, row)
    return row


def invite(officer: Officer, code: str, username: str, name: str) -> tuple[Person, str]:
    """A person of this reporter, and the invitation that is shown this once.

    Raises:
        Refused: no right, no such reporter. Invalid: the name is taken or cannot be used.
    """
    accounts.need(officer, "register-reporter")
    username, name = username.strip(), _clean(name)
    if not USERNAME.fullmatch(username) or not name or len(name) > 120:
        raise Invalid(
            "reporter.person",
            N_("The sign-in name has 3 to 100 letters, digits and @ . + - _, and every person has a name."),
            place="username",
        )
    invitation = _spoken()
    with transaction.atomic():
        row = _locked(code)
        if row.people.filter(closed_at=None).count() >= MAX_PEOPLE:
            raise Invalid("reporter.people", N_("A reporter has at most %(limit)d people."), limit=MAX_PEOPLE)
        try:
            with transaction.atomic():
                made = Person.objects.create(
                    reporter=row,
                    username=username,
                    name=name,
                    invitation_sha256=limits.digest(invitation),
                    invited_until=timezone.now() + limits.INVITATION,
                    added_by=accounts.handle(officer),
                    added_at=timezone.now(),
                )
        except IntegrityError as error:
            raise Invalid(
                "reporter.username",
                N_("This sign-in name is taken."),
                N_("Choose another one."),
                place="username",
            ) from error
        _write("reporter-person-invited", officer, row, person=str(made.pk))
    return made, invitation


def invite_again(officer: Officer, person_id: int) -> tuple[Person, str]:
    """The person with a new invitation: the old password, second factor and sessions end at once."""
    accounts.need(officer, "register-reporter")
    invitation = _spoken()
    with transaction.atomic():
        row = _person(person_id)
        row.password, row.factor = "", ""
        row.invitation_sha256 = limits.digest(invitation)
        row.invited_until = timezone.now() + limits.INVITATION
        row.closed_at = None
        row.save()
        row.sessions.all().delete()
        _write("reporter-person-invited", officer, row.reporter, person=str(row.pk))
    return row, invitation


def close_person(officer: Officer, person_id: int) -> Person:
    """The person, who cannot sign in any more."""
    accounts.need(officer, "register-reporter")
    with transaction.atomic():
        row = _person(person_id)
        if row.closed_at is None:
            row.closed_at, row.password, row.factor, row.invitation_sha256 = timezone.now(), "", "", ""
            row.save()
            row.sessions.all().delete()
            _write("reporter-person-closed", officer, row.reporter, person=str(row.pk))
    return row


def add_machine(officer: Officer, code: str, name: str) -> tuple[Machine, str]:
    """A program of this reporter, and its token, which is shown this once."""
    accounts.need(officer, "register-reporter")
    name = _clean(name)
    if not name or len(name) > 80:
        raise Invalid("reporter.machine", N_("A program needs a name of at most 80 characters."), place="name")
    token = TOKEN_START + secrets.token_urlsafe(32)
    with transaction.atomic():
        row = _locked(code)
        if row.machines.filter(closed_at=None).count() >= MAX_MACHINES:
            raise Invalid("reporter.machines", N_("A reporter has at most %(limit)d programs."), limit=MAX_MACHINES)
        made = Machine.objects.create(
            reporter=row,
            name=name,
            token_sha256=limits.digest(token),
            added_by=accounts.handle(officer),
            added_at=timezone.now(),
            until=timezone.now() + limits.TOKEN,
        )
        _write("reporter-token-made", officer, row, machine=str(made.pk))
    return made, token


def close_machine(officer: Officer, machine_id: int) -> Machine:
    """The program, whose token is no longer taken."""
    accounts.need(officer, "register-reporter")
    with transaction.atomic():
        row = Machine.objects.select_for_update().select_related("reporter").filter(pk=machine_id).first()
        if row is None:
            raise unknown()
        if row.closed_at is None:
            row.closed_at = timezone.now()
            row.save(update_fields=["closed_at"])
            _write("reporter-token-closed", officer, row.reporter, machine=str(row.pk))
    return row


def get(officer: Officer, code: str) -> Reporter:
    """The reporter of this short name.

    Raises:
        Refused: no right, or ``reporter.unknown``.
    """
    if not accounts.may(officer, "report"):
        accounts.need(officer, "register-reporter")
    found = Reporter.objects.filter(code=code).first()
    if found is None:
        raise unknown()
    return found


def listed() -> list[Reporter]:
    """Every reporter, by name."""
    return list(Reporter.objects.order_by("name", "code"))


def as_object(row: Reporter) -> dict[str, Any]:
    """The reporter as programs read it."""
    return {
        "code": row.code,
        "name": row.name,
        "kind": row.kind,
        "country": row.country,
        "contact": row.contact,
        "active": row.is_active,
        "registered_at": row.registered_at.isoformat(),
        "people": [
            {"id": one.pk, "username": one.username, "name": one.name, "active": one.closed_at is None}
            for one in row.people.order_by("username")
        ],
        "machines": [
            {"id": one.pk, "name": one.name, "open": one.is_open} for one in row.machines.order_by("name", "pk")
        ],
    }


def unknown() -> Refused:
    """The error of a reporter, a person or a program that is not here."""
    return Refused("reporter.unknown", N_("There is no such reporter."), N_("Open it from the list of reporters."))


def _clean(text: str) -> str:
    """The text without what no database keeps and nobody sees."""
    return "".join(sign for sign in text if sign.isprintable() or sign == "\n").strip()


def _spoken() -> str:
    """An invitation that can be read out: 25 letters and digits without those that look alike, 120 random bits."""
    signs = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    drawn = "".join(secrets.choice(signs) for _ in range(25))
    return "-".join(drawn[at : at + 5] for at in range(0, 25, 5))


def _locked(code: str) -> Reporter:
    row = Reporter.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise unknown()
    return row


def _person(person_id: int) -> Person:
    row = Person.objects.select_for_update(of=("self",)).select_related("reporter").filter(pk=person_id).first()
    if row is None:
        raise unknown()
    return row


def _write(event: str, officer: Officer, row: Reporter, **facts: Any) -> None:
    journal.write(event, officer=accounts.handle(officer), reference=row.code, **facts)
