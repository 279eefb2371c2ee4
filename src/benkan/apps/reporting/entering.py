"""The reporters' own sign-in: password and code, locked after failures, a session that is nobody else's.

The cookie is sent to the pages of the door alone, and its value lies in the database only as a digest. Whatever is
wrong (no such person, wrong password, wrong code, closed, suspended), the answer is the same and takes as long.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.reporting import limits
from benkan.apps.reporting.models import Attempt, Machine, Person, Session
from benkan.core.errors import N_, Invalid, Refused

COOKIE_PATH: Final = "/reporting/"
UNUSABLE: Final = "!"


def cookie_name() -> str:
    """The name of the session's cookie; several nodes may share one address in a demonstration."""
    return f"benkan_{settings.BENKAN_NODE.agency}_reporter"


def enter(username: str, password: str, code: str, address: str) -> tuple[Person, str]:
    """The person and the value of the new session's cookie.

    Args:
        address: where the browser is, for the count of failures.

    Raises:
        Refused: ``reporter.sign-in`` for anything wrong, ``reporter.locked`` after too many failures.
    """
    counted = _count(username, address)
    found = Person.objects.select_related("reporter").filter(username=username[:100]).first()
    # A password is hashed for nobody too: how long it takes must not say who exists.
    right = check_password(password, (found.password if found else "") or UNUSABLE)
    step = None
    if right and found is not None and found.factor and found.closed_at is None and found.reporter.is_active:
        step = accounts.factors.step_of(found.factor, code, found.factor_step)
    if found is None or step is None:
        if found is not None and counted.of_name == limits.FAILURES:
            journal.write("reporter-locked", reference=found.reporter.code, person=str(found.pk))
        raise Refused(
            "reporter.sign-in",
            N_("The name, the password or the code is not right."),
            N_("Try again with a fresh code. After five failures the door stays shut for a quarter of an hour."),
        )
    with transaction.atomic():
        # A code serves once, also when two browsers send it in the same moment.
        taken = Person.objects.filter(pk=found.pk, factor_step__lt=step).update(
            factor_step=step, signed_in_at=timezone.now()
        )
        if not taken:
            raise _locked()
        counted.take_back()
        key = _session(found)
        journal.write("reporter-signed-in", reference=found.reporter.code, person=str(found.pk))
    return found, key


def personas() -> list[Person]:
    """The invented people of a demonstration home; none anywhere else."""
    if not settings.BENKAN_NODE.demo:
        return []
    return list(Person.objects.select_related("reporter").filter(closed_at=None).order_by("username"))


def enter_as(person: Person) -> str:
    """The cookie of a session of an invented person, without password or code.

    Raises:
        Refused: ``reporter.sign-in``: this is no demonstration.
    """
    if person not in personas():
        raise Refused("reporter.sign-in", N_("The name, the password or the code is not right."))
    with transaction.atomic():
        key = _session(person)
        journal.write("reporter-signed-in", reference=person.reporter.code, person=str(person.pk))
    return key


def person_of(key: str) -> Person | None:
    """Who is signed in with this cookie; asked for at every request, so that an end is one at once."""
    if not key:
        return None
    found = (
        Session.objects.filter(key_sha256=limits.digest(key), until__gt=timezone.now())
        .select_related("person__reporter")
        .first()
    )
    if found is None or found.person.closed_at is not None or not found.person.reporter.is_active:
        return None
    return found.person


def leave(key: str) -> None:
    """Ends the session."""
    Session.objects.filter(key_sha256=limits.digest(key)).delete()


def invited(username: str, invitation: str, address: str) -> Person:
    """Whose invitation this is.

    Raises:
        Refused: ``reporter.invitation``: wrong, used or too old; ``reporter.locked``.
    """
    counted = _count(username, address)
    given = limits.digest(invitation.strip().upper())
    found = Person.objects.select_related("reporter").filter(username=username[:100], invitation_sha256=given).first()
    if (
        found is None
        or not found.invitation_sha256
        or found.invited_until is None
        or found.invited_until < timezone.now()
        or not found.reporter.is_active
    ):
        raise Refused(
            "reporter.invitation",
            N_("This invitation is not known, was used or is too old."),
            N_("Ask the service for a new one."),
        )
    counted.take_back()
    return found


def accept(username: str, invitation: str, password: str, secret: str, code: str, address: str) -> tuple[Person, str]:
    """The invited person with a password and a second factor, signed in.

    Args:
        secret: of the second factor, as the page showed it.
        code: what the phone shows for it: so that nobody locks themselves out.

    Raises:
        Refused: as ``invited``. Invalid: ``officer.password`` or ``reporter.code``.
    """
    person = invited(username, invitation, address)
    try:
        validate_password(password, person)  # type: ignore[arg-type]
    except ValidationError as error:
        raise Invalid(
            "reporter.password",
            N_("This password is too weak: %(reasons)s"),
            N_("Choose a longer one that is no common word and not your name."),
            place="password",
            reasons=" ".join(error.messages),
        ) from error
    sealed = accounts.factors.sealed(secret)
    step = accounts.factors.step_of(sealed, code, 0)
    if step is None:
        raise Invalid(
            "reporter.factor",
            N_("The code does not belong to this picture."),
            N_("Scan the picture again and type the code that the phone shows now."),
            place="code",
        )
    with transaction.atomic():
        taken = Person.objects.filter(pk=person.pk, invitation_sha256=person.invitation_sha256).update(
            password=make_password(password),
            factor=sealed,
            factor_step=step,
            invitation_sha256="",
            invited_until=None,
            signed_in_at=timezone.now(),
        )
        if not taken:
            raise Refused(
                "reporter.invitation",
                N_("This invitation is not known, was used or is too old."),
                N_("Ask the service for a new one."),
            )
        key = _session(person)
        journal.write("reporter-signed-in", reference=person.reporter.code, person=str(person.pk))
    return person, key


def machine_of(header: str) -> Machine | None:
    """Whose token the header ``Authorization: Bearer …`` carries."""
    word, _, token = header.partition(" ")
    if word.lower() != "bearer" or not token:
        return None
    found = Machine.objects.select_related("reporter").filter(token_sha256=limits.digest(token.strip())).first()
    if found is None or not found.is_open or not found.reporter.is_active:
        return None
    Machine.objects.filter(pk=found.pk).update(used_at=timezone.now())
    return found


def tend() -> None:
    """Forgets sessions that ended and counts that no limit asks for any more."""
    now = timezone.now()
    Session.objects.filter(until__lt=now).delete()
    Attempt.objects.filter(at__lt=now - limits.DAY).delete()


def _session(person: Person) -> str:
    key = secrets.token_urlsafe(32)
    now = timezone.now()
    Session.objects.create(key_sha256=limits.digest(key), person=person, begun_at=now, until=now + limits.SESSION)
    return key


@dataclass(frozen=True, slots=True)
class _Counted:
    """An attempt that was counted: its rows, and the how-many-eth under its name it is."""

    rows: list[int]
    name_key: str
    of_name: int

    def take_back(self) -> None:
        """It was right after all: neither it nor what failed under this name before counts any more."""
        Attempt.objects.filter(Q(pk__in=self.rows) | Q(key=self.name_key)).delete()


def _count(username: str, address: str) -> _Counted:
    """Counts an attempt before it is judged, so that a hundred at once are a hundred.

    Raises:
        Refused: ``reporter.locked``; it is not counted then, so that whoever waits comes in again.
    """
    now = timezone.now()
    keys = {
        limits.counted("name", username.casefold(), settings.SECRET_KEY): limits.FAILURES,
        limits.counted("from", address, settings.SECRET_KEY): limits.ADDRESS_FAILURES,
    }
    rows = [Attempt.objects.create(key=key, at=now).pk for key in keys]
    counts = {key: Attempt.objects.filter(key=key, at__gt=now - limits.LOCKED).count() for key in keys}
    if any(counts[key] > most for key, most in keys.items()):
        Attempt.objects.filter(pk__in=rows).delete()
        raise _locked()
    name_key = next(iter(keys))
    return _Counted(rows, name_key, counts[name_key])


def _locked() -> Refused:
    return Refused(
        "reporter.locked",
        N_("Too many sign-ins failed."),
        N_("Wait a quarter of an hour. If it was not you, tell the service."),
    )
