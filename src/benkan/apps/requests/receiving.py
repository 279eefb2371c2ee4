"""What happens to our copy of what a partner gave: it is stored, corrected, erased, and never indexed for others.

Erasing is erasing: the fields leave the copy, the changes that carried them, and the sealed letters they came in. What
stays is that they came and went: digests in the journal, the names of the fields, the reasons.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan import wire
from benkan.apps.attachments import services as attachments
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import clock, payloads, rules
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import store as rows
from benkan.apps.requests.drafting import HOLDER
from benkan.apps.requests.models import (
    Change,
    ChangeKind,
    ConsentKind,
    ConsentState,
    Direction,
    Release,
    ReleaseState,
    Request,
    RequestState,
)
from benkan.apps.requests.onward import following, holders, spreading, statements
from benkan.core.conventions import Convention
from benkan.core.errors import N_, Refused, Unverified

WHY_ERASED = {
    ReleaseState.WITHDRAWN: "withdrawn",
    ReleaseState.EXPIRED: "expired",
    ReleaseState.DELETED: "deleted",
}


def store(message: exchange.Message) -> Release | None:
    """The copy of a partner's release, or None when it was stored before.

    Raises:
        Refused: ``release.unsolicited``: we never asked this partner that; ``request.stopped``.
        Unverified: ``release.id-reused``: another content under a known identity.
    """
    payload: wire.Release = message.payload
    asked = (
        Request.objects.select_for_update()
        .filter(pk=payload.request, direction=Direction.OUT, partner=message.sender)
        .first()
    )
    if asked is None or asked.convention != message.header.convention or asked.purpose != payload.purpose:
        raise Refused(
            "release.unsolicited",
            N_("This release answers no request of ours."),
            N_("Send it only as the answer to a request."),
        )
    sha256 = payloads.sha256(payload)
    known = Release.objects.filter(request=asked, direction=Direction.IN).first()
    if known is not None:
        if str(known.pk) == payload.release and known.payload_sha256 == sha256:
            return None
        raise _reused()
    if rows.release_exists(payload.release):
        raise _reused()
    if asked.state == RequestState.STOPPED:
        raise Refused(
            "request.stopped",
            N_("This request was stopped."),
            N_("Wait for a new request."),
            clause=asked.stop_clause,
        )
    convention = rules.convention_of(asked.convention)
    if convention.two_persons and payload.decision != "nothing" and not payload.second_officer:
        raise Refused(
            "release.same-person",
            N_("The second person must be another person than the first."),
            N_("Ask another officer who may release to open this request and approve it."),
            clause=rules.clause(convention, "exchange"),
        )
    _stated(payload, message, convention)
    # The owner may ask to erase earlier than the convention says, not to keep longer.
    last = rules.latest_retention(convention, timezone.localdate(message.received_at))
    copy = Release.objects.create(
        id=payload.release,
        request=asked,
        direction=Direction.IN,
        partner=message.sender,
        convention=asked.convention,
        owner=message.sender,
        statement=statements.kept(payload.statement),
        salts=statements.in_hex(payload.salts),
        decision=payload.decision,
        reason_code=payload.reason_code,
        reason=payload.reason,
        schema=payload.schema_name or "",
        properties={name: list(values) for name, values in payload.properties.items()},
        withheld=payload.withheld,
        handling=payload.handling,
        grade=payload.grade,
        purpose=payload.purpose,
        retained_until=min(dt.date.fromisoformat(payload.retained_until), last),
        officer=payload.officer,
        second_officer=payload.second_officer or "",
        version=payload.version,
        state=ReleaseState.ACTIVE,
        at=message.received_at,
        envelope=message.header.id,
        payload_sha256=sha256,
    )
    attachments.announce(
        message,
        HOLDER,
        str(asked.pk),
        str(copy.pk),
        payload.attachments,
        facts={
            "purpose": copy.purpose,
            "handling": copy.handling,
            "categories": catalogue.categories(copy.schema, copy.properties),
        },
        until=copy.retained_until,
    )
    asked.state = RequestState.ANSWERED
    clock.answered(asked, clock.sent_there(message, asked), "state")
    if asked.case_id:
        cases.moved(asked.case_id)
    return copy


def apply(message: exchange.Message) -> Change | None:
    """The change, applied to our copy and passed on to those below us; None when it was applied before.

    Raises:
        Refused: ``release.unknown``: no such copy from this partner.
        Unverified: ``change.version-reused``: another content under a version that we have; or the owner's statement
            does not hold.
    """
    payload: wire.Correction | wire.Withdrawal | wire.Extension = message.payload
    copy = (
        Release.objects.select_for_update(of=("self",))
        .filter(Q(partner=message.sender) | Q(owner=message.sender), pk=payload.release, direction=Direction.IN)
        .first()
    )
    if copy is None or copy.convention != message.header.convention:
        raise Refused("release.unknown", N_("We have no copy of this release."), N_("Nothing has to be changed."))
    sha256, statement = payloads.sha256(payload), statements.kept(payload.statement)
    if payload.version <= copy.version:
        known = copy.changes.filter(version=payload.version).first()
        if known is not None and (known.payload_sha256 == sha256 or (statement and known.statement == statement)):
            return None
        raise Unverified(
            "change.version-reused",
            N_("Another change came before under the same version."),
            N_("Give every change the next version."),
        )
    following.stated(copy, payload)
    # A version may be missing: its letter was stopped. Letters that do come arrive in order (``previous``).
    change = Change.objects.create(
        release=copy,
        direction=Direction.IN,
        kind=ChangeKind(message.header.kind),
        version=payload.version,
        fields=fields_of(payload),
        retained_until=payload.retained_until if isinstance(payload, wire.Extension) else None,
        statement=statement,
        reason_code=payload.reason_code,
        reason=payload.reason,
        officer=payload.officer,
        at=message.received_at,
        acknowledged_at=message.received_at,
        envelope=message.header.id,
        payload_sha256=sha256,
    )
    copy.version = payload.version
    if isinstance(payload, wire.Correction):
        _correct(copy, payload)
    elif isinstance(payload, wire.Extension):
        _extend(copy, payload, message)
    else:
        erase(copy, payload.fields_withdrawn or list(copy.properties), ReleaseState.WITHDRAWN)
    following.follow(copy, payload)
    spreading.spread(copy, payload)
    if case := case_of(copy):
        cases.moved(case)
    return change


def fields_of(payload: wire.Correction | wire.Withdrawal | wire.Extension) -> list[str]:
    """The names of the fields that a change is about; values are kept in the copy only."""
    if isinstance(payload, wire.Correction):
        return list(payload.properties)
    return list(payload.fields_withdrawn) if isinstance(payload, wire.Withdrawal) else []


def case_of(copy: Release) -> uuid.UUID | None:
    """The case in which the copy lies: its own, or that of the request it answers."""
    return copy.case_id or (copy.request.case_id if copy.request is not None else None)


def erase(copy: Release, fields: Iterable[str], state_when_empty: ReleaseState) -> None:
    """Takes the fields out of the copy, the letters that carried them out of the store, its files with the last one."""
    gone = set(fields)
    copy.properties = {name: values for name, values in copy.properties.items() if name not in gone}
    if not copy.properties:
        copy.state = state_when_empty
        attachments.erase(HOLDER, str(copy.pk), WHY_ERASED[ReleaseState(state_when_empty)])
    copy.salts = {name: salt for name, salt in copy.salts.items() if name in copy.properties}
    copy.save(update_fields=["properties", "state", "version", "salts"])
    carriers = [copy.envelope, *copy.changes.filter(kind=ChangeKind.CORRECTION).values_list("envelope", flat=True)]
    for envelope in carriers:
        for sender in {copy.partner, copy.owner}:
            exchange.forget(sender, envelope)
    exchange.forget_sent(str(copy.pk), ("onward.release", "correction"))


def expire_due(today: dt.date | None = None) -> int:
    """Erases received copies whose retention has ended, each with its files and its journal line at once; how many."""
    day = today or timezone.localdate()
    due = Release.objects.filter(direction=Direction.IN, state=ReleaseState.ACTIVE, retained_until__lt=day)
    erased = 0
    for copy in due.select_related("request"):
        with transaction.atomic():
            erase(copy, list(copy.properties), ReleaseState.EXPIRED)
            if copy.state != ReleaseState.EXPIRED:  # an answer of nothing has no field to erase
                copy.state = ReleaseState.EXPIRED
                copy.save(update_fields=["state"])
            journal.write(
                "copy-erased",
                partner=copy.partner,
                convention=copy.convention,
                reference=copy.thread,
                release=str(copy.pk),
                retained_until=copy.retained_until.isoformat(),
            )
            holders.tell(copy, "expired")
        erased += 1
    return erased


def _stated(payload: wire.Release, message: exchange.Message, convention: Convention) -> None:
    """Nothing when the release has the statement that this convention asks for, made for us.

    Raises:
        Unverified: ``statement.missing``, ``onward.chain``, or as ``statements.checked``.
    """
    if payload.statement is None:
        if payload.decision != "nothing" and statements.may_go_on(convention, payload.handling):
            raise Unverified(
                "statement.missing",
                N_("The owner's statement about this state is missing."),
                N_("Update the software of both services."),
            )
        return
    statements.checked(
        payload.statement,
        convention=convention.identifier,
        owner=message.sender,
        properties=payload.properties,
        salts=payload.salts,
    )
    statements.chain_holds(payload.statement, [], message.sender, rules.own())


def _correct(copy: Release, payload: wire.Correction) -> None:
    # Only fields that we still have: a withdrawn field does not come back by a correction.
    added = {name: list(values) for name, values in payload.properties.items() if name in copy.properties}
    copy.properties = copy.properties | added
    copy.save(update_fields=["properties", "version"])


def _extend(copy: Release, payload: wire.Extension, message: exchange.Message) -> None:
    # Never longer than the convention lets a receiver keep what comes today, whatever the owner writes.
    last = rules.latest_retention(rules.convention_of(copy.convention), timezone.localdate(message.received_at))
    copy.retained_until = min(dt.date.fromisoformat(payload.retained_until), last)
    copy.save(update_fields=["retained_until", "version"])
    attachments.extend(HOLDER, str(copy.pk), copy.retained_until)
    copy.consents.filter(kind=ConsentKind.EXTENSION, state=ConsentState.ASKED).update(
        state=ConsentState.GRANTED, answered_at=message.received_at
    )


def _reused() -> Unverified:
    return Unverified(
        "release.id-reused",
        N_("Another release came before for this request or under this identity."),
        N_("Correct or withdraw the first one."),
    )
