"""Lists of onward sessions as CSV or XLSX: one row for each attendee. Good rows are kept, bad ones told with why.

The same list again changes nothing: a session is known by its trainer, day and reference (or topic and place), an
attendee by the learner's number, or by name, service, country and region in that session. Sessions are taken in the
order of their days, so that one list may hold a trainer's own training and the sessions that followed.
"""

from __future__ import annotations

import datetime as dt
import io
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import columns, naming, people, recording, standing
from benkan.apps.cascade.models import Cascade, Person
from benkan.apps.cascade.people import Named
from benkan.apps.journal import services as journal
from benkan.core import cascade as rules
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.core.recognising import fold
from benkan.formats.report import Report
from benkan.formats.typed import dates
from benkan.formats.typed.sheets import Row, read_sheet

MOST_ROWS: Final = 100_000
MOST_OF_A_NAME: Final = 5_000
WAYS: Final = ("file", "paper", "stick", "api")


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    row: int
    error: BenkanError


@dataclass(slots=True)
class Done:
    """What became of a list.

    Args:
        read: rows below the header.
        sessions: new ones.
        persons: who came into the tree.
        known: rows that were here already.
        refused: rows that were not taken.
        alike: pairs of persons who could be one.
    """

    read: int = 0
    sessions: int = 0
    persons: int = 0
    trainings: int = 0
    alike: int = 0
    refused: list[Refused] = field(default_factory=list)

    @property
    def known(self) -> int:
        """Rows that changed nothing."""
        return self.read - self.trainings - len(self.refused)

    def as_object(self) -> dict[str, Any]:
        """For programs; a row's own words are not repeated."""
        return {
            "read": self.read,
            "sessions": self.sessions,
            "persons": self.persons,
            "trainings": self.trainings,
            "known": self.known,
            "alike": self.alike,
            "refused": [{"row": one.row, "code": one.error.code, "what": str(one.error)} for one in self.refused],
        }


@dataclass(frozen=True, slots=True)
class Line:
    """A row that could be read."""

    row: int
    trainer: str
    trainer_service: str
    day: dt.date
    topic: str
    hours: Decimal
    place: str
    materials: str
    reference: str
    attendee: Named

    @property
    def session(self) -> tuple[Any, ...]:
        """What the rows of one session have in common."""
        return (
            self.day, self.trainer.casefold(), self.trainer_service.casefold(), self.reference,
            "" if self.reference else self.topic.casefold(), "" if self.reference else self.place.casefold(),
        )  # fmt: skip


@transaction.atomic
def import_list(who: Officer, cascade: Cascade, data: bytes, way: str = "file") -> Done:
    """Takes the good rows of a list.

    Raises:
        Refused: the officer may not train.
        Invalid: the file cannot be read at all, has no such columns or too many rows.
    """
    accounts.need(who, "train")
    if way not in WAYS:
        raise Invalid("cascade.way", N_("A list comes as one of: %(ways)s."), N_("Choose one."), ways=", ".join(WAYS))
    rows = list(read_sheet(io.BytesIO(data), Report()))
    if not rows or len(rows) - 1 > MOST_ROWS:
        raise Invalid(
            "cascade.rows",
            N_("A list has a row of titles and 1 to %(most)d rows below it."),
            N_("Split it; nothing was imported."),
            most=MOST_ROWS,
        )
    places = columns.found(rows[0].cells)
    done = Done(read=len(rows) - 1)
    sessions: dict[tuple[Any, ...], list[Line]] = defaultdict(list)
    today = timezone.localdate()
    orders = dates.judge((_cell(row, places, "day") for row in rows[1:]), today)
    for row in rows[1:]:
        try:
            line = _line(row, places, today, orders)
        except BenkanError as error:
            done.refused.append(Refused(row.number, error))
        else:
            sessions[line.session].append(line)
    cascade = standing.lock(cascade)
    for key in sorted(sessions, key=lambda one: (one[0], sessions[one][0].row)):
        _take(who, cascade, sessions[key], way, done)
    done.refused.sort(key=lambda one: one.row)
    journal.write(
        "onward-sessions-imported",
        officer=handle(who),
        reference=str(cascade.public_id),
        count=done.sessions,
        persons=done.persons,
        refused=len(done.refused),
        way=way,
    )
    return done


def attendees_of(data: bytes) -> list[Named]:
    """The attendees of a CSV or XLSX with the columns name, service, country, region and learner; only name must be.

    Raises:
        Invalid: the file cannot be read, or a learner's number is none.
    """
    rows = list(read_sheet(io.BytesIO(data), Report()))
    places = columns.found(rows[0].cells if rows else (), ("name",))
    return [_attendee(row, places) for row in rows[1:]]


def _attendee(row: Row, places: dict[str, int]) -> Named:
    name, service, country, region, learner = (
        _cell(row, places, key) for key in ("name", "service", "country", "region", "learner")
    )
    try:
        return Named(name, service, country, region, UUID(learner) if learner else None)
    except ValueError as error:
        raise Invalid(
            "cascade.learner",
            N_("This is no number of a learner."),
            N_("Copy it from the learner's page."),
            place=f"row {row.number}",
        ) from error


def _take(who: Officer, cascade: Cascade, lines: list[Line], way: str, done: Done) -> None:
    """One session of the list, in parts where it is larger than a session may be; refused as a whole."""
    first = lines[0]
    try:
        with transaction.atomic():
            trainer = _trainer(cascade, first)
            attendees = [line.attendee for line in lines]
            held = recording.Held(
                trainer.public_id, first.day, first.topic, first.hours, attendees, region=first.place,
                materials=first.materials, reference=first.reference,
            )  # fmt: skip
            taken = recording.take(who, cascade, held, way)
    except BenkanError as error:
        # What the refused part did to the counter of numbers in memory is not what stands in the table.
        cascade.refresh_from_db()
        done.refused += [Refused(line.row, error) for line in lines]
        return
    done.sessions += taken.is_new
    done.persons += taken.persons
    done.trainings += taken.trainings
    done.alike += taken.alike


def _line(row: Row, places: dict[str, int], today: dt.date, orders: dates.Orders) -> Line:
    """The row with its day, hours and attendee.

    Raises:
        Invalid: what of it cannot be read.
    """

    def cell(name: str) -> str:
        return _cell(row, places, name)

    day = dates.read(cell("day"), today, orders).sure
    if day is None:
        raise Invalid(
            "cascade.day-unread",
            N_("The day cannot be read with certainty."),
            N_("Write it as 2026-03-01."),
            place="day",
        )
    try:
        hours = rules.check_hours(Decimal(cell("hours").replace(",", ".")))
    except InvalidOperation as error:
        raise Invalid(
            "cascade.hours",
            N_("A session lasts more than 0 and at most %(most)s hours."),
            N_("Write the hours as a number, such as 6 or 1.5."),
            place="hours",
            most=str(rules.MOST_HOURS),
        ) from error
    attendee = people.checked(_attendee(row, places))
    return Line(
        row.number, cell("trainer"), cell("trainer_service"), day.value, cell("topic"), hours, cell("place"),
        cell("materials"), cell("reference"), attendee,
    )  # fmt: skip


def _trainer(cascade: Cascade, line: Line) -> Person:
    """The trainer by number, or by a name that one person of the tree has.

    Raises:
        Invalid: ``cascade.trainer`` or ``cascade.trainer-unclear``.
    """
    try:
        return recording.trainer_of(cascade, UUID(line.trainer))
    except ValueError:
        pass
    wanted, service = fold(line.trainer), fold(line.trainer_service)
    named = [one for one in naming.look_up(cascade, line.trainer[:200], MOST_OF_A_NAME) if fold(one.name) == wanted]
    if service:
        named = [one for one in named if fold(one.service) == service]
    if not named:
        return recording.trainer_of(cascade, UUID(int=0))
    if len(named) > 1:
        raise Invalid(
            "cascade.trainer-unclear",
            N_("%(count)d persons of this tree have the trainer's name."),
            N_("Write the trainer's number in the tree, or the service beside the name."),
            place="trainer",
            count=len(named),
        )
    return named[0]


def _cell(row: Row, places: dict[str, int], name: str) -> str:
    place = places.get(name)
    return row.cells[place].strip() if place is not None and place < len(row.cells) else ""
