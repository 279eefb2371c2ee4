"""When a means is taken: reserved, in use, maintained. No instant is given twice, whoever asks at the same time.

Every act holds the row of the means first, so two writers wait for each other (PostgreSQL: ``FOR UPDATE``; SQLite: its
transactions are IMMEDIATE). An act that somebody does twice changes nothing the second time.
"""

from __future__ import annotations

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.means import reading, words
from benkan.apps.means.models import Booking, Mean
from benkan.apps.means.texts import kept, span
from benkan.core import means as rules
from benkan.core.errors import N_, Invalid, Refused
from benkan.web import times

CONDITIONS: Final = ("good", "worn", "damaged", "lost")
"""How a means came back; after the last two it is suspended until an officer resumes it."""
UNFIT: Final = ("damaged", "lost")
LONGEST_REFERENCE: Final = 64


def reserve(public_id: str | UUID, starts: dt.date, ends: dt.date, reference: str, *, officer: str = "") -> str:
    """Takes the means for a time: the booking's id.

    Args:
        starts: an aware instant, or a day: from its midnight.
        ends: the first instant, or the first day, at which it is not needed any more.
        reference: what it is taken for, as the officer of the means may read it; no name of a person.

    Raises:
        Refused: ``means.not-committed``, ``means.certificate-expired``, ``means.double-booked``, ``means.unknown``.
        Invalid: ``means.span``, ``means.text``.
    """
    wanted = span(starts, ends)
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        offerable(one, wanted)
        made = _take(one, wanted, reference, officer, maintenance=False)
        _write("mean-booked", officer, one, made)
    return str(made.pk)


def maintain(officer: Officer, public_id: str | UUID, starts: dt.date, ends: dt.date, note: str = "") -> Booking:
    """Takes the means out of service for a time; also one that nobody committed.

    Raises:
        Refused: no right, or ``means.double-booked``. Invalid: ``means.span``.
    """
    accounts.need(officer, "lend")
    wanted, said = span(starts, ends), kept(note, 500, "note", required=False)
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("maintain", one.state())
        made = _take(one, wanted, "", accounts.handle(officer), maintenance=True)
        if said:
            made.note = said
            made.save(update_fields=["note"])
        _write("mean-maintained", accounts.handle(officer), one, made)
    return made


def free(booking: str | UUID, *, officer: str = "") -> None:
    """Gives back a time that was not used; one in use comes back with ``end``.

    Raises:
        Refused: ``means.unknown``, ``means.in-use``.
    """
    with transaction.atomic():
        one, found = _held(booking)
        if found.state == Booking.State.IN_USE:
            raise Refused(
                "means.in-use", N_("The means is in use."), N_("Record its return with its condition instead.")
            )
        if found.state == Booking.State.RESERVED:
            found.state, found.ended_at = Booking.State.FREED, timezone.now()
            found.save(update_fields=["state", "ended_at"])
            _write("mean-freed", officer, one, found)


def begin(booking: str | UUID, *, officer: str = "") -> None:
    """The means has left for its use; before its time when it is free until then.

    Raises:
        Refused: ``means.unknown``, ``means.over``, ``means.in-use``, ``means.certificate-expired``,
            ``means.double-booked``, ``means.move`` for a suspended one.
    """
    now = timezone.now()
    with transaction.atomic():
        one, found = _held(booking)
        if found.state == Booking.State.IN_USE:
            return
        if found.state != Booking.State.RESERVED or found.ends <= now:
            raise _over()
        if one.suspended_at is not None or one.withdrawn_at is not None:
            rules.admit("suspend", one.state())
        _certified(one, rules.Span(found.starts, found.ends))
        if one.bookings.filter(state=Booking.State.IN_USE).exists():
            raise Refused("means.in-use", N_("The means is in use."), N_("Record its return with its condition first."))
        if now < found.starts:
            _free_for(one, rules.Span(now, found.starts), found.reference)
            found.starts = now
        found.state, found.begun_at = Booking.State.IN_USE, now
        found.save(update_fields=["state", "begun_at", "starts"])
        _write("mean-in-use", officer, one, found)


def end(booking: str | UUID, condition: str, note: str = "", *, officer: str = "") -> None:
    """The means is back, in this condition; from now on it is free. Damaged or lost ones are suspended.

    Args:
        condition: one of ``CONDITIONS``.

    Raises:
        Refused: ``means.unknown``, ``means.not-in-use``. Invalid: ``means.condition``, ``means.text``.
    """
    if condition not in CONDITIONS:
        raise Invalid(
            "means.condition",
            N_("Say in which condition it came back."),
            N_("Choose good, worn, damaged or lost."),
            place="condition",
        )
    said, now = kept(note, 500, "note", required=False), timezone.now()
    with transaction.atomic():
        one, found = _held(booking)
        if found.state == Booking.State.ENDED and found.condition == condition:
            return
        if found.state != Booking.State.IN_USE:
            raise Refused(
                "means.not-in-use",
                N_("The means was not in use: it cannot come back."),
                N_("Record first that it left, or give the reserved time back."),
            )
        found.state, found.condition, found.note, found.ended_at = Booking.State.ENDED, condition, said, now
        found.ends = max(now, found.starts + dt.timedelta(seconds=1))
        found.save(update_fields=["state", "condition", "note", "ended_at", "ends"])
        _write("mean-returned", officer, one, found, condition=condition)
        if condition in UNFIT and one.suspended_at is None and one.withdrawn_at is None:
            one.suspended_at, one.suspended_reason = now, said
            one.save(update_fields=["suspended_at", "suspended_reason"])
            journal.write("mean-suspended", officer=officer, reference=str(one.pk), kind=one.kind)


def offerable(one: Mean, wanted: rules.Span) -> None:
    """Nothing when the means may be offered for this time: committed and certified through all of it.

    Raises:
        Refused: ``means.not-committed``, ``means.certificate-expired``.
    """
    committed = [each.span for each in one.commitments.filter(ended_at=None, ends__gt=wanted.starts)]
    now_is = one.state(committed)
    if now_is in ("suspended", "withdrawn"):
        rules.admit("reserve", now_is)
    _certified(one, wanted)
    rules.admit("reserve", now_is)
    missing = rules.gaps(wanted, committed)
    if missing:
        raise Refused(
            "means.not-committed",
            N_("The means is not committed from %(starts)s until %(ends)s."),
            N_("Commit it for this time, or choose another one."),
            starts=words.beginning(missing[0].starts),
            ends=words.end(missing[0].ends),
        )


def _certified(one: Mean, wanted: rules.Span) -> None:
    until = one.certified_until
    if until is None or until < wanted.ends:
        raise Refused(
            "means.certificate-expired",
            N_("Its certificate does not hold until the end: the last day is %(day)s.")
            if one.certificate_until
            else N_("It has no certificate."),
            N_("Have it certified first: without a valid certificate a means is never offered."),
            **({"day": times.day(one.certificate_until)} if one.certificate_until else {}),
        )


def _take(one: Mean, wanted: rules.Span, reference: str, officer: str, *, maintenance: bool) -> Booking:
    named = kept(reference, LONGEST_REFERENCE, "reference", required=not maintenance)
    _free_for(one, wanted, named)
    return Booking.objects.create(
        mean=one,
        maintenance=maintenance,
        reference=named,
        starts=wanted.starts,
        ends=wanted.ends,
        made_by=officer,
        made_at=timezone.now(),
    )


def _free_for(one: Mean, wanted: rules.Span, reference: str) -> None:
    """Nothing when nothing else takes the means then; else a refusal that names both."""
    out = Q(state=Booking.State.IN_USE) if wanted.starts < timezone.now() else Q(pk__in=[])
    found = one.bookings.filter(state__in=Booking.TAKING, starts__lt=wanted.ends)
    other = found.filter(Q(ends__gt=wanted.starts) | out).order_by("starts").first()
    if other is not None:
        raise Refused(
            "means.double-booked",
            N_(
                "%(mean)s is taken from %(starts)s until %(ends)s (%(other)s); "
                "it was wanted from %(from)s until %(until)s (%(wanted)s)."
            ),
            N_("Choose another time or another means."),
            mean=one.code,
            starts=words.beginning(other.starts),
            ends=words.end(other.ends),
            other=other.reference or "–",
            wanted=reference or "–",
            **{"from": words.beginning(wanted.starts), "until": words.end(wanted.ends)},
        )


def _held(booking: str | UUID) -> tuple[Mean, Booking]:
    """The booking and its means, whose row is held."""
    try:
        wanted = UUID(str(booking))
    except ValueError:
        raise reading.unknown() from None
    key = Booking.objects.filter(pk=wanted).values_list("mean_id", flat=True).first()
    if key is None:
        raise reading.unknown()
    return reading.row(key, hold=True), Booking.objects.get(pk=wanted)


def _over() -> Refused:
    return Refused("means.over", N_("This time is over or was given back."), N_("Reserve the means again."))


def _write(event: str, officer: str, one: Mean, made: Booking, **facts: str) -> None:
    journal.write(event, officer=officer, reference=str(one.pk), kind=one.kind, booking=str(made.pk), **facts)
