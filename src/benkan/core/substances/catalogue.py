"""The catalogue: each substance with its code, its names, what it is, and under which convention it is controlled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Invalid
from benkan.core.substances.table import ROWS


@dataclass(frozen=True, slots=True)
class Substance:
    """One substance.

    Args:
        names: in English, French and Arabic, by language code.
        street: what it is called and misspelt, in any language and script.
        group: such as ``opioid`` or ``precursor``.
        control: convention and schedule, such as ``1961-I`` or ``1988-II``; empty: not controlled internationally,
            which says nothing about national law.
        atc: WHO's code where there is one.
    """

    code: str
    names: Mapping[str, str]
    street: tuple[str, ...]
    group: str
    control: str
    atc: str
    source: str


CATALOGUE: Final[Mapping[str, Substance]] = {
    code: Substance(code, {"en": en, "fr": fr, "ar": ar}, street, group, control, atc, source)
    for code, en, fr, ar, street, group, control, atc, source in ROWS
}
CODES: Final = tuple(CATALOGUE)


def known(code: str) -> bool:
    """Whether the catalogue has this code."""
    return code in CATALOGUE


def get(code: str) -> Substance:
    """The substance of this code.

    Raises:
        Invalid: ``substance.unknown``.
    """
    found = CATALOGUE.get(code)
    if found is None:
        raise Invalid(
            "substance.unknown",
            N_("The catalogue has no substance “%(substance)s”."),
            N_("See the codes in docs/substances.md."),
            substance=code[:60],
        )
    return found
