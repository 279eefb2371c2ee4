"""BKP-01: one blind question and its answer.

The elements are blinded: they say nothing about who is searched for. Their number is the same for every question
(the slots of the manifest), so neither does their size. The commitments bind the question to a case and an officer
that a supervisor can have opened later.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from benkan.wire.fields import Binary, Code, Kind, Message, Number, Sha256, Short, Time

ELEMENT_BYTES = 32
MAX_ELEMENTS = 64

Element = Annotated[bytes, Binary(ELEMENT_BYTES, ELEMENT_BYTES)]
Elements = Annotated[list[Element], Field(min_length=1, max_length=MAX_ELEMENTS)]


class SearchAsk(Message):
    """Blinded elements of each kind, for one purpose."""

    purpose: Code
    case_commitment: Sha256
    officer_commitment: Sha256
    epoch: Number
    built_at: Time
    matching_version: Short
    elements: Annotated[dict[Kind, Elements], Field(min_length=1, max_length=8)]


class SearchAnswer(Message):
    """For each kind, the proof (64 bytes) followed by the evaluated elements."""

    epoch: Number
    answers: Annotated[
        dict[Kind, Annotated[bytes, Binary(64, 64 + MAX_ELEMENTS * ELEMENT_BYTES)]], Field(min_length=1, max_length=8)
    ]
