"""Tables and seizures as files: CSV and XLSX, and the layouts in which UNODC asks for them.

Individual seizures have the columns of UNODC's IDS report, then those that services of the region add; names of drugs,
countries and codes are English there, for the report is one file for all. The annual questionnaire counts own,
validated seizures of one year.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db.models import QuerySet
from django.http.response import HttpResponseBase
from django.utils import timezone

from benkan.apps.seizures import prices, statistics
from benkan.apps.seizures.models import Drug, Seizure
from benkan.apps.seizures.statistics import Question
from benkan.apps.seizures.tabulating import Table
from benkan.core import substances, territories
from benkan.core.seizures import UNODC_TRANSPORT
from benkan.web import csv_file
from benkan.web.xlsx_file import Sheet

IDS_COLUMNS: Final = (
    "SUBREGION", "REGION_OF_SEIZURE", "COUNTRY_OF_SEIZURE", "DEPARTURE_COUNTRY", "DESTINATION_COUNTRY",
    "PRODUCING_COUNTRY", "DRUG_NAME", "AMOUNT_OF_DRUG", "DRUG_UNIT", "DATE_OF_SEIZURE", "PLACE_OF_SEIZURE",
    "TRANSIT_COUNTRIES", "MODE_OF_TRANSPORT", "CONVEYANCE", "HIDING_PLACE", "PACKAGING", "LOGO", "PERSONS",
    "PURITY", "PURITY_LABORATORY", "PRICE", "PRICE_CURRENCY", "PRICE_UNIT", "SERVICE", "NUMBER",
)  # fmt: skip
ARQ_COLUMNS: Final = (
    "DRUG_NAME", "SEIZURES", "KILOGRAMS", "LITRES", "UNITS", "UNIT_KINDS", "SEIZURES_WITHOUT_AMOUNT",
    "KG_EQUIVALENT_ESTIMATE", "UNITS_WITHOUT_FACTOR", "FACTOR_TABLE",
)  # fmt: skip
TRANSPORT_COLUMNS: Final = ("DRUG_NAME", "MODE_OF_TRANSPORT", "SEIZURES", "KILOGRAMS", "LITRES", "UNITS")
PRICE_COLUMNS: Final = ("DRUG_NAME", "UNIT", "CURRENCY", "PRICES", "MEDIAN", "LOWEST", "HIGHEST")


def as_csv(name: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponseBase:
    """The rows below their titles, as a file of this name."""
    return csv_file.download(f"{name}.csv", columns, (map(_text, row) for row in rows))


def of_table(table: Table) -> tuple[list[str], Iterator[list[Any]]]:
    """Titles and cells of a table of statistics."""
    return [column.title for column in table.columns], (line.cells for line in table.lines)


def individual(year: int) -> Iterator[list[Any]]:
    """Own, validated seizures of the year in the layout of individual seizures: a row for each drug."""
    rows = Seizure.objects.filter(
        owner=settings.BENKAN_NODE.agency,
        state=Seizure.State.VALIDATED,
        happened_on__gte=dt.date(year, 1, 1),
        happened_on__lte=dt.date(year, 12, 31),
    )
    return _individual(rows.order_by("happened_on", "number").prefetch_related("drugs", "legs"))


def questionnaire(year: int) -> list[Sheet]:
    """The sheets of the annual questionnaire: drugs, modes of transport, prices."""
    question = Question(since=year * 100 + 1, until=year * 100 + 12, owner="own", sure=True)
    drugs = [
        [
            _drug_name(row.key), row.seizures, row.kilograms, row.litres, row.pieces,
            ", ".join(f"{count} {kind}" for kind, count in sorted(row.counts.items())), row.unknown,
            row.equivalent, row.unconverted, substances.FACTORS_VERSION,
        ]
        for row in statistics.table(question, "substance")
    ]  # fmt: skip
    priced = [
        [_drug_name(row.substance), row.unit, row.currency, row.count, row.median, row.low, row.high]
        for row in prices.table(question)
        if row.country == settings.BENKAN_NODE.country
    ]
    return [
        ("Seizures", ARQ_COLUMNS, drugs),
        ("Transport", TRANSPORT_COLUMNS, _transport(question)),
        ("Prices", PRICE_COLUMNS, priced),
    ]


def years() -> list[int]:
    """Years that a report may be about, the latest first."""
    today = timezone.localdate().year
    first = Seizure.objects.order_by("happened_on").values_list("happened_on", flat=True).first()
    return list(range(today, min(first.year if first else today, today) - 1, -1))


def _individual(rows: QuerySet[Seizure]) -> Iterator[list[Any]]:
    for row in rows.iterator(chunk_size=500):
        legs = list(row.legs.all())
        of_role = {role: _countries(leg.country for leg in legs if leg.role == role) for role in _ROLES}
        for drug in row.drugs.all():
            amount, unit = _amount(drug)
            yield [
                territories.subregion(row.country), territories.region(row.country), _country(row.country),
                of_role["departure"], of_role["destination"], of_role["origin"], _drug_name(drug.substance),
                amount, unit, row.happened_on.isoformat()[: _KNOWN[row.precision]], row.place, of_role["transit"],
                UNODC_TRANSPORT.get(row.conveyance, "unknown"), row.conveyance, row.concealment, row.packaging,
                row.logo, row.persons_count if row.persons_count is not None else row.persons, drug.purity,
                drug.purity_laboratory, drug.price, drug.price_currency, drug.price_unit, row.service, row.number,
            ]  # fmt: skip


_ROLES: Final = ("departure", "destination", "origin", "transit")
_KNOWN: Final = {"day": 10, "month": 7, "year": 4}
"""How many characters of a date are known."""


def _transport(question: Question) -> list[list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for code in statistics.table(question, "substance"):
        for row in statistics.table(_about(question, code.key), "conveyance"):
            mode = UNODC_TRANSPORT.get(row.key, "unknown")
            sums = found.setdefault((_drug_name(code.key), mode), [0, Decimal(0), Decimal(0), 0])
            for at, value in enumerate((row.seizures, row.kilograms, row.litres, row.pieces)):
                sums[at] += value
    return [[*key, *sums] for key, sums in sorted(found.items())]


def _about(question: Question, substance: str) -> Question:
    return Question(question.since, question.until, substance, owner=question.owner, sure=question.sure)


def _amount(drug: Drug) -> tuple[Decimal | int | None, str]:
    if drug.kilograms is not None:
        return drug.kilograms, "Kilogram"
    if drug.litres is not None:
        return drug.litres, "Litre"
    return drug.count, drug.count_kind.capitalize()


def _drug_name(code: str) -> str:
    return substances.get(code).names["en"] if substances.known(code) else code


def _country(code: str) -> str:
    found = territories.country(code)
    return found.names["en"] if found else code


def _countries(codes: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(_country(code) for code in codes))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}" if cell else "0"
    return str(cell)
