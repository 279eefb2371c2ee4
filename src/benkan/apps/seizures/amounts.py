"""Amounts in the reader's words: kilograms, litres and counts, each as what it is; an estimate is called one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from benkan.apps.seizures.choices import COUNT_KINDS
from benkan.apps.seizures.models import Drug
from benkan.core import substances

GRAMS_BELOW = Decimal(1)
GROUP = 3


def substance_names() -> list[tuple[str, str]]:
    """Every substance of the catalogue with its name in the reader's language, in the order of the names."""
    return sorted(((code, substance_name(code)) for code in substances.CODES), key=lambda one: one[1].casefold())


def substance_name(code: str) -> str:
    """The name of a substance in the reader's language; its code when a partner's catalogue is newer than ours."""
    if not substances.known(code):
        return code
    language = (get_language() or "fr")[:2]
    names = substances.get(code).names
    return names.get(language, names["en"])


def amount_words(drug: Drug) -> str:
    """The amount of a drug, such as “1,42 kg” or “17 500 comprimés”, or that nobody knows it."""
    return words_of(drug.kilograms, drug.litres, drug.count, drug.count_kind)


def words_of(kilograms: Decimal | None, litres: Decimal | None, count: int | None, count_kind: str) -> str:
    """An amount in words; less than a kilogram in grams."""
    if kilograms is not None:
        if kilograms < GRAMS_BELOW:
            return _("%(number)s g") % {"number": _number(kilograms * 1000)}
        return _("%(number)s kg") % {"number": _number(kilograms)}
    if litres is not None:
        return _("%(number)s l") % {"number": _number(litres)}
    if count is not None:
        return f"{_number(Decimal(count))} {COUNT_KINDS.get(count_kind, count_kind)}"
    return _("amount unknown")


def estimate_words(drug: Drug) -> str:
    """The kilogram equivalent of litres or a count, as the estimate that it is; empty where none is agreed."""
    found = substances.estimate(drug.substance, litres=drug.litres, count=drug.count, count_kind=drug.count_kind)
    if found is None:
        return ""
    return _("about %(kilograms)s kg, estimated (table %(version)s)") % {
        "kilograms": _number(found.kilograms),
        "version": found.version,
    }


def percent_words(share: Decimal | None) -> str:
    """A share as per cent; empty when there is none."""
    return "" if share is None else _("%(number)s %%") % {"number": _number(share * 100)}


def pure_words(drug: Drug) -> str:
    """The pure weight, only where the drug was weighed and its purity measured."""
    pure = substances.pure_kilograms(drug.kilograms, drug.purity)
    return "" if pure is None else _("%(amount)s pure") % {"amount": words_of(pure, None, None, "")}


def seizures_words(count: int) -> str:
    """How many seizures, in words."""
    return _seizures(count, get_language() or "")


@lru_cache(maxsize=8_192)
def _seizures(count: int, _language: str) -> str:
    return ngettext("%(count)s seizure", "%(count)s seizures", count) % {"count": _number(Decimal(count))}


def counts_words(counts: Mapping[str, int]) -> str:
    """Pieces by what they are: “17 500 tablets · 3 plants”."""
    return " · ".join(words_of(None, None, count, kind) for kind, count in sorted(counts.items(), key=_most))


def month_words(month: int) -> str:
    """A month such as 202609 in words."""
    return date_format(dt.date(month // 100, month % 100, 1), "YEAR_MONTH_FORMAT")


def number_words(value: Decimal | int) -> str:
    """A number in the reader's form."""
    return _number(Decimal(value))


def _most(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _number(value: Decimal) -> str:
    """A number in the reader's form, without zeros that say nothing."""
    digits = f"{value.normalize():f}" if value else "0"
    whole, _point, rest = digits.partition(".")
    thousands, decimal = _marks(get_language() or "")
    if thousands and len(whole) > GROUP:
        whole = f"{int(whole):,}".replace(",", thousands)
    return f"{whole}{decimal}{rest}" if rest else whole


@lru_cache(maxsize=16)
def _marks(language: str) -> tuple[str, str]:
    """What divides thousands (nothing where the language does not divide by three) and what begins decimals.

    Django looks them up for each number; a map has thousands of numbers.
    """
    grouped = get_format("NUMBER_GROUPING", language) == GROUP
    return str(get_format("THOUSAND_SEPARATOR", language)) if grouped else "", str(
        get_format("DECIMAL_SEPARATOR", language)
    )
