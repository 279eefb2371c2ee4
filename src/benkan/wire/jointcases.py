"""BKP-10: a case that several services keep together, each sending its own items to each other party.

The agreement travels as its text and one signature of each party. Afterwards every letter carries items of its sender
alone, with their signed headers; data and notices never share a letter, because notices pass when data may not. Nothing
of a third party is ever passed on.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from benkan.wire.fields import (
    Agency,
    Binary,
    Code,
    Date,
    FieldName,
    Form,
    HandlingCode,
    Message,
    Sha256,
    Short,
    Text,
    Uuid,
)

MAX_AGREEMENT = 32_768
MAX_ITEMS_IN_LETTER = 50
Remark = Annotated[str, Text(2_000, smallest=0)]
ItemNumber = Annotated[int, Field(ge=1, le=100_000)]
Clock = Annotated[int, Field(ge=0, le=7_258_118_400_000)]  # to the year 2200
Reference = Annotated[list[Agency | ItemNumber], Field(min_length=2, max_length=2)]
SeenItem = Annotated[list[ItemNumber | Sha256], Field(min_length=2, max_length=2)]
FieldValues = Annotated[list[Annotated[str, Text(8_000)]], Field(max_length=50)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class JointHeader(_Part):
    """The signed part of an item; see ``core.jointcases.item``."""

    case: Uuid
    party: Agency
    number: ItemNumber
    previous: Annotated[str, Form(r"([0-9a-f]{64})?")]
    clock: Clock
    kind: Literal["entity", "task", "note", "document", "withdrawal", "leave", "end"]
    of: Reference | None
    seen: Annotated[dict[Agency, SeenItem], Field(max_length=16)]
    content_sha256: Sha256

    @model_validator(mode="after")
    def _consistent(self) -> JointHeader:
        if (self.number == 1) != (self.previous == ""):
            raise ValueError("the first item, and only it, follows nothing")
        pairs = [*self.seen.values(), *([self.of] if self.of else [])]
        if any(isinstance(one, str) == isinstance(other, str) for one, other in pairs):
            raise ValueError("a text and a number, in their order")
        if self.of and not isinstance(self.of[0], str):
            raise ValueError("a thing is named by party and number")
        if any(not isinstance(seen[0], int) for seen in self.seen.values()):
            raise ValueError("what was seen is a number and a digest")
        if self.party in self.seen:
            raise ValueError("a party sees the others")
        if (self.kind == "withdrawal") != (self.of is not None) and self.kind in {"withdrawal", "leave", "end"}:
            raise ValueError("a withdrawal, and no other notice, names an item")
        return self


class JointContent(_Part):
    """What an item says, until it is destroyed; a notice has no handling, grade, day or category."""

    officer: Short
    fields: Annotated[dict[FieldName, FieldValues], Field(max_length=40)]
    salt: Annotated[str, Form(r"[0-9a-f]{32}")]
    handling: Annotated[str, Form(r"(H[0-3])?")]
    grade: Annotated[str, Form(r"([A-FX][1-4])?")]
    retained_until: Date | Literal[""]
    categories: Annotated[list[Code], Field(max_length=20)]


class JointItem(_Part):
    """An item as it travels: header, Ed25519 signature, content."""

    header: JointHeader
    signature: Annotated[bytes, Binary(64, 64)]
    content: JointContent | None


class JointCaseProposal(Message):
    """This agreement, without signatures, is proposed to its parties."""

    case: Uuid
    sha256: Sha256
    purpose: Code
    text: Annotated[str, Text(MAX_AGREEMENT)]
    note: Remark
    officer: Short


class JointCaseSignature(Message):
    """The sender's signature of an agreement, and the two officers who prepared and gave it."""

    case: Uuid
    sha256: Sha256
    purpose: Code
    value: Annotated[bytes, Binary(64, 64)]
    signed_on: Date
    prepared_by: Short
    signed_by: Short

    @model_validator(mode="after")
    def _four_eyes(self) -> JointCaseSignature:
        if self.prepared_by == self.signed_by:
            raise ValueError("the officer who signs is another person than the one who prepared")
        return self


class JointCaseItems(Message):
    """Items of the sender with data, all of one handling code, which the convention judges."""

    case: Uuid
    purpose: Code
    handling: HandlingCode
    items: Annotated[list[JointItem], Field(min_length=1, max_length=MAX_ITEMS_IN_LETTER)]

    @model_validator(mode="after")
    def _one_handling(self) -> JointCaseItems:
        for item in self.items:
            if item.content is None or item.content.handling != self.handling:
                raise ValueError("every item has a content under the handling code of the letter")
            if item.header.kind in {"withdrawal", "leave", "end"}:
                raise ValueError("notices have a letter of their own")
        return self


class JointCaseNotices(Message):
    """Items of the sender without data: withdrawals, its leaving, the end, and headers whose content is destroyed."""

    case: Uuid
    items: Annotated[list[JointItem], Field(min_length=1, max_length=MAX_ITEMS_IN_LETTER)]

    @model_validator(mode="after")
    def _no_data(self) -> JointCaseNotices:
        for item in self.items:
            notice = item.header.kind in {"withdrawal", "leave", "end"}
            if notice != (item.content is not None):
                raise ValueError("a notice has its content, data has none here")
        return self


class JointCaseAsk(Message):
    """Asks a party for its own items from one number to another that did not arrive."""

    case: Uuid
    purpose: Code
    first: ItemNumber
    last: ItemNumber

    @model_validator(mode="after")
    def _in_order(self) -> JointCaseAsk:
        if self.last < self.first:
            raise ValueError("the last number is not before the first")
        return self
