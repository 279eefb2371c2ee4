"""Follow-up by letter (BKP-14), our side: who is told how a recommendation stands, and our reports to its author.

Letters are queued in the transaction of the act that causes them. A partner who cannot be told under any convention
keeps nobody from acting at home: its row says why it was stopped.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.conf import settings
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.exchange import services as exchange
from benkan.apps.resolutions.models import Recommendation, State, Told
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, BenkanError, Invalid, Refused

ASSIGN: Final = "followup.assign"
REPORT: Final = "followup.report"
CLOSE: Final = "followup.close"
MAX_TOLD: Final = 250
"""Partners kept informed of one recommendation: all services of INTERPOL's members."""
PROGRESS: Final = {State.ADOPTED: "adopted", State.UNDER_WAY: "under-way", State.DONE: "done"}


def tell(row: Recommendation, *, spare: str = "") -> list[Told]:
    """The recommendation as it stands, queued for its owner and everyone who is kept informed.

    Args:
        spare: a partner who knows it already, since it reported it.
    """
    partners = dict.fromkeys(row.told.exclude(partner=spare).values_list("partner", flat=True))
    if row.owner and row.owner not in {_own(), spare}:
        partners.setdefault(row.owner)
    if not partners:
        return []
    row.version += 1
    row.save(update_fields=["version"])
    message = assignment(row)
    return [_queue(row, partner, message) for partner in partners]


def inform(row: Recommendation, partner: str) -> Told:
    """One more partner who is told, now and later.

    Raises:
        Refused: no convention lets us, or too many are told already.
    """
    from benkan.apps.agencies import services as agencies

    agencies.get(partner)
    accords.decide(ActKind.FOLLOW_UP, actor=_own(), counterparty=partner)
    if row.told.count() >= MAX_TOLD:
        raise Refused("resolution.too-many-told", N_("Too many partners are told of this."), N_("Use a circular."))
    row.version += 1
    row.save(update_fields=["version"])
    return _queue(row, partner, assignment(row))


def close(row: Recommendation) -> list[Told]:
    """The end, queued for everyone who was told."""
    partners = list(row.told.values_list("partner", flat=True))
    if not partners:
        return []
    row.version += 1
    row.save(update_fields=["version"])
    told = {
        "recommendation": str(row.foreign),
        "version": row.version,
        "ended": str(row.state),
        "ended_on": timezone.localdate().isoformat(),
    }
    message = wire.FollowUpClose.model_validate(told)
    return [_queue(row, partner, message) for partner in partners]


def report(row: Recommendation, *, note: str, on: dt.date, office: str) -> Told:
    """Our next report, queued for the author; raises what stands in its way, since the author must know.

    Raises:
        Refused: the convention does not let us.
    """
    row.report += 1
    row.save(update_fields=["report"])
    message = wire.FollowUpReport(
        recommendation=str(row.foreign),
        report=row.report,
        state="done" if row.state == State.DONE else "under-way",
        happened_on=on.isoformat(),
        note=note,
        evidence=row.evidence if row.state == State.DONE else "",
        office=office[:200],
    )
    return _queue(row, row.author, message, strict=True)


def assignment(row: Recommendation) -> wire.FollowUpAssign:
    """Exactly what partners get of a recommendation.

    Raises:
        Invalid: ``resolution.not-sent``: something of it cannot travel.
    """
    told = {
        "recommendation": str(row.foreign),
        "version": row.version,
        "number": row.number,
        "kind": str(row.kind),
        "gathering": row.gathering_title,
        "fr": row.text_fr,
        "en": row.text_en,
        "ar": row.text_ar,
        "owner": row.owner or _own(),
        "priority": str(row.priority),
        "due_on": row.deadline.isoformat() if row.deadline else None,
        "state": PROGRESS[State(row.state)],
        "stands_at": f"{row.moved_at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    try:
        return wire.FollowUpAssign.model_validate(told)
    except ValueError as error:
        raise Invalid(
            "resolution.not-sent",
            N_("Something of this recommendation cannot be sent."),
            N_("Shorten its texts and leave out signs that cannot be seen."),
        ) from error


def ended(outgoing: exchange.Outgoing) -> None:
    """A letter was received, stopped or refused; only the last one to a partner counts."""
    one = Told.objects.filter(envelope=outgoing.id).first()
    if one is None:
        return
    if outgoing.state == exchange.State.DELIVERED:
        one.state, one.received_at, one.stop_code, one.stop_clause = Told.State.RECEIVED, timezone.now(), "", ""
    else:
        one.state, one.stop_code, one.stop_clause = Told.State.STOPPED, outgoing.last_code, outgoing.clause
    one.save(update_fields=["state", "received_at", "stop_code", "stop_clause"])


def _queue(row: Recommendation, partner: str, message: wire.Message, *, strict: bool = False) -> Told:
    one = row.told.filter(partner=partner).first() or Told(recommendation=row, partner=partner)
    one.version, one.state, one.received_at = row.version, Told.State.QUEUED, None
    one.stop_code = one.stop_clause = ""
    try:
        permit = accords.decide(ActKind.FOLLOW_UP, actor=_own(), counterparty=partner)
        letter = exchange.queue(
            partner, wire.kind_of(message), message, convention=permit.convention, thread=str(row.foreign)
        )
        one.convention, one.envelope = permit.convention, letter.id
    except BenkanError as refused:
        if strict:
            raise
        one.envelope, one.state = None, Told.State.STOPPED
        one.stop_code, one.stop_clause = refused.code[:64], refused.clause[:200]
    one.save()
    return one


def _own() -> str:
    return str(settings.BENKAN_NODE.agency)
