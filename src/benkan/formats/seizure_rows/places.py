"""The place of a cell with its country: of the gazetteer, or as it was written where a country is known beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benkan.core import substances, territories
from benkan.formats.typed.cells import Cell, Reading, asked, judged, unreadable

FIELD: Final = "place"
ALIKE: Final = 80.0
"""Per cent of likeness from which a place is worth asking about; others are places that the gazetteer does not have."""
MAX_NAME: Final = 120
AS_WRITTEN: Final = "="
"""A code that begins so means: as it is written, in the country whose code follows."""


@dataclass(frozen=True, slots=True)
class Where:
    """Country and name of a place; the point is that of the gazetteer, if it is there."""

    country: str
    name: str
    latitude: float | None = None
    longitude: float | None = None


NONE: Final = "none"
NOWHERE: Final = Where("", "")


def read(text: str, country: str = "", region: str = "") -> Cell:
    """The place that the cell names.

    Args:
        text: the cell.
        country: ISO code that stands in another cell or is said for the whole file; empty when none is known.
        region: what the column of the region says; kept beside a name that the gazetteer does not have.
    """
    written = text.strip() or region.strip()
    return unreadable(FIELD, written, MAX_NAME) or _found(written, country, region)


def on_the_way(text: str) -> Cell:
    """A place of the way, or a country alone; an empty cell says nothing."""
    written = text.strip()
    if not written or substances.readings(written) == (substances.Amount(),):
        return judged(FIELD, written, (Reading(NONE, NOWHERE),), "")
    if named := territories.find_country(written[:MAX_NAME]).sure:
        return judged(FIELD, written, (Reading(f"{AS_WRITTEN}{named}", Where(named, "")),), "")
    return read(written)


def _found(written: str, country: str, region: str) -> Cell:
    found = territories.find(written, country)
    if found.sure:
        sure = territories.PLACES[found.sure]
        if country in ("", sure.country):
            return judged(FIELD, written, (_of(sure),), "")
    near = [territories.PLACES[one.code] for one in found.candidates if one.likeness >= ALIKE]
    there = [one for one in near if country in ("", one.country)]
    kept = (as_written(written, country, region),) if country else ()
    elsewhere = [one for one in near if one not in there]
    exact = any(one.likeness == 100 for one in found.candidates if territories.PLACES[one.code] in elsewhere)
    if there or exact:
        why = "other-country" if not there else "several" if len(there) > 1 else "near-place"
        return asked(FIELD, written, (*map(_of, there or elsewhere), *kept), why)
    if country:
        return judged(FIELD, written, kept, "")
    if named := territories.find_country(written).sure:
        return asked(FIELD, written, (as_written(written, named, ""),), "unknown-place")
    return asked(FIELD, written, tuple(map(_of, near)), "unknown-place")


def as_written(text: str, country: str, region: str = "") -> Reading:
    """The place as it was written, in this country."""
    name = f"{text}, {region.strip()}" if region.strip() and region.strip() != text else text
    return Reading(f"{AS_WRITTEN}{country}", Where(country, name[:MAX_NAME]))


def where_of(code: str, written: str, region: str = "") -> Where | None:
    """The place that a code of a reading, or a person's answer, names."""
    if code.startswith(AS_WRITTEN):
        country = code.removeprefix(AS_WRITTEN)
        known = len(country) == 2 and country.isascii() and country.isupper()
        value: Where | None = as_written(written, country, region).value if known and written else None
        return value
    place = territories.place(code)
    return None if place is None else _of(place).value


def _of(place: territories.Place) -> Reading:
    return Reading(place.code, Where(place.country, place.names["fr"], place.latitude, place.longitude))
