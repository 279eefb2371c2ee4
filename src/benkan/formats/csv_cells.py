"""The cells of one row of a list, turned into properties: dates, sexes and countries as people write them.

A cell that cannot be read as what its column says goes to the notes of the row, and into the report: the row is kept.
"""

from __future__ import annotations

import datetime as dt
import re

from benkan.core.errors import N_
from benkan.formats.csv_headers import COUNTRY_WORDS, GENDER_WORDS, folded
from benkan.formats.report import Report
from benkan.formats.un_countries import code_of

_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ].*)?", re.ASCII)
_DAY_FIRST = re.compile(r"(?:(\d{1,2})[/. -])?(\d{1,2})[/. -](\d{4})", re.ASCII)
_ABOUT = re.compile(
    r"\b(?:vers|en|n[eé]e?|about|circa|ca|c|env|environ|approximately|approx|حوالي|نحو)\b\.?", re.IGNORECASE
)
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class Row:
    """One row: properties of the entity, and what becomes entities of their own (``account``, ``plate``)."""

    def __init__(self, place: str, report: Report) -> None:
        self.place = place
        self.report = report
        self.properties: dict[str, list[str]] = {}
        self.own: dict[str, list[str]] = {}

    def take(self, target: str, cell: str, header: str, *, several: str) -> None:
        """The values of one cell, under the target of its column."""
        cell = cell.strip()
        if target in ("notes", "address"):
            self._keep(target, cell)
            return
        for value in re.split(f"[{re.escape(several)}]", cell):
            if not (text := value.strip()):
                continue
            if target in ("id", "schema", "account", "plate"):
                self.own.setdefault(target, []).append(text)
            elif target.endswith(("Date", "At")):
                self._date(target, text, header)
            elif target == "gender":
                self._word(target, text, header, GENDER_WORDS.get(folded(text), ""))
            elif target in ("nationality", "country", "citizenship", "birthCountry", "jurisdiction", "flag"):
                self._word(target, text, header, _country(text))
            else:
                self._keep(target, text)

    def compose(self) -> None:
        """Gives a person of whom only the parts of the name are known a whole name."""
        if not self.properties.get("name"):
            parts = [*self.properties.get("firstName", ())[:1], *self.properties.get("lastName", ())[:1]]
            if parts:
                self._keep("name", " ".join(parts))

    def _date(self, target: str, text: str, header: str) -> None:
        found, swapped = date_of(text)
        if found and swapped:
            self.report.note(
                f"{self.place} · {header.strip()[:60]}",
                "csv.month-first",
                N_("The date can only be read with the month first."),
                N_("Read so; the day comes first everywhere else."),
            )
        self._word(target, text, header, found)

    def _word(self, target: str, text: str, header: str, found: str) -> None:
        if found:
            self._keep(target, found)
            return
        self._keep("notes", f"{header.strip()}: {text}")
        self.report.note(
            f"{self.place} · {header.strip()[:60]}",
            "csv.cell-unread",
            N_("A cell cannot be read as what its column says."),
            N_("Kept in notes."),
        )

    def _keep(self, name: str, value: str) -> None:
        self.properties.setdefault(name, []).append(value)


def date_of(text: str) -> tuple[str, bool]:
    """The date as FollowTheMoney writes it, or nothing; and whether the month had to be read first.

    Years alone, ``1984-05-03``, ``03/05/1984`` (day first), ``05/1984`` and ``vers 1984`` are read.
    """
    plain = _ABOUT.sub(" ", folded_date(text)).strip(" .(?)~")
    if iso := _ISO.fullmatch(plain):
        year, month, day = (int(part) if part else None for part in iso.groups())
        return _written(year, month, day), False
    if written := _DAY_FIRST.fullmatch(plain):
        day, month, year = (int(part) if part else None for part in written.groups())
        if found := _written(year, month, day):
            return found, False
        if day is not None and (found := _written(year, day, month)):
            return found, True
    return "", False


def folded_date(text: str) -> str:
    """The text with ASCII digits and single spaces."""
    return " ".join(text.translate(_ARABIC_DIGITS).split())


def _written(year: int | None, month: int | None, day: int | None) -> str:
    if year is None or not 1800 <= year <= 2100:
        return ""
    try:
        dt.date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if month == 0 or day == 0:
        return ""
    return f"{year}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")


def _country(text: str) -> str:
    if re.fullmatch(r"[A-Za-z]{2}", text):
        return text.lower()
    return COUNTRY_WORDS.get(folded(text), "") or code_of(text)
