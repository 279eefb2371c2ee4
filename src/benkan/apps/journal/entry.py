"""One line of the journal as bytes: RFC 8785 JSON, so that the same line has one spelling everywhere.

Each entry carries its own number and the root of the tree before it: a line that was altered, even together with its
hash, is named by the line that follows. A random salt keeps anyone who sees a leaf hash in a proof from guessing the
line behind it. Pure: no database, no clock.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass

from benkan.apps.journal.events import Fact
from benkan.core.canonical import canonical
from benkan.core.errors import N_, Invalid

VERSION = 1
MAX_ENTRY_BYTES = 65_536
KEYS = frozenset(
    {
        "version",
        "line",
        "at",
        "event",
        "officer",
        "partner",
        "convention",
        "clause",
        "reference",
        "facts",
        "before",
        "salt",
    }
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says. ``line`` counts from 1; ``before`` is the root (hex) of the lines before it."""

    line: int
    at: str
    event: str
    officer: str
    partner: str
    convention: str
    clause: str
    reference: str
    facts: dict[str, Fact]
    before: str
    salt: str

    def encode(self) -> bytes:
        """The canonical bytes: what is hashed into the tree."""
        return canonical(
            {
                "version": VERSION,
                "line": self.line,
                "at": self.at,
                "event": self.event,
                "officer": self.officer,
                "partner": self.partner,
                "convention": self.convention,
                "clause": self.clause,
                "reference": self.reference,
                "facts": self.facts,
                "before": self.before,
                "salt": self.salt,
            }
        )


def decode(data: bytes) -> Entry:
    """The entry in these bytes.

    Raises:
        Invalid: ``journal.entry`` when the bytes are not the canonical form of an entry.
    """
    wrong = Invalid(
        "journal.entry",
        N_("This is not a line of a journal in its canonical form."),
        N_("Ask for the journal again."),
    )
    if len(data) > MAX_ENTRY_BYTES:
        raise wrong
    try:
        table = json.loads(data)
        if not isinstance(table, dict) or set(table) != KEYS or table["version"] != VERSION:
            raise wrong
        entry = Entry(**{key: value for key, value in table.items() if key != "version"})
        if entry.encode() != data:
            raise wrong
    except (ValueError, TypeError, RecursionError) as error:
        raise wrong from error
    return entry


def instant(at: dt.datetime) -> str:
    """The moment in UTC with microseconds, as RFC 3339 writes it."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
