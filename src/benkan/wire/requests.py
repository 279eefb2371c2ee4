"""BKP-05: a request, and the release that answers it.

A request has one identity (``request``) whatever channel brought it. A release says what a named officer decided;
``properties`` are FollowTheMoney, already reduced to what may be seen.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from benkan.wire.fields import (
    Binary,
    Code,
    Date,
    FieldName,
    Grade,
    HandlingCode,
    Language,
    Long,
    Message,
    Number,
    Properties,
    Short,
    Text,
    Time,
    Uuid,
)


class Request(Message):
    """What the asker wants to know, why, and by when; ``handle`` names the record of a hit."""

    request: Uuid
    purpose: Code
    urgency: Literal["routine", "urgent", "immediate"]
    officer: Short
    officer_role: Short
    case_reference: Short
    question: Long
    legal_ground: Long
    handle: Annotated[bytes, Binary(16, 16)] | None
    tier: Annotated[str, Text(32, smallest=0)]
    due_at: Time
    language: Language


class Release(Message):
    """All, part or nothing of a record, with the reason and the conditions."""

    request: Uuid
    release: Uuid
    version: Literal[1]  # what changes it later has the numbers after
    decision: Literal["all", "part", "nothing"]
    reason_code: Code
    reason: Long
    schema_name: Annotated[FieldName | None, Field(alias="schema")]
    properties: Properties
    withheld: Number
    handling: HandlingCode
    grade: Grade
    purpose: Code
    retained_until: Date
    officer: Short
    second_officer: Short | None

    @model_validator(mode="after")
    def _consistent(self) -> Release:
        if self.decision == "nothing" and (self.properties or self.schema_name is not None):
            raise ValueError("a release of nothing carries no data")
        if self.decision != "nothing" and not (self.properties and self.schema_name):
            raise ValueError("a release of something carries data")
        if self.decision == "all" and self.withheld:
            raise ValueError("a release of all withholds nothing")
        if self.second_officer == self.officer:
            raise ValueError("the second officer is another person")
        return self
