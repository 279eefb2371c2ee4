"""A chart as a file: with its handling code, who took it and when, and only what its owners let into files.

What a partner released as H2 or H3 needs the owner's leave before it is passed on, and a file is made to be passed on:
it stays out, and the file says how many such items there are. Each file is a line of the journal.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.charts import choices, circle, drawing, picture, reading
from benkan.apps.charts.models import Chart
from benkan.apps.journal import services as journal
from benkan.core import charts
from benkan.core.charts import Graph, Narrowing
from benkan.core.errors import N_, Invalid
from benkan.formats import graphml
from benkan.web import csv_file, times


@dataclass(frozen=True, slots=True)
class File:
    """One file."""

    name: str
    media_type: str
    data: bytes
    handling: str
    withheld: int


@dataclass(frozen=True, slots=True)
class Leaving:
    """What goes into a file, and what is said about it."""

    chart: Chart
    read: reading.Read
    graph: Graph
    handling: str
    withheld: int
    officer: str
    at: dt.datetime

    @property
    def withheld_words(self) -> str:
        """How much was left out, in words."""
        if not self.withheld:
            return ""
        return ngettext(
            "%(count)d item of a partner may not be passed on and is not in this file.",
            "%(count)d items of partners may not be passed on and are not in this file.",
            self.withheld,
        ) % {"count": self.withheld}


def leaving(officer: Officer, chart: Chart, wanted: Narrowing | None = None) -> Leaving:
    """What of the chart may stand in a file, for this officer."""
    read = reading.read(chart, officer)
    leave = [piece for piece in read.pieces if piece.document.may_leave]
    graph = charts.narrow(charts.build(leave, read.made), wanted or Narrowing())
    return Leaving(
        chart,
        read,
        graph,
        charts.strictest(document.handling for document in graph.documents()),
        len(read.pieces) - len(leave),
        str(officer),
        timezone.now(),
    )


def export(officer: Officer, chart: Chart, form: str, wanted: Narrowing | None = None) -> File:
    """The file; the journal says who took it, in which form, under which handling code.

    Raises:
        Invalid: ``chart.format``.
    """
    if form not in FORMATS:
        raise Invalid(
            "chart.format",
            N_("A chart is not exported in this form."),
            N_("Use one of: %(forms)s."),
            place="format",
            forms=", ".join(FORMATS),
        )
    accounts.need(officer, "case")
    found = leaving(officer, chart, wanted)
    media_type, write = FORMATS[form]
    data = write(found)
    journal.write(
        "chart-exported",
        officer=accounts.handle(officer),
        reference=circle.reference_of(chart),
        chart=str(chart.pk),
        format=form,
        handling=found.handling,
        count=len(found.graph.nodes),
        withheld=found.withheld,
    )
    day = timezone.localdate()
    name = f"chart-{str(chart.pk)[:8]}-{day:%Y-%m-%d}-{found.handling}.{form}"
    return File(name, media_type, data, found.handling, found.withheld)


def as_object(found: Leaving) -> dict[str, Any]:
    """The chart as programs read it: nodes, ties, and the document behind each."""
    chart, graph = found.chart, found.graph
    placed = found.read.made.positions.get(found.read.made.layout, {})
    return {
        "chart": str(chart.pk),
        "title": chart.title,
        "case": circle.reference_of(chart),
        "handling": found.handling,
        "exported_by": found.officer,
        "exported_at": found.at.isoformat(),
        "withheld": found.withheld,
        "layout": found.read.made.layout,
        "nodes": [
            {
                "id": node.key,
                "kind": node.kind,
                "label": node.label,
                "members": [{"id": one.key, "label": one.label} for one in node.members],
                "owners": list(node.owners),
                "handling": drawing.handling_of(node),
                "grade": drawing.grade_of(node),
                "since": _day(node.since),
                "until": _day(node.until),
                "position": placed.get(node.key),
                "documents": [one.reference for one in node.documents],
            }
            for node in graph.nodes.values()
        ],
        "ties": [
            {
                "id": tie.key,
                "start": tie.start,
                "end": tie.end,
                "kind": tie.kind,
                "label": tie.label,
                "since": _day(tie.since),
                "until": _day(tie.until),
                "document": tie.document.reference,
            }
            for tie in graph.ties
        ],
        "documents": [
            {
                "reference": one.reference,
                "title": one.title,
                "owner": one.owner,
                "officer": one.officer,
                "at": one.at.isoformat() if one.at else None,
                "handling": one.handling,
                "grade": one.grade,
            }
            for one in graph.documents()
        ],
        "groups": [
            {"name": change.body["name"], "nodes": [key for key in change.body["nodes"] if key in graph.nodes]}
            for change in found.read.made.groups.values()
        ],
        "notes": [
            {"text": change.body["text"], "node": change.body["node"], "on": change.body["on"], "by": change.officer}
            for change in found.read.made.notes.values()
            if not change.body["node"] or change.body["node"] in graph.nodes
        ],
    }


def _json(found: Leaving) -> bytes:
    return json.dumps(as_object(found), ensure_ascii=False, indent=1).encode()


def _csv(found: Leaving) -> bytes:
    """One row for each tie; nodes without a tie stand in rows of their own."""
    head = (
        _("From"), _("Kind"), _("Tie"), _("To"), _("Kind"), _("Since"), _("Until"), _("Owner"), _("Source"),
        _("Document"), _("Officer"), _("Date"), _("Grade"), _("Handling"),
    )  # fmt: skip
    return "".join(csv_file.lines(head, ([_plain(cell) for cell in row] for row in _rows(found)))).encode()


def _rows(found: Leaving) -> Iterator[Iterable[Any]]:
    names, sources = agencies.names(), reading.source_words()
    for tie in found.graph.ties:
        start, end, document = found.graph.nodes[tie.start], found.graph.nodes[tie.end], tie.document
        yield (
            start.label, choices.word(choices.KINDS, start.kind), tie.label, end.label,
            choices.word(choices.KINDS, end.kind), _day(tie.since), _day(tie.until),
            names.get(document.owner, document.owner), sources.get(document.source, document.source), document.title,
            document.officer, _moment(document.at), document.grade, document.handling,
        )  # fmt: skip
    for key, node in found.graph.nodes.items():
        if not found.graph.degrees[key]:
            owner = ", ".join(names.get(one, one) for one in node.owners)
            kind = choices.word(choices.KINDS, node.kind)
            yield (node.label, kind, "", "", "", _day(node.since), _day(node.until), owner, "", "", "", "",
                   drawing.grade_of(node), drawing.handling_of(node))  # fmt: skip
    said = _("Handling code of this file: %(code)s. Taken by %(officer)s, %(when)s.") % {
        "code": found.handling,
        "officer": found.officer,
        "when": times.exact(found.at),
    }
    yield (one for one in (said, found.withheld_words) if one)


def _graphml(found: Leaving) -> bytes:
    graph = found.graph
    nodes = {
        key: {
            "label": _plain(node.label),
            "kind": node.kind,
            "owner": " ".join(node.owners),
            "handling": drawing.handling_of(node),
            "grade": drawing.grade_of(node),
            "since": _day(node.since) or "",
        }
        for key, node in graph.nodes.items()
    }
    edges = [
        (
            tie.start,
            tie.end,
            {
                "label": _plain(tie.label),
                "kind": tie.kind,
                "owner": tie.document.owner,
                "document": tie.document.reference,
                "handling": tie.document.handling,
                "grade": tie.document.grade,
                "since": _day(tie.since) or "",
            },
        )
        for tie in graph.ties
    ]
    about = {
        "title": found.chart.title,
        "handling": found.handling,
        "exported_by": found.officer,
        "exported_at": found.at.isoformat(),
        "withheld": str(found.withheld),
    }
    return graphml.write(nodes, edges, about)


def _svg(found: Leaving) -> bytes:
    return picture.draw(found.graph, found.read.made, _caption(found)).encode()


def _caption(found: Leaving) -> Mapping[str, str]:
    return {
        "title": f"{found.chart.title} · {circle.reference_of(found.chart)}",
        "handling": found.handling,
        "taken": _("Taken by %(officer)s, %(when)s") % {"officer": found.officer, "when": times.exact(found.at)},
        "withheld": found.withheld_words,
    }


def _plain(value: object) -> str:
    """Without the marks that isolate a direction: they are for screens."""
    text = "" if value is None else str(value)
    return "".join(one for one in text if one not in "\u2066\u2067\u2068\u2069")


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(at: dt.datetime | None) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


FORMATS: Final[dict[str, tuple[str, Callable[[Leaving], bytes]]]] = {
    "json": ("application/json", _json),
    "csv": ("text/csv; charset=utf-8", _csv),
    "graphml": ("application/xml", _graphml),
    "svg": ("image/svg+xml", _svg),
}
"""Each form with its media type and its writer. PNG and paper are made of the SVG, in the browser."""
