"""What stands beside a chart: one node, the forms of what is done, the changes, the notes."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.charts import choices, circle, drawing, expanding, listing, reading
from benkan.apps.charts.asked import Asked
from benkan.apps.charts.models import Chart
from benkan.apps.charts.views import ROLES, part
from benkan.apps.search import services as search
from benkan.core import charts
from benkan.core.charts import HANDLING, KINDS, Node
from benkan.core.errors import N_, Refused
from benkan.web import words

TIES: Final = 200
HISTORY: Final = 200
FORMS: Final = {
    "merge": (_("Take for the same"), 2),
    "group": (_("Put into a group"), 1),
    "note": (_("Pin a note"), 0),
    "tie": (_("Draw a tie"), 2),
    "node": (_("Draw a node"), 0),
    "hide": (_("Hide"), 1),
    "record": (_("Add a record"), 0),
}
GRADES: Final = tuple(f"{letter}{number}" for letter in "ABCX" for number in "1234")


def chosen(read: reading.Read, keys: tuple[str, ...]) -> list[Node]:
    """The nodes that these keys name, in their order, each once; a member names the node that it became part of."""
    of = {one.key: node for node in read.graph.nodes.values() for one in node.members}
    return list({of[key].key: of[key] for key in keys if key in of}.values())


@require_GET
@officer(*ROLES)
def node(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """One node: what it is, whose word says so, its ties, and what opening it would bring."""
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    found = chosen(read, (request.GET.get("key", ""),))
    if not found:
        raise Refused(
            "chart.node-unknown",
            N_("This node is not on the chart."),
            N_("It may be hidden, taken out, or withdrawn by its owner."),
        )
    shown, graph = found[0], read.graph
    names, sources = agencies.names(), reading.source_words()
    ties = [tie for tie in graph.ties if shown.key in (tie.start, tie.end)]
    may = circle.may_change(read.chart, who)
    around = expanding.around(read, shown) if may else expanding.Around({}, 0)
    context = {
        "chart": read.chart,
        "node": shown,
        "kind": choices.word(choices.KINDS, shown.kind),
        "handling": drawing.handling_of(shown),
        "grade": drawing.grade_of(shown),
        "degree": graph.degrees[shown.key],
        "documents": [
            (one, names.get(one.owner, one.owner), sources.get(one.source, one.source)) for one in shown.documents
        ],
        "merges": [one for one in read.made.merges if {m.key for m in shown.members} & set(one.nodes)],
        "ties": [listing.tie_line(tie, graph, names, sources) for tie in ties[:TIES]],
        "more_ties": max(0, len(ties) - TIES),
        "around": [(kind, choices.word(choices.KINDS, kind), n) for kind, n in sorted(around.kinds.items())],
        "around_nodes": around.nodes,
        "folds": len(charts.leaves(graph, shown.key)),
        "folded": sum(of == shown.key for of in read.made.hidden.values()),
        "notes": [one for one in read.made.notes.values() if one.body["node"] in {m.key for m in shown.members}],
        "may_change": may,
    }
    return part(request, "charts/_node.html", context)


@require_GET
@officer(*ROLES)
def between(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Everything that ties two nodes, with where each is known from and the worst grade of it."""
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    ends = {one.key for one in chosen(read, Asked.of(request.GET).chosen[:2])}
    ties = [tie for tie in read.graph.ties if {tie.start, tie.end} == ends]
    names, sources = agencies.names(), reading.source_words()
    context = {
        "chart": read.chart,
        "ties": [listing.tie_line(tie, read.graph, names, sources) for tie in ties],
        "grade": charts.worst(tie.document.grade for tie in ties),
        "handling": charts.strictest(tie.document.handling for tie in ties),
    }
    return part(request, "charts/_between.html", context)


@require_GET
@officer(*ROLES)
def form(request: HttpRequest, chart_id: UUID, what: str) -> HttpResponse:
    """The form of one act, with the nodes that are chosen."""
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    nodes = chosen(read, Asked.of(request.GET).chosen)
    title, least = FORMS[what]
    names = agencies.names()
    context: dict[str, Any] = {
        "chart": read.chart,
        "what": what,
        "title": title,
        "least": least,
        "enough": len(nodes) >= least and not (what == "tie" and len(nodes) != least),
        "nodes": [(one, drawing.owner_words(one.owners, names)) for one in nodes],
        "several_owners": len({owner for one in nodes for owner in one.owners}) > 1,
        "kinds": [(code, choices.word(choices.KINDS, code)) for code in KINDS if code not in {"search", "hit"}],
        "handling": [(code, f"{code} · {words.handling(code)[0]}") for code in HANDLING],
        "grades": [(code, f"{code} · {' · '.join(words.grade(code))}") for code in GRADES],
    }
    if what == "record":
        text = request.GET.get("name", "").strip()[:200]
        context |= {"text": text, "found": _records(read.chart, text, read)}
    return part(request, "charts/_form.html", context)


def _records(chart: Chart, text: str, read: reading.Read) -> list[Any]:
    """Our own records that may bear this name, with why; none for a chart of a joint case."""
    if not text or chart.case_id is None:
        return []
    return [
        (line, f"records:{line.record.pk}", f"records:{line.record.pk}" in read.made.items)
        for line in search.local({"name": text})
    ]


@require_GET
@officer(*ROLES)
def history(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Every change, the latest first, with what may be undone and done again."""
    who = signed_in(request)
    chart = circle.get(chart_id, who)
    changes = reading.changes_of(chart)
    gone, names = charts.undone(changes), accounts.names()
    shown = [
        {
            "change": one,
            "words": choices.word(choices.ACTS, one.kind),
            "what": _what(one),
            "officer": names.get(one.officer, one.officer),
            "undone": one.number in gone,
            "reasoned": one.kind in {"merge", "split"},
        }
        for one in reversed(changes[-HISTORY:])
    ]
    context = {
        "chart": chart,
        "changes": shown,
        "earlier": max(0, len(changes) - HISTORY),
        "may_change": circle.may_change(chart, who),
    }
    return part(request, "charts/_history.html", context)


def _what(change: charts.Change) -> str:
    """What the officer wrote about it, or how much it was about."""
    body = change.body
    for name in ("reason", "name", "text", "label"):
        if body.get(name):
            return str(body[name])[:200]
    if change.kind == "undo":
        return f"№ {body['of']}"
    many = next((body[name] for name in ("items", "nodes", "positions", "changes") if name in body), ())
    return f"{len(many)}" if many else ""


@require_GET
@officer(*ROLES)
def notes(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """Notes, groups, and what was drawn by hand: each with who and when, each to be removed."""
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    names = accounts.names()
    of = {one.key: node for node in read.graph.nodes.values() for one in node.members}

    def rows(kept: dict[str, charts.Change]) -> list[dict[str, Any]]:
        return [
            {
                "id": identity,
                "body": one.body,
                "officer": names.get(one.officer, one.officer),
                "at": one.at,
                "node": of.get(one.body.get("node", "")),
            }
            for identity, one in kept.items()
            # A note on what is gone says nothing of it any more.
            if not one.body.get("node") or one.body["node"] in of
        ]

    context = {
        "chart": read.chart,
        "notes": rows(read.made.notes),
        "groups": rows(read.made.groups),
        "drawn": rows(read.made.drawn),
        "may_change": circle.may_change(read.chart, who),
    }
    return part(request, "charts/_notes.html", context)
