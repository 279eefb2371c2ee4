"""A new item of ours: made, signed, kept and queued for every other party in one transaction.

Nothing goes into a joint case that one of its parties may not have: if the convention stops the letter to one of them,
the item is not made. Every item is the act of a named officer and of this service alone.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from pydantic import ValidationError

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import circle, erasing, payloads, sending, store
from benkan.apps.jointcases.models import Entry, JointCase, Log, State
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.requests import services as requests
from benkan.core.envelope import SigningKey
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.jointcases import NOTICES, SHARED, THINGS, Content, Header, Reference, Seen, Thing, tick
from benkan.core.jointcases.rules import in_time, left, over, well_formed

HANDLING = ("H0", "H1", "H2", "H3")


@dataclass(frozen=True, slots=True)
class Conditions:
    """How what an officer writes may be used; days left out become the longest that the agreement allows."""

    handling: str
    grade: str = ""
    retained_until: dt.date | None = None
    categories: tuple[str, ...] = ()


def put(
    officer: Officer,
    case_id: uuid.UUID | str,
    kind: str,
    fields: Mapping[str, Sequence[str]],
    conditions: Conditions,
    of: Reference | None = None,
) -> Entry:
    """An item that makes a thing, or changes fields of one.

    Args:
        fields: name -> values; no values clears the field.
        of: the thing to change.

    Raises:
        Refused: no right, not under way, not ours to change, or the convention stops the letter to one of the parties.
        Invalid: a value that the agreement does not foresee.
    """
    if kind not in THINGS:
        raise Invalid("joint-case.kind", N_("Choose an entity, a task, a note or a document."), place="kind")
    with transaction.atomic():
        case = _open(officer, case_id)
        thing = _changeable(case, kind, of) if of else None
        given = {name: tuple(value.strip() for value in values) for name, values in fields.items()}
        clean = {name: tuple(value for value in values if value) for name, values in given.items()}
        if of is None:
            clean = {name: values for name, values in clean.items() if values}
        return _write(case, officer, kind, of, clean, _settled(case, kind, clean, conditions, thing))


def choose(
    officer: Officer, case_id: uuid.UUID | str, of: Reference, field: str, values: Sequence[str], conditions: Conditions
) -> Entry:
    """Ends the dispute about a field: an item that has seen every version and says which values stand.

    Raises:
        Refused: ``joint-case.not-disputed``: there is one version only; else as ``put``.
    """
    with transaction.atomic():
        case = _open(officer, case_id)
        thing = store.state(case).things.get(of)
        if thing is None or field not in thing.disputed:
            raise Refused(
                "joint-case.not-disputed",
                N_("This field has one version only."),
                N_("Open the page again: somebody has chosen already."),
            )
        return put(officer, case.pk, thing.kind, {field: list(values)}, conditions, of)


def put_record(
    officer: Officer, case_id: uuid.UUID | str, record_id: str, names: Iterable[str], conditions: Conditions
) -> Entry:
    """Fields of a record of our own, as an entity of the joint case.

    Raises:
        Refused: ``joint-case.third-party``: the record is another service's; ``joint-case.handling-lower``.
        Invalid: no such record or no field chosen.
    """
    try:
        found = records.by_ids([str(uuid.UUID(record_id))])
    except ValueError:
        found = {}
    record = next(iter(found.values()), None)
    if record is None or record.withdrawn_at is not None or record.review_on < timezone.localdate():
        raise Invalid(
            "joint-case.record",
            N_("There is no such record, or it was withdrawn or is due for review."),
            N_("Choose another record, or renew it first."),
            place="record",
        )
    if record.owner != exchange.own():
        raise Refused(
            "joint-case.third-party",
            N_("This record belongs to %(owner)s: it is not ours to put into a joint case."),
            N_("Ask its owner to put it in, if it is a party, or to allow it first."),
            owner=record.owner,
        )
    if conditions.handling not in HANDLING or HANDLING.index(conditions.handling) < HANDLING.index(record.handling):
        raise Refused(
            "joint-case.handling-lower",
            N_("The record's own handling code is %(own)s: it cannot leave under a weaker one."),
            N_("Choose %(own)s or a stricter code, or change the record first."),
            own=record.handling,
        )
    wanted = set(names)
    chosen = {name: values for name, values in requests.properties_of(record).items() if name in wanted}
    if not chosen:
        raise Invalid("joint-case.no-field", N_("Tick at least one field of the record."), place="fields")
    settled = Conditions(
        conditions.handling, conditions.grade or record.source_grade, conditions.retained_until, conditions.categories
    )
    return put(officer, case_id, "entity", {"schema": [record.schema], **chosen}, settled)


def withdraw(officer: Officer, case_id: uuid.UUID | str, number: int, reason: str) -> Entry:
    """Takes an item of ours back: its content is destroyed here at once, and at every party as the notice arrives.

    Raises:
        Refused: no right, or no such item of ours.
    """
    accounts.need(officer, "case")
    with transaction.atomic():
        case = _kept(officer, case_id)
        mine = Reference(exchange.own(), number)
        entry = store.find(case, *mine)
        if entry is None or entry.kind in NOTICES or store.withdrawn(case, mine):
            raise Refused(
                "joint-case.no-item",
                N_("There is no such item of this service, or it was withdrawn already."),
                N_("Open the page again; only the owner of an item can withdraw it."),
            )
        notice = _notice(case, officer, "withdrawal", {"reason": (reason.strip(),)}, mine)
        erasing.erase([entry])
        _journal("joint-item-withdrawn", case, officer, number=number)
    return notice


def leave(officer: Officer, case_id: uuid.UUID | str, reason: str, *, keep: bool) -> JointCase:
    """Leaves the case: what the others put in is destroyed here, what is ours stays here.

    Args:
        keep: whether the other parties may keep what we put in; otherwise it is destroyed there too.
    """
    accounts.need(officer, "sign")
    accounts.need(officer, "case")
    with transaction.atomic():
        case = _kept(officer, case_id)
        _notice(case, officer, "leave", {"reason": (reason.strip(),), "keep": ("yes" if keep else "no",)})
        erasing.erase(case.entries.exclude(party=exchange.own()))
        case.state, case.moved_at = State.LEFT, timezone.now()
        case.save(update_fields=["state", "moved_at"])
        _journal("joint-case-left", case, officer, keep=keep)
    return case


def end(officer: Officer, case_id: uuid.UUID | str, reason: str) -> JointCase:
    """Ends the case for all: nothing new goes in; what is there stays until its day.

    Raises:
        Refused: ``joint-case.not-lead``: only the lead party ends it; any other can leave.
    """
    accounts.need(officer, "sign")
    accounts.need(officer, "case")
    with transaction.atomic():
        case = _open(officer, case_id)
        if case.lead != exchange.own():
            raise Refused(
                "joint-case.not-lead",
                N_("Only the lead party, “%(lead)s”, ends this joint case."),
                N_("Ask the lead party, or leave the case."),
                lead=case.lead,
            )
        entry = _notice(case, officer, "end", {"reason": (reason.strip(),)})
        case.state, case.end_number, case.moved_at = State.ENDED, entry.number, timezone.now()
        case.save(update_fields=["state", "end_number", "moved_at"])
        _journal("joint-case-ended", case, officer)
    return case


def _open(officer: Officer, case_id: uuid.UUID | str) -> JointCase:
    """The joint case into which this officer may put something now."""
    accounts.need(officer, "case")
    case = _kept(officer, case_id)
    if case.state == State.ENDED:
        raise over()
    in_time(case.agreement, timezone.now().date())
    return case


def _kept(officer: Officer, case_id: uuid.UUID | str) -> JointCase:
    case = circle.get(case_id, officer, lock=True)
    if case.state == State.LEFT:
        raise left(exchange.own())
    if case.state not in {State.RUNNING, State.ENDED}:
        raise Refused(
            "joint-case.not-running",
            N_("The agreement on this joint case is not signed by all of its parties."),
            N_("Obtain the missing signatures."),
        )
    return case


def _changeable(case: JointCase, kind: str, of: Reference) -> Thing:
    thing = store.state(case).things.get(of)
    if thing is None or thing.kind != kind:
        raise Refused(
            "joint-case.no-thing",
            N_("This is no longer in the joint case."),
            N_("Open the page again: its owner may have withdrawn it."),
        )
    if kind not in SHARED and of.party != exchange.own():
        raise Refused(
            "joint-case.not-owner",
            N_("Only its owner, “%(owner)s”, changes a note or a document."),
            N_("Write a note of your own."),
            owner=of.party,
        )
    return thing


def _settled(
    case: JointCase,
    kind: str,
    fields: Mapping[str, tuple[str, ...]],
    conditions: Conditions,
    thing: Thing | None,
) -> Conditions:
    """The conditions with what follows from the fields: their categories, and a day not before what they replace."""
    agreement = case.agreement
    last = timezone.now().date() + dt.timedelta(days=agreement.retention_days)
    until = conditions.retained_until or last
    categories = set(conditions.categories)
    if kind == "entity":
        schema = (fields.get("schema") or ((thing.first("schema"),) if thing else ("",)))[0]
        if schema not in requests.SCHEMATA:
            raise Invalid("joint-case.schema", N_("Choose what kind of thing it is."), place="schema")
        categories |= requests.categories(schema, [name for name in fields if name != "schema"])
    if thing is not None:
        replaced = [version for name in fields if name in thing.fields for version in thing.fields[name].versions]
        # An older value must not come back because the newer one was kept for a shorter time.
        until = max([until, *(version.content.retained_until or until for version in replaced)])
    return Conditions(conditions.handling, conditions.grade, min(until, last), tuple(sorted(categories)))


def _write(
    case: JointCase,
    officer: Officer,
    kind: str,
    of: Reference | None,
    fields: Mapping[str, tuple[str, ...]],
    conditions: Conditions,
) -> Entry:
    content = Content(
        officer=str(officer)[:200],
        fields=fields,
        salt=secrets.token_hex(16),
        handling=conditions.handling,
        grade=conditions.grade,
        retained_until=conditions.retained_until,
        categories=conditions.categories,
    )
    entry = _sign(case, kind, of, content)
    journal.write(
        "joint-item-written",
        officer=accounts.handle(officer),
        convention=case.convention,
        reference=case.local_case.number if case.local_case else "",
        case=str(case.pk),
        number=entry.number,
        kind=kind,
        handling=conditions.handling,
        categories=list(conditions.categories),
        sha256=entry.sha256,
    )
    if case.local_case_id:
        cases.moved(case.local_case_id)
    return entry


def _notice(
    case: JointCase, officer: Officer, kind: str, fields: dict[str, tuple[str, ...]], of: Reference | None = None
) -> Entry:
    clean = {name: tuple(value for value in values if value) for name, values in fields.items()}
    return _sign(case, kind, of, Content(officer=str(officer)[:200], fields=clean, salt=secrets.token_hex(16)))


def _sign(case: JointCase, kind: str, of: Reference | None, content: Content) -> Entry:
    own = exchange.own()
    logs = {log.party: log for log in Log.objects.select_for_update().filter(case=case)}
    mine = logs[own]
    now = timezone.now()
    header = Header(
        case=str(case.pk),
        party=own,
        number=mine.head + 1,
        previous=mine.head_sha256,
        clock=tick(now, store.latest_clock(case)),
        kind=kind,
        of=of,
        seen={party: Seen(log.head, log.head_sha256) for party, log in logs.items() if party != own and log.head},
        content_sha256=content.sha256(),
    )
    well_formed(case.agreement, header, content)
    key = SigningKey.from_bytes(settings.BENKAN_NODE.signing_seed())
    entry = store.add(case, header, content, key.sign(header.signed_bytes()), at=now)
    _sendable(entry)
    case.moved_at = now
    case.save(update_fields=["moved_at"])
    sending.send(case, [entry], circle.others(case))
    return entry


def _sendable(entry: Entry) -> None:
    """Nothing when the item can travel as it is; the first wrong field is named otherwise."""
    try:
        payloads.item_of(entry)
    except ValidationError as error:
        raise payloads.not_sendable(payloads.place_of(error)) from error


def _journal(event: str, case: JointCase, officer: Officer, **facts: Any) -> None:
    journal.write(
        event,
        officer=accounts.handle(officer),
        convention=case.convention,
        reference=case.local_case.number if case.local_case else "",
        case=str(case.pk),
        **facts,
    )
