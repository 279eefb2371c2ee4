"""Commitments and goals: from when until when a means can be lent, what there should be, and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.means import reading, words
from benkan.apps.means.models import Booking, Commitment, Goal, Mean
from benkan.apps.means.registering import refuse_booked
from benkan.apps.means.texts import number, span
from benkan.core import means as rules
from benkan.core import territories
from benkan.core.errors import N_, Invalid, Refused

LEAST_DAYS: Final = 365
"""Of a commitment to a goal, when nothing else is said. Source: European pool, at least one year."""
MOST_WANTED: Final = 1_000
SOON: Final = dt.timedelta(days=60)
"""How long before its last day a certificate is shown as ending."""


@dataclass(frozen=True, slots=True)
class GoalGiven:
    """A goal as an officer or a program gives it.

    Args:
        country: where they must be based; empty for anywhere.
        convention: short name of the one that asks for it; empty for none.
        specification: the least that each must be, as fields of the kind's sheet.
    """

    kind: str
    count: object
    by: dt.date
    country: str = ""
    convention: str = ""
    least_days: object = LEAST_DAYS
    specification: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class GoalStands:
    """A goal beside what there will be on its day.

    Args:
        counted: means that count.
        lapsed: pledged means that will not: certificate or commitment over, or suspended.
        others: means of the kind and country that nobody pledged to it: other capacity.
    """

    goal: Goal
    counted: list[Mean]
    lapsed: list[Mean]
    others: int
    missing: int


def commit(
    officer: Officer,
    public_id: str | UUID,
    starts: dt.date,
    ends: dt.date,
    *,
    goal: str | UUID | None = None,
    convention: str = "",
) -> Commitment:
    """The word that the means can be lent during this time; with a goal it must be what the goal asks for.

    Raises:
        Refused: no right; ``means.move``; ``means.certificate-expired``; ``means.committed-twice`` names both times;
            ``means.other-kind``, ``means.elsewhere``, ``means.below-minimum``, ``means.commitment-short`` of the goal.
        Invalid: ``means.span``, ``means.convention``.
    """
    accounts.need(officer, "lend")
    wanted, now = span(starts, ends), timezone.now()
    if wanted.ends <= now:
        raise Invalid("means.span", N_("This time is over."), N_("Give a later end."), place="ends")
    with transaction.atomic():
        one = reading.row(public_id, hold=True)
        rules.admit("commit", one.state())
        until = one.certified_until
        if until is None or until <= max(wanted.starts, now):
            raise Refused(
                "means.certificate-expired",
                N_("Its certificate does not hold when the commitment begins."),
                N_("Have it certified first: without a valid certificate a means is never offered."),
            )
        aim = _live_goal(goal) if goal else None
        if aim is not None:
            rules.admit_to_goal(aim.rule, one.kind, one.country, one.described, wanted)
        _once(one, wanted)
        made = Commitment.objects.create(
            mean=one,
            goal=aim,
            convention=_convention(convention, one.kind) or (aim.convention if aim else ""),
            starts=wanted.starts,
            ends=wanted.ends,
            made_by=accounts.handle(officer),
            made_at=now,
        )
        journal.write(
            "mean-committed",
            officer=accounts.handle(officer),
            convention=made.convention,
            reference=str(one.pk),
            kind=one.kind,
            commitment=str(made.pk),
            goal=str(aim.pk) if aim else "",
        )
    return made


def release(officer: Officer, commitment: str | UUID) -> Commitment:
    """The commitment, ended now; one that nobody reserved time of.

    Raises:
        Refused: no right, ``means.unknown``, ``means.booked`` names what is promised.
    """
    accounts.need(officer, "lend")
    now = timezone.now()
    try:
        wanted = UUID(str(commitment))
    except ValueError:
        raise reading.unknown() from None
    found = Commitment.objects.filter(pk=wanted, ended_at=None).first()
    if found is None:
        raise reading.unknown()
    with transaction.atomic():
        one = reading.row(found.mean_id, hold=True)
        taking = one.bookings.filter(state__in=Booking.TAKING, maintenance=False)
        refuse_booked(one, taking.filter(starts__lt=found.ends, ends__gt=max(found.starts, now)))
        found.ended_at, found.ended_by = now, accounts.handle(officer)
        found.save(update_fields=["ended_at", "ended_by"])
        journal.write(
            "mean-commitment-ended",
            officer=accounts.handle(officer),
            reference=str(one.pk),
            kind=one.kind,
            commitment=str(found.pk),
        )
    return found


def set_goal(officer: Officer, given: GoalGiven) -> Goal:
    """A new goal.

    Raises:
        Refused: no right. Invalid: a field, which the place names.
    """
    accounts.need(officer, "lend")
    sheet = rules.sheet(given.kind)
    count = number(given.count, MOST_WANTED, "count")
    if not count:
        raise Invalid("means.number", N_("A goal asks for at least one."), place="count")
    country = given.country.strip().upper()
    if country and territories.country(country) is None:
        raise Invalid("means.country", N_("Choose a country."), place="country")
    if not timezone.localdate() <= given.by <= timezone.localdate() + rules.LONGEST:
        raise Invalid("means.goal-day", N_("The day of a goal is today or later, at most ten years away."), place="by")
    read = sheet.read(given.specification)
    with transaction.atomic():
        made = Goal.objects.create(
            kind=sheet.code,
            count=count,
            country=country,
            by=given.by,
            convention=_convention(given.convention, sheet.code),
            least_days=number(given.least_days, 3650, "least_days"),
            specification={name: list(one) if isinstance(one, tuple) else one for name, one in read.items()},
            set_by=accounts.handle(officer),
            set_at=timezone.now(),
        )
        _write_goal("mean-goal-set", officer, made, count=made.count, by=made.by.isoformat())
    return made


def drop_goal(officer: Officer, goal: str | UUID) -> None:
    """The goal holds no more; means that were pledged to it stay committed.

    Raises:
        Refused: no right, ``means.goal-unknown``.
    """
    accounts.need(officer, "lend")
    with transaction.atomic():
        found = _live_goal(goal)
        found.dropped_at = timezone.now()
        found.save(update_fields=["dropped_at"])
        _write_goal("mean-goal-dropped", officer, found)


def goals() -> list[GoalStands]:
    """Every goal that holds beside what there will be, those with the most missing and the nearest day first."""
    now = timezone.now()
    found = list(Goal.objects.filter(dropped_at=None).order_by("by", "set_at"))
    pledged: dict[UUID, list[Commitment]] = {}
    live = Commitment.objects.filter(goal__in=found, ended_at=None, mean__withdrawn_at=None).select_related("mean")
    for one in live:
        pledged.setdefault(one.goal_id or one.pk, []).append(one)
    stand = [_stands(goal, pledged.get(goal.pk, []), now) for goal in found]
    return sorted(stand, key=lambda one: (one.missing == 0, one.goal.by, str(one.goal.pk)))


def ending_certificates() -> list[Mean]:
    """Means whose certificate is over or ends within 60 days, the earliest first."""
    found = Mean.objects.filter(withdrawn_at=None, certificate_until__lte=timezone.localdate() + SOON)
    return list(found.order_by("certificate_until", "code"))


def _stands(goal: Goal, commitments: list[Commitment], now: dt.datetime) -> GoalStands:
    means = {str(one.mean_id): one.mean for one in commitments}
    pledges = [
        rules.Pledge(str(one.mean_id), one.span, one.mean.certified_until, one.mean.suspended_at is not None)
        for one in commitments
    ]
    found = rules.gap(goal.rule, pledges, now)
    others = Mean.objects.filter(kind=goal.kind, withdrawn_at=None).exclude(pk__in=list(means))
    if goal.country:
        others = others.filter(country=goal.country)
    return GoalStands(
        goal, [means[one] for one in found.counted], [means[one] for one in found.lapsed], others.count(), found.missing
    )


def _once(one: Mean, wanted: rules.Span) -> None:
    live = one.commitments.filter(ended_at=None, starts__lt=wanted.ends, ends__gt=wanted.starts)
    other = live.order_by("starts").first()
    if other is not None:
        raise Refused(
            "means.committed-twice",
            N_(
                "%(mean)s is committed from %(starts)s until %(ends)s already; "
                "this would be from %(from)s until %(until)s."
            ),
            N_("Begin when the other ends, or end the other first."),
            mean=one.code,
            starts=words.beginning(other.starts),
            ends=words.end(other.ends),
            **{"from": words.beginning(wanted.starts), "until": words.end(wanted.ends)},
        )


def _live_goal(goal: str | UUID) -> Goal:
    try:
        found = Goal.objects.filter(pk=UUID(str(goal)), dropped_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            "means.goal-unknown", N_("There is no such goal, or it was dropped."), N_("Look at the list of goals.")
        )
    return found


def conventions_for(kind: str) -> list[str]:
    """Short names of the conventions in force under which this kind of means is lent."""
    return [one.identifier for one in accords.in_force() if one.means is not None and kind in one.means.kinds]


def _convention(name: str, kind: str) -> str:
    wanted = name.strip()
    if wanted and wanted not in conventions_for(kind):
        raise Invalid(
            "means.convention",
            N_("No convention of this name is in force that shares this kind of means."),
            N_("Choose one of the list, or none."),
            place="convention",
        )
    return wanted


def _write_goal(event: str, officer: Officer, goal: Goal, **facts: Any) -> None:
    journal.write(
        event,
        officer=accounts.handle(officer),
        convention=goal.convention,
        reference=str(goal.pk),
        kind=goal.kind,
        goal=str(goal.pk),
        **facts,
    )
