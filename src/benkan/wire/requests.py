"""BKP-05: a request, the release that answers it, and what the two services tell each other on the way.

A request has one identity (``request``) whatever channel brought it. A release says what a named officer decided;
``properties`` are FollowTheMoney, already reduced to what may be seen. Fixed phrases are codes (``phrases``); the text
beside a code may be empty.
"""

from __future__ import annotations

import operator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from benkan.wire.attachments import Cards
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
    Version,
)
from benkan.wire.statements import Salts, Statement

Beside = Annotated[str, Text(4_000, smallest=0)]
"""Free text beside a code, in the writer's language; empty where the code says it all."""


class Request(Message):
    """What the asker wants to know, why, and by when; ``handle`` names the record of a hit."""

    request: Uuid
    purpose: Code
    urgency: Literal["routine", "urgent", "immediate"]
    urgency_code: Code | None = None
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
    reason: Beside
    schema_name: Annotated[FieldName | None, Field(alias="schema")]
    properties: Properties
    withheld: Number
    handling: HandlingCode
    grade: Grade
    purpose: Code
    retained_until: Date
    officer: Short
    second_officer: Short | None
    attachments: Annotated[Cards, Field(default_factory=list, exclude_if=operator.not_)]
    """Left out when there are none: then the message is that of version 2 of the protocol, byte for byte."""
    statement: Statement | None = None
    salts: Salts = Field(default_factory=dict)

    @model_validator(mode="after")
    def _consistent(self) -> Release:
        if self.decision == "nothing" and (self.properties or self.schema_name is not None or self.attachments):
            raise ValueError("a release of nothing carries no data")
        if self.decision != "nothing" and not (self.properties and self.schema_name):
            raise ValueError("a release of something carries data")
        if self.decision == "all" and self.withheld:
            raise ValueError("a release of all withholds nothing")
        if self.second_officer == self.officer:
            raise ValueError("the second officer is another person")
        if len({card.attachment for card in self.attachments}) != len(self.attachments):
            raise ValueError("a file is listed once")
        return self

    @model_validator(mode="after")
    def _stated(self) -> Release:
        if set(self.salts) != (set() if self.statement is None else set(self.properties)):
            raise ValueError("each stated property has its salt")
        if self.statement is not None and any(
            getattr(self, name) != getattr(self.statement, name)
            for name in ("release", "version", "schema_name", "handling", "grade", "purpose", "retained_until")
        ):
            raise ValueError("the statement says something else")
        return self


class Delay(Message):
    """The answer will come later than the convention says: why, and when; the deadline stays what it was."""

    request: Uuid
    delay: Uuid
    reason_code: Code
    reason: Beside
    expected_at: Time
    officer: Short


class ClarificationAsk(Message):
    """A question back to the asker; the clock stands still until its answer is received."""

    request: Uuid
    clarification: Uuid
    question_code: Code
    question: Beside
    officer: Short


class ClarificationAnswer(Message):
    """The asker's answer to a question back; the clock runs on from its receipt."""

    request: Uuid
    clarification: Uuid
    answer: Long
    officer: Short


class Feedback(Message):
    """How useful a release was and what it led to; a later ``number`` takes the place of an earlier one."""

    request: Uuid
    release: Uuid
    number: Version
    usefulness: Literal["useful", "in-part", "not"]
    outcomes: Annotated[list[Code], Field(max_length=16)]
    remark: Beside
    officer: Short

    @model_validator(mode="after")
    def _told_once(self) -> Feedback:
        if len(set(self.outcomes)) != len(self.outcomes):
            raise ValueError("an outcome is told once")
        return self
