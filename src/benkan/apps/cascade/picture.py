"""Tables, the map and the curve of a tree as pages show them, in the reader's words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from benkan.apps.cascade import naming, tree
from benkan.apps.cascade.figures import Line, Reach
from benkan.apps.cascade.models import Likeness
from benkan.apps.cascade.seeing import Sight
from benkan.core import cascade as rules
from benkan.core.matching import compare
from benkan.core.territories import Place as Town
from benkan.web import words
from benkan.web.maps import MapValues, Place, Point

SHOWN: Final = 25


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the reach table with its cells by depth and its bar."""

    line: Line
    cells: list[int]
    percent: float


@dataclass(frozen=True, slots=True)
class Pair:
    """Two persons who could be one, with why."""

    likeness: Likeness
    first: tree.Node
    second: tree.Node
    percent: int
    reasons: list[str]


def subjects() -> list[tuple[str, str]]:
    """By what the reach is shown."""
    return [("region", _("Region")), ("country", _("Country")), ("service", _("Service")), ("month", _("Month"))]


def page_of_lines(lines: Any, number: Any) -> Page[Any]:
    """One page of a list."""
    return Paginator(lines, SHOWN).get_page(number)


def rows(lines: Iterable[Line], reach: Reach) -> list[Row]:
    """The lines of this page with their cells."""
    found = list(lines)
    most = max((one.persons for one in found), default=1)
    depths = range(len(reach.by_depth))
    return [Row(one, [one.by_depth.get(depth, 0) for depth in depths], 100 * one.persons / most) for one in found]


def map_of_places(reach: Reach) -> MapValues:
    """Places reached, as large as their persons, and places not reached."""
    persons = {one.value: one.persons for one in reach.by["region"]}
    points = [
        Point(
            id=one.code,
            place=Place(_name(one), one.longitude, one.latitude),
            magnitude=persons.get(one.code, 0),
            category=category,
            caption=_persons(persons[one.code]) if one.code in persons else _("not reached"),
        )
        for category, places in (("reached", reach.reached), ("not-reached", reach.not_reached))
        for one in places
    ]
    return MapValues(
        title=_("Places reached and not reached"),
        description=_(
            "Each mark is a place of the countries concerned; its surface says how many persons were trained."
        ),
        points=points[:5_000],
        magnitude_label=_("Persons"),
        categories=[("reached", _("reached")), ("not-reached", _("not reached"))],
    )


def by_country(places: Sequence[Town]) -> list[tuple[str, list[str]]]:
    """The names of these places, country by country."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in places:
        found[one.country].append(_name(one))
    return [(words.country(code), sorted(names)) for code, names in sorted(found.items())]


def curve(reach: Reach) -> list[dict[str, Any]]:
    """The points of the decay curve with bars of 100: there, unknown, gone; and those who are active."""
    active = {one.months: one for one in reach.active}
    return [
        {
            "left": one,
            "there": 100 * one.there / one.trained,
            "unknown_at": 100 * one.there / one.trained,
            "unknown": 100 * one.unknown / one.trained,
            "gone_at": 100 - 100 * one.gone / one.trained,
            "gone": 100 * one.gone / one.trained,
            "share": _share(one),
            "active": active[one.months].there,
        }
        for one in reach.left
        if one.trained
    ]


def pairs(likenesses: Iterable[Likeness]) -> list[Pair]:
    """The pairs of this page; their reasons are made now."""
    sight = Sight(every_name=True)
    found = []
    for one in likenesses:
        a, b = naming.subject(one.first), naming.subject(one.second)
        reasons = compare(a, b).reasons[:4] if a is not None and b is not None else ()
        first, second = tree.nodes([one.first, one.second], sight)
        said = [words.sentence(reason.text, dict(reason.facts)) for reason in reasons]
        found.append(Pair(one, first, second, int(100 * one.score), said))
    return found


def _share(one: rules.Left) -> str:
    """“40 to 90 %”, or one figure when nothing is unknown."""
    lowest, highest = round(100 * (one.lowest or 0)), round(100 * (one.highest or 0))
    if lowest == highest:
        return _("%(share)d %%") % {"share": lowest}
    return _("%(lowest)d to %(highest)d %%") % {"lowest": lowest, "highest": highest}


def _persons(number: int) -> str:
    return ngettext("%(count)d person", "%(count)d persons", number) % {"count": number}


def _name(one: Town) -> str:
    return one.names.get((get_language() or "en")[:2], one.names["en"])
