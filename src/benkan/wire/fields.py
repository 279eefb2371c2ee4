"""The bounded values that messages are made of: identifiers, times, digests, bytes, texts.

Every text has a largest size, so that no message can grow beyond what its protocol foresees. Bytes travel as base64
(RFC 4648, padded, one spelling only); times as RFC 3339 in UTC with ``Z``; dates as ``YYYY-MM-DD``.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import unicodedata
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import CoreSchema, core_schema

HIDDEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Message(BaseModel):
    """The base of every payload: frozen, strictly typed, without unknown fields.

    ``body`` names the field, if any, whose bytes travel as they are behind the rest: base64 would cost a third more.
    """

    body: ClassVar[str] = ""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Packed(Message, ABC):
    """A payload that travels as bytes of its own layout instead of JSON, because every byte of it is paid for."""

    @abstractmethod
    def packed(self) -> bytes:
        """The bytes that travel."""

    @classmethod
    @abstractmethod
    def unpacked(cls, data: bytes) -> dict[str, object]:
        """The fields in the bytes, not yet checked; ``ValueError`` when they are not laid out as agreed."""


@dataclass(frozen=True)
class Text:
    """A readable text of a bounded number of characters, without controls that change how it reads."""

    largest: int
    smallest: int = 1

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        sized = core_schema.str_schema(min_length=self.smallest, max_length=self.largest, strict=True)
        return core_schema.no_info_after_validator_function(_readable, sized)


@dataclass(frozen=True)
class Form:
    """A text of one exact form; ``check`` refuses what the pattern cannot see (30 February)."""

    pattern: str
    check: Callable[[str], object] | None = None

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        # Bounded before the pattern runs: no form is longer than 100 characters.
        sized = core_schema.str_schema(max_length=100, strict=True)
        return core_schema.no_info_after_validator_function(self.validate, sized)

    def validate(self, value: str) -> str:
        """The value itself when it has the form."""
        if not re.fullmatch(self.pattern, value, re.ASCII):
            raise ValueError("unexpected form")
        if self.check is not None:
            self.check(value)
        return value


@dataclass(frozen=True)
class Binary:
    """Bytes of a bounded size: ``bytes`` in Python, base64 text on the wire."""

    smallest: int
    largest: int

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> CoreSchema:
        sized = core_schema.bytes_schema(min_length=self.smallest, max_length=self.largest, strict=True)
        text = core_schema.str_schema(max_length=(self.largest + 2) // 3 * 4, strict=True)
        decoded = core_schema.no_info_after_validator_function(_bytes_of, text)
        return core_schema.json_or_python_schema(
            json_schema=core_schema.chain_schema([decoded, sized]),
            python_schema=sized,
            serialization=core_schema.plain_serializer_function_ser_schema(_base64_of, when_used="json"),
        )


def _readable(value: str) -> str:
    for character in value.replace("\n", " "):
        if character in BIDI_CONTROLS or unicodedata.category(character) in HIDDEN:
            raise ValueError("invisible control character")
    return value


def _base64_of(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _bytes_of(value: str) -> bytes:
    try:
        decoded = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if _base64_of(decoded) != value:
        raise ValueError("not the canonical spelling of base64")
    return decoded


def _time(value: str) -> dt.datetime:
    return dt.datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)


Agency = Annotated[str, Form(r"(?=.{2,40}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*")]
ConventionId = Annotated[str, Form(r"(?=.{2,64}\Z)[a-z0-9]+(-[a-z0-9]+)*")]
Code = Annotated[str, Form(r"(?=.{1,64}\Z)[a-z0-9]+([.-][a-z0-9]+)*")]
FieldName = Annotated[str, Form(r"[A-Za-z][A-Za-z0-9_]{0,63}")]
Kind = Annotated[str, Form(r"(?=.{1,32}\Z)[a-z]+(-[a-z]+)*")]
Country = Annotated[str, Form(r"[A-Z]{2}")]
Uuid = Annotated[str, Form(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uuid.UUID)]
Sha256 = Annotated[str, Form(r"[0-9a-f]{64}")]
Time = Annotated[str, Form(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", _time)]
Date = Annotated[str, Form(r"\d{4}-\d\d-\d\d", dt.date.fromisoformat)]
HandlingCode = Annotated[str, Form(r"H[0-3]")]
Grade = Annotated[str, Form(r"[A-FX][1-4]")]
Language = Annotated[str, Form(r"fr|en|ar")]
Url = Annotated[str, Form(r"https?://[!-~]{1,92}")]
Short = Annotated[str, Text(200)]
Long = Annotated[str, Text(4_000)]
Count = Annotated[int, Field(ge=0, le=2**40)]
Version = Annotated[int, Field(ge=1, le=9_999)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]
Values = Annotated[list[Annotated[str, Text(2_000)]], Field(min_length=1, max_length=200)]
Properties = Annotated[dict[FieldName, Values], Field(max_length=100)]
"""FollowTheMoney properties: each name with its values, all texts."""
