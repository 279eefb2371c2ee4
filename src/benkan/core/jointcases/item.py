"""One item of a joint case: a signed header for ever, and a content that can be destroyed.

Every party numbers its own items 1, 2, 3, …; each header names the digest of the one before, so a party cannot take a
word back unnoticed. The header holds the digest of the content, which begins with 16 random bytes: when the content is
destroyed the digest tells nobody what it was. Standards: RFC 8785 for the bytes, RFC 8032 (Ed25519) for the signature,
which is made and checked by the app.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import rfc8785

from benkan.core.jointcases.vocabulary import NOTICES, THINGS

PREFIX: Final = b"benkan-joint-case-item-1\n"


class Reference(NamedTuple):
    """An item, named by its party and its number; a thing is named by the item that made it."""

    party: str
    number: int

    def __str__(self) -> str:
        return f"{self.party}:{self.number}"


class Seen(NamedTuple):
    """The last item of another party up to which the writer had everything, and its digest."""

    number: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    """What is signed and stays.

    Args:
        previous: digest of this party's item before; empty for the first.
        clock: milliseconds since 1970, raised where needed above everything that the writer had seen: see ``tick``.
        kind: what it makes or changes (``entity``, ``task``, ``note``, ``document``) or says (``withdrawal``, …).
        of: the thing that is changed, or the item that is withdrawn; None for an item that makes a thing.
        seen: what the writer knew of each other party, which is what this item may stand above.
    """

    case: str
    party: str
    number: int
    previous: str
    clock: int
    kind: str
    of: Reference | None
    seen: Mapping[str, Seen]
    content_sha256: str

    @property
    def reference(self) -> Reference:
        """Party and number."""
        return Reference(self.party, self.number)

    @property
    def order(self) -> tuple[int, str]:
        """The place in the one order that every party computes: clock, then party."""
        return self.clock, self.party

    @property
    def is_data(self) -> bool:
        """Whether it makes or changes a thing."""
        return self.kind in THINGS

    @property
    def is_notice(self) -> bool:
        """Whether it carries no data about people."""
        return self.kind in NOTICES

    def plain(self) -> dict[str, Any]:
        """The header as JSON values."""
        return {
            "case": self.case,
            "party": self.party,
            "number": self.number,
            "previous": self.previous,
            "clock": self.clock,
            "kind": self.kind,
            "of": list(self.of) if self.of else None,
            "seen": {party: list(seen) for party, seen in sorted(self.seen.items())},
            "content_sha256": self.content_sha256,
        }

    def sha256(self) -> str:
        """The digest that the next item of the party names."""
        return hashlib.sha256(rfc8785.dumps(self.plain())).hexdigest()

    def signed_bytes(self) -> bytes:
        """What the party signs."""
        return PREFIX + rfc8785.dumps(self.plain())


@dataclass(frozen=True, slots=True)
class Content:
    """What an item says; a notice has only its officer and its fields (``reason``, ``keep``).

    Args:
        handling, grade: how it may be used and how good it is.
        retained_until: the last day on which anybody may keep it.
        categories: of the personal data in it, as conventions name them.
        fields: name -> values, in their order; no values clears the field.
        salt: 16 random bytes in hexadecimal.
    """

    officer: str
    fields: Mapping[str, tuple[str, ...]]
    salt: str = field(repr=False)
    handling: str = ""
    grade: str = ""
    retained_until: dt.date | None = None
    categories: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """The content as JSON values."""
        return {
            "officer": self.officer,
            "fields": {name: list(values) for name, values in sorted(self.fields.items())},
            "salt": self.salt,
            "handling": self.handling,
            "grade": self.grade,
            "retained_until": self.retained_until.isoformat() if self.retained_until else "",
            "categories": sorted(self.categories),
        }

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return rfc8785.dumps(self.plain())

    def sha256(self) -> str:
        """The digest that the header holds."""
        return hashlib.sha256(self.to_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Item:
    """A header with its content, or without it where that was destroyed or never came."""

    header: Header
    content: Content | None

    @property
    def reference(self) -> Reference:
        """Party and number."""
        return self.header.reference


def header_of(plain: Mapping[str, Any]) -> Header:
    """The header in JSON values that ``wire`` has checked."""
    of = plain["of"]
    return Header(
        case=plain["case"],
        party=plain["party"],
        number=plain["number"],
        previous=plain["previous"],
        clock=plain["clock"],
        kind=plain["kind"],
        of=Reference(*of) if of else None,
        seen={party: Seen(*seen) for party, seen in plain["seen"].items()},
        content_sha256=plain["content_sha256"],
    )


def content_of(plain: Mapping[str, Any]) -> Content:
    """The content in JSON values that ``wire`` has checked."""
    until = plain["retained_until"]
    return Content(
        officer=plain["officer"],
        fields={name: tuple(values) for name, values in plain["fields"].items()},
        salt=plain["salt"],
        handling=plain["handling"],
        grade=plain["grade"],
        retained_until=dt.date.fromisoformat(until) if until else None,
        categories=tuple(plain["categories"]),
    )


def tick(now: dt.datetime, latest: int) -> int:
    """The clock of a new item: now, but above everything that its writer has seen (a hybrid logical clock).

    A service whose clock is behind can still answer: what it has read stands before what it writes.
    """
    return max(int(now.timestamp() * 1000), latest + 1)


def day_of(clock: int) -> dt.date:
    """The day of a clock, in UTC."""
    return dt.datetime.fromtimestamp(clock / 1000, dt.UTC).date()
