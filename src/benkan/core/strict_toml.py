"""Signed agreements as TOML texts: read strictly, and brought into one canonical form (RFC 8785).

Nothing is guessed and nothing is ignored: a key that nobody reads is an error, because a clause that the software
silently skips would be a promise that nobody keeps. Conventions and agreements on joint cases are such texts; each
brings the ``code`` of its errors. What the values mean is theirs to say.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any, ClassVar, Self

import rfc8785

from benkan.core.errors import N_, Invalid

MAX_TEXT = 4_000
MAX_TEXT_BYTES = 262_144
MAX_DOTS = 200
"""A dotted key stands on one line, and its reader's time grows with the square of its dots."""

NO_FORM = N_("This value has no canonical form: texts, whole numbers, true, false and dates do.")
INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that could make a text read otherwise than it is: bidi controls are in Cf."""


def wrong(code: str, place: str, text: str, **facts: object) -> Invalid:
    """The error for a value that cannot stand in an agreement."""
    return Invalid(code, text, N_("Correct the text at this place."), place=place, clause="", **facts)


def load(text: str, *, code: str, whole: str) -> dict[str, object]:
    """The tables of a TOML text, not yet judged.

    Args:
        code: of the errors.
        whole: how the place of the whole text is called.

    Raises:
        Invalid: with line and column when the text is too large or not TOML.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise wrong(code, whole, N_("The text is larger than %(limit)d bytes."), limit=MAX_TEXT_BYTES)
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MAX_DOTS:
            raise wrong(code, f"line {number}", N_("The text is not valid TOML."))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line \d+, column \d+|end of document", str(error))
        place = found.group() if found else ""
        raise wrong(code, place, N_("The text is not valid TOML.")) from error


def canonical(tables: Mapping[str, object], *, code: str) -> bytes:
    """The canonical bytes of the tables: dates become ``YYYY-MM-DD``, floating-point numbers are refused.

    Raises:
        Invalid: a value without a canonical form.
    """
    try:
        return rfc8785.dumps(_plain(dict(tables), "", code))
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        # Whole numbers beyond 2**53, which JSON cannot carry; tables in tables without end.
        raise wrong(code, "", NO_FORM) from error


Plain = dict[str, "Plain"] | list["Plain"] | str | bool | int


def _plain(value: object, place: str, code: str) -> Plain:
    if isinstance(value, dict):
        return {key: _plain(item, f"{place}.{key}".lstrip("."), code) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, f"{place}[{number}]", code) for number, item in enumerate(value)]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str | bool | int):
        return value
    raise wrong(code, place, NO_FORM)


class Table:
    """One table of the text, with its path; ``done()`` refuses the keys that were never read."""

    code: ClassVar[str]
    """Of the errors; each kind of text names its own."""

    def __init__(self, values: object, place: str = "") -> None:
        if not isinstance(values, Mapping):
            raise self._wrong(place, N_("A table is expected here."))
        self._values: Mapping[str, Any] = values
        self._unread = set(values)
        self._place = place

    def _wrong(self, place: str, text: str, **facts: object) -> Invalid:
        return wrong(self.code, place, text, **facts)

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
            raise self._wrong(self.place(key), N_("This value is missing."))
        self._unread.discard(key)
        return self._values[key]

    def table(self, key: str) -> Self:
        """The table under this key."""
        return type(self)(self._take(key), self.place(key))

    def tables(self, key: str) -> list[Self]:
        """The list of tables under this key, each with its number in its place."""
        value = self._take(key)
        if not isinstance(value, list):
            raise self._wrong(self.place(key), N_("A list of tables is expected here."))
        return [type(self)(item, f"{self.place(key)}[{number}]") for number, item in enumerate(value)]

    def text(self, key: str, *, longest: int = MAX_TEXT) -> str:
        """The text under this key: not empty, not too long, without control characters."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(self.place(key), N_("A text is expected here."))
        if len(value) > longest:
            raise self._wrong(self.place(key), N_("This text is longer than %(longest)d characters."), longest=longest)
        if any(unicodedata.category(character) in INVISIBLE for character in value.replace("\n", " ")):
            raise self._wrong(self.place(key), N_("This text holds an invisible control character."))
        return value

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        """The text under this key, which has the form of the pattern."""
        value = self.text(key)
        if not pattern.fullmatch(value):
            raise self._wrong(self.place(key), N_("“%(value)s” does not have the expected form."), value=value[:80])
        return value

    def choice(self, key: str, choices: Collection[str]) -> str:
        """The text under this key, which is one of the choices."""
        value = self.text(key)
        if value not in choices:
            raise self._wrong(self.place(key), N_("“%(value)s” is not one of: %(choices)s."), **_among(value, choices))
        return value

    def choices(self, key: str, choices: Collection[str], *, empty: bool = False) -> tuple[str, ...]:
        """The list of texts under this key, each one of the choices and none twice."""
        value = self._take(key)
        if not isinstance(value, list) or not (value or empty):
            raise self._wrong(self.place(key), N_("A list of texts is expected here."))
        for item in value:
            if not isinstance(item, str) or item not in choices:
                raise self._wrong(
                    self.place(key), N_("“%(value)s” is not one of: %(choices)s."), **_among(item, choices)
                )
        if len(set(value)) != len(value):
            raise self._wrong(self.place(key), N_("A value is listed twice."))
        return tuple(value)

    def integer(self, key: str, low: int, high: int) -> int:
        """The whole number under this key, between the two bounds included."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise self._wrong(
                self.place(key), N_("A whole number from %(low)d to %(high)d is expected here."), low=low, high=high
            )
        return value

    def boolean(self, key: str) -> bool:
        """The true or false under this key."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self._wrong(self.place(key), N_("true or false is expected here."))
        return value

    def date(self, key: str) -> dt.date:
        """The calendar date under this key, without a time of day."""
        value = self._take(key)
        if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
            raise self._wrong(self.place(key), N_("A date such as 2025-09-12, without quotes, is expected here."))
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
            raise self._wrong(self.place(key), N_("%(size)d bytes in base64 are expected here."), size=size)
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
            raise self._wrong(self.place(min(self._unread)), N_("This key is unknown: remove it or correct its name."))


def _among(value: object, choices: Collection[str]) -> dict[str, object]:
    return {"value": str(value)[:80], "choices": ", ".join(sorted(choices))}
