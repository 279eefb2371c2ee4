"""How often the reader of seizures is right, on rows with what is expected: columns as in seizures_messy_dev.csv.

A cell is answered or asked. Shares are of the answered cells; what was answered wrongly counts as silent.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from benkan.core import substances, territories
from benkan.core.errors import N_, Invalid
from benkan.core.recognising import fold
from benkan.formats.seizure_rows.headers import map_headers
from benkan.formats.seizure_rows.reader import Reader, RowRead
from benkan.formats.typed.sheets import Row

RAW: Final = {"raw_date": "date", "raw_place": "place", "raw_drug": "drug", "raw_quantity": "quantity"}
MAY_BE_THERE: Final = {"raw_unit": "unit", "raw_country": "country"}
EXPECTED: Final = ("exp_date", "exp_country", "exp_place", "exp_drug", "exp_kg", "exp_count", "exp_litre")
ANSWERS: Final = ("drug", "place", "country", "date", "quantity")
CELLS: Final = ("drug", "place", "date", "quantity")
NEAR: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Wrong:
    """One cell that was answered wrongly: a silent error."""

    row: int
    field: str
    written: str
    expected: str
    answered: str


def evaluate(rows: Sequence[Row], today: dt.date) -> tuple[dict[str, float | int | None], list[Wrong], list[RowRead]]:
    """The figures, the silent errors, and the readings.

    Returns:
        ``drug``, ``place``, ``country``, ``date``, ``quantity``: shares right among answered, None when none was;
        ``asked``: share of the cells of drug, place, date and quantity that a person is asked, and ``asked_<field>``;
        ``silent_wrong``: how many answered cells are wrong; ``rows``; ``rows_per_cpu_second``.

    Raises:
        Invalid: ``eval.columns``: a column is missing; ``eval.expected``: an expected value cannot be read.
    """
    header = [cell.strip() for cell in rows[0].cells] if rows else []
    missing = [name for name in (*RAW, *EXPECTED) if name not in header]
    if missing or len(rows) < 2:
        raise Invalid(
            "eval.columns",
            N_("These columns are missing, or there is no row: %(missing)s."),
            N_("Give the columns raw_date, raw_place, raw_drug, raw_quantity and what is expected of them."),
            place="row 1",
            missing=", ".join(missing),
        )
    started = time.process_time()
    fields = RAW | MAY_BE_THERE
    mapping, below = map_headers(rows, today, {name: fields.get(name, "-") for name in header})
    read = list(Reader(mapping, below, today).read(below))
    spent = time.process_time() - started
    right, answered, wrong = dict.fromkeys(ANSWERS, 0), dict.fromkeys(ANSWERS, 0), []
    for row, found in zip(below, read, strict=True):
        expected = dict(zip(header, (*row.cells, *[""] * len(header)), strict=False))
        for field, (written, said, ought) in _compared(found, expected).items():
            if said is None:
                continue
            answered[field] += 1
            same = said == ought or (field == "quantity" and _near(said, ought))
            right[field] += same
            if not same:
                wrong.append(Wrong(row.number, field, written, str(ought), str(said)))
    total = len(read)
    figures: dict[str, float | int | None] = {
        field: round(right[field] / answered[field], 4) if answered[field] else None for field in ANSWERS
    }
    figures["asked"] = round(1 - sum(answered[field] for field in CELLS) / (len(CELLS) * total), 4)
    figures |= {f"asked_{field}": round(1 - answered[field] / total, 4) for field in CELLS}
    figures |= {"silent_wrong": len(wrong), "rows": total, "rows_per_cpu_second": round(total / max(spent, 1e-6))}
    return figures, wrong, read


def _compared(found: RowRead, expected: dict[str, str]) -> dict[str, tuple[str, Any, Any]]:
    """For each field its text, what was answered (None: asked) and what was expected."""
    cells = found.cells
    where = cells["place"].sure.value if cells["place"].sure else None
    drug, date = cells["drug"].sure, cells["date"].sure
    amount = cells["quantity"].sure.value if cells["quantity"].sure else None
    ought = _ought_place(expected["exp_place"], expected["exp_country"].strip().upper())
    return {
        "drug": (cells["drug"].written, drug and drug.code, _ought_drug(expected["exp_drug"])),
        "place": (cells["place"].written, where and fold(where.name), ought),
        "country": (cells["place"].written, where and where.country, expected["exp_country"].strip().upper()),
        "date": (cells["date"].written, date and date.code, expected["exp_date"].strip()),
        "quantity": (cells["quantity"].written, amount and _shown(amount), _ought_amount(expected, found.number)),
    }


def _near(said: tuple[tuple[str, Decimal], ...], ought: tuple[tuple[str, Decimal], ...]) -> bool:
    """The same unit and the same amount but for rounding at the sixth digit."""
    return [name for name, _value in said] == [name for name, _value in ought] and all(
        abs(mine - theirs) <= NEAR * max(mine, theirs) for (_a, mine), (_b, theirs) in zip(said, ought, strict=True)
    )


def _ought_drug(text: str) -> str:
    return text if substances.known(text) else substances.find(text).sure or text


def _ought_place(text: str, country: str) -> str:
    sure = territories.find(text, country).sure
    return fold(territories.PLACES[sure].names["fr"] if sure else text)


def _shown(amount: substances.Amount) -> tuple[tuple[str, Decimal], ...]:
    pairs = (("exp_kg", amount.kilograms), ("exp_litre", amount.litres), ("exp_count", amount.count))
    return tuple((name, Decimal(value).quantize(NEAR).normalize()) for name, value in pairs if value is not None)


def _ought_amount(expected: dict[str, str], row: int) -> tuple[tuple[str, Decimal], ...]:
    found = []
    for name in ("exp_kg", "exp_litre", "exp_count"):
        if text := expected[name].strip():
            try:
                found.append((name, Decimal(text).quantize(NEAR).normalize()))
            except InvalidOperation as error:
                raise Invalid(
                    "eval.expected",
                    N_("The expected value of %(column)s is no number."),
                    N_("Write it with a point and without spaces."),
                    place=f"row {row}",
                    column=name,
                ) from error
    return tuple(found)
