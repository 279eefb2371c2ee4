"""Writes the shipped tables of countries, places and towns from the sheets in resources/territories.

    python resources/build_territories.py           # writes table.py and towns.py in src/benkan/core/territories
    python resources/build_territories.py --check   # exit code 1 when a shipped table is another

Coordinates were compared with GeoNames (CC BY 4.0); names and spellings are our own, as services of the region write
them.
"""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, field

from rapidfuzz import fuzz
from sheets import RESOURCES, SOURCE, constant, head, parts, rows, write_or_check

from benkan.core.recognising import fold

SCRIPT = "build_territories.py"
SHEETS = RESOURCES / "territories"
TABLE = SOURCE / "core" / "territories" / "table.py"
TOWNS = TABLE.with_name("towns.py")
NEAR_KM = 12.0
SAME_NAME_KM = 40.0
ALIKE = 70.0
COUNTS = 0.25
LARGE = 100_000
"""A town of this share of its namesake's inhabitants, or of so many, is asked about; a smaller one is not meant."""
UNKNOWN_INHABITANTS = 5_000
SMALL = "~"
"""Before the code of a town that is meant only where its country stands beside."""
KINDS = ("city", "border", "port", "route")


def text() -> str:
    """The module's text."""
    countries = {row["code"]: row for row in rows(SHEETS / "countries.csv")}
    places, seen = [], set()
    for line, row in enumerate(rows(SHEETS / "places.csv"), start=2):
        where = f"places.csv line {line}"
        if row["country"] not in countries or row["kind"] not in KINDS or (row["country"], row["fr"]) in seen:
            raise SystemExit(f"{where}: an unknown country or kind, or a place that is there already")
        if not -90 <= float(row["latitude"]) <= 90 or not -180 <= float(row["longitude"]) <= 180:
            raise SystemExit(f"{where}: this point is not on the Earth")
        seen.add((row["country"], row["fr"]))
        point = (float(row["latitude"]), float(row["longitude"]))
        places.append((row["country"], *_names(row), row["kind"], *point))
    return (
        head(SCRIPT, SHEETS)
        + constant("COUNTRIES", [(code, *_names(row)) for code, row in countries.items()])
        + constant("PLACES", places)
        + constant("NOISE", [row["word"] for row in rows(SHEETS / "noise.csv")])
    )


def _names(row: dict[str, str]) -> tuple[object, ...]:
    return (row["fr"], row["en"], row["ar"], parts(row["variants"]))


@dataclass(slots=True)
class Known:
    """A place or town: what it is called (folded), what others call it, and how large it is."""

    code: str
    names: set[str]
    point: tuple[float, float]
    inhabitants: int
    others: set[str] = field(default_factory=set)


def towns() -> str:
    """The module of towns: those that places.csv does not have, and which name means which of both."""
    own = [
        Known(
            f"{row['country']}/{row['fr']}",
            {fold(name) for name in (row["fr"], row["en"], row["ar"], *parts(row["variants"]))},
            (float(row["latitude"]), float(row["longitude"])),
            UNKNOWN_INHABITANTS,
        )
        for row in rows(SHEETS / "places.csv")
    ]
    found: dict[str, Known] = {one.code: one for one in own}
    fresh: list[tuple[object, ...]] = []
    for row in rows(SHEETS / "towns.csv"):
        point, others = (float(row["latitude"]), float(row["longitude"])), parts(row["names"])
        mine = [one for one in own if one.code.startswith(f"{row['country']}/")]
        name, inhabitants = row["name"], int(row["population"])
        if same := _same(mine, fold(name), {fold(each) for each in others}, point):
            same.inhabitants = max(same.inhabitants, inhabitants)
            same.others |= {fold(name), *map(fold, others)}
            continue
        if f"{row['country']}/{name}" in found:
            # The larger one of two of one country has the name; the other says near what it lies.
            near = _nearest(mine, point)
            if near == name:
                continue
            name = f"{name}-{near}"
        code = f"{row['country']}/{name}"
        if code in found:
            continue
        found[code] = Known(code, {fold(row["name"]), fold(name)}, point, inhabitants, {fold(each) for each in others})
        arabic = next((each for each in others if not fold(each).isascii()), name)
        fresh.append((row["country"], name, arabic, *point))
    return (
        head(SCRIPT, SHEETS)
        + "# Towns: GeoNames (https://www.geonames.org), CC BY 4.0.\n"
        + constant("TOWNS", fresh)
        + constant("NAMES", _meant(list(found.values()), {one.code for one in own}))
    )


def _same(mine: list[Known], name: str, others: set[str], point: tuple[float, float]) -> Known | None:
    """The reviewed place that the town is."""
    for one in mine:
        apart = _km(one.point, point)
        if apart <= SAME_NAME_KM and one.names & {name, *others}:
            return one
        if apart <= NEAR_KM and max(fuzz.ratio(name, each) for each in one.names) >= ALIKE:
            return one
    return None


def _nearest(mine: list[Known], point: tuple[float, float]) -> str:
    return min(mine, key=lambda one: _km(one.point, point)).code.partition("/")[2]


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Near enough over short ways."""
    north, east = other[0] - one[0], (other[1] - one[1]) * math.cos(math.radians(one[0]))
    return math.hypot(north, east) * 111.2


def _meant(known: list[Known], own: set[str]) -> list[tuple[object, ...]]:
    """Each folded name with the codes that it may mean; what only the reviewed places say is left to them."""
    said: dict[str, dict[str, int]] = {}
    also: dict[str, dict[str, int]] = {}
    for one in known:
        for name in one.names:
            said.setdefault(name, {})[one.code] = one.inhabitants
        for name in one.others - one.names:
            also.setdefault(name, {})[one.code] = one.inhabitants
    found: list[tuple[object, ...]] = []
    for name in sorted(said.keys() | also.keys()):
        sizes = said.get(name) or also[name]
        least = min(LARGE, COUNTS * max(sizes.values()))
        codes = sorted(code for code, size in sizes.items() if size >= least or code in own)
        codes += sorted(f"{SMALL}{code}" for code in sizes if code not in codes)
        if not (name in said and set(codes) <= own):
            found.append((name, "|".join(codes)))
    return found


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS) or write_or_check(towns(), TOWNS, SCRIPT, SHEETS))
