"""BKP-01: one blind question and its answer.

The elements are blinded: they say nothing about who is searched for, and their number is one of four. The commitments
bind the question to a case and an officer that a supervisor can have opened later. Both messages travel as bytes and
not as JSON: over a satellite link every one of them is asked of every partner.
"""

from __future__ import annotations

import struct
from typing import Annotated

from pydantic import Field, model_validator

from benkan.core.blind import ELEMENT_BYTES, KINDS, PROOF_BYTES, SHAPES
from benkan.wire.fields import Binary, Code, Kind, Number, Packed, Sha256

MAX_ELEMENTS = 64
_EPOCH = struct.Struct(">I")
_DIGEST_BYTES = 32

Element = Annotated[bytes, Binary(ELEMENT_BYTES, ELEMENT_BYTES)]
Elements = Annotated[list[Element], Field(min_length=1, max_length=MAX_ELEMENTS)]
Evaluation = Annotated[bytes, Binary(PROOF_BYTES + ELEMENT_BYTES, PROOF_BYTES + MAX_ELEMENTS * ELEMENT_BYTES)]


class SearchAsk(Packed):
    """Blinded elements of each kind in one of the shapes, for one purpose.

    ``certified_until`` counts days from 1970-01-01: up to this day, included, the asker's service attests that its
    officer holds a certificate; 0 attests nothing.

    Bytes: epoch (4, big-endian), certified until (4, big-endian), case commitment (32), officer commitment (32),
    purpose with its length before it in one byte, the elements of each kind in the order of the kinds (32 each).
    """

    purpose: Code
    case_commitment: Sha256
    officer_commitment: Sha256
    epoch: Number
    certified_until: Number
    elements: Annotated[dict[Kind, Elements], Field(min_length=1, max_length=len(KINDS))]

    @model_validator(mode="after")
    def _has_a_shape(self) -> SearchAsk:
        counts = {kind: len(given) for kind, given in self.elements.items()}
        if _shape(ELEMENT_BYTES * sum(counts.values())) != counts:
            raise ValueError("no shape of the protocol")
        return self

    def packed(self) -> bytes:
        """The bytes that travel."""
        purpose = self.purpose.encode()
        return b"".join(
            (
                _EPOCH.pack(self.epoch),
                _EPOCH.pack(self.certified_until),
                bytes.fromhex(self.case_commitment),
                bytes.fromhex(self.officer_commitment),
                bytes((len(purpose),)),
                purpose,
                *(element for kind in KINDS for element in self.elements.get(kind, ())),
            )
        )

    @classmethod
    def unpacked(cls, data: bytes) -> dict[str, object]:
        """The fields in the bytes; ``ValueError`` when they are no question."""
        fixed = 2 * _EPOCH.size + 2 * _DIGEST_BYTES + 1
        at = fixed + (data[fixed - 1] if len(data) >= fixed else 0)
        shape = _shape(len(data) - at)
        elements: dict[str, list[bytes]] = {}
        place = at
        for kind in KINDS:
            elements[kind] = [data[place + ELEMENT_BYTES * each :][:ELEMENT_BYTES] for each in range(shape[kind])]
            place += ELEMENT_BYTES * shape[kind]
        case, officer = (data[2 * _EPOCH.size + _DIGEST_BYTES * each :][:_DIGEST_BYTES].hex() for each in range(2))
        return {
            "purpose": data[fixed:at].decode("ascii"),
            "case_commitment": case,
            "officer_commitment": officer,
            "epoch": _EPOCH.unpack_from(data)[0],
            "certified_until": _EPOCH.unpack_from(data, _EPOCH.size)[0],
            "elements": elements,
        }


class SearchAnswer(Packed):
    """For each kind, the proof (64 bytes) followed by the evaluated elements.

    Bytes: epoch (4, big-endian), then the evaluations in the order of the kinds.
    """

    epoch: Number
    answers: Annotated[dict[Kind, Evaluation], Field(min_length=1, max_length=len(KINDS))]

    def packed(self) -> bytes:
        """The bytes that travel."""
        return _EPOCH.pack(self.epoch) + b"".join(self.answers.get(kind, b"") for kind in KINDS)

    @classmethod
    def unpacked(cls, data: bytes) -> dict[str, object]:
        """The fields in the bytes; ``ValueError`` when they are no answer."""
        shape = _shape(len(data) - _EPOCH.size - PROOF_BYTES * len(KINDS))
        answers, place = {}, _EPOCH.size
        for kind in KINDS:
            end = place + PROOF_BYTES + ELEMENT_BYTES * shape[kind]
            answers[kind] = data[place:end]
            place = end
        return {"epoch": _EPOCH.unpack_from(data)[0], "answers": answers}


def _shape(size: int) -> dict[str, int]:
    """The shape whose elements take so many bytes."""
    count, rest = divmod(size, ELEMENT_BYTES)
    if rest or count not in SHAPES:
        raise ValueError("no shape of the protocol")
    return dict(SHAPES[count])
