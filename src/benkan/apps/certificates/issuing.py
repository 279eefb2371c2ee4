"""Issuing and revoking. What was issued never changes: a mistake is revoked, and another certificate issued."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.certificates.models import Certificate, ErasedPlace
from benkan.apps.journal import services as journal
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats import open_badges
from benkan.formats.open_badges.credential import LANGUAGES

RIGHT: Final = "train"
CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LONGEST: Final = {"holder": 200, "service": 200, "region": 40, "criteria": 1_000, "reason": 500}
_TRIES: Final = 40
MOST_NAME: Final = 200
MOST_HOURS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Holder:
    """Who gets it: a name, the learner of the training slice, the officer of this node, service, country, region."""

    name: str
    learner: uuid.UUID | None = None
    username: str = ""
    service: str = ""
    country: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was learned: the course's code, the competence that it gives, its names by language."""

    code: str
    competence: str
    names: Mapping[str, str] = field(default_factory=dict)
    hours: int = 0
    criteria: str = ""


def issue(
    holder: Holder,
    achievement: Achievement,
    *,
    by: Officer,
    since: dt.date | None = None,
    until: dt.date | None = None,
    run: uuid.UUID | None = None,
) -> Certificate:
    """A new certificate, signed and in force.

    Args:
        until: the last day; None for one that never ends.

    Raises:
        Refused: ``role.not-allowed``; ``certificate.own``: nobody certifies themselves; ``certificate.twice``: the
            learner holds one of this course run.
        Invalid: a field; its name is the place.
    """
    accounts.need(by, RIGHT)
    if holder.username and holder.username == accounts.handle(by):
        raise Refused(
            "certificate.own",
            N_("Nobody certifies themselves."),
            N_("Ask another officer with the right to issue certificates."),
            place="holder",
        )
    first = since or timezone.localdate()
    _check(holder, achievement, first, until)
    row = Certificate(
        holder=holder.name.strip(),
        learner=holder.learner,
        username=holder.username,
        service=holder.service.strip(),
        country=holder.country.strip().upper(),
        region=holder.region.strip(),
        course=achievement.code,
        competence=achievement.competence,
        names={language: text.strip() for language, text in achievement.names.items() if text.strip()},
        hours=achievement.hours,
        criteria=achievement.criteria.strip(),
        run=run,
        since=_begin(first),
        until=_end(until) if until else None,
        issued_by=accounts.handle(by),
        issued_at=timezone.now(),
    )
    with transaction.atomic():
        if run is not None and holder.learner is not None:
            _once(holder.learner, run)
        row.list_number, row.place = _free_place()
        row.text = open_badges.write(as_document(row), _sign)
        try:
            row.save(force_insert=True)
        except IntegrityError as error:  # another officer issued to the same learner at this moment
            raise _twice() from error
        journal.write(
            "certificate-issued",
            officer=row.issued_by,
            reference=str(row.pk),
            course=row.course,
            competence=row.competence,
        )
    return row


def revoke(certificate: uuid.UUID, reason: str, *, by: Officer) -> Certificate:
    """The certificate, revoked: the next list says so to everybody who asks.

    Raises:
        Refused: ``role.not-allowed``, ``certificate.unknown``, ``certificate.revoked``.
        Invalid: no reason, or one that is too long.
    """
    accounts.need(by, RIGHT)
    said = reason.strip()
    if not 3 <= len(said) <= _LONGEST["reason"]:
        raise Invalid(
            "certificate.reason",
            N_("A certificate is revoked for a reason, in 3 to %(most)d letters."),
            N_("Say why: by mistake, by fraud, or because the competence was lost."),
            place="reason",
            most=_LONGEST["reason"],
        )
    with transaction.atomic():
        row = Certificate.objects.select_for_update().filter(pk=certificate).first()
        if row is None:
            raise unknown()
        if row.revoked_at is not None:
            raise Refused(
                "certificate.revoked", N_("This certificate is revoked already."), N_("Issue another one if need be.")
            )
        row.revoked_at, row.revoked_by, row.reason = timezone.now(), accounts.handle(by), said
        row.save(update_fields=["revoked_at", "revoked_by", "reason"])
        journal.write(
            "certificate-revoked",
            officer=row.revoked_by,
            reference=str(row.pk),
            competence=row.competence,
            reason_sha256=hashlib.sha256(said.encode()).hexdigest(),
        )
    return row


def get(certificate: uuid.UUID) -> Certificate:
    """The certificate; ``Refused`` with ``certificate.unknown`` when there is none."""
    row = Certificate.objects.filter(pk=certificate).first()
    if row is None:
        raise unknown()
    return row


def unknown() -> Refused:
    """The refusal for an id that no certificate has."""
    return Refused(
        "certificate.unknown", N_("This service has issued no such certificate."), N_("Open it from the list.")
    )


def state_of(row: Certificate, at: dt.datetime | None = None) -> Certificate.State:
    """What holds at this moment."""
    if row.revoked_at is not None:
        return Certificate.State.REVOKED
    if row.until is not None and row.until < (at or timezone.now()):
        return Certificate.State.EXPIRED
    return Certificate.State.VALID


def as_document(row: Certificate) -> open_badges.Certificate:
    """The row as the credential that its text holds."""
    own = agencies.own()
    return open_badges.Certificate(
        identifier=f"urn:uuid:{row.pk}",
        issuer=open_badges.Issuer(agencies.key_of(own), own.id, own.name_en, own.url),
        holder=open_badges.Holder(row.holder, row.service, row.country),
        achievement=open_badges.Achievement(row.course, row.competence, row.names, row.hours, row.criteria),
        since=row.since,
        until=row.until,
        status_url=list_address(row.list_number),
        place=row.place,
    )


def short_form(row: Certificate, language: str) -> str:
    """What the QR code on the paper holds behind the address of this node."""
    return open_badges.write_short(as_document(row), language, _sign)


def list_address(number: int) -> str:
    """Where a list of revoked certificates of ours is found."""
    return f"{settings.BENKAN_NODE.url.rstrip('/')}/certificates/status/{number}"


def sign(data: bytes) -> bytes:
    """This service's signature."""
    return _sign(data)


def _sign(data: bytes) -> bytes:
    return SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed()).sign(data)


def _once(learner: uuid.UUID, run: uuid.UUID) -> None:
    if Certificate.objects.filter(learner=learner, run=run, revoked_at=None).exists():
        raise _twice()


def _twice() -> Refused:
    return Refused(
        "certificate.twice",
        N_("This learner holds a certificate of this course already."),
        N_("Revoke that one first if it is wrong."),
    )


def _free_place() -> tuple[int, int]:
    """A place that nobody can guess from the day of issue: neighbours in a list must not tell who sat together."""
    taken = Certificate.objects.count() + ErasedPlace.objects.count()
    number = 1 + taken // (open_badges.ENTRIES // 2)
    for _ in range(_TRIES):
        place = secrets.randbelow(open_badges.ENTRIES)
        if not any(
            kind.objects.filter(list_number=number, place=place).exists() for kind in (Certificate, ErasedPlace)
        ):
            return number, place
    raise RuntimeError("a half-empty list has no free place")


def _check(holder: Holder, achievement: Achievement, since: dt.date, until: dt.date | None) -> None:
    for name, value in (("holder", holder.name), ("course", achievement.code), ("competence", achievement.competence)):
        if not value.strip():
            raise Invalid("certificate.missing", N_("Something is missing: %(place)s."), N_("Fill it in."), place=name)
    wrong = next((name for name, right in _judged(holder, achievement) if not right), None)
    if wrong is not None:
        raise Invalid(
            "certificate.field",
            N_("This cannot stand on a certificate: %(place)s."),
            N_("Correct it: plain text that is not too long; codes of letters, digits, dots and hyphens."),
            place=wrong,
        )
    if until is not None and until < since:
        raise Invalid(
            "certificate.days",
            N_("The certificate would end before it begins."),
            N_("Give a last day that is not before the first."),
            place="until",
        )


def _judged(holder: Holder, achievement: Achievement) -> Iterator[tuple[str, bool]]:
    """Each field with whether it may stand on a certificate."""
    for name, text in (
        ("holder", holder.name),
        ("service", holder.service),
        ("region", holder.region),
        ("criteria", achievement.criteria),
    ):
        yield name, len(text) <= _LONGEST[name] and text.isprintable()
    yield "course", CODE.fullmatch(achievement.code) is not None
    yield "competence", CODE.fullmatch(achievement.competence) is not None
    names = {language: text for language, text in achievement.names.items() if text.strip()}
    yield (
        "names",
        bool(names)
        and names.keys() <= set(LANGUAGES)
        and all(len(text) <= MOST_NAME and text.isprintable() for text in names.values()),
    )
    yield "country", re.fullmatch(r"([A-Za-z]{2})?", holder.country) is not None
    yield "hours", 0 <= achievement.hours <= MOST_HOURS


def _begin(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _end(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(23, 59, 59), dt.UTC)


def names_in(row: Certificate, language: str) -> str:
    """The course's name in this language or the first there is."""
    named: dict[str, Any] = row.names
    return str(named.get(language) or next(iter(named.values()), row.course))
