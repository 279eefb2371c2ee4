"""Who was there: marks from a list, a code or a sheet of paper, taken on several devices and sent when a link is up.

A device says of a session and a person *present* or *absent*; what it says again is the same mark. Two devices may say
two things: then a human looks at it, and nobody's word is lost. A mark is a statement of the trainer who made it; no
face, finger or position is ever taken.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training.catalogue import RIGHT, need_open
from benkan.apps.training.models import Mark, Nomination, Run, Session
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.web import offline

EARLY: Final = dt.timedelta(hours=2)
"""A list is taken at the door before the session begins."""
SAME_MOMENT: Final = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Said:
    """One mark as a device sends it; ``who`` is the code of a nomination."""

    session: int
    who: str
    present: bool
    at: dt.datetime
    how: str = Mark.How.LIST


@dataclass(slots=True)
class Received:
    """What became of a bundle: new, known before, changed by the same device, and refused ones by their place."""

    new: int = 0
    known: int = 0
    changed: int = 0
    refused: list[tuple[int, BenkanError]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Presence:
    """A learner at one session: what was said, and whether the devices disagree or one code was used at two places."""

    present: bool | None
    disagreed: bool = False
    twice: bool = False


def receive(run: Run, device: str, marks: Iterable[Said], *, by: Officer) -> Received:
    """Takes marks in; each that cannot be taken is reported, the others are taken.

    Sending the same bundle again changes nothing, so a device sends until it hears that all arrived.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``.
        Invalid: ``offline.device``, ``offline.too-many``.
    """
    accounts.need(by, RIGHT)
    listed = offline.bundle(device, marks, "marks")
    done, now = Received(), timezone.now()
    with transaction.atomic():
        need_open(Run.objects.select_for_update().get(pk=run.pk))
        sessions = {one.number: one for one in run.sessions.all()}
        people = {one.code: one for one in run.nominations.all()}
        known = {
            (one.session_id, one.nomination_id): one for one in Mark.objects.filter(session__run=run, device=device)
        }
        for place, said in enumerate(listed):
            try:
                session, person = _of_this_run(said, sessions, people, now)
            except BenkanError as error:
                done.refused.append((place, error))
                continue
            _keep(done, known, session, person, said, device, accounts.handle(by), now)
        if done.new or done.changed:
            journal.write(
                "attendance-taken", officer=accounts.handle(by), reference=str(run.pk), count=done.new + done.changed
            )
    return done


def table(run: Run) -> dict[int, dict[int, Presence]]:
    """By nomination and session, what the marks say together."""
    said: dict[tuple[int, int], list[Mark]] = defaultdict(list)
    for mark in Mark.objects.filter(session__run=run):
        said[mark.nomination_id, mark.session_id].append(mark)
    found: dict[int, dict[int, Presence]] = defaultdict(dict)
    for (nomination, session), marks in said.items():
        found[nomination][session] = _together(marks)
    return found


def settle(run: Run, session: Session, nomination: Nomination, *, present: bool, by: Officer) -> None:
    """A human says what holds where devices disagree: their marks are set to it.

    Raises:
        Refused: ``role.not-allowed``, ``training.closed``.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        need_open(Run.objects.select_for_update().get(pk=run.pk))
        Mark.objects.filter(session=session, nomination=nomination).update(present=present, officer=accounts.handle(by))
        journal.write("attendance-settled", officer=accounts.handle(by), reference=str(run.pk))


def shares(run: Run) -> dict[int, float]:
    """By nomination, the share of the run's sessions that the learner was at."""
    sessions = run.sessions.count()
    if not sessions:
        return {}
    return {
        nomination: sum(one.present is True and not one.disagreed for one in each.values()) / sessions
        for nomination, each in table(run).items()
    }


def from_object(given: Any) -> list[Said]:
    """Marks from what a device sent: ``[{"session": 1, "who": "…", "present": true, "at": "…", "how": "list"}, …]``.

    Raises:
        Invalid: ``training.marks``.
    """
    try:
        return [_said(one) for one in _listed(given)]
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise Invalid(
            "training.marks",
            N_("These are no marks of attendance."),
            N_("Send a list of session, who, present and at."),
            place="marks",
        ) from error


def _listed(given: Any) -> list[Mapping[str, Any]]:
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise TypeError("no list")
    return given


def _said(one: Mapping[str, Any]) -> Said:
    at = dt.datetime.fromisoformat(str(one["at"]))
    how = str(one.get("how", Mark.How.LIST))
    if at.tzinfo is None or not isinstance(one["present"], bool) or type(one["session"]) is not int:
        raise ValueError("field")
    if how not in Mark.How.values:
        raise ValueError("how")
    return Said(one["session"], str(one["who"])[:16], one["present"], at, how)


def _of_this_run(
    said: Said, sessions: Mapping[int, Session], people: Mapping[str, Nomination], now: dt.datetime
) -> tuple[Session, Nomination]:
    session, person = sessions.get(said.session), people.get(said.who)
    if session is None:
        raise Refused(
            "session.unknown",
            N_("This run has no session %(number)d."),
            N_("Take the sheet or the page of this run."),
            number=said.session,
        )
    if person is None or person.state != Nomination.State.ACCEPTED:
        raise Refused(
            "training.not-accepted",
            N_("Nobody with this code was accepted for this run."),
            N_("Nominate and accept the person first."),
        )
    if said.at < session.starts - EARLY or now < session.starts - EARLY:
        raise Refused(
            "training.too-early",
            N_("Session %(number)d has not begun."),
            N_("Take the attendance when it begins; check the clock of the device."),
            number=session.number,
        )
    return session, person


def _keep(
    done: Received,
    known: dict[tuple[int, int], Mark],
    session: Session,
    person: Nomination,
    said: Said,
    device: str,
    officer: str,
    now: dt.datetime,
) -> None:
    mark = known.get((session.pk, person.pk))
    if mark is None:
        known[session.pk, person.pk] = Mark.objects.create(
            session=session, nomination=person, device=device, present=said.present, how=said.how, marked_at=said.at,
            received_at=now, officer=officer,
        )  # fmt: skip
        done.new += 1
    elif mark.present == said.present or said.at <= mark.marked_at:
        done.known += 1
    else:
        mark.present, mark.how, mark.marked_at, mark.received_at = said.present, said.how, said.at, now
        mark.save(update_fields=["present", "how", "marked_at", "received_at"])
        done.changed += 1


def _together(marks: list[Mark]) -> Presence:
    values = {mark.present for mark in marks}
    coded = sorted((one.marked_at, one.device) for one in marks if one.how == Mark.How.CODE and one.present)
    twice = any(later[0] - earlier[0] < SAME_MOMENT for earlier, later in pairwise(coded))
    return Presence(next(iter(values)) if len(values) == 1 else None, disagreed=len(values) > 1, twice=twice)
