"""The picture itself: marks, routes, shades and their legend over the ground, as SVG that needs no script and no style.

Colours come from the page's style sheet by class (``static/web/map.css``); a mark's shape says the same as its colour.
Read by screen readers as a group with a title, a description and one named element for each value.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from benkan.web import words
from benkan.web.borders import Borders
from benkan.web.maps.clipping import Dot
from benkan.web.maps.ground import Ground, ground, path
from benkan.web.maps.legend import Row, Step, number, route, rows, steps
from benkan.web.maps.marks import mark, nice, radius, width
from benkan.web.maps.notes import note
from benkan.web.maps.outlines import Outlines
from benkan.web.maps.projection import Frame, frame_of
from benkan.web.maps.sphere import Position, at_antimeridian, great_circle
from benkan.web.maps.values import Area, Flow, MapValues, Point

SHADES = 5
FLOW_STEP_DEGREES = 4.0
"""A route's chord is then less than half a pixel from its arc."""
SCALE_PIXELS = 150
NAMES_MAKE_WAY = 100
"""So many of the largest marks push a name aside; below that a map is full anyway."""
NAME_WIDTH, NAME_HEIGHT, NAME_BELOW = 6.0, 16.0, 26.0
"""Pixels: of one letter, of a name and its mark, and from the middle of a mark to the name below it."""
TABLE_ROWS = 200
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot hold even as a reference."""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that ``web/map.html`` shows.

    Args:
        svg: the picture.
        note: what is to be said about borders.
        rows: the values as a table, the largest first.
        left_out: how many more there are.
        sizes, widths, shades: the legend's steps.
        kinds: (class, words, the mark) of each category.
    """

    svg: SafeString
    note: str
    rows: Sequence[Row]
    left_out: int
    sizes: Sequence[Step]
    widths: Sequence[Step]
    shades: Sequence[Step]
    kinds: Sequence[tuple[str, str, SafeString]]
    frame: Frame
    values: MapValues
    borders: Borders


def draw(values: MapValues, borders: Borders, outlines: Outlines | None, name: str = "map") -> Picture:
    """The picture of these values.

    Args:
        name: begins the identifiers inside the picture; another for each map of a page.
    """
    frame = frame_of(_positions(values, outlines))
    below = ground(frame, outlines, borders)
    most = max((point.magnitude for point in values.points), default=0.0)
    widest = max((flow.volume for flow in values.flows), default=0.0)
    highest = max((area.value for area in values.areas), default=0.0)
    marks = sorted(
        ((point, frame.pixel((point.place.lon, point.place.lat))) for point in values.points),
        key=lambda each: -each[0].magnitude,
    )
    parts = [
        _opening(values, frame, borders, name),
        f'<g class="ground"><path class="grid" transform="scale(.1)" d="{below.grid}"/>',
        '<g class="outlines" transform="scale(.1)">',
        *_surfaces(values, below, highest),
        "</g>",
        *_flows(values, frame, widest),
        "</g>",
        *_names(below, marks),
        *_marks(marks, most, values),
        _scale_bar(frame),
        "</svg>",
    ]
    listed = list(rows(values))
    return Picture(
        mark_safe("".join(parts)),  # noqa: S308 - every value is escaped where it is written
        note(borders, below.seen, below.unsettled)
        if outlines is not None
        else _("The outlines of countries are not installed here."),
        listed[:TABLE_ROWS],
        max(0, len(listed) - TABLE_ROWS),
        steps(most, partial(radius, most=most, largest=values.largest_radius)),
        steps(widest, partial(width, most=widest, widest=values.widest)),
        [
            Step(at, _("up to %(value)s") % {"value": number(highest * (at + 1) / SHADES)})
            for at in range(SHADES if highest else 0)
        ],
        [
            (f"c{at}", told, mark_safe(mark(at, 6.0)))  # noqa: S308 - numbers alone
            for at, (_code, told) in enumerate(values.categories)
        ],
        frame,
        values,
        borders,
    )


def _positions(values: MapValues, outlines: Outlines | None) -> list[Position]:
    """What must be seen."""
    places = [point.place for point in values.points]
    places += [place for flow in values.flows for place in (flow.start, flow.end)]
    found = [(place.lon, place.lat) for place in places]
    if outlines is not None:
        for code in {*values.around, *(area.code for area in values.areas)}:
            found.extend(outlines.extent(code))
    return found


def _opening(values: MapValues, frame: Frame, borders: Borders, name: str) -> str:
    ways = " ".join(borders.as_words())
    lon, lat = frame.projection.centre
    label = escaped(values.title)
    described = f' aria-describedby="{name}-description"' if values.description else ""
    return (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" dir="ltr" '
        f'role="group" aria-labelledby="{name}-title"{described} data-projection="{frame.projection.name}" '
        f'data-centre="{lon} {lat}" data-scale="{frame.scale}" data-origin="{frame.across} {frame.down}" '
        f'data-ways="{escaped(ways)}" data-km="{0 if frame.world else round(frame.km_per_pixel, 4)}">'
        f'<title id="{name}-title">{label}</title>'
        + (f'<desc id="{name}-description">{escaped(values.description)}</desc>' if values.description else "")
    )


def _surfaces(values: MapValues, below: Ground, highest: float) -> Iterator[str]:
    shaded = {area.code: area for area in values.areas if area.code in below.areas}
    land = "".join(drawn for code, drawn in below.areas.items() if code not in shaded)
    yield f'<path class="land" d="{land}"/>' if land else ""
    for code, area in shaded.items():
        step = min(SHADES - 1, int(SHADES * area.value / highest)) if highest else 0
        yield (
            f'<path class="land shade{step}" data-code="{code}" d="{below.areas[code]}">'
            f"<title>{_told(area.name, area)}</title></path>"
        )
    for kind, drawn in (
        ("regions", below.regions),
        ("coast", below.coast),
        ("border", below.solid),
        ("border unsettled", below.dashed),
    ):
        yield f'<path class="{kind}" d="{drawn}"/>' if drawn else ""


def _names(below: Ground, marks: Sequence[tuple[Point, Dot]]) -> Iterator[str]:
    """The countries' names, below a mark that would cover them."""
    largest = [spot for _point, spot in marks[:NAMES_MAKE_WAY]]
    for label in below.labels:
        told = words.country(label.code)
        if told == label.code:
            continue
        half = NAME_WIDTH * len(told) / 2
        covering = [y for x, y in largest if abs(x - label.x) < half + NAME_HEIGHT and abs(y - label.y) < NAME_HEIGHT]
        down = max(covering) + NAME_BELOW if covering else label.y
        small = " small" if label.small else ""
        yield f'<text class="country{small}" transform="translate({label.x} {down:.1f})">{escaped(told)}</text>'


def _flows(values: MapValues, frame: Frame, widest: float) -> Iterator[str]:
    both = {_ends(flow) for flow in values.flows if flow.directed}
    for flow in sorted(values.flows, key=lambda each: -each.volume):
        start, end = _ends(flow)
        wide = width(flow.volume, widest, values.widest)
        way = great_circle(start, end, FLOW_STEP_DEGREES)
        pieces = [[frame.pixel(each) for each in piece] for piece in (at_antimeridian(way) if frame.world else [way])]
        if flow.directed and (end, start) in both and start != end:
            pieces = _beside(pieces, wide / 2 + 0.8)
        drawn = path(pieces)
        if not drawn:
            continue
        told = _told(route(flow), flow)
        tip = _tip(pieces[-1], wide) if flow.directed else ""
        yield (
            f'<g class="flow" role="img"{_series(flow.series, flow.volume)}><title>{told}</title>'
            f'<path transform="scale(.1)" d="{drawn}" stroke-width="{wide:.1f}"/>{tip}</g>'
        )


def _ends(flow: Flow) -> tuple[Position, Position]:
    return (flow.start.lon, flow.start.lat), (flow.end.lon, flow.end.lat)


def _beside(pieces: list[list[Dot]], by: float) -> list[list[Dot]]:
    """The line moved to the right of its direction, so that the way back lies beside it and not under it."""
    (x1, y1), (x2, y2) = pieces[0][0], pieces[-1][-1]
    length = math.hypot(x2 - x1, y2 - y1) or 1.0
    over, under = -by * (y2 - y1) / length, by * (x2 - x1) / length
    return [[(x + over, y + under) for x, y in piece] for piece in pieces]


def _tip(piece: list[Dot], wide: float) -> str:
    """An arrow two thirds down the way: at the end it would lie under the mark."""
    at = max(1, math.ceil(2 * (len(piece) - 1) / 3))
    (x1, y1), (x2, y2) = piece[at - 1], piece[at]
    if len(piece) == 2:
        x2, y2 = x1 + 2 * (x2 - x1) / 3, y1 + 2 * (y2 - y1) / 3
    turn = math.degrees(math.atan2(y2 - y1, x2 - x1))
    long = 4 + wide
    return (
        f'<path class="tip" transform="translate({x2:.1f} {y2:.1f}) rotate({turn:.0f})" '
        f'd="M{long / 2:.1f} 0L{-long / 2:.1f} {long / 2:.1f}V{-long / 2:.1f}z"/>'
    )


def _marks(marks: Sequence[tuple[Point, Dot]], most: float, values: MapValues) -> Iterator[str]:
    kinds = {code: at for at, (code, _words) in enumerate(values.categories)}
    for point, (x, y) in marks:
        kind = kinds.get(point.category, 0)
        opening = f'a href="{escaped(point.href)}"' if point.href else 'g role="img"'
        yield (
            f'<{opening} class="point c{kind}" transform="translate({x:.1f} {y:.1f})" data-id="{escaped(point.id)}"'
            f"{_series(point.series, point.magnitude)}>"
            f"<title>{_told(point.place.name, point)}</title>"
            f"{mark(kind, radius(point.magnitude, most, values.largest_radius))}</{opening[0]}>"
        )


def _series(series: Mapping[int, float], whole: float) -> str:
    """The whole, and which periods hold how much: "3:12 5:1"; periods with nothing are left out."""
    if not series:
        return ""
    held = " ".join(f"{at}:{value:g}" for at, value in sorted(series.items()) if value)
    return f' data-whole="{whole:g}" data-series="{held}"'


def _told(name: str, value: Point | Flow | Area) -> str:
    return escaped(f"{name} – {value.caption or number(_amount(value))}")


def _amount(value: Point | Flow | Area) -> float:
    return value.magnitude if isinstance(value, Point) else value.volume if isinstance(value, Flow) else value.value


def _scale_bar(frame: Frame) -> str:
    if frame.world:
        return ""
    km = nice(SCALE_PIXELS * frame.km_per_pixel)
    long = km / frame.km_per_pixel
    told = escaped(_("%(km)s km") % {"km": number(km)})
    return (
        f'<g class="scale" transform="translate(14 {frame.height - 14})"><path d="M0-5V0H{long:.1f}V-5"/>'
        f'<text x="{long / 2:.1f}" y="-5">{told}</text></g>'
    )


def escaped(text: str) -> str:
    """Text for SVG: no markup, no quotes, nothing that XML cannot hold."""
    return html.escape(UNREADABLE.sub("\ufffd", text))
