"""Where things happen: countries and places of the region, by any of their names, with a point on the map. No I/O.

A reviewed list of towns, border posts, ports and points on known routes (resources/territories); a place that is not in
it is kept as it was written. Names say nothing about borders or status.
"""

from benkan.core.territories.gazetteer import (
    COUNTRIES,
    PLACES,
    Country,
    Place,
    country,
    find,
    find_country,
    place,
    suggest,
)
from benkan.core.territories.regions import region, subregion

__all__ = [
    "COUNTRIES",
    "PLACES",
    "Country",
    "Place",
    "country",
    "find",
    "find_country",
    "place",
    "region",
    "subregion",
    "suggest",
]
