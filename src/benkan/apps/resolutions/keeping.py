"""Recommendations as officers keep them: worded, amended, decided, carried out, ended; each step is in the history."""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.resolutions import following
from benkan.apps.resolutions.models import DRAFTS, ENDED, OPEN, Change, Kind, Priority, Recommendation, State
from benkan.core.errors import N_, Invalid, Refused

MAX_TEXT: Final = 4_000
MAX_NOTE: Final = 1_000
MAX_EVIDENCE: Final = 500
RIGHT: Final = "gather"
PREFIX: Final = {Kind.RECOMMENDATION.value: "REC", Kind.RESOLUTION.value: "RES"}


@dataclass(frozen=True, slots=True)
class Wording:
    """What an officer writes of a recommendation; every text may be missing but one.

    ``owner`` is an agency id of the directory, this node's own included; ``owner_officer`` an officer of this node.
    """

    fr: str = ""
    en: str = ""
    ar: str = ""
    kind: str = Kind.RECOMMENDATION.value
    owner: str = ""
    owner_officer: str = ""
    deadline: dt.date | None = None
    priority: str = Priority.NORMAL.value


def get(public_id: uuid.UUID | str) -> Recommendation:
    """The recommendation.

    Raises:
        Refused: ``resolution.unknown``.
    """
    try:
        found = Recommendation.objects.filter(pk=uuid.UUID(str(public_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            "resolution.unknown", N_("This node keeps no such recommendation."), N_("See the list of recommendations.")
        )
    return found


def find(number_or_id: str) -> Recommendation:
    """The recommendation of ours with this number, or any with this identity; errors as ``get``."""
    mine = Recommendation.objects.filter(author=own(), number=number_or_id).first()
    return mine if mine is not None else get(number_or_id)


def record(who: accounts.Officer, wording: Wording, *, gathering: str = "") -> Recommendation:
    """A new recommendation, proposed.

    Raises:
        Refused: no right to; the gathering is unknown.
        Invalid: nothing is worded, a text is too long, the owner or the officer is unknown.
    """
    accounts.need(who, RIGHT)
    given = _checked(wording)
    title = _title(gathering)
    now = timezone.now()
    with transaction.atomic():
        year = timezone.localdate(now).year
        identity = uuid.uuid4()
        row = Recommendation(
            id=identity,
            foreign=identity,
            author=own(),
            year=year,
            sequence=_next(given.kind, year),
            gathering=gathering,
            gathering_title=title,
            created_at=now,
            moved_at=now,
            kind=given.kind,
        )
        row.number = f"{PREFIX[given.kind]}-{year}-{row.sequence}"
        _fill(row, given)
        row.save()
        _note(row, who, "proposed")
        _journal("resolution-proposed", row, who)
    return row


def amend(who: accounts.Officer, public_id: uuid.UUID | str, wording: Wording) -> Recommendation:
    """The draft in other words, with its history; once it is adopted only owner, deadline and priority move.

    Raises:
        Refused: no right to, not ours, or it has ended.
        Invalid: as ``record``; ``resolution.adopted-text``: words that were adopted are not changed.
    """
    accounts.need(who, RIGHT)
    given = _checked(wording)
    with transaction.atomic():
        row = _ours(public_id, *DRAFTS, *OPEN)
        drafted = row.state in DRAFTS
        if not drafted and (given.fr, given.en, given.ar) != (row.text_fr, row.text_en, row.text_ar):
            raise Invalid(
                "resolution.adopted-text",
                N_("Words that were adopted are not changed."),
                N_("Change owner, deadline or priority here; for other words propose another recommendation."),
                place="text",
            )
        before = _values(row)
        _fill(row, given)
        moved = {name: [before[name], value] for name, value in _values(row).items() if value != before[name]}
        if not moved:
            return row
        if drafted:
            row.state = State.AMENDED
        if "owner" in moved:
            row.report, row.report_sha256 = 0, ""  # another service counts its reports anew
        _moved(row)
        _note(row, who, "amended", fields=moved)
        if not drafted:
            following.tell(row)
        _journal("resolution-changed", row, who)
    return row


def settle(who: accounts.Officer, public_id: uuid.UUID | str, *, adopted: bool, note: str = "") -> Recommendation:
    """Adopted or rejected without a vote: by acclamation, or by a vote counted elsewhere. Errors as ``amend``."""
    accounts.need(who, RIGHT)
    with transaction.atomic():
        row = _ours(public_id, *DRAFTS)
        decided(row, who, adopted=adopted, note=note)
    return row


def decided(row: Recommendation, who: accounts.Officer, *, adopted: bool, note: str = "") -> None:
    """Writes what was decided; inside the caller's transaction. An owner that is a partner is told at once."""
    row.state = State.ADOPTED if adopted else State.REJECTED
    _moved(row)
    _note(row, who, "adopted" if adopted else "rejected", note=text(note, "note", MAX_NOTE))
    if adopted:
        following.tell(row)
    _journal("resolution-decided", row, who)


def progress(
    who: accounts.Officer, public_id: uuid.UUID | str, *, done: bool, on: dt.date, note: str = "", evidence: str = ""
) -> Recommendation:
    """What the owner did: under way, or done with its evidence; a partner who is the author is told.

    Raises:
        Refused: neither the owner's officer nor entitled; another service owns it; it was not adopted or has ended.
        Invalid: ``resolution.evidence``: done needs evidence; ``resolution.future``: the day is to come.
    """
    with transaction.atomic():
        row = _standing(public_id, *OPEN)
        if accounts.handle(who) != row.owner_officer:
            accounts.need(who, RIGHT)
        if row.owner not in {"", own()}:
            raise Refused(
                "resolution.not-owner",
                N_("Another service owns this recommendation and reports on it."),
                N_("Wait for its report, or make your service the owner."),
            )
        note, evidence = text(note, "note", MAX_NOTE), text(evidence, "evidence", MAX_EVIDENCE)
        if done and not evidence:
            raise Invalid(
                "resolution.evidence",
                N_("What is done needs its evidence."),
                N_("Name the order, the minutes or the record that shows it."),
                place="evidence",
            )
        if on > timezone.localdate():
            raise Invalid(
                "resolution.future", N_("This day is to come."), N_("Give the day on which it happened."), place="on"
            )
        row.state = State.DONE if done else State.UNDER_WAY
        row.evidence, row.done_on = (evidence, on) if done else (row.evidence, None)
        _moved(row)
        _note(row, who, "done" if done else "under-way", note=note)
        if row.author == own():
            following.tell(row)
        else:
            following.report(row, note=note, on=on, office=str(who))
        _journal("resolution-progress", row, who)
    return row


def end(who: accounts.Officer, public_id: uuid.UUID | str, state: str, note: str = "") -> Recommendation:
    """Ended by its author: done, lapsed or withdrawn; whoever was told of it is told.

    Raises:
        Refused: no right to, not ours, or it has ended.
        Invalid: ``resolution.ending``: no such end; ``resolution.evidence``: done, and nothing shows it.
    """
    accounts.need(who, RIGHT)
    if state not in {State.DONE, State.LAPSED, State.WITHDRAWN}:
        raise Invalid("resolution.ending", N_("A recommendation ends done, lapsed or withdrawn."), place="state")
    with transaction.atomic():
        row = _ours(public_id, *DRAFTS, *OPEN, State.DONE)
        if row.closed or (row.state in DRAFTS and state == State.DONE):
            raise _ended()
        if state == State.DONE and row.state != State.DONE:
            raise Invalid(
                "resolution.evidence",
                N_("What is done needs its evidence."),
                N_("Let the owner report that it is done, with the evidence."),
                place="state",
            )
        told = row.state not in DRAFTS
        row.state, row.closed = State(state), True
        _moved(row)
        _note(row, who, "ended", note=text(note, "note", MAX_NOTE))
        if told:
            following.close(row)
        _journal("resolution-ended", row, who)
    return row


def inform(who: accounts.Officer, public_id: uuid.UUID | str, partner: str) -> Recommendation:
    """A partner who does not own it is kept informed of an adopted recommendation of ours.

    Raises:
        Refused: no right to, not ours, not adopted, or no convention lets us write to this partner.
    """
    accounts.need(who, RIGHT)
    with transaction.atomic():
        row = _ours(public_id, *OPEN, State.DONE)
        following.inform(row, partner)
        _journal("resolution-told", row, who, partner=partner)
    return row


def text(value: str, place: str, longest: int) -> str:
    """The text as it may be kept and sent: composed, without invisible controls, not too long.

    Raises:
        Invalid: ``resolution.text``.
    """
    from benkan.wire.fields import BIDI_CONTROLS, HIDDEN

    plain = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)).strip()
    kept = "".join(
        one for one in plain if one == "\n" or (one not in BIDI_CONTROLS and unicodedata.category(one) not in HIDDEN)
    )
    if len(kept) > longest:
        raise Invalid(
            "resolution.text",
            N_("The text is longer than %(limit)d characters."),
            N_("Shorten it."),
            place=place,
            limit=longest,
        )
    return kept


def own() -> str:
    """This node's agency."""
    return str(settings.BENKAN_NODE.agency)


def changed(
    row: Recommendation, *, by: str, agency: str, act: str, note: str = "", fields: Mapping[str, Any] | None = None
) -> None:
    """One more line of its history."""
    Change.objects.create(
        recommendation=row,
        at=timezone.now(),
        by=by,
        agency=agency,
        act=act,
        state=row.state,
        note=note,
        fields=dict(fields or {}),
    )


def _note(
    row: Recommendation, who: accounts.Officer, act: str, *, note: str = "", fields: Mapping[str, Any] | None = None
) -> None:
    changed(row, by=accounts.handle(who), agency=own(), act=act, note=note, fields=fields)


def _journal(event: str, row: Recommendation, who: accounts.Officer, *, partner: str = "") -> None:
    journal.write(
        event, officer=accounts.handle(who), partner=partner, reference=str(row.pk), kind=row.kind, state=str(row.state)
    )


def _ours(public_id: uuid.UUID | str, *states: str) -> Recommendation:
    row = _standing(public_id, *states)
    if row.author != own():
        raise Refused(
            "resolution.not-ours",
            N_("This recommendation is kept by another service."),
            N_("Report what you did; its author changes and ends it."),
        )
    return row


def _standing(public_id: uuid.UUID | str, *states: str) -> Recommendation:
    """The row, held until the transaction ends, in one of these states."""
    get(public_id)
    row = Recommendation.objects.select_for_update().get(pk=public_id)
    if row.state not in states or row.closed:
        raise (
            _ended()
            if row.state in ENDED or row.closed
            else Refused(
                "resolution.state",
                N_("This cannot be done to a recommendation that stands like this."),
                N_("Look at its history; what was proposed is decided before it is carried out."),
            )
        )
    return row


def _ended() -> Refused:
    return Refused(
        "resolution.ended", N_("This recommendation has ended."), N_("Propose another one if something is left to do.")
    )


def _checked(given: Wording) -> Wording:
    from benkan.apps.agencies import services as agencies

    words = {language: text(getattr(given, language), language, MAX_TEXT) for language in ("fr", "en", "ar")}
    if not any(words.values()):
        raise Invalid(
            "resolution.empty", N_("Nothing is worded."), N_("Write the text in one language at least."), place="fr"
        )
    if given.kind not in PREFIX or given.priority not in Priority.values:
        raise Invalid("resolution.kind", N_("This kind or priority does not exist."), place="kind")
    if given.owner and given.owner != own():
        agencies.get(given.owner)
    if given.owner_officer:
        if given.owner not in {"", own()}:
            raise Invalid(
                "resolution.owner",
                N_("An officer of this node cannot answer for another service."),
                N_("Choose the service, or the officer."),
                place="owner_officer",
            )
        accounts.get(given.owner_officer)
    owner = given.owner or (own() if given.owner_officer else "")
    return Wording(
        **words,
        kind=given.kind,
        owner=owner,
        owner_officer=given.owner_officer,
        deadline=given.deadline,
        priority=given.priority,
    )


def _title(gathering: str) -> str:
    if not gathering:
        return ""
    from benkan.apps.resolutions import gathered

    title = gathered.get(gathering).title
    return text(title.get("fr") or title.get("en") or title.get("ar") or "", "gathering", 200)


def _fill(row: Recommendation, given: Wording) -> None:
    row.text_fr, row.text_en, row.text_ar = given.fr, given.en, given.ar
    row.owner, row.owner_officer = given.owner, given.owner_officer
    row.deadline, row.priority = given.deadline, given.priority


def _values(row: Recommendation) -> dict[str, str]:
    return {
        "fr": row.text_fr,
        "en": row.text_en,
        "ar": row.text_ar,
        "owner": row.owner,
        "owner_officer": row.owner_officer,
        "deadline": row.deadline.isoformat() if row.deadline else "",
        "priority": row.priority,
    }


def _moved(row: Recommendation) -> None:
    row.moved_at = timezone.now()
    row.save()


def _next(kind: str, year: int) -> int:
    """The next number; the rows of the year are held, so that two officers do not take the same."""
    mine = Recommendation.objects.filter(author=own(), kind=kind, year=year)
    list(mine.select_for_update().order_by("-sequence").values_list("pk", flat=True)[:1])
    return int(mine.aggregate(last=Max("sequence"))["last"] or 0) + 1
