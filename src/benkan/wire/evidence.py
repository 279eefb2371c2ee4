"""The evidence file: one exchange that a judge can verify offline, with public keys alone.

It holds the letters with what opens them, the conventions they moved under, the journal lines with their proofs and
the cards of those who signed. The maker signs the whole. What it cannot show is completeness: letters that the maker
left out are missing silently, except where a journal line names them. Verification is in ``evidence_check``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import rfc8785
from pydantic import Field

from benkan.core.envelope import MAX_ENVELOPE_BYTES, MAX_PAYLOAD_BYTES, SigningKey
from benkan.wire.card import Card
from benkan.wire.fields import Agency, Binary, Count, Message, Text, Time
from benkan.wire.messages import decode_as, encode

MAX_EVIDENCE_BYTES = 64 * 1024 * 1024
SIGNATURE_PREFIX = b"benkan-evidence-1\n"

Hash = Annotated[bytes, Binary(32, 32)]


class Letter(Message):
    """An envelope; with ``salt`` and ``payload`` its content is proven, without them only that it was sent."""

    envelope: Annotated[bytes, Binary(1, MAX_ENVELOPE_BYTES)]
    salt: Annotated[bytes, Binary(32, 32)] | None
    payload: Annotated[bytes, Binary(0, MAX_PAYLOAD_BYTES)] | None


class Cosignature(Message):
    """A partner's line under the checkpoint: it saw the journal at that moment."""

    witness: Agency
    line: Annotated[str, Text(1_024)]


class JournalLine(Message):
    """One line of an agency's journal, with the proof that the signed checkpoint contains it.

    ``index`` counts from 0, as RFC 6962 does; the proof is leaf upwards.
    """

    agency: Agency
    entry: Annotated[bytes, Binary(1, 65_536)]
    index: Count
    proof: Annotated[list[Hash], Field(max_length=64)]
    checkpoint: Annotated[str, Text(16_384)]
    cosignatures: Annotated[list[Cosignature], Field(max_length=256)]


class Evidence(Message):
    """The file as a whole, signed by ``made_by``."""

    format: Literal["benkan-evidence-1"] = "benkan-evidence-1"
    made_by: Agency
    made_at: Time
    cards: Annotated[list[Card], Field(min_length=1, max_length=256)]
    conventions: Annotated[list[Annotated[str, Text(262_144)]], Field(max_length=64)]
    letters: Annotated[list[Letter], Field(min_length=1, max_length=1_000)]
    journal: Annotated[list[JournalLine], Field(max_length=1_000)]
    signature: Annotated[bytes, Binary(64, 64)]


def make_evidence(
    *,
    made_by: str,
    made_at: str,
    cards: Iterable[Card],
    conventions: Iterable[str],
    letters: Iterable[Letter],
    journal: Iterable[JournalLine],
    signing_key: SigningKey,
) -> bytes:
    """The signed file, ready to be written.

    Raises:
        Invalid: ``wire.invalid`` with the place of a part that does not fit, ``wire.too-large``.
    """
    unsigned = Evidence.model_construct(
        made_by=made_by,
        made_at=made_at,
        cards=list(cards),
        conventions=list(conventions),
        letters=list(letters),
        journal=list(journal),
        signature=bytes(64),
    )
    data = encode(unsigned.model_copy(update={"signature": signing_key.sign(signed_bytes(unsigned))}))
    read_evidence(data)
    return data


def read_evidence(data: bytes) -> Evidence:
    """The file's parts, none of them verified; errors as ``decode_as``."""
    return decode_as(Evidence, data, place="evidence", largest=MAX_EVIDENCE_BYTES)


def signed_bytes(evidence: Evidence) -> bytes:
    """What the maker signs: everything but the signature."""
    return SIGNATURE_PREFIX + rfc8785.dumps(evidence.model_dump(mode="json", exclude={"signature"}))
