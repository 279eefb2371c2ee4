"""The navigation: what stands in the head of every page, in groups; where a new page of a slice is entered.

A group shows when the officer may open one of its pages, and leads to the first of them; the pages of the group that
one is in stand in a row below. Names of pages that this node does not have are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the navigation: its name among the addresses, its words, and the right that it needs, if any."""

    name: str
    words: Promise
    right: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A link as a template shows it; ``current`` is ``page``, ``true`` (a page below it) or empty."""

    address: str
    words: Promise
    current: str = ""


GROUPS: Final[tuple[tuple[Promise, tuple[Page, ...]], ...]] = (
    (_("My day"), (Page("accounts:home", _("My day")), Page("calendar:index", _("Calendar")))),
    (_("Search"), (Page("search:new", _("Search"), "search"),)),
    (
        _("Cases"),
        (
            Page("cases:list", _("Cases"), "case"),
            Page("jointcases:list", _("Joint cases"), "case"),
            Page("charts:list", _("Link charts"), "case"),
        ),
    ),
    (
        _("Exchange"),
        (Page("requests:inbox", _("Requests"), "case"), Page("notices:received", _("Notices"), "notice")),
    ),
    (
        _("Data"),
        (
            Page("records:list", _("Records"), "search"),
            Page("screening:list", _("Screening"), "search"),
            Page("seizures:list", _("Seizures"), "case"),
            Page("seizures:statistics", _("Statistics"), "case"),
            Page("seizures:map", _("Map"), "case"),
        ),
    ),
    (
        _("Money"),
        (
            Page("flows:alerts", _("Alerts"), "case"),
            Page("flows:look-up", _("Accounts"), "case"),
            Page("flows:imports", _("Import transfers"), "case"),
            Page("flows:rules", _("Rules"), "case"),
            Page("reports:list", _("Reports"), "report"),
            Page("reports:statistics", _("Answers"), "report"),
            Page("reports:reporters", _("Reporters"), "register-reporter"),
        ),
    ),
    (
        _("Cooperation"),
        (
            Page("accords:list", _("Conventions")),
            Page("agencies:list", _("Partners")),
            Page("courier:index", _("By courier"), "release"),
        ),
    ),
    (
        _("Means"),
        (
            Page("means:list", _("Means"), "means"),
            Page("deployments:list", _("Loans"), "means"),
            Page("deployments:costs", _("Costs of loans"), "means"),
            Page("means:gaps", _("Goals and gaps"), "means"),
        ),
    ),
    (
        _("Training"),
        (
            Page("training:courses", _("Courses")),
            Page("library:list", _("Library")),
            Page("certificates:list", _("Certificates")),
            Page("certificates:matrix", _("Competences")),
            Page("cascade:list", _("Onward training")),
            Page("gatherings:list", _("Gatherings")),
            Page("resolutions:list", _("Recommendations")),
        ),
    ),
    (_("Control"), (Page("audit:index", _("Audit"), "audit"), Page("journal:list", _("Journal"), "journal"))),
)
"""Each group with its pages, in the order of a day's work."""


def of(request: HttpRequest) -> dict[str, list[Entry]]:
    """The groups that this officer may open, and the pages of the one that the request is in (none for a lone page)."""
    rights: frozenset[str] = getattr(request.user, "rights", frozenset())
    groups: list[Entry] = []
    below: list[Entry] = []
    for words, pages in GROUPS:
        shown = [entry for page in pages if (entry := _entry(page, rights, request.path)) is not None]
        if not shown:
            continue
        shown = _nearest(shown)
        here = next((entry.current for entry in shown if entry.current), "")
        alone = len(shown) == 1
        groups.append(
            Entry(shown[0].address, shown[0].words if alone else words, here if alone or not here else "true")
        )
        if here and not alone:
            below = shown
    return {"navigation_groups": groups, "navigation_pages": below}


def _nearest(shown: list[Entry]) -> list[Entry]:
    """Of several pages below which the reader is only the nearest is the current one."""
    here = max((entry for entry in shown if entry.current), key=lambda entry: len(entry.address), default=None)
    exact = next((entry for entry in shown if entry.current == "page"), None)
    current = exact or here
    return [entry if entry is current else Entry(entry.address, entry.words) for entry in shown]


def _entry(page: Page, rights: Any, path: str) -> Entry | None:
    if page.right and page.right not in rights:
        return None
    try:
        address = reverse(page.name)
    except NoReverseMatch:
        return None
    root = "/" + address.strip("/").split("/")[0] + "/"
    here = path == address or (address != "/" and path.startswith(address if address.count("/") > 2 else root))
    return Entry(address, page.words, ("page" if path == address else "true") if here else "")
