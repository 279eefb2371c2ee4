"""The services of the directory by country: for a table, and for a map with a mark where each country is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benkan.apps.accords import services as accords
from benkan.apps.agencies.link import link
from benkan.apps.agencies.models import Agency
from benkan.apps.agencies.services import localised
from benkan.web import words
from benkan.web.maps import Flow, MapValues, Place, Point
from benkan.web.maps.outlines import outlines
from benkan.web.maps.values import MAX_FLOWS

STATES = ("own", "ok", "warn", "stop")
"""From the best to the worst; a country shows its best link."""


@dataclass(frozen=True, slots=True)
class Country:
    """One country of the directory.

    Args:
        state: one of ``STATES``.
        names: its services.
        links: (state, words) of each of them, in the same order.
        bound: how many of them have a convention in force with us.
    """

    code: str
    name: str
    state: str
    names: Sequence[str]
    links: Sequence[tuple[str, str]]
    bound: int


def bound() -> set[str]:
    """The services with which a convention in force links us."""
    own = settings.BENKAN_NODE.agency
    return {partner for one in accords.in_force() for partner in one.partners(own)}


def countries(rows: Sequence[Agency]) -> list[Country]:
    """The countries of these services, by name."""
    linked = bound()
    by_code: dict[str, list[Agency]] = {}
    for row in rows:
        by_code.setdefault(row.country, []).append(row)
    found = []
    for code, services in by_code.items():
        links = [("ok", _("this node")) if row.own else link(row, bound=row.id in linked) for row in services]
        states = {"own" if row.own else state for row, (state, _words) in zip(services, links, strict=True)}
        found.append(
            Country(
                code,
                words.country(code),
                min(states, key=STATES.index),
                [localised(row) for row in services],
                links,
                sum(row.id in linked for row in services),
            )
        )
    return sorted(found, key=lambda country: country.name)


def as_map(found: Sequence[Country]) -> MapValues | None:
    """The map of these countries; none where no outlines are installed, for only they say where a country is."""
    shapes = outlines()
    hearts = {country.code: shapes.heart(country.code) for country in found} if shapes else {}
    placed = [(country, Place(country.name, *heart)) for country in found if (heart := hearts.get(country.code))]
    if not placed:
        return None
    home = next((place for country, place in placed if country.state == "own"), None)
    return MapValues(
        title=_("The services of the network and their links"),
        description=_("The table below says the same in words."),
        points=[_point(country, place) for country, place in placed],
        flows=[
            Flow(home, place, country.bound, _convention(country.bound), directed=False)
            for country, place in placed
            if home and place is not home and country.bound
        ][:MAX_FLOWS],
        around=[country.code for country, _place in placed],
        largest_radius=12.0,
        widest=4.0,
        magnitude_label=_("Services"),
        volume_label=_("With a convention in force"),
        categories=[
            ("own", _("this node")),
            ("ok", _("linked")),
            ("warn", _("not heard within the hour")),
            ("stop", _("no convention in force")),
        ],
    )


def _point(country: Country, place: Place) -> Point:
    told = "; ".join(
        f"{name}: {state_words}" for name, (_state, state_words) in zip(country.names, country.links, strict=True)
    )
    query = urlencode({"q": country.name})
    return Point(country.code, place, len(country.names), country.state, told, f"?{query}")


def _convention(count: int) -> str:
    return ngettext(
        "%(count)d service with a convention in force", "%(count)d services with a convention in force", count
    ) % {"count": count}
