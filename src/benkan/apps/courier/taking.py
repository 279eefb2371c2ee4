"""What a courier brought, taken in: replies to our letters, then the partners' letters, then their indexes.

Replies come first, because an index of a new epoch takes the place of the one that opens an answer. Every letter passes
the gate at which letters from the line are judged. One spoilt file stops no other; it is named, with what to do.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.apps.attachments.services import by_courier as attachments
from benkan.apps.courier import layout, packing
from benkan.apps.courier.folder import Found, look, read
from benkan.apps.courier.models import Asked, Journey, Owed, Way
from benkan.apps.courier.reading import Envelope, after_their_previous, against_lists, envelopes
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import services as search
from benkan.core.envelope.layout import LETTER, REPLY
from benkan.core.errors import N_, BenkanError, Invalid, Refused
from benkan.wire import WitnessAsk, WitnessCosignature, decode

INDEX = "index.manifest"
LINE_ONLY = frozenset(
    {"index.ask", "index.digests.ask", "index.chunk.ask", "attachment.digests.ask", "attachment.chunk.ask"}
)
"""Questions whose answers may be far larger than they are: by hand, a stick could fill this node's disk with them."""


@dataclass(slots=True)
class Brought:
    """What came from one partner.

    Args:
        letters: new ones that were handled; ``held`` wait for an earlier letter, and are taken in when it comes.
        delivered: letters of ours that arrived; ``answered`` questions of ours; ``cosigned`` checkpoints.
        indexes: taken in.
        chunks: of attached files, that were missing.
        known: what had come before.
        refused: by which code how many letters were refused, theirs by us and ours by them.
        problems: files that were not taken in.
    """

    partner: str
    letters: int = 0
    held: int = 0
    delivered: int = 0
    answered: int = 0
    cosigned: int = 0
    indexes: int = 0
    chunks: int = 0
    known: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    problems: int = 0

    def counts(self) -> dict[str, int]:
        """The numbers alone."""
        return {
            **{name: int(getattr(self, name)) for name in _COUNTED},
            "refused": self.refused.total(),
        }


@dataclass(slots=True)
class Outcome:
    """What became of a folder.

    Args:
        brought: by partner.
        problems: the errors, each with the file as its place.
        for_others: files for other services, which were left alone.
        replies: that lie in the folder for the way back; ``replies_kept`` says why they do not.
    """

    brought: dict[str, Brought] = field(default_factory=dict)
    problems: list[BenkanError] = field(default_factory=list)
    for_others: int = 0
    replies: int = 0
    replies_kept: BenkanError | None = None

    def of(self, partner: str) -> Brought:
        """What came from this partner."""
        return self.brought.setdefault(partner, Brought(partner))


_COUNTED = ("letters", "held", "delivered", "answered", "cosigned", "indexes", "chunks", "known", "problems")
_JOURNALED = ("letters", "indexes", "chunks", "delivered", "answered", "cosigned", "refused", "known", "problems")


def take(folder: Path, *, officer: str = "") -> Outcome:
    """Takes everything in that is for this node, and puts the replies into the folder for the way back.

    Raises:
        Invalid: ``courier.folder``: there is no such folder.
        Refused: ``courier.too-much``; ``courier.nothing``: nothing in it is for this node.
    """
    found, lists, chunks = look(folder, (LETTER, REPLY, layout.PIECE), layout.LIST)
    outcome = Outcome()
    spoilt = against_lists(folder, lists, outcome.problems)
    replies, letters, indexes = _sorted(envelopes(folder, found, spoilt, outcome.problems), outcome)
    if not (replies or letters or indexes or chunks or outcome.problems):
        raise Refused(
            "courier.nothing",
            N_("Nothing in this folder is for this node."),
            N_("Check that it is the right stick; the partner exports with: benkan courier export"),
            place=str(folder),
        )
    for one in replies:
        _guarded(one, outcome, _take_reply)
    for one in after_their_previous(letters):
        _guarded(one, outcome, _take_letter)
    for one in indexes:
        _guarded(one, outcome, _take_index)
    for file in sorted(chunks, key=lambda one: not attachments.is_list(one.path.name)):
        _take_chunks(folder, file, outcome)
    _note(outcome, officer)
    _pack_replies(folder, {one.header.sender for one in letters}, outcome)
    return outcome


def _sorted(given: Iterator[Envelope], outcome: Outcome) -> tuple[list[Envelope], list[Envelope], list[Envelope]]:
    """Replies, letters and manifests of indexes for this node."""
    replies: list[Envelope] = []
    letters: list[Envelope] = []
    indexes: list[Envelope] = []
    for one in given:
        if one.header.recipient != exchange.own():
            outcome.for_others += one.header.sender != exchange.own()
        elif one.data.startswith(REPLY):
            replies.append(one)
        elif one.header.kind == INDEX and one.path is not None:
            indexes.append(one)
        else:
            letters.append(one)
    return replies, letters, indexes


def _guarded(one: Envelope, outcome: Outcome, act: Callable[[Envelope, Brought], None]) -> None:
    try:
        act(one, outcome.of(one.header.sender))
    except BenkanError as error:
        error.place = one.place
        outcome.problems.append(error)
        outcome.of(one.header.sender).problems += 1


def _take_letter(one: Envelope, brought: Brought) -> None:
    header = one.header
    if header.kind in LINE_ONLY:
        raise Invalid(
            "courier.line-only",
            N_("Letters of this kind are answered on the line only."),
            N_("Nothing to do: an index comes with the partner's export."),
        )
    if Owed.objects.filter(partner=header.sender, envelope_id=uuid.UUID(header.id), sha256=one.sha256).exists():
        brought.known += 1
        return
    taken = exchange.taken(one.data, by_hand=True)
    if taken.code == exchange.OUT_OF_ORDER:
        brought.held += 1
        return
    packing.remember(one.data, one.sha256, taken.reply)
    if taken.code:
        brought.refused[taken.code] += 1
    elif taken.again:
        brought.known += 1
    else:
        brought.letters += 1


def _take_reply(one: Envelope, brought: Brought) -> None:
    sender, asked = one.header.sender, one.header.previous
    outcome = (
        exchange.take_reply(sender, one.data)
        or search.by_courier.take_reply(sender, asked, one.data)
        or _take_cosignature(sender, asked, one.data)
    )
    if outcome == "delivered":
        brought.delivered += 1
    elif outcome == "answered":
        brought.answered += 1
    elif outcome == "cosigned":
        brought.cosigned += 1
    elif outcome == "refused":
        brought.refused["partner"] += 1
    else:
        brought.known += 1


def _take_cosignature(sender: str, asked: str, data: bytes) -> str | None:
    row = Asked.objects.filter(partner=sender, envelope_id=asked).first() if asked else None
    if row is None:
        return None
    if row.answered_at is not None:
        return "known"
    identity = str(row.envelope_id)
    letter = exchange.Letter(identity, identity, sender, row.kind, row.convention, bytes(row.sealed))
    outcome = "cosigned"
    try:
        answer = exchange.answered(letter, data, WitnessCosignature)
        payload = decode(row.kind, bytes(row.payload))
        assert isinstance(payload, WitnessAsk)
        journal.take_cosignature(sender, payload, answer)
    except Refused as refused:
        seen = refused.facts.get("size")
        outcome = "refused"
        if refused.code == "witness.size" and isinstance(seen, int):
            # It has seen our journal up to another line, by another way: the next question starts there.
            journal.seen_elsewhere(sender, seen)
            outcome = "known"
    row.answered_at = timezone.now()
    row.save(update_fields=["answered_at"])
    return outcome


def _take_index(one: Envelope, brought: Brought) -> None:
    assert one.path is not None
    try:
        search.import_index(one.path)
    except Refused as refused:
        if refused.code != "index.older":
            raise
        brought.known += 1
    else:
        brought.indexes += 1


def _take_chunks(folder: Path, file: Found, outcome: Outcome) -> None:
    """Chunks of an attached file: after the letters, since one of them may announce it."""
    sender = ""
    try:
        data = read(file.path, attachments.MAX_FILE_BYTES)
        sender = attachments.for_us(data) or ""
        if not sender:
            outcome.for_others += 1
            return
        new = attachments.take(data)
        outcome.of(sender).chunks += new
        outcome.of(sender).known += not new
    except BenkanError as error:
        error.place = str(file.path.relative_to(folder))
        outcome.problems.append(error)
        if sender:
            outcome.of(sender).problems += 1


def _note(outcome: Outcome, officer: str) -> None:
    """One journey and one line of the journal for each partner of the directory."""
    known = {one.id for one in agencies.partners()}
    for partner, brought in sorted(outcome.brought.items()):
        if partner not in known:
            continue
        counts = brought.counts()
        with transaction.atomic():
            Journey.objects.create(partner=partner, way=Way.IN, at=timezone.now(), counts=counts)
            told: dict[str, Any] = {name: counts[name] for name in _JOURNALED}
            journal.write("courier-imported", officer=officer, partner=partner, **told)


def _pack_replies(folder: Path, senders: set[str], outcome: Outcome) -> None:
    known = {one.id for one in agencies.partners()}
    for partner in sorted(senders & known):
        if not Owed.objects.filter(partner=partner, until__gt=timezone.now()).exists():
            continue
        try:
            outcome.replies += packing.pack_replies(folder, partner)
        except BenkanError as error:
            outcome.replies_kept = error
