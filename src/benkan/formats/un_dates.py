"""Birth dates of the UN list: a day, a year, a span of years, "approximately", or words in a note."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from benkan.core.errors import N_

MAX_SPAN_YEARS = 12
_DAY = re.compile(r"((?:18|19|20)\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))(?:[T+Z-].{0,20})?", re.ASCII)
_YEAR = re.compile(r"(?:18|19|20)\d{2}", re.ASCII)
_MONTH = re.compile(r"\s*([A-Z][a-z]{2})[a-z]*\.?\s+((?:18|19|20)\d{2})\s*", re.ASCII)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(slots=True)
class Born:
    """The dates of one element, what did not become a date, and what was found."""

    dates: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[tuple[str, str, str]] = field(default_factory=list)


def listed(value: str) -> str:
    """The day of ``2014-09-23`` or ``2014-09-23-04:00``, or nothing."""
    found = _DAY.fullmatch(value)
    return found[1] if found else ""


def born(values: dict[str, str]) -> Born:
    """The dates of an element, by the names of its children."""
    found = Born()
    kind, note = values.get("TYPE_OF_DATE", "").upper(), values.get("NOTE", "")
    for tag in ("DATE", "YEAR"):
        if value := values.get(tag, ""):
            _single(value, found)
    _span(values.get("FROM_YEAR", ""), values.get("TO_YEAR", ""), found)
    if kind == "APPROXIMATELY" or note.casefold().startswith("approx"):
        found.notes.append(f"approximately {', '.join(found.dates)}".strip())
        found.findings.append(
            ("un.birth-approximate", N_("The birth date is approximate."), N_("Kept, with a remark in notes."))
        )
    elif note:
        _note(note, found)
    if not found.dates and not found.notes:
        found.findings.append(("un.birth-empty", N_("A birth date has no value."), N_("Passed over.")))
    return found


def _single(value: str, found: Born) -> None:
    day = listed(value) or (value if _YEAR.fullmatch(value) else "")
    if day:
        found.dates.append(day)
        return
    found.notes.append(value)
    found.findings.append(("un.birth-unreadable", N_("A birth date cannot be read."), N_("Kept in notes.")))


def _span(first: str, last: str, found: Born) -> None:
    if not first and not last:
        return
    if not (_YEAR.fullmatch(first) and _YEAR.fullmatch(last)) or int(first) > int(last):
        found.notes.append(f"{first}–{last}")
        found.findings.append(("un.birth-unreadable", N_("A birth date cannot be read."), N_("Kept in notes.")))
        return
    years = range(int(first), int(last) + 1)
    if len(years) > MAX_SPAN_YEARS:
        found.dates += [first, last]
    else:
        found.dates += [str(year) for year in years]
    found.notes.append(f"between {first} and {last}")
    found.findings.append(
        ("un.birth-between", N_("The birth date is a span of years."), N_("Each year is kept, the span is in notes."))
    )


def _note(note: str, found: Born) -> None:
    """A date in words: "Nov. 1973", "Between Aug. and Sep. 1977"."""
    month = _MONTH.fullmatch(note)
    years = _YEAR.findall(note)
    if month and month[1] in _MONTHS:
        found.dates.append(f"{month[2]}-{_MONTHS.index(month[1]) + 1:02d}")
    elif not found.dates and len(years) == 1 and "hijri" not in note.casefold():
        found.dates.append(years[0])
    found.notes.append(note)
    found.findings.append(
        (
            "un.birth-in-note",
            N_("The birth date, or a part of it, stands in a note."),
            N_("Read where possible, and kept."),
        )
    )
