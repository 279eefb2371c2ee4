"""Nominations: places per country, the waiting list, and what another run of the same days means."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.journal import services as journal
from benkan.apps.training import learners
from benkan.apps.training.catalogue import RIGHT, need_open
from benkan.apps.training.models import Learner, Nomination, Run
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.formats import named_rows

HOLDING: Final = (Nomination.State.NOMINATED, Nomination.State.ACCEPTED)
"""States that take a place."""
MOST_ROWS: Final = 5_000
MOST_BYTES: Final = 2_000_000
COLUMNS: Final = ("name", "service", "country", "region", "language", "username")
_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""None that is taken for another when it is read out."""
_CODE: Final = 10


@dataclass(frozen=True, slots=True)
class Room:
    """How many places a country has in a run and how many are taken; ``places`` None: those that are left over."""

    country: str
    places: int | None
    accepted: int
    nominated: int
    waiting: int


@dataclass(slots=True)
class Taken:
    """What a list of nominations brought: how many are new, and each row that was not taken, with its line."""

    nominated: int = 0
    known: int = 0
    refused: list[tuple[int, BenkanError]] = field(default_factory=list)


def nominate(run: Run, learner: Learner, *, by: Officer) -> Nomination:
    """The learner's place asked for; on the waiting list when the country's places are taken.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``, ``training.nominated-twice``; ``training.over``: the run has
            ended; ``training.requires``: the course that must come before was not completed;
            ``training.convention-places``: a partner's places of the year are used up, with the clause.
    """
    accounts.need(by, RIGHT)
    if run.ends < timezone.localdate():
        raise Refused("training.over", N_("This run is over."), N_("Nominate for another run."))
    with transaction.atomic():
        need_open(Run.objects.select_for_update().get(pk=run.pk))
        known = Nomination.objects.filter(run=run, learner=learner).first()
        if known is not None and known.state != Nomination.State.WITHDRAWN:
            raise Refused(
                "training.nominated-twice",
                N_("This learner is nominated for this run already."),
                N_("See the list of nominations."),
            )
        _prepared(run, learner)
        _within_convention(run, learner)
        made = known or Nomination(run=run, learner=learner, code=new_code())
        made.state = Nomination.State.NOMINATED if _has_room(run, learner.country) else Nomination.State.WAITING
        made.nominated_by, made.nominated_at = accounts.handle(by), timezone.now()
        made.decided_by, made.decided_at = "", None
        made.save()
        journal.write("learner-nominated", officer=made.nominated_by, reference=str(run.pk), state=made.state)
    return made


def decide(nomination: Nomination, state: str, *, by: Officer) -> Nomination:
    """Accepts, refuses, withdraws, or puts on the waiting list.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``; ``training.no-place``: the country has no place left.
        Invalid: ``training.decision``.
    """
    accounts.need(by, RIGHT)
    if state not in Nomination.State.values or state == Nomination.State.NOMINATED:
        raise Invalid(
            "training.decision",
            N_("This is no decision on a nomination."),
            N_("Accept, refuse or withdraw."),
            place="state",
        )
    with transaction.atomic():
        run = Run.objects.select_for_update().get(pk=nomination.run_id)
        need_open(run)
        row = Nomination.objects.select_for_update().select_related("learner").get(pk=nomination.pk)
        if state == Nomination.State.ACCEPTED and row.state not in HOLDING and not _has_room(run, row.learner.country):
            raise Refused(
                "training.no-place",
                N_("No place is left for %(country)s."),
                N_("Give the country more places, or withdraw another nomination."),
                country=row.learner.country,
            )
        row.state, row.decided_by, row.decided_at = state, accounts.handle(by), timezone.now()
        row.save(update_fields=["state", "decided_by", "decided_at"])
        journal.write("nomination-decided", officer=row.decided_by, reference=str(run.pk), state=state)
    return row


def accept_all(run: Run, *, by: Officer) -> int:
    """Accepts everybody who has a place; how many."""
    rows = list(Nomination.objects.filter(run=run, state=Nomination.State.NOMINATED))
    with transaction.atomic():
        for row in rows:
            decide(row, Nomination.State.ACCEPTED, by=by)
    return len(rows)


def read_list(run: Run, data: bytes, *, by: Officer) -> Taken:
    """Nominations from CSV: ``name,service,country`` and, when given, ``region,language,username``.

    A row that cannot be taken is reported with its line; the others are taken. The same list again adds nobody.

    Raises:
        Invalid: ``training.list``: no CSV with these columns, or too long.
        Refused: as ``nominate``, when it concerns the whole run.
    """
    accounts.need(by, RIGHT)
    need_open(run)
    done = Taken()
    for line, row in _rows(data):
        try:
            with transaction.atomic():
                learner = learners.find_or_add(
                    row["name"], row["service"], row["country"], region=row.get("region", ""),
                    language=row.get("language") or "fr", username=row.get("username", ""),
                )  # fmt: skip
                nominate(run, learner, by=by)
        except BenkanError as error:
            if error.code == "training.nominated-twice":
                done.known += 1
            else:
                done.refused.append((line, error))
        else:
            done.nominated += 1
    return done


def rooms(run: Run) -> list[Room]:
    """Places by country, those that have some first."""
    counted = {
        row["learner__country"]: row
        for row in Nomination.objects.filter(run=run)
        .values("learner__country")
        .annotate(
            accepted=Count("id", filter=Q(state=Nomination.State.ACCEPTED)),
            nominated=Count("id", filter=Q(state=Nomination.State.NOMINATED)),
            waiting=Count("id", filter=Q(state=Nomination.State.WAITING)),
        )
        .order_by()
    }
    places = {one.country: one.places for one in run.places.all()}
    return [
        Room(
            country,
            places.get(country),
            *(counted.get(country, {}).get(name, 0) for name in ("accepted", "nominated", "waiting")),
        )
        for country in sorted(places.keys() | counted.keys(), key=lambda code: (code not in places, code))
    ]


def overlapping(run: Run) -> dict[int, Run]:
    """Nominations whose learner has another run on the same days, with that run: a warning, since plans change."""
    people = list(Nomination.objects.filter(run=run, state__in=HOLDING).values_list("id", "learner_id"))
    others = Nomination.objects.filter(
        learner__in=[learner for _, learner in people],
        state__in=HOLDING,
        run__starts__lte=run.ends,
        run__ends__gte=run.starts,
    ).exclude(run=run)
    by_learner = {one.learner_id: one.run for one in others.select_related("run__course")}
    return {pk: by_learner[learner] for pk, learner in people if learner in by_learner}


def _has_room(run: Run, country: str) -> bool:
    held = Nomination.objects.filter(run=run, state__in=HOLDING)
    own = run.places.filter(country=country).first()
    if own is not None:
        return held.filter(learner__country=country).count() < own.places
    given = dict(run.places.values_list("country", "places"))
    return held.exclude(learner__country__in=given).count() < run.capacity - sum(given.values())


def _prepared(run: Run, learner: Learner) -> None:
    wanted = run.course.requires
    if wanted and not Nomination.objects.filter(learner=learner, run__course=wanted, completed=True).exists():
        raise Refused(
            "training.requires",
            N_("The course %(course)s must be completed before."),
            N_("Nominate the learner for that course first."),
            course=wanted,
        )


def _within_convention(run: Run, learner: Learner) -> None:
    """A convention promises places a year; what a partner's country takes beyond them is refused with its clause."""
    from benkan.apps.accords import services as accords

    own = agencies.own()
    if learner.country == own.country:
        return
    countries = {one.pk: one.country for one in agencies.partners()}
    promised = [
        convention
        for convention in accords.in_force()
        if convention.training is not None
        and learner.country in {countries.get(party) for party in convention.partners(settings.BENKAN_NODE.agency)}
    ]
    if not promised:
        return
    best = max(promised, key=lambda each: each.training.places_per_year if each.training else 0)
    most = best.training.places_per_year if best.training else 0
    taken = Nomination.objects.filter(
        learner__country=learner.country, state__in=HOLDING, run__starts__year=run.starts.year
    ).count()
    if taken >= most:
        clause = best.clauses.get("training")
        raise Refused(
            "training.convention-places",
            N_("Under the convention “%(convention)s” %(country)s has %(most)d places a year, and all are taken."),
            N_("Amend the convention, or withdraw another nomination of this country."),
            clause=f"{best.identifier} · {clause.article}" if clause else best.identifier,
            convention=best.identifier,
            country=learner.country,
            most=most,
        )


def _rows(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        yield from named_rows.rows(
            data, COLUMNS, ("name", "service", "country"), most_bytes=MOST_BYTES, most_rows=MOST_ROWS
        )
    except ValueError as error:
        raise Invalid(
            "training.list",
            N_("This is no list of nominations."),
            N_("Give CSV in UTF-8 with a first line of names: name, service, country; at most %(most)d rows."),
            place="file",
            most=MOST_ROWS,
        ) from error


def new_code() -> str:
    """A code for the door that nobody has."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_CODE))
