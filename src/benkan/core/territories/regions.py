"""Regions and subregions as the World Drug Report groups countries, for the countries of the gazetteer.

Source: UNODC World Drug Report, regional groupings of its methodological annex. Names say nothing about status.
"""

from __future__ import annotations

from typing import Final

_SUBREGIONS: Final = {
    ("Africa", "West and Central Africa"): "ML BF NE MR SN GM GN GW SL LR CI GH TG BJ NG TD CM CV",
    ("Africa", "North Africa"): "MA DZ TN LY EG SD",
    ("Africa", "East Africa"): "ET",
    ("Europe", "Western and Central Europe"): "ES FR BE NL IT PT",
    ("Europe", "South-Eastern Europe"): "TR",
    ("Americas", "South America"): "BR CO EC PE VE",
    ("Asia", "Near and Middle East/South-West Asia"): "AE SA LB PK",
    ("Asia", "South Asia"): "IN",
    ("Asia", "East and South-East Asia"): "CN",
}
_OF: Final = {code: names for names, codes in _SUBREGIONS.items() for code in codes.split()}


def region(country: str) -> str:
    """The region of a country by its ISO code; empty when the gazetteer does not have the country."""
    return _OF.get(country, ("", ""))[0]


def subregion(country: str) -> str:
    """The subregion; empty as ``region``."""
    return _OF.get(country, ("", ""))[1]
