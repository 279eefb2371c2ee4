"""BKP-11: a notice, its withdrawal, and the word that it was withdrawn.

A notice has one identity at its owner (``notice``) and one number for each state (``version``): a later number takes
the place of an earlier one, whichever comes first. Types, fields and answers are codes; free text stays in the writer's
language. Whether it is complete and neutral is the reader's to check again (``benkan.core.notices``).
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from benkan.wire.fields import (
    Code,
    Date,
    FieldName,
    Grade,
    HandlingCode,
    Language,
    Long,
    Message,
    Properties,
    Short,
    Text,
    Time,
    Uuid,
    Version,
)

NoticeFields = Annotated[
    dict[FieldName, Annotated[list[Annotated[str, Text(2_000)]], Field(min_length=1, max_length=20)]],
    Field(min_length=1, max_length=40),
]
"""The fields of the type, each with its values."""


class Notice(Message):
    """One state of a notice: what its author wrote and what its second officer read."""

    notice: Uuid
    version: Version
    type_code: Annotated[Code, Field(alias="type")]
    about: Uuid | None
    language: Language
    purpose: Code
    subject_category: Literal["suspect", "convicted", "contact", "victim", "witness"] | None
    fields_: Annotated[NoticeFields, Field(alias="fields")]
    schema_name: Annotated[FieldName | None, Field(alias="schema")]
    properties: Properties
    answers: Annotated[dict[Code, bool], Field(max_length=32)]
    handling: HandlingCode
    grade: Grade
    expires_on: Date
    officer: Short
    second_officer: Short

    @model_validator(mode="after")
    def _consistent(self) -> Notice:
        if self.second_officer == self.officer:
            raise ValueError("the second officer is another person")
        if bool(self.properties) != (self.schema_name is not None):
            raise ValueError("fields of a record go with its schema")
        return self


class NoticeWithdrawal(Message):
    """The notice must be erased, whichever of its versions is there; nothing of it may come again."""

    notice: Uuid
    version: Version
    reason: Long
    officer: Short


class NoticeAcknowledgement(Message):
    """Says that a withdrawal was carried out (``of`` is its envelope's id)."""

    of: Uuid
    notice: Uuid
    version: Version
    done_at: Time
