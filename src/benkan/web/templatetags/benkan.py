"""Badges, dates and small pieces: one look for each, everywhere. Built in to every template, no {% load %} needed.

The words behind the codes follow Europol's handling codes (H0–H3) and the 4×4 evaluation of sources (A–X, 1–4).
A colour never stands alone: every badge has its word or its shape.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from benkan.web import times, words
from benkan.web.maps import MapValues, draw
from benkan.web.maps.outlines import ADDRESS, outlines

register = template.Library()

VENDOR_STYLES = ("vendor/fonts.css", "vendor/base.css")
# Fetched when a map is first brought nearer: most readers never do, and a slow link is for the values.
MAP_SCRIPTS = tuple(f"vendor/maps/{name}.min.js" for name in ("d3-array", "d3-geo", "topojson-client"))


@register.simple_tag
def vendor_styles() -> SafeString:
    """Links to the built style sheets, or nothing where the build could not reach npm."""
    present = [path for path in VENDOR_STYLES if finders.find(path)]
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(path),) for path in present))


@register.filter
def can(officer: Any, right: str) -> bool:
    """Whether this officer holds the right; an anonymous visitor holds none."""
    rights = getattr(officer, "rights", None)
    return bool(rights and right in rights)


@register.filter
def country_name(code: str) -> str:
    """The country's name in the reader's language, or its code."""
    return words.country(code)


@register.filter
def percent_of(done: float, total: float) -> int:
    """Whole per cent, 0 to 100."""
    return 100 if not total else max(0, min(100, round(100 * done / total)))


@register.simple_tag
def handling(code: str | None) -> SafeString:
    """Badge of a handling code: ``{% handling "H1" %}``."""
    code = (code or "H3").upper()
    short, long = words.handling(code)
    return format_html(
        '<span class="badge handling {}" title="{}"><b>{}</b>{}</span>', code.lower(), long, code.upper(), short
    )


@register.simple_tag
def grade(code: str | None) -> SafeString:
    """Badge of a source grade: ``{% grade "B2" %}``."""
    code = (code or "X4").upper()
    source, information = words.grade(code)
    return format_html(
        '<span class="badge grade" title="{} · {}"><b>{}</b>{}</span>', source, information, code, source
    )


_TIER_SHAPES = {
    "identifier": format_html('<circle cx="8" cy="8" r="{}" fill="currentColor"/>', 7),
    "name+date": format_html('<path d="M8 1a7 7 0 0 0 0 14z" fill="currentColor"/><circle cx="8" cy="8" r="{}"/>', 6),
    "rare-name": format_html('<circle cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="{}" fill="currentColor"/>', 2),
    "weak": format_html('<circle cx="8" cy="8" r="{}" stroke-dasharray="3 3"/>', 6),
}


@register.simple_tag
def tier(code: str) -> SafeString:
    """Badge of the strength of a hit: ``{% tier "identifier" %}``."""
    short, long = words.tier(code)
    shape = _TIER_SHAPES.get(code, _TIER_SHAPES["weak"])
    return format_html(
        '<span class="badge tier {}" title="{}"><svg class="mirrored" viewBox="0 0 16 16" fill="none" '
        'stroke="currentColor" stroke-width="2" aria-hidden="true">{}</svg>{}</span>',
        code.replace("+", "-"),
        long,
        shape,
        short,
    )


@register.simple_tag
def deadline(
    due_at: datetime | None, start: datetime | None = None, paused_at: datetime | None = None
) -> SafeString | str:
    """Time left, in words and as a bar: ``{% deadline due_at received_at paused_at %}``.

    Args:
        paused_at: since when the clock stands still; the time left is what it was then.
    """
    if due_at is None:
        return ""
    now = paused_at or timezone.now()
    left = (due_at - now).total_seconds()
    whole = (due_at - start).total_seconds() if start else 7 * 86400.0
    share = max(0.0, min(1.0, left / whole)) if whole > 0 else 0.0
    state = "late" if left <= 0 else "soon" if share < 0.25 or left < 4 * 3600 else ""
    return format_html(
        '<span class="deadline {}" title="{}"><span>{}</span><svg viewBox="0 0 100 4" preserveAspectRatio="none" '
        'aria-hidden="true"><rect class="bar-ground" width="100" height="4"/><rect class="bar" width="{}" height="4"/>'
        "</svg></span>",
        state,
        times.exact(due_at),
        times.left(due_at, now)
        if paused_at is None
        else _("%(left)s, clock stopped") % {"left": times.left(due_at, now)},
        round(100 * share),
    )


@register.simple_tag
def when(moment: datetime | date | None, form: str = "long") -> SafeString | str:
    """Weekday, date and relative time, the exact instant on hover: ``{% when at %}``, ``{% when at "short" %}``."""
    if moment is None or moment == "":
        return "–"
    if not isinstance(moment, datetime):
        return format_html('<time datetime="{}">{}</time>', moment.isoformat(), times.day(moment))
    spoken = times.relative(moment) if form == "short" else times.spoken(moment)
    return format_html(
        '<time class="when" datetime="{}" title="{}">{}</time>', moment.isoformat(), times.exact(moment), spoken
    )


@register.simple_tag
def day_and_hour(moment: datetime | None) -> SafeString | str:
    """Date and time of day inside a sentence, the exact instant on hover: ``{% day_and_hour at as built %}``."""
    if moment is None:
        return "–"
    return format_html(
        '<time datetime="{}" title="{}"><bdi>{}</bdi></time>',
        moment.isoformat(),
        times.exact(moment),
        times.day_and_hour(moment),
    )


@register.simple_tag
def person_name(name: str | None) -> SafeString:
    """A name, kept whole in its own direction of writing."""
    if name and not any(letter.isalpha() for letter in name):
        return format_html('<bdi class="name" dir="ltr">{}</bdi>', name)
    return format_html('<bdi class="name">{}</bdi>', name) if name else format_html("<i>{}</i>", _("no name"))


@register.filter
def isolated(value: object) -> str:
    """A value inside a translated sentence, whole in both directions: ``{{ phone|isolated }}``."""
    return words.isolated(str(value))


@register.inclusion_tag("web/field.html")
def field(bound: Any, hint: str = "") -> dict[str, Any]:
    """Label, hint, errors and input of one form field: ``{% field form.name %}``."""
    return {"field": bound, "hint": hint or bound.help_text}


@register.simple_tag(takes_context=True)
def sort_header(context: dict[str, Any], key: str, label: str) -> SafeString:
    """A column head that sorts: ``{% sort_header "opened" _("Opened") %}``; the view reads ``?sort=opened|-opened``."""
    request = context["request"]
    current = request.GET.get("sort", context.get("sort", ""))
    query = request.GET.copy()
    query["sort"] = f"-{key}" if current == key else key
    query.pop("page", None)
    state = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    return format_html('<th scope="col" aria-sort="{}"><a href="?{}">{}</a></th>', state, query.urlencode(), label)


@register.simple_tag
def map_files() -> SafeString:
    """Style and script of maps, for ``{% block head %}`` of a page that has one."""
    return format_html(
        '<link rel="stylesheet" href="{}">\n  <script src="{}" defer></script>',
        static("web/map.css"),
        static("web/map.js"),
    )


@register.inclusion_tag("web/map.html")
def map_of(values: MapValues, name: str = "map", table: bool = True) -> dict[str, Any]:
    """A map with its legend, its note and its table: ``{% map_of values %}``; ``docs/ui.md`` says what it takes.

    Args:
        name: begins the identifiers; another for each map of a page.
        table: whether the values stand below as a table; the page has its own when not.
    """
    found = outlines()
    files = [ADDRESS, *MAP_SCRIPTS]
    fine = found is not None and all(finders.find(path) for path in files)
    return {
        "picture": draw(values, settings.BENKAN_NODE.maps, found, name),
        "values": values,
        "name": name,
        "table": table,
        "outlines": static(ADDRESS) if fine else "",
        "scripts": " ".join(static(path) for path in MAP_SCRIPTS) if fine else "",
    }
