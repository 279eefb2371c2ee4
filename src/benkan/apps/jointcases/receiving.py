"""What this node does with the items of other parties: each is checked alone, kept once, and merged when it is read.

A letter is taken whole or refused whole, but for two stories under one number: both are kept, since they are evidence.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import rfc8785

from benkan import wire
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import agreeing, erasing, store
from benkan.apps.jointcases.models import Entry, Fork, JointCase, State
from benkan.apps.journal import services as journal
from benkan.apps.requests import services as requests
from benkan.core.envelope import verify_signature
from benkan.core.errors import N_, Invalid, Refused, Unverified
from benkan.core.jointcases import Content, Header, content_of, header_of, well_formed
from benkan.core.jointcases.rules import arrives, broken_chain, forked, left

Letter = exchange.Message


def case_of(message: Letter, *states: str) -> JointCase:
    """The case that the letter names, for a party of it, in one of these states.

    Raises:
        Refused: ``envelope.out-of-order`` for a case that is not here yet, and just so for one that is none of the
            sender's business: it learns nothing of it. ``joint-case.left`` when this service has left.
    """
    case = JointCase.objects.select_for_update().filter(pk=message.payload.case).first()
    if case is None or message.sender not in case.agreement.parties:
        raise _not_yet()
    if (
        case.convention != message.header.convention
        or getattr(message.payload, "purpose", case.purpose) != case.purpose
    ):
        raise agreeing.other_agreement()
    if case.state in {State.LEFT, State.ASIDE}:
        raise left(exchange.own())
    if case.state not in states:
        raise _not_yet()
    return case


def take(message: Letter) -> wire.Message | None:
    """Keeps the items of a letter; a refusal is returned, not raised, for a fork, so that its evidence stays.

    Raises:
        Refused, Invalid, Unverified: one of them cannot be taken; nothing of the letter is kept.
    """
    case = case_of(message, State.RUNNING, State.ENDED)
    taken: list[Entry] = []
    for item in message.payload.items:
        header = header_of(item.header.model_dump(mode="json"))
        content = content_of(item.content.model_dump(mode="json")) if item.content else None
        _authentic(message.sender, str(case.pk), header, item.signature, content)
        known = store.find(case, header.party, header.number)
        if known is None:
            taken.append(_new(case, header, content, item.signature, message))
        elif known.sha256 != header.sha256():
            return _fork(case, header, item.signature, message)
        elif content is not None:
            _fill(case, known, header, content, message)
    if taken:
        _moved(case, taken, message)
    return None


def asked(message: Letter) -> None:
    """Notes that the sender lacks items of ours; they are queued for it by and by."""
    case = case_of(message, State.RUNNING, State.ENDED)
    payload: wire.JointCaseAsk = message.payload
    mine = case.logs.get(party=exchange.own())
    if payload.first > mine.head:
        return
    log = case.logs.select_for_update().get(party=message.sender)
    if log.left_at is not None:
        raise left(message.sender)
    log.behind = min(payload.first, log.behind or payload.first)
    log.save(update_fields=["behind"])
    journal.write(
        "joint-items-asked",
        partner=message.sender,
        convention=case.convention,
        case=str(case.pk),
        first=payload.first,
        last=payload.last,
        received=True,
    )


def _authentic(sender: str, case: str, header: Header, signature: bytes, content: Content | None) -> None:
    if header.party != sender or header.case != case:
        raise Unverified(
            "joint-case.not-own",
            N_("A party sends its own items only."),
            N_("Nothing of a third party travels through another one."),
        )
    if not verify_signature(agencies.signing_key(sender), signature, header.signed_bytes()):
        raise Unverified(
            "joint-case.item-signature",
            N_("The signature of this item does not hold."),
            N_("Ask the party to send the item again."),
        )
    if content is not None and content.sha256() != header.content_sha256:
        raise Unverified(
            "joint-case.content-digest",
            N_("The content of this item is not the one that was signed."),
            N_("Ask the party to send the item again."),
        )


def _new(case: JointCase, header: Header, content: Content | None, signature: bytes, message: Letter) -> Entry:
    _follows(case, header)
    end = store.find(case, case.lead, case.end_number) if case.end_number else None
    arrives(
        case.agreement,
        header,
        at=message.received_at,
        left_at=case.logs.get(party=header.party).left_at,
        end=store.header(end) if end else None,
    )
    if content is not None:
        _well_formed(case, header, content)
    if content is not None and header.is_data and _not_to_be_kept(case, header, content, message):
        content = None
        exchange.forget(message.sender, message.header.id)
    entry = store.add(case, header, content, signature, at=message.received_at, envelope=message.header.id)
    if header.is_notice and content is not None:
        _notice(case, header, content, message)
    return entry


def _well_formed(case: JointCase, header: Header, content: Content) -> None:
    if header.kind == "withdrawal" and (header.of is None or header.of.party != header.party):
        raise Invalid(
            "joint-case.not-owner",
            N_("Only the owner of an item withdraws it."),
            N_("Ask its owner."),
            place="of",
        )
    well_formed(case.agreement, header, content)
    schema = content.fields.get("schema")
    if header.kind == "entity" and schema:
        needed = requests.categories(schema[0], [name for name in content.fields if name != "schema"])
        if not needed <= set(content.categories):
            raise Invalid(
                "joint-case.categories",
                N_("This entity holds data of a category that it does not name."),
                N_("Name every category of the data, as the convention does."),
                place="categories",
            )


def _follows(case: JointCase, header: Header) -> None:
    before = store.find(case, header.party, header.number - 1) if header.number > 1 else None
    after = store.find(case, header.party, header.number + 1)
    if before is not None and before.sha256 != header.previous:
        raise broken_chain(header.party, header.number)
    if after is not None and store.header(after).previous != header.sha256():
        raise broken_chain(header.party, header.number + 1)


def _fill(case: JointCase, known: Entry, header: Header, content: Content, message: Letter) -> None:
    """The content of an item whose header came before it, unless it was destroyed here."""
    if known.content or not header.is_data:
        return
    if _not_to_be_kept(case, header, content, message):
        exchange.forget(message.sender, message.header.id)
        return
    _well_formed(case, header, content)
    known.content, known.retained_until = content.to_bytes().decode(), content.retained_until
    known.envelope, known.erased_at = message.header.id, None
    known.save(update_fields=["content", "retained_until", "envelope", "erased_at"])


def _not_to_be_kept(case: JointCase, header: Header, content: Content, message: Letter) -> bool:
    """Whether the owner took the item back, or left with its own, or its day is over, before it came."""
    today = message.received_at.astimezone(dt.UTC).date()
    return (
        store.withdrawn(case, header.reference)
        or store.taken_along(case, header.party)
        or content.retained_until is None
        or content.retained_until < today
    )


def _fork(case: JointCase, header: Header, signature: bytes, message: Letter) -> wire.Message:
    _row, new = Fork.objects.get_or_create(
        case=case,
        sha256=header.sha256(),
        defaults={
            "party": header.party,
            "number": header.number,
            "header": rfc8785.dumps(header.plain()).decode(),
            "signature": signature,
            "at": message.received_at,
        },
    )
    if new:
        journal.write(
            "joint-case-fork",
            partner=header.party,
            convention=case.convention,
            case=str(case.pk),
            number=header.number,
            sha256=header.sha256(),
            envelope=message.header.id,
        )
    return wire.refusal_of(forked(header.party, header.number))


def _notice(case: JointCase, header: Header, content: Content, message: Letter) -> None:
    if header.kind == "withdrawal" and header.of is not None:
        entry = store.find(case, *header.of)
        if entry is not None:
            erasing.erase([entry])
        _journal("joint-item-withdrawn", case, message, number=header.of.number)
    elif header.kind == "leave":
        _left(case, header, content, message)
    elif header.kind == "end" and header.party == case.lead:
        case.state, case.end_number = State.ENDED, min(header.number, case.end_number or header.number)
        case.save(update_fields=["state", "end_number"])
        _journal("joint-case-ended", case, message)


def _left(case: JointCase, header: Header, content: Content, message: Letter) -> None:
    log = case.logs.select_for_update().get(party=header.party)
    log.left_at, log.behind, log.ask_at = header.number, None, None
    log.save(update_fields=["left_at", "behind", "ask_at"])
    keep = content.fields.get("keep") == ("yes",)
    if not keep:
        erasing.erase(case.entries.filter(party=header.party).exclude(kind__in=("withdrawal", "leave", "end")))
    _journal("joint-case-left", case, message, keep=keep)


def _moved(case: JointCase, taken: list[Entry], message: Letter) -> None:
    case.moved_at = message.received_at
    case.save(update_fields=["moved_at"])
    if case.local_case_id:
        cases.moved(case.local_case_id)
    _journal(
        "joint-items-received",
        case,
        message,
        count=len(taken),
        first=taken[0].number,
        last=taken[-1].number,
        sha256=message.sha256,
        envelope=message.header.id,
    )


def _journal(event: str, case: JointCase, message: Letter, **facts: Any) -> None:
    journal.write(event, partner=message.sender, convention=case.convention, case=str(case.pk), received=True, **facts)


def _not_yet() -> Refused:
    return Refused(
        exchange.OUT_OF_ORDER,
        N_("This letter follows one that has not arrived yet."),
        N_("Nothing to do: it is sent again by itself after the one before."),
    )
