"""What this node does with a partner's letters about requests: each is stored once, journalled, and receipted.

The convention has been asked on our side before a handler runs, and the transaction is the letter's: an error here
leaves nothing behind but the refusal in the journal. Nothing here releases anything: a request only waits for people.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, Literal

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import asking, clock, fields, receiving, rules, stopping, store
from benkan.apps.requests.models import Change, ChangeKind, ChangeState, Direction, Release, Request, RequestState
from benkan.apps.requests.onward import holders, passing
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Unverified

Letter = exchange.Message
Done = Literal["corrected", "withdrawn", "extended"]
DONE: Final[dict[ChangeKind, Done]] = {
    ChangeKind.CORRECTION: "corrected",
    ChangeKind.WITHDRAWAL: "withdrawn",
    ChangeKind.EXTENSION: "extended",
}


def _release_facts(payload: Any) -> Mapping[str, Any]:
    return {
        "purpose": payload.purpose,
        "handling": payload.handling,
        "categories": fields.categories(payload.schema_name, payload.properties),
    }


def _correction_facts(payload: Any) -> Mapping[str, Any]:
    """The categories that the corrected fields belong to, judged by the copy they change."""
    copy = (
        Release.objects.filter(pk=payload.release, direction=Direction.IN).only("schema", "handling", "owner").first()
    )
    if copy is None:
        return {}
    return {
        "handling": copy.handling,
        "categories": fields.categories(copy.schema, payload.properties),
        "owner": copy.owner,
    }


@exchange.handles("request", act=ActKind.REQUEST)
def on_request(message: Letter) -> None:
    """A partner's request, waiting for a person from now on; its clock starts at the first way by which it came."""
    from benkan.apps.search import services as search

    payload: wire.Request = message.payload
    if store.request_exists(payload.request):
        _same(Request.objects.get(pk=payload.request), message)
        return
    convention = rules.convention_of(message.header.convention)
    handle = payload.handle.hex() if payload.handle else ""
    matches = search.record_ids_by_handle(message.header.convention, handle) if handle else []
    received = Request(
        id=payload.request,
        direction=Direction.IN,
        partner=message.sender,
        convention=message.header.convention,
        handle=handle,
        tier=payload.tier,
        records=matches,
        purpose=payload.purpose,
        urgency=payload.urgency,
        urgency_code=payload.urgency_code or "",
        hours=convention.answer_hours[payload.urgency],
        officer_name=payload.officer,
        officer_role=payload.officer_role,
        case_reference=payload.case_reference,
        question=payload.question,
        legal_ground=payload.legal_ground,
        language=payload.language,
        sent_at=message.header.sent(),
        state=RequestState.RECEIVED,
        envelope=message.header.id,
    )
    clock.received(received, clock.receipt_here(message))
    received.save(force_insert=True)
    _write(
        "request-received",
        message,
        payload.request,
        clause=rules.clause(convention, "answers"),
        request=payload.request,
        purpose=payload.purpose,
        urgency=payload.urgency,
    )


@exchange.handles("release", act=ActKind.RELEASE, facts=_release_facts)
def on_release(message: Letter) -> None:
    """A partner's decision on our request, stored with its conditions."""
    payload: wire.Release = message.payload
    if receiving.store(message) is None:
        return
    _write(
        "release-received",
        message,
        payload.request,
        request=payload.request,
        release=payload.release,
        version=payload.version,
        decision=payload.decision,
        reason_code=payload.reason_code,
        handling=payload.handling,
        grade=payload.grade,
        withheld=payload.withheld,
        field_count=len(payload.properties),
        retained_until=payload.retained_until,
    )


@exchange.handles("correction", act=ActKind.CORRECTION, facts=_correction_facts)
def on_correction(message: Letter) -> None:
    """A correction, applied to our copy and acknowledged."""
    _change(message, "correction-received", "corrected", len(message.payload.properties))


@exchange.handles("withdrawal", act=ActKind.WITHDRAWAL)
def on_withdrawal(message: Letter) -> None:
    """A withdrawal: the fields are erased and the erasure acknowledged."""
    _change(message, "withdrawal-received", "withdrawn", len(message.payload.fields_withdrawn))


@exchange.handles("extension", act=ActKind.EXTENSION, facts=lambda _payload: {})
def on_extension(message: Letter) -> None:
    """An extension: our copy may be kept longer, which is acknowledged."""
    _change(message, "extension-received", "extended", 0)


@exchange.handles("acknowledgement", act=ActKind.ACKNOWLEDGEMENT)
def on_acknowledgement(message: Letter) -> None:
    """The partner's word that it carried out our change; the first one counts."""
    payload: wire.Acknowledgement = message.payload
    change = (
        Change.objects.select_for_update(of=("self",))
        .select_related("release")
        .filter(envelope=payload.of, direction=Direction.OUT, state=ChangeState.MADE)
        .first()
    )
    fits = change is not None and (
        str(change.release_id) == payload.release
        and change.version == payload.version
        and payload.what == DONE[ChangeKind(change.kind)]
        and change.release.partner == message.sender
        and change.release.convention == message.header.convention
    )
    if change is None or not fits:
        raise Unverified(
            "acknowledgement.unknown",
            N_("This acknowledges no change of ours."),
            N_("Acknowledge the envelope of the correction or withdrawal."),
        )
    if change.acknowledged_at is not None:
        return
    change.acknowledged_at = message.received_at
    change.save(update_fields=["acknowledged_at"])
    holders.acknowledged(change.release, change.version, message.received_at, payload.what)
    _write(
        "acknowledged",
        message,
        change.release.thread,
        release=payload.release,
        version=payload.version,
        of=payload.of,
        change=payload.what,
    )


def _change(message: Letter, event: str, what: Done, field_count: int) -> None:
    payload = message.payload
    foretold = passing.foretold(message)
    change = None if foretold is not None else receiving.apply(message)
    if change is None and foretold is None:
        return
    copy = foretold or change.release  # type: ignore[union-attr]  # one of them is there
    if copy.permits or foretold is not None:
        holders.tell(copy, what, to=message.sender)
    else:
        _acknowledge(message, copy, what)
    _write(
        event,
        message,
        copy.thread,
        release=payload.release,
        request=copy.thread,
        version=payload.version,
        field_count=field_count,
        change=what,
    )


def _acknowledge(message: Letter, copy: Release, what: Done) -> None:
    """The first receiver's acknowledgement; those further down send their signed word instead (``holders``)."""
    exchange.queue(
        message.sender,
        "acknowledgement",
        wire.Acknowledgement(
            of=message.header.id,
            release=message.payload.release,
            version=message.payload.version,
            done_at=wire.time_text(message.received_at),
            what=what,
        ),
        convention=message.header.convention,
        thread=copy.thread,
        life=dt.timedelta(days=60),
    )


def _same(known: Request, message: Letter) -> None:
    """Nothing when it is the same request by another way.

    Raises:
        Unverified: ``request.id-reused``: another request stands under this identity.
    """
    payload: wire.Request = message.payload
    handle = payload.handle.hex() if payload.handle else ""
    told = (payload.question, payload.purpose, payload.urgency, payload.case_reference, payload.officer, handle)
    kept = (known.question, known.purpose, known.urgency, known.case_reference, known.officer_name, known.handle)
    ours = known.direction == Direction.IN and known.partner == message.sender
    if not ours or known.convention != message.header.convention or told != kept:
        raise Unverified(
            "request.id-reused",
            N_("Another request came before under the same identity."),
            N_("Give every request an identity of its own."),
        )


def _write(event: str, message: Letter, reference: str, *, clause: str = "", **facts: Any) -> None:
    journal.write(
        event,
        partner=message.sender,
        convention=message.header.convention,
        clause=clause,
        reference=reference,
        envelope=message.header.id,
        sha256=message.sha256,
        **facts,
    )


exchange.outcome_of("request")(asking.letter_ended)
exchange.outcome_of("release")(stopping.release_ended)
exchange.outcome_of("correction")(stopping.change_ended)
exchange.outcome_of("extension")(stopping.change_ended)
exchange.on_stop(stopping.stop_for)
