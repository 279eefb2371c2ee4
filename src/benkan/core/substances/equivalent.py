"""Kilogram equivalents: an estimate that a versioned table makes of litres and counts, never stored as a weight.

Bulk weight, no purity adjustment, as UNODC does. Pure weight is something else and exists only where a laboratory
measured the purity. Source: UNODC World Drug Report, methodology of the seizure data.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from benkan.core.substances.table import FACTORS
from benkan.core.substances.table import FACTORS_VERSION as FACTORS_VERSION  # noqa: PLC0414 - part of what is promised

ANY: Final = "*"
_FACTORS: Final = {(substance, unit): (Decimal(kilograms), source) for substance, unit, kilograms, source in FACTORS}


@dataclass(frozen=True, slots=True)
class Estimate:
    """Kilograms that a table makes of an amount, with the factor, the version of the table and its source."""

    kilograms: Decimal
    factor: Decimal
    version: str
    source: str


def estimate(
    substance: str, *, litres: Decimal | None = None, count: int | None = None, count_kind: str = ""
) -> Estimate | None:
    """The kilogram equivalent of litres or a count; None where no factor is agreed (tramadol stays tablets)."""
    unit, amount = ("litre", litres) if litres is not None else (count_kind, None if count is None else Decimal(count))
    found = _FACTORS.get((substance, unit)) or _FACTORS.get((ANY, unit))
    if amount is None or found is None:
        return None
    factor, source = found
    return Estimate(amount * factor, factor, FACTORS_VERSION, source)


def pure_kilograms(kilograms: Decimal | None, purity: Decimal | None) -> Decimal | None:
    """Pure weight: only of a weighed amount whose purity a laboratory measured (0 to 1); else None."""
    return None if kilograms is None or purity is None else kilograms * purity
