"""Questions to a chart: how two are linked, who holds it together, which groups and gaps it has, what changed."""

from __future__ import annotations

import json
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.charts import circle, drawing, listing, mapping, measuring, reading, resolving
from benkan.apps.charts.asked import Asked
from benkan.apps.charts.views import ROLES, part
from benkan.apps.charts.views.pages import query_of
from benkan.apps.charts.views.panels import chosen
from benkan.core import charts
from benkan.core.networks.dismantling import MOST_PERSONS

LISTED = 200
MOST_GONE = 200
"""So many nodes the slider takes away; the curve shows what comes of all."""
IN_TABLE = 10
NAMED = 8
"""Members of a proposed group that are named; the others are counted."""


def _read(request: HttpRequest, chart_id: UUID) -> tuple[reading.Read, charts.Graph, Asked]:
    who = signed_in(request)
    read, asked = reading.read(circle.get(chart_id, who), who), Asked.of(request.GET)
    return read, charts.narrow(read.graph, asked.narrowing), asked


@require_GET
@officer(*ROLES)
def path(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """The chains between the first two nodes that are chosen: all shortest ones, and those in the order of time."""
    read, graph, asked = _read(request, chart_id)
    ends = [one for one in chosen(read, asked.chosen) if one.key in graph.nodes][:2]
    avoid = request.GET.get("hubs") != "through"
    context: dict[str, Any] = {"chart": read.chart, "ends": ends, "avoid": avoid, "query": query_of(request.GET)}
    if len(ends) == 2:
        start, end = (one.key for one in ends)
        context["ways"] = [
            (_("Shortest"), _shown(measuring.chains(graph, start, end, avoid_hubs=avoid))),
            (_("In the order of time"), _shown(measuring.in_time(graph, start, end, avoid_hubs=avoid))),
        ]
    return part(request, "charts/_path.html", context)


def _shown(found: measuring.Chains) -> dict[str, Any]:
    return {"said": found.said, "chains": [(one, json.dumps(one.mark)) for one in found.chains]}


@require_GET
@officer(*ROLES)
def persons(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Key nodes: contacts and brokerage side by side, and the slider that takes nodes away in the order of removal."""
    read, graph, _asked = _read(request, chart_id)
    found, broken = measuring.key_nodes(graph), measuring.breaking(graph)
    context: dict[str, Any] = {
        "chart": read.chart,
        "found": found,
        "broken": broken,
        "most": measuring.MOST_MEASURED,
        "most_broken": MOST_PERSONS,
    }
    if found is not None:
        context["pairs"] = list(zip_longest(found.contacts, found.brokers))
    if broken is not None and broken.order:
        whole = len(broken.order)
        told = [
            _("Taken away: %(gone)d. Still hanging together: %(left)d of %(whole)d nodes.")
            % {"gone": gone, "left": left, "whole": whole}
            for gone, left in enumerate(broken.left[: MOST_GONE + 1])
        ]
        context |= {
            "order": json.dumps(broken.order[:MOST_GONE]),
            "steps": len(told) - 1,
            "told": json.dumps(told, ensure_ascii=False),
            "first": told[0],
            "curve": _curve(broken.left),
            "table": _table(graph, broken),
        }
    return part(request, "charts/_persons.html", context)


def _table(graph: charts.Graph, broken: measuring.Breaking) -> list[tuple[int, charts.Node | None, int]]:
    """The first removals: how many are gone, who went, how many still hang together."""
    gone = [None, *(graph.nodes[key] for key in broken.order[:IN_TABLE])]
    return [(number, node, broken.left[number]) for number, node in enumerate(gone)]


@require_GET
@officer(*ROLES)
def groups(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Groups that the ties propose; a group is a box only when an officer keeps it."""
    read, graph, _asked = _read(request, chart_id)
    found = measuring.groups(graph)
    context = {
        "chart": read.chart,
        "found": found,
        "most": measuring.MOST_MEASURED,
        "groups": [
            (one[:NAMED], len(one) - NAMED, len(one), " ".join(node.key for node in one))
            for one in (found.groups if found else ())
        ],
        "may_change": circle.may_change(read.chart, read.scope.officer),
    }
    return part(request, "charts/_groups.html", context)


@require_GET
@officer(*ROLES)
def missing(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Where a tie may be missing: a list with reasons, never drawn."""
    read, graph, _asked = _read(request, chart_id)
    found = measuring.missing(graph)
    context = {
        "chart": read.chart,
        "found": found,
        "most": measuring.MOST_FOR_MISSING,
        "pairs": found[0] if found else (),
        "said": found[1] if found else (),
        "may_change": circle.may_change(read.chart, read.scope.officer),
    }
    return part(request, "charts/_missing.html", context)


def _curve(left: tuple[int, ...]) -> str:
    """The points of the curve in a field of 100 by 100."""
    across, high = max(1, len(left) - 1), max(1, left[0])
    return " ".join(f"{100 * place / across:.2f},{100 - 100 * value / high:.2f}" for place, value in enumerate(left))


@require_GET
@officer(*ROLES)
def same(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Who could be the same, with why; an officer decides."""
    read, _graph, _asked = _read(request, chart_id)
    names = agencies.names()
    context = {
        "chart": read.chart,
        "found": [
            (one, drawing.owner_words(one.one.owners, names), drawing.owner_words(one.other.owners, names))
            for one in resolving.candidates(read)
        ],
        "may_change": circle.may_change(read.chart, read.scope.officer),
    }
    return part(request, "charts/_same.html", context)


@require_GET
@officer(*ROLES)
def snapshots(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """The snapshots; with ``from``, what is new and what is gone since one, up to now or ``to`` another."""
    read, _graph, _asked = _read(request, chart_id)
    kept, names, sources = read.made.snapshots, agencies.names(), reading.source_words()
    officers = accounts.names()
    context: dict[str, Any] = {
        "chart": read.chart,
        "snapshots": [
            {
                "id": identity,
                "body": one.body,
                "at": one.at,
                "officer": officers.get(one.officer, one.officer),
                "nodes": len(one.body["nodes"]),
            }
            for identity, one in kept.items()
        ],
        "since": request.GET.get("from", ""),
        "until": request.GET.get("to", ""),
        "may_change": circle.may_change(read.chart, read.scope.officer),
    }
    then = kept.get(request.GET.get("from", ""))
    if then is not None:
        later, graph = kept.get(request.GET.get("to", "")), read.graph
        if later is not None:
            graph = charts.as_of(graph, later.body["nodes"], later.body["ties"])
        found = charts.compare(then.body["nodes"], then.body["ties"], graph)
        mark = [one.key for one in found.new_nodes]
        mark += [f"{one.start} {one.end}" for one in found.new_ties]
        context |= {
            "then": then,
            "later": later,
            "found": found,
            "new_ties": [listing.tie_line(tie, graph, names, sources) for tie in found.new_ties[:LISTED]],
            "new_nodes": found.new_nodes[:LISTED],
            "mark": json.dumps(mark),
        }
    return part(request, "charts/_snapshots.html", context)


@require_GET
@officer(*ROLES)
def combine(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """The charts that can be brought into this one."""
    who = signed_in(request)
    chart = circle.get(chart_id, who)
    purpose = circle.scope_of(chart, who).purpose
    others = circle.listed(who).exclude(pk=chart.pk)
    if chart.case_id is not None:
        others = others.filter(case__purpose=purpose)
    else:
        others = others.filter(joint_case=chart.joint_case_id)
    context = {"chart": chart, "others": others[:LISTED], "may_change": circle.may_change(chart, who)}
    return part(request, "charts/_combine.html", context)


@require_GET
@officer(*ROLES)
def on_map(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """The same chart on the map, with the same narrowing and the same nodes chosen."""
    read, graph, asked = _read(request, chart_id)
    context = {
        "chart": read.chart,
        "drawn": mapping.draw(read, graph, asked.chosen),
        "query": query_of(request.GET),
        "count_words": drawing.counted(graph),
    }
    return render(request, "charts/map.html", context)
