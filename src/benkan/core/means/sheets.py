"""What each kind of means is described by: a short sheet of fields, reviewed in resources/means. No free text.

A field is a list of choices, a number of which more (``at-least``) or less (``at-most``) is better, or a flag. So what
somebody wants and what somebody has can be compared without reading, in any language, and nothing private fits in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from benkan.core.errors import N_, Invalid
from benkan.core.means import table

Value = tuple[str, ...] | int | bool
Specification = Mapping[str, Value]
"""The fields of a sheet that are known: a tuple of codes, a whole number, or a truth value."""
SEPARATOR: Final = "|"
"""Between the codes of one cell of a list."""
_TRUE: Final = frozenset({"yes", "true", "1", "oui", "on", "نعم"})
_FALSE: Final = frozenset({"no", "false", "0", "non", "", "لا"})


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a sheet.

    Args:
        kind: ``choices``, ``at-least``, ``at-most`` or ``flag``.
        most: the largest number that is believed; 0 for what is no number.
        words: by language code; ``choices`` the same for each code.
    """

    name: str
    kind: str
    most: int
    words: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]

    def read(self, given: object) -> Value | None:
        """The value, from a form, a list or a program; nothing when it is left empty.

        Raises:
            Invalid: ``means.specification``; the place names the field.
        """
        if self.kind == "choices":
            return self._codes(given)
        if self.kind == "flag":
            return self._flag(given)
        if given is None or given == "":
            return None
        text = str(given).strip()
        if isinstance(given, bool) or not (text.isascii() and text.isdecimal() and len(text) < 9):
            raise self._wrong(N_("A whole number is wanted here."))
        if not 0 <= int(text) <= self.most:
            raise self._wrong(N_("The number is at most %(most)d."), most=self.most)
        return int(text)

    def meets(self, has: Value | None, wanted: Value) -> bool:
        """Whether what somebody has is what somebody wants, or more."""
        if isinstance(wanted, tuple):
            return isinstance(has, tuple) and all(code in has for code in wanted)
        if has is None or isinstance(has, tuple):
            return False
        if self.kind == "flag":
            return bool(has) or not wanted
        return has <= wanted if self.kind == "at-most" else has >= wanted

    def _codes(self, given: object) -> tuple[str, ...] | None:
        if given is None or given == "":
            return None
        parts = given.split(SEPARATOR) if isinstance(given, str) else given
        if not isinstance(parts, Iterable):
            raise self._wrong(N_("A list of codes is wanted here."))
        codes = {str(one).strip() for one in parts} - {""}
        unknown = sorted(codes - set(self.choices))
        if unknown:
            raise self._wrong(N_("This field knows no “%(value)s”."), value=unknown[0][:40])
        return tuple(code for code in self.choices if code in codes) or None

    def _flag(self, given: object) -> bool | None:
        if given is None or given == "":
            return None
        text = str(given).strip().casefold()
        if text not in _TRUE | _FALSE:
            raise self._wrong(N_("Yes or no is wanted here."))
        return text in _TRUE

    def _wrong(self, text: str, **facts: Any) -> Invalid:
        remedy = N_("Look at the sheet of this kind of means.")
        return Invalid("means.specification", text, remedy, place=self.name, **facts)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kind of means with its fields in the order in which they are asked."""

    code: str
    words: Mapping[str, str]
    fields: Mapping[str, Field]

    def read(self, given: Mapping[str, object]) -> dict[str, Value]:
        """The specification, in the order of the sheet; fields left empty are left out.

        Raises:
            Invalid: ``means.specification``: a field that the sheet does not have, or a value that it cannot hold.
        """
        for name in given:
            if name not in self.fields:
                raise Invalid(
                    "means.specification",
                    N_("The sheet of this kind of means has no such field."),
                    N_("Look at the sheet of this kind of means."),
                    place=str(name)[:40],
                )
        read = {name: field.read(given.get(name)) for name, field in self.fields.items()}
        return {name: value for name, value in read.items() if value is not None}

    def lacking(self, has: Specification, wanted: Specification) -> tuple[str, ...]:
        """The fields in which a means is less than what is wanted, in the order of the sheet."""
        return tuple(
            name
            for name, field in self.fields.items()
            if name in wanted and not field.meets(has.get(name), wanted[name])
        )


_WORDS: Final = ("fr", "en", "ar")


def _words(said: Iterable[str]) -> dict[str, str]:
    return dict(zip(_WORDS, said, strict=True))


SHEETS: Final[Mapping[str, Sheet]] = {
    code: Sheet(
        code,
        _words(names),
        {
            name: Field(name, kind, int(most or 0), _words(words), {choice: _words(said) for choice, *said in choices})
            for name, kind, most, words, choices in fields
        },
    )
    for code, names, fields in table.KINDS
}
"""Every kind of means that conventions may share, with its sheet."""
LANGUAGES: Final[Mapping[str, Mapping[str, str]]] = {code: _words(said) for code, *said in table.LANGUAGES}
"""The languages in which a team may work, by ISO 639 code."""


def sheet(kind: str) -> Sheet:
    """The sheet of this kind.

    Raises:
        Invalid: ``means.kind``.
    """
    found = SHEETS.get(kind)
    if found is None:
        raise Invalid("means.kind", N_("There is no such kind of means."), N_("Choose one of the list."), place="kind")
    return found
