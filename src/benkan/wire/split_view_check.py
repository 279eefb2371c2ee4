"""What the file of a split view proves: that the owner signed two histories, or nothing.

Needs no network, no node and no private key. Three things prove it, each by the owner's own signatures: two notes of
one size with two roots; a proof between the two sizes, in the owner's letter, that does not hold; a letter in which
the owner, shown its own note, says that it has fewer lines. An honest owner writes none of them at any time. Two notes
of two sizes alone prove nothing: an honest journal grows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from benkan.core import tlog
from benkan.core.envelope import peek, verify_content
from benkan.core.errors import N_, BenkanError, Unverified
from benkan.wire.card import Card
from benkan.wire.evidence import Letter
from benkan.wire.evidence_check import Finding, judged_card
from benkan.wire.evidence_check import failed as _failed
from benkan.wire.evidence_check import fails as _fails
from benkan.wire.evidence_check import holds as _holds
from benkan.wire.fields import Message
from benkan.wire.messages import decode
from benkan.wire.receipts import Refusal
from benkan.wire.split_view import SplitView, read_split_view
from benkan.wire.witness import WitnessAsk, WitnessProof

FEWER = "witness.fewer"
"""The code with which an owner says, to a note of its own that it is shown, that it has fewer lines than the note."""


def verify_split_view(data: bytes, trusted: Iterable[Card] | None = None) -> list[Finding]:
    """Everything that was checked; never raises on a bad file. It proves a split view if nothing fails.

    Args:
        data: the file.
        trusted: cards that the reader holds from the services themselves; None to use the one of the file.
    """
    try:
        told = read_split_view(data)
    except BenkanError as error:
        return [_failed(error, error.place or "split-view")]
    return list(_findings(told, None if trusted is None else {card.id: card for card in trusted}))


def _findings(told: SplitView, trusted: dict[str, Card] | None) -> Iterator[Finding]:
    card, finding = judged_card(told.card, trusted, "card")
    yield finding
    if card is None or card.id != told.owner:
        yield _fails("evidence.key", "card", N_("The file has no card of “%(agency)s” that holds."), agency=told.owner)
        return
    stated = []
    for number, note in enumerate(told.notes):
        try:
            stated.append(_checkpoint(note, card))
        except BenkanError as error:
            yield _failed(error, f"notes[{number}]")
            return
        yield _holds(
            "evidence.split.note",
            f"notes[{number}]",
            N_("“%(agency)s” signed that its journal had %(size)d lines with the root %(root)s."),
            agency=card.id,
            size=stated[-1].size,
            root=stated[-1].root.hex(),
        )
    small, big = sorted(stated, key=lambda each: each.size)
    yield _same_size(small, big, card.id) if small.size == big.size else _by_letter(told, small, big, card)


def _checkpoint(note: str, card: Card) -> tlog.Checkpoint:
    key = tlog.VerifierKey(f"{card.id}/journal", card.signing_key)
    stated = tlog.parse_checkpoint(tlog.open_note(note, [key]).text)
    if stated.origin != key.name:
        raise Unverified(
            "evidence.line.origin",
            N_("The checkpoint belongs to another journal."),
            N_("Keep the file; ask who made it for the note of the journal that it names."),
        )
    return stated


def _same_size(one: tlog.Checkpoint, other: tlog.Checkpoint, agency: str) -> Finding:
    if one.root == other.root:
        return _fails(
            "evidence.split.same", "notes", N_("Both notes say the same: this is no split view of “%(agency)s”."),
            agency=agency,
        )  # fmt: skip
    return _holds(
        "evidence.split.fork",
        "notes",
        N_("Proven: “%(agency)s” signed two different histories of %(size)d lines."),
        agency=agency,
        size=one.size,
    )


def _by_letter(told: SplitView, small: tlog.Checkpoint, big: tlog.Checkpoint, card: Card) -> Finding:
    unproven = _fails(
        "evidence.split.unproven",
        "letter",
        N_("Nothing is proven: two notes of %(old_size)d and %(new_size)d lines may be of one journal that grew."),
        old_size=small.size,
        new_size=big.size,
    )
    facts: dict[str, object] = {"agency": card.id, "old_size": small.size, "new_size": big.size}
    try:
        said, sent_at = _said(told.letter, card)
        proof = _proof_between(said, small, big, card)
    except BenkanError as error:
        return _failed(error, "letter")
    if proof is None:
        shown = told.notes[0] if _checkpoint(told.notes[0], card) == big else told.notes[1]
        return _fewer(said, big, shown, facts | {"sent_at": sent_at}) or unproven
    try:
        tlog.verify_consistency(small.size, big.size, small.root, big.root, proof)
    except Unverified:
        return _holds(
            "evidence.split.proof",
            "letter",
            N_(
                "Proven: asked to show its %(new_size)d lines as a continuation of its %(old_size)d, “%(agency)s” "
                "signed a proof that does not hold."
            ),
            **facts,
        )
    return _fails(
        "evidence.split.consistent",
        "letter",
        N_("“%(agency)s” has shown both notes to be of one journal that grew: this is no split view."),
        **facts,
    )


def _said(letter: Letter | None, card: Card) -> tuple[Message | None, str]:
    """What the owner's own letter says, and when it was sent; nothing when it is not the owner's or not shown."""
    if letter is None or letter.salt is None or letter.payload is None:
        return None, ""
    header = peek(letter.envelope)
    if header.sender != card.id:
        return None, ""
    verify_content(letter.envelope, card.signing_key, letter.salt, letter.payload)
    return decode(header.kind, letter.payload), header.sent_at


def _fewer(said: Message | None, big: tlog.Checkpoint, note: str, facts: dict[str, object]) -> Finding | None:
    # Without the note's digest, a number from before the note was signed would accuse an honest owner.
    if not isinstance(said, Refusal) or said.facts.get("sha256") != hashlib.sha256(note.encode()).hexdigest():
        return None
    size = said.facts.get("size", "")
    if said.code != FEWER or not (size.isascii() and size.isdecimal() and len(size) < 20) or int(size) >= big.size:
        return None
    return _holds(
        "evidence.split.fewer",
        "letter",
        N_("Proven: “%(agency)s” signed %(new_size)d lines, and said at %(sent_at)s that it has %(size)d."),
        **facts,
        size=int(size),
    )


def _proof_between(
    said: object, small: tlog.Checkpoint, big: tlog.Checkpoint, card: Card
) -> list[bytes] | None:  # fmt: skip
    """The proof that the owner gave for exactly these two, or None: one for others says nothing about them.

    From nothing there is nothing to prove, so no proof from there holds and none is false.
    """
    if small.size == 0:
        return None
    if isinstance(said, WitnessProof) and (said.old_size, said.new_size) == (small.size, big.size):
        return said.proof
    if isinstance(said, WitnessAsk) and said.old_size == small.size and _checkpoint(said.checkpoint, card) == big:
        return said.proof
    return None
