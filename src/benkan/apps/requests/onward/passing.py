"""What a receiver was given goes on to a third service: sent under the owner's permit, and checked on arrival.

The third service believes nothing that the one in between says about owner, first source, code, purpose or end: all of
it is in the owner's signed statement, and each hop has the owner's signed permit.
"""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, rules
from benkan.apps.requests.models import (
    ChangeKind,
    Consent,
    ConsentState,
    Decision,
    Direction,
    Holder,
    HolderState,
    Release,
    ReleaseState,
)
from benkan.apps.requests.onward import holders, statements
from benkan.core.errors import N_, Refused, Unverified


def pass_on(consent: Consent, permit: wire.Permit) -> None:
    """Queues what the permit allows of our copy as it stands now; the consent ends when nothing of it is left."""
    copy = consent.release
    names = [name for name in consent.names if name in copy.properties and name in permit.names]
    if copy.state != ReleaseState.ACTIVE or not names or copy.statement is None:
        _stop(consent, "")
        return
    payload = payloads.build(
        wire.Onward,
        statement=statements.read(wire.Statement, copy.statement),
        permits=[*(statements.read(wire.Permit, one) for one in copy.permits), permit],
        properties={name: copy.properties[name] for name in names},
        salts=statements.salts_in(copy, names),
        reason_code=consent.reason_code,
        reason=consent.reason,
        officer=consent.officer,
    )
    try:
        row = holders.expected(copy, consent.receiver, rules.own(), permit.hop, names, consent.permit or {})
        letter = exchange.queue(
            consent.receiver,
            "onward.release",
            payload,
            convention=copy.convention,
            thread=str(copy.pk),
            act_facts=facts(payload),
        )
    except Refused as refused:
        copy.holders.filter(agency=consent.receiver, envelope="").delete()
        _stop(consent, refused.clause or refused.code)
        return
    row.envelope = letter.id
    row.save(update_fields=["envelope"])
    journal.write(
        "onward-sent",
        partner=consent.receiver,
        convention=copy.convention,
        reference=copy.thread,
        release=str(copy.pk),
        consent=str(consent.pk),
        owner=copy.owner,
        version=copy.version,
        handling=copy.handling,
        field_count=len(names),
        envelope=letter.id,
        sha256=payloads.sha256(payload),
    )


def facts(payload: wire.Onward) -> dict[str, object]:
    """What the convention judges in a passing on: everything as the owner stated it."""
    statement = payload.statement
    return {
        "purpose": statement.purpose,
        "handling": statement.handling,
        "categories": catalogue.categories(statement.schema_name, payload.properties),
        "owner": statement.owner,
    }


def store(message: exchange.Message) -> Release | None:
    """Our copy of what was passed on; None when it was stored before.

    Raises:
        Refused: ``onward.circular``, ``onward.expired``, ``onward.withdrawn``, ``onward.held``.
        Unverified: ``onward.owner``, ``onward.signature``, ``onward.chain``, ``onward.permit``, ``onward.field``.
    """
    payload: wire.Onward = message.payload
    statement, permits = payload.statement, payload.permits
    if rules.own() in {statement.owner, statement.receiver}:
        raise Refused(
            "onward.circular",
            N_("“%(agency)s” is the owner of this, or had it before us."),
            N_("Choose another service."),
            agency=rules.own(),
        )
    convention = message.header.convention
    statements.checked(
        statement,
        convention=convention,
        owner=statement.owner,
        properties=payload.properties,
        salts=payload.salts,
    )
    statements.chain_holds(statement, permits, message.sender, rules.own())
    _permitted(payload)
    _in_time(payload, timezone.localdate(message.received_at))
    sha256 = payloads.sha256(payload)
    known = Release.objects.select_for_update(of=("self",)).filter(pk=statement.release).first()
    if known is not None:
        _same(known, sha256)
        return None
    last = rules.latest_retention(rules.convention_of(convention), timezone.localdate(message.received_at))
    copy = Release.objects.create(
        id=statement.release,
        direction=Direction.IN,
        partner=message.sender,
        convention=convention,
        owner=statement.owner,
        statement=statements.kept(statement),
        salts=statements.in_hex(payload.salts),
        permits=[statements.kept(permit) for permit in permits],
        decision=Decision.PART,
        reason_code=payload.reason_code,
        reason=payload.reason,
        schema=statement.schema_name,
        properties={name: list(values) for name, values in payload.properties.items()},
        handling=statement.handling,
        grade=statement.grade,
        purpose=statement.purpose,
        retained_until=min(dt.date.fromisoformat(statement.retained_until), last),
        officer=payload.officer,
        version=statement.version,
        state=ReleaseState.ACTIVE,
        at=message.received_at,
        envelope=message.header.id,
        payload_sha256=sha256,
    )
    holders.tell(copy, "received")
    return copy


def foretold(message: exchange.Message) -> Release | None:
    """What the owner withdrew before it reached us: remembered, so that nobody can pass it on to us any more."""
    payload = message.payload
    statement = payload.statement
    if not isinstance(payload, wire.Withdrawal) or statement is None or statement.digests:
        return None
    if statement.owner != message.sender or Release.objects.filter(pk=payload.release).exists():
        return None
    convention = message.header.convention
    statements.checked(statement, convention=convention, owner=message.sender, properties={}, salts={})
    copy = Release.objects.create(
        id=statement.release,
        direction=Direction.IN,
        partner=message.sender,
        convention=convention,
        owner=statement.owner,
        statement=statements.kept(statement),
        decision=Decision.PART,
        reason_code="",
        schema=statement.schema_name,
        handling=statement.handling,
        grade=statement.grade,
        purpose=statement.purpose,
        retained_until=statement.retained_until,
        officer=payload.officer,
        version=payload.version,
        state=ReleaseState.WITHDRAWN,
        at=message.received_at,
        envelope=message.header.id,
    )
    copy.changes.create(
        direction=Direction.IN,
        kind=ChangeKind.WITHDRAWAL,
        version=payload.version,
        statement=statements.kept(statement),
        reason_code=payload.reason_code,
        reason=payload.reason,
        officer=payload.officer,
        at=message.received_at,
        acknowledged_at=message.received_at,
        envelope=message.header.id,
        payload_sha256=payloads.sha256(payload),
    )
    return copy


def letter_ended(outgoing: exchange.Outgoing) -> None:
    """What we passed on has arrived, or could not: then nobody has it. What was withdrawn meanwhile is erased here."""
    row = Holder.objects.select_related("release").filter(release_id=outgoing.thread, envelope=outgoing.id).first()
    if row is not None and outgoing.state != exchange.State.DELIVERED and row.state == HolderState.EXPECTED:
        row.state = HolderState.GONE
        row.save(update_fields=["state"])
    forget_withdrawn(outgoing)


def forget_withdrawn(outgoing: exchange.Outgoing) -> None:
    """Erases what a letter of ours carried on, once it has ended, when its owner has taken something back since."""
    copy = Release.objects.filter(pk=outgoing.thread, direction=Direction.IN).first()
    if copy is None:
        return
    if copy.state != ReleaseState.ACTIVE or copy.changes.filter(kind=ChangeKind.WITHDRAWAL).exists():
        exchange.forget_sent(str(copy.pk), ("onward.release", "correction"))


def _permitted(payload: wire.Onward) -> None:
    permit = payload.permits[-1]
    beyond = sorted(set(payload.properties) - set(permit.names))
    if beyond:
        raise Unverified(
            "onward.permit",
            N_("The owner did not permit the field “%(field)s” to be passed on to us."),
            N_("Pass on only what the permit names."),
            field=beyond[0],
        )


def _in_time(payload: wire.Onward, today: dt.date) -> None:
    ends = min(payload.permits[-1].valid_until, payload.statement.retained_until)
    if dt.date.fromisoformat(ends) < today:
        raise Refused(
            "onward.expired",
            N_("The owner's permit, or the time for which this may be kept, has ended."),
            N_("Ask the owner again."),
        )


def _same(known: Release, sha256: str) -> None:
    """Nothing when this came before.

    Raises:
        Refused: ``onward.held``, ``onward.withdrawn-here``.
    """
    if known.direction == Direction.IN and known.payload_sha256 == sha256:
        return
    if known.state == ReleaseState.ACTIVE:
        raise holders.held(rules.own())
    raise Refused(
        "onward.withdrawn-here",
        N_("This was withdrawn, deleted or has ended here."),
        N_("Ask the owner whether it may be given again."),
    )


def _stop(consent: Consent, why: str) -> None:
    consent.state, consent.answer = ConsentState.STOPPED, why[:200] or consent.answer
    consent.save(update_fields=["state", "answer"])
