"""Follow-up by letter (BKP-14), partners' side: what they assign, report and close. The convention was asked before.

A recommendation belongs to the service whose letter brought it first: its identity here is made of both, so nobody can
touch another's. The same letter again changes nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Final

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.resolutions import following, keeping
from benkan.apps.resolutions.models import OPEN, Recommendation, State
from benkan.core.errors import N_, Refused, Unverified

MAX_A_DAY: Final = 200
MAX_KEPT: Final = 5_000
"""Recommendations of one partner."""


def register() -> None:
    """Tells the exchange who takes these letters."""
    exchange.handles(following.ASSIGN)(on_assign)
    exchange.handles(following.REPORT)(on_report)
    exchange.handles(following.CLOSE)(on_close)
    for kind in (following.ASSIGN, following.REPORT, following.CLOSE):
        exchange.outcome_of(kind)(following.ended)


def on_assign(message: exchange.Message) -> None:
    """How a partner's recommendation stands; ours to do when we are its owner.

    Raises:
        Refused: ``followup.older``, ``followup.closed``, ``followup.too-many``, ``followup.no-convention``.
        Unverified: ``followup.reused``: other content under a version that is here.
    """
    told: wire.FollowUpAssign = message.payload
    _under_convention(message)
    sha256 = _sha256(told)
    row = _row(message.sender, told.recommendation)
    if row is not None:
        if not _newer(told.version, row.version, same=sha256 == row.payload_sha256):
            return
        if row.closed:
            raise _closed()
    else:
        _room(message)
        row = Recommendation(
            pk=identity(message.sender, told.recommendation),
            author=message.sender,
            foreign=told.recommendation,
            year=message.received_at.year,
            created_at=message.received_at,
            state=State(told.state),
        )
    ours = told.owner == keeping.own()
    if not ours or row.owner != told.owner or not row.report:
        row.state = State(told.state)  # what we reported ourselves is truer here than what its author knew
    row.kind, row.number, row.gathering_title = told.kind, told.number, told.gathering
    row.text_fr, row.text_en, row.text_ar = told.fr, told.en, told.ar
    row.owner, row.priority = told.owner, told.priority
    row.owner_officer = row.owner_officer if ours else ""
    row.deadline = dt.date.fromisoformat(told.due_on) if told.due_on else None
    _keep(row, message, told.version, sha256)
    keeping.changed(row, by="", agency=message.sender, act="assigned" if ours else "told")
    _journal("resolution-assigned", row, message)


def on_report(message: exchange.Message) -> None:
    """The owner's word about a recommendation of ours.

    Raises:
        Refused: ``followup.unknown``, ``followup.not-owner``, ``followup.closed``, ``followup.older``.
        Unverified: ``followup.reused``.
    """
    told: wire.FollowUpReport = message.payload
    _under_convention(message)
    row = Recommendation.objects.select_for_update().filter(author=keeping.own(), foreign=told.recommendation).first()
    if row is None or not row.version:
        raise _unknown()
    if row.owner != message.sender:
        raise Refused(
            "followup.not-owner",
            N_("Only the owner of a recommendation reports on it."),
            N_("Ask its author who the owner is."),
        )
    sha256 = _sha256(told)
    if not _newer(told.report, row.report, same=sha256 == row.report_sha256):
        return
    if row.closed or row.state not in {*OPEN, State.DONE}:
        raise _closed()
    row.state, row.report, row.report_sha256 = State(told.state), told.report, sha256
    row.evidence, row.done_on = (
        (told.evidence, dt.date.fromisoformat(told.happened_on)) if row.state == State.DONE else ("", None)
    )
    row.moved_at = message.received_at
    row.save()
    keeping.changed(
        row,
        by=told.office,
        agency=message.sender,
        act=str(row.state),
        note=told.note,
        fields={"on": ["", told.happened_on]},
    )
    following.tell(row, spare=message.sender)
    _journal("resolution-reported", row, message)


def on_close(message: exchange.Message) -> None:
    """Its author ended a recommendation; nothing follows.

    Raises:
        Refused: ``followup.unknown``, ``followup.older``.
        Unverified: ``followup.reused``.
    """
    told: wire.FollowUpClose = message.payload
    _under_convention(message)
    row = _row(message.sender, told.recommendation)
    if row is None:
        raise _unknown()
    sha256 = _sha256(told)
    if not _newer(told.version, row.version, same=sha256 == row.payload_sha256):
        return
    if row.closed:
        raise _closed()
    row.state, row.closed = State(told.ended), True
    _keep(row, message, told.version, sha256)
    keeping.changed(row, by="", agency=message.sender, act="ended", fields={"on": ["", told.ended_on]})
    _journal("resolution-closed", row, message)


def identity(sender: str, foreign: str) -> uuid.UUID:
    """Ours for a partner's recommendation: made of both."""
    return uuid.uuid5(uuid.UUID(foreign), sender)


def _row(sender: str, foreign: str) -> Recommendation | None:
    return Recommendation.objects.select_for_update().filter(author=sender, foreign=foreign).first()


def _newer(number: int, known: int, *, same: bool) -> bool:
    """Whether it is to be taken; the same again is not, and refuses nothing."""
    if number > known:
        return True
    if number == known and same:
        return False
    if number == known:
        raise Unverified(
            "followup.reused",
            N_("Another content of this recommendation came before under the same number."),
            N_("Give every change the next number."),
        )
    raise Refused(
        "followup.older", N_("A later word on this recommendation is here."), N_("Nothing has to be changed.")
    )


def _keep(row: Recommendation, message: exchange.Message, version: int, sha256: str) -> None:
    row.version, row.payload_sha256 = version, sha256
    row.convention, row.moved_at = message.header.convention, message.received_at
    row.save()


def _room(message: exchange.Message) -> None:
    midnight = message.received_at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    theirs = Recommendation.objects.filter(author=message.sender)
    if theirs.filter(created_at__gte=midnight).count() >= MAX_A_DAY or theirs.count() >= MAX_KEPT:
        raise Refused(
            "followup.too-many",
            N_("More recommendations of this service came today, or in all, than are taken."),
            N_("Send the rest tomorrow, or close those that have ended."),
        )


def _under_convention(message: exchange.Message) -> None:
    if not message.header.convention:
        raise Refused(
            "followup.no-convention",
            N_("A recommendation moves under a convention that its letter names."),
            N_("Update the software of both services."),
        )


def _unknown() -> Refused:
    return Refused(
        "followup.unknown", N_("This node was told of no such recommendation."), N_("Send the recommendation first.")
    )


def _closed() -> Refused:
    return Refused("followup.closed", N_("This recommendation has ended."), N_("Nothing has to be sent any more."))


def _sha256(told: wire.Message) -> str:
    return hashlib.sha256(wire.encode(told)).hexdigest()


def _journal(event: str, row: Recommendation, message: exchange.Message) -> None:
    journal.write(
        event,
        partner=message.sender,
        convention=message.header.convention,
        reference=str(row.pk),
        kind=row.kind,
        state=str(row.state),
        envelope=message.header.id,
        sha256=message.sha256,
    )
