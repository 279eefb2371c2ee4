"""A TOML table read strictly: every wrong value is refused with the place where it stands.

Nothing is guessed and nothing is ignored: a key that nobody reads is an error, because a clause that the software
silently skips would be a promise that nobody keeps.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from benkan.core.errors import N_, Invalid

MAX_TEXT = 4_000
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that could make a text read otherwise than it is: bidi controls are in Cf."""


def wrong(place: str, text: str, **facts: object) -> Invalid:
    """The error for a value that cannot stand in a convention."""
    return Invalid("convention.invalid", text, N_("Correct the text at this place."), place=place, clause="", **facts)


class Table:
    """One table of the text, with its path; ``done()`` refuses the keys that were never read."""

    def __init__(self, values: object, place: str = "") -> None:
        if not isinstance(values, Mapping):
            raise wrong(place, N_("A table is expected here."))
        self._values: Mapping[str, Any] = values
        self._unread = set(values)
        self._place = place

    def place(self, key: str) -> str:
        """Where the key stands: ``table.key``."""
        return f"{self._place}.{key}" if self._place else key

    def __iter__(self) -> Iterator[str]:
        """The keys in the order in which they were written."""
        return iter(self._values)

    def has(self, key: str) -> bool:
        """Whether the key was written at all."""
        return key in self._values

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise wrong(self.place(key), N_("This value is missing."))
        self._unread.discard(key)
        return self._values[key]

    def table(self, key: str) -> Table:
        """The table under this key."""
        return Table(self._take(key), self.place(key))

    def tables(self, key: str) -> list[Table]:
        """The list of tables under this key, each with its number in its place."""
        value = self._take(key)
        if not isinstance(value, list):
            raise wrong(self.place(key), N_("A list of tables is expected here."))
        return [Table(item, f"{self.place(key)}[{number}]") for number, item in enumerate(value)]

    def text(self, key: str, *, longest: int = MAX_TEXT) -> str:
        """The text under this key: not empty, not too long, without control characters."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise wrong(self.place(key), N_("A text is expected here."))
        if len(value) > longest:
            raise wrong(self.place(key), N_("This text is longer than %(longest)d characters."), longest=longest)
        if any(unicodedata.category(character) in INVISIBLE for character in value.replace("\n", " ")):
            raise wrong(self.place(key), N_("This text holds an invisible control character."))
        return value

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        """The text under this key, which has the form of the pattern."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise wrong(self.place(key), N_("“%(value)s” does not have the expected form."), value=value[:80])
        return value

    def choice(self, key: str, choices: Collection[str]) -> str:
        """The text under this key, which is one of the choices."""
        value = self.text(key)
        if value not in choices:
            raise wrong(self.place(key), N_("“%(value)s” is not one of: %(choices)s."), **_among(value, choices))
        return value

    def choices(self, key: str, choices: Collection[str], *, empty: bool = False) -> tuple[str, ...]:
        """The list of texts under this key, each one of the choices and none twice."""
        value = self._take(key)
        if not isinstance(value, list) or not (value or empty):
            raise wrong(self.place(key), N_("A list of texts is expected here."))
        for item in value:
            if not isinstance(item, str) or item not in choices:
                raise wrong(self.place(key), N_("“%(value)s” is not one of: %(choices)s."), **_among(item, choices))
        if len(set(value)) != len(value):
            raise wrong(self.place(key), N_("A value is listed twice."))
        return tuple(value)

    def integer(self, key: str, low: int, high: int) -> int:
        """The whole number under this key, between the two bounds included."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise wrong(
                self.place(key), N_("A whole number from %(low)d to %(high)d is expected here."), low=low, high=high
            )
        return value

    def boolean(self, key: str) -> bool:
        """The true or false under this key."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise wrong(self.place(key), N_("true or false is expected here."))
        return value

    def date(self, key: str) -> dt.date:
        """The calendar date under this key, without a time of day."""
        value = self._take(key)
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise wrong(self.place(key), N_("A date such as 2025-09-12, without quotes, is expected here."))
        return value

    def binary(self, key: str, size: int) -> bytes:
        """The bytes under this key, written in base64."""
        text = self.text(key)
        try:
            value = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            value = b""
        # Re-encoding refuses a second spelling of the same bytes (base64 has spare bits).
        if len(value) != size or base64.b64encode(value).decode() != text:
            raise wrong(self.place(key), N_("%(size)d bytes in base64 are expected here."), size=size)
        return value

    def languages(self, key: str, languages: Collection[str]) -> dict[str, str]:
        """The text under this key in each of the languages."""
        table = self.table(key)
        texts = {language: table.text(language) for language in languages}
        table.done()
        return texts

    def done(self) -> None:
        """Refuses keys that were written but have no meaning."""
        if self._unread:
            raise wrong(self.place(min(self._unread)), N_("This key is unknown: remove it or correct its name."))


def _among(value: object, choices: Collection[str]) -> dict[str, object]:
    return {"value": str(value)[:80], "choices": ", ".join(sorted(choices))}
