"""What an evidence file proves and what it does not, part by part.

Needs no network, no node and no private key. The signers' public keys come from the reader's own trusted cards; with
none given, the file's cards are used and each is noted as still to be compared by voice. Every part is checked even
when another fails, so that the reader learns all that is wrong.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from benkan.core import conventions, tlog
from benkan.core.envelope import Header, fingerprint, peek, verify, verify_content, verify_signature
from benkan.core.errors import N_, BenkanError, Unverified
from benkan.wire.card import Card, verify_card
from benkan.wire.evidence import Evidence, JournalLine, Letter, read_evidence, signed_bytes
from benkan.wire.messages import decode
from benkan.wire.receipts import Receipt


class Outcome(StrEnum):
    """What became of one check; a note weakens the proof without breaking it."""

    HOLDS = "holds"
    NOTE = "note"
    FAILS = "fails"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked. ``place`` names the part of the file, ``text % facts`` is the sentence."""

    outcome: Outcome
    code: str
    place: str
    text: str
    facts: dict[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.text % self.facts if self.facts else self.text


def evidence_holds(findings: Iterable[Finding]) -> bool:
    """Whether nothing failed."""
    return all(finding.outcome is not Outcome.FAILS for finding in findings)


def verify_evidence(data: bytes, trusted: Iterable[Card] | None = None) -> list[Finding]:
    """Everything that was checked, in the order of the file; never raises on a bad file.

    Args:
        data: the file.
        trusted: cards that the reader holds from the services themselves; None to use those of the file.
    """
    try:
        evidence = read_evidence(data)
    except BenkanError as error:
        return [failed(error, error.place or "evidence")]
    return list(_Check(evidence, trusted).findings())


def judged_card(card: Card, trusted: Mapping[str, Card] | None, place: str) -> tuple[Card | None, Finding]:
    """The card when its key may be used, and what was found about it; with ``trusted`` None, noted as to compare."""
    try:
        verify_card(card)
    except Unverified as error:
        return None, failed(error, place)
    if trusted is None:
        return card, Finding(
            Outcome.NOTE,
            "evidence.card.untrusted",
            place,
            N_("The key of “%(agency)s” comes from the file itself; compare by voice: %(fingerprint)s"),
            {"agency": card.id, "fingerprint": fingerprint(card.signing_key, card.encryption_key)},
        )
    known = trusted.get(card.id)
    if known is None or known.signing_key != card.signing_key:
        return None, fails(
            "evidence.card.other",
            place,
            N_("The card of “%(agency)s” is not the one that you trust."),
            agency=card.id,
        )
    return card, holds(
        "evidence.card", place, N_("The card of “%(agency)s” is the one that you trust."), agency=card.id
    )


class _Check:
    """One pass over the file; parts that failed are not used to judge others."""

    def __init__(self, evidence: Evidence, trusted: Iterable[Card] | None) -> None:
        self.evidence = evidence
        self.trusted = None if trusted is None else {card.id: card for card in trusted}
        self.cards: dict[str, Card] = {}
        self.conventions: dict[str, list[conventions.Convention]] = {}
        self.headers: dict[str, tuple[Header, Letter]] = {}
        self.in_journal: set[str] = set()

    def findings(self) -> Iterator[Finding]:
        for number, card in enumerate(self.evidence.cards):
            yield self._card(card, f"cards[{number}]")
        yield self._whole()
        for number, text in enumerate(self.evidence.conventions):
            yield self._convention(text, f"conventions[{number}]")
        for number, letter in enumerate(self.evidence.letters):
            yield from self._letter(letter, f"letters[{number}]")
        for number, line in enumerate(self.evidence.journal):
            yield from self._line(line, f"journal[{number}]")
        yield from self._letters_without_line()

    def _card(self, card: Card, place: str) -> Finding:
        if card.id in self.cards:
            return fails("evidence.card.twice", place, N_("There are two cards of “%(agency)s”."), agency=card.id)
        known, finding = judged_card(card, self.trusted, place)
        if known is not None:
            self.cards[card.id] = known
        return finding

    def _whole(self) -> Finding:
        maker = self.evidence.made_by
        card = self.cards.get(maker)
        if card is None:
            return _no_key(maker, "signature")
        if not verify_signature(card.signing_key, self.evidence.signature, signed_bytes(self.evidence)):
            return fails(
                "evidence.signature",
                "signature",
                N_("The file is not as “%(agency)s” signed it: something was altered, added or removed."),
                agency=maker,
            )
        return holds("evidence.signature", "signature", N_("“%(agency)s” signed the whole file."), agency=maker)

    def _convention(self, text: str, place: str) -> Finding:
        try:
            convention = conventions.parse(text)
            standing = conventions.verify(convention)
        except BenkanError as error:
            return failed(error, place)
        facts: dict[str, object] = {"convention": convention.identifier, "version": convention.version}
        if not standing.complete:
            return fails(
                "evidence.convention.unsigned",
                place,
                N_("The convention “%(convention)s” is not signed by: %(missing)s."),
                **facts,
                missing=", ".join(standing.missing),
            )
        for party in convention.parties.values():
            card = self.cards.get(party.identifier)
            if card is not None and card.signing_key != party.signing_key:
                return fails(
                    "evidence.convention.key",
                    place,
                    N_("The convention “%(convention)s” was signed with another key of “%(agency)s” than its card's."),
                    **facts,
                    agency=party.identifier,
                )
        self.conventions.setdefault(convention.identifier, []).append(convention)
        return holds(
            "evidence.convention",
            place,
            N_("The convention “%(convention)s”, version %(version)d, is signed by all of its parties."),
            **facts,
        )

    def _letter(self, letter: Letter, place: str) -> Iterator[Finding]:
        try:
            header = peek(letter.envelope)
            card = self.cards.get(header.sender)
            if card is None:
                yield _no_key(header.sender, place)
                return
            yield self._content(letter, header, card, place)
        except BenkanError as error:
            yield failed(error, place)
            return
        if header.id in self.headers:
            yield fails("evidence.letter.twice", place, N_("The same letter stands twice in the file."))
            return
        self.headers[header.id] = (header, letter)
        if header.convention:
            yield self._under_convention(header, place)

    def _content(self, letter: Letter, header: Header, card: Card, place: str) -> Finding:
        facts: dict[str, object] = {
            "kind": header.kind,
            "sender": header.sender,
            "recipient": header.recipient,
            "sent_at": header.sent_at,
        }
        if letter.salt is None or letter.payload is None:
            verify(letter.envelope, card.signing_key)
            return Finding(
                Outcome.NOTE,
                "evidence.letter.sealed",
                place,
                N_("“%(sender)s” sent “%(recipient)s” a letter (%(kind)s, %(sent_at)s); its content is not shown."),
                facts,
            )
        verify_content(letter.envelope, card.signing_key, letter.salt, letter.payload)
        message = decode(header.kind, letter.payload)
        if isinstance(message, Receipt) and not self._receipt_fits(message):
            return fails("evidence.receipt", place, N_("The receipt is for other bytes than the letter that it names."))
        return holds(
            "evidence.letter",
            place,
            N_("“%(sender)s” signed and sent “%(recipient)s” exactly this (%(kind)s, %(sent_at)s)."),
            **facts,
        )

    def _receipt_fits(self, receipt: Receipt) -> bool:
        received = [letter for letter in self.evidence.letters if _id_of(letter) == receipt.envelope]
        return all(hashlib.sha256(letter.envelope).hexdigest() == receipt.sha256 for letter in received)

    def _under_convention(self, header: Header, place: str) -> Finding:
        known = self.conventions.get(header.convention, [])
        facts: dict[str, object] = {"convention": header.convention, "sender": header.sender}
        if not known:
            return fails(
                "evidence.letter.convention",
                place,
                N_("The letter names the convention “%(convention)s”, which the file does not prove."),
                **facts,
            )
        bound = [each for each in known if {header.sender, header.recipient} <= set(each.parties)]
        if not bound:
            return fails(
                "evidence.letter.party",
                place,
                N_("Sender and recipient are not both parties to the convention “%(convention)s”."),
                **facts,
            )
        day = header.sent().astimezone(dt.UTC).date()
        if not any(each.in_force(day) for each in bound):
            return Finding(
                Outcome.NOTE,
                "evidence.letter.dates",
                place,
                N_("The letter was sent outside the dates of the convention “%(convention)s”."),
                facts,
            )
        return holds(
            "evidence.letter.convention",
            place,
            N_("Both were parties to the convention “%(convention)s” in force on that day."),
            **facts,
        )

    def _line(self, line: JournalLine, place: str) -> Iterator[Finding]:
        card = self.cards.get(line.agency)
        if card is None:
            yield _no_key(line.agency, place)
            return
        origin = _origin(line.agency)
        try:
            text = tlog.open_note(line.checkpoint, [tlog.VerifierKey(origin, card.signing_key)]).text
            checkpoint = tlog.parse_checkpoint(text)
            tlog.verify_inclusion(tlog.leaf_hash(line.entry), line.index, checkpoint.size, line.proof, checkpoint.root)
        except BenkanError as error:
            yield failed(error, place)
            return
        if checkpoint.origin != origin:
            yield fails("evidence.line.origin", place, N_("The checkpoint belongs to another journal."))
            return
        yield self._line_fits(line, place)
        for number, cosignature in enumerate(line.cosignatures):
            yield self._cosignature(text, cosignature.witness, cosignature.line, f"{place}.cosignatures[{number}]")
        if not line.cosignatures:
            yield Finding(
                Outcome.NOTE,
                "evidence.line.alone",
                place,
                N_("No partner has co-signed this state of the journal yet: only “%(agency)s” vouches for it."),
                {"agency": line.agency},
            )

    def _line_fits(self, line: JournalLine, place: str) -> Finding:
        envelope, digest = _named_letter(line.entry)
        letter = self.headers.get(envelope)
        if letter is not None:
            parts = (letter[1].envelope, letter[1].payload)
            digests = {hashlib.sha256(part).hexdigest() for part in parts if part is not None}
            fits = not digest or digest in digests
            # A line may name the content's digest: without the content nothing can be said against it.
            if not fits and letter[1].payload is not None:
                return fails(
                    "evidence.line.letter", place, N_("The journal line names other bytes than the letter in the file.")
                )
            if fits:
                self.in_journal.add(envelope)
        return holds(
            "evidence.line",
            place,
            N_("Line %(number)d stands in the journal of “%(agency)s”."),
            number=line.index + 1,
            agency=line.agency,
        )

    def _cosignature(self, text: str, witness: str, line: str, place: str) -> Finding:
        card = self.cards.get(witness)
        if card is None:
            return _no_key(witness, place)
        try:
            at = tlog.verify_cosignature(text, line, tlog.VerifierKey(_origin(witness), card.signing_key))
        except BenkanError as error:
            return failed(error, place)
        return holds(
            "evidence.cosignature",
            place,
            N_("“%(agency)s” saw this state of the journal at %(seen_at)s."),
            agency=witness,
            seen_at=_time(at),
        )

    def _letters_without_line(self) -> Iterator[Finding]:
        for number, letter in enumerate(self.evidence.letters):
            identifier = _id_of(letter)
            if identifier in self.headers and identifier not in self.in_journal:
                yield Finding(
                    Outcome.NOTE,
                    "evidence.letter.unlogged",
                    f"letters[{number}]",
                    N_("No journal line in the file names this letter: its signature proves who, not when."),
                )


def _named_letter(entry: bytes) -> tuple[str, str]:
    """The envelope and the digest that a journal line names; empty where it names none."""
    try:
        facts = json.loads(entry)["facts"]
        return str(facts["envelope"]), str(facts.get("sha256", ""))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "", ""


def _id_of(letter: Letter) -> str:
    try:
        return peek(letter.envelope).id
    except BenkanError:
        return ""


def _origin(agency: str) -> str:
    return f"{agency}/journal"


def _time(at: int) -> str:
    try:
        return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return str(at)  # a witness's clock may say anything


def _no_key(agency: str, place: str) -> Finding:
    return fails("evidence.key", place, N_("The file has no card of “%(agency)s” that holds."), agency=agency)


def holds(code: str, place: str, text: str, **facts: object) -> Finding:
    """The finding of a check that holds."""
    return Finding(Outcome.HOLDS, code, place, text, facts)


def fails(code: str, place: str, text: str, **facts: object) -> Finding:
    """The finding of a check that fails."""
    return Finding(Outcome.FAILS, code, place, text, facts)


def failed(error: BenkanError, place: str) -> Finding:
    """The finding of a check that an error ended."""
    inner = f"{place}: {error.place}" if error.place and error.place != place else place
    return Finding(Outcome.FAILS, error.code, inner, error.text, dict(error.facts))
