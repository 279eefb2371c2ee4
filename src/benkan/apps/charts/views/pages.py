"""The list of charts, a new one, and the page of one with its list."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import Officer, officer, signed_in
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.charts import choices, circle, drawing, editing, listing, reading
from benkan.apps.charts.asked import Asked
from benkan.apps.charts.exporting import FORMATS
from benkan.apps.charts.sources import registry
from benkan.apps.charts.views import ROLES, part
from benkan.apps.charts.views.panels import FORMS
from benkan.apps.jointcases import services as joint_cases
from benkan.core import charts
from benkan.core.errors import BenkanError
from benkan.web import words
from benkan.web.errors import explain

PAGE = 50
TABS: Final = {
    "persons": gettext_lazy("Key persons"),
    "groups": gettext_lazy("Groups proposed"),
    "missing": gettext_lazy("Ties that may be missing"),
    "same": gettext_lazy("Could be the same"),
    "notes": gettext_lazy("Notes and groups"),
    "snapshots": gettext_lazy("Snapshots"),
    "combine": gettext_lazy("Combine"),
    "history": gettext_lazy("Changes"),
}
"""What may stand beside the chart, besides a node."""


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """The charts of this officer."""
    text, sort = request.GET.get("q", "").strip()[:100], request.GET.get("sort", "-moved")
    who, case = signed_in(request), request.GET.get("case", "")
    found = circle.listed(who, text=text, case=case, sort=sort)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "text": text,
        "sort": sort,
        "of": next((value for value, _words in _cases(who) if case and value.endswith(f":{case}")), ""),
        "count_words": ngettext("%(count)d chart", "%(count)d charts", count) % {"count": count},
    }
    return render(request, "charts/list.html", context)


def _cases(who: Officer) -> list[tuple[str, str]]:
    """The cases of which this officer may make a chart: ours that are open, joint ones that are under way."""
    ours = [(f"case:{one.pk}", str(one)) for one in cases.open_for(who)[:200]]
    return ours + [(f"joint:{one.pk}", str(one)) for one in joint_cases.listed(who, state="running")[:200]]


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The form that makes a chart of a case."""
    who = signed_in(request)
    given = request.POST or request.GET
    explained = None
    if request.method == "POST":
        of, _colon, identity = given.get("of", "").partition(":")
        try:
            made = editing.make(
                who,
                given.get("title", ""),
                case=identity if of == "case" else None,
                joint_case=identity if of == "joint" else None,
            )
        except BenkanError as error:
            explained = explain(error)
        else:
            return redirect("charts:detail", made.pk)
    context = {
        "choice": _cases(who),
        "of": given.get("of", ""),
        "title": given.get("title", ""),
        "explained": explained,
    }
    return render(request, "charts/new.html", context, status=422 if explained else 200)


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """A chart: the canvas, what it is narrowed to, and its list."""
    who = signed_in(request)
    chart = circle.get(chart_id, who)
    read = reading.read(chart, who)
    asked = Asked.of(request.GET)
    registry.opened(dict.fromkeys(piece.item for piece in read.pieces), read.scope)
    return render(request, "charts/detail.html", _context(request, read, asked, whole=True))


@require_GET
@officer(*ROLES)
def graph(request: HttpRequest, chart_id: UUID) -> JsonResponse:
    """The narrowed chart as the canvas takes it."""
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    return JsonResponse(drawing.draw(read, Asked.of(request.GET)), json_dumps_params={"ensure_ascii": False})


@require_GET
@officer(*ROLES)
def twin(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """The list of the narrowed chart alone."""
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    return part(request, "charts/_twin.html", _context(request, read, Asked.of(request.GET)))


def _context(request: HttpRequest, read: reading.Read, asked: Asked, *, whole: bool = False) -> dict[str, Any]:
    page, narrowed = listing.listed(read, asked)
    context: dict[str, Any] = {
        "chart": read.chart,
        "may_change": circle.may_change(read.chart, read.scope.officer),
        "asked": asked,
        "page": page,
        "count_words": drawing.counted(narrowed),
        "left": drawing.sentences(charts.cut(narrowed, asked.chosen), read),
        "query": query_of(request.GET),
        "groups": len(read.made.groups),
    }
    if whole:
        columns, undated = charts.columns(read.graph)
        context |= {
            "tabs": [(name, reverse(f"charts:{name}", args=[read.chart.pk]), said) for name, said in TABS.items()],
            "acts": _acts(read) if context["may_change"] else [],
            "filters": _filters(read, asked),
            "grades": list(choices.GRADES.items()),
            "layouts": list(choices.LAYOUTS.items()),
            "layout": read.made.layout,
            "columns": _bars(columns),
            "undated": undated,
            "formats": list(FORMATS),
            "new_items": len(editing.new_items(read)) if context["may_change"] else 0,
            "empty": not read.graph.nodes,
        }
    return context


def _acts(read: reading.Read) -> list[tuple[str, str, Any]]:
    """What can be done with the chosen nodes; records of ours are no part of a joint case's chart."""
    return [
        (name, reverse("charts:form", args=[read.chart.pk, name]), said)
        for name, (said, _least) in FORMS.items()
        if name != "record" or read.chart.case_id is not None
    ]


def query_of(given: QueryDict) -> str:
    """What the page is narrowed to, for the addresses of its parts."""
    kept = given.copy()
    for name in ("page", "part", "sort"):
        kept.pop(name, None)
    return kept.urlencode()


def _filters(read: reading.Read, asked: Asked) -> list[dict[str, Any]]:
    """Each way to narrow, with what there is of it on the chart."""
    narrowing, graph = asked.narrowing, read.graph
    documents = list(graph.documents())
    names, sources = agencies.names(), reading.source_words()

    def of(name: str, label: str, found: list[tuple[str, str]], chosen: frozenset[str]) -> dict[str, Any]:
        return {"name": name, "label": label, "choices": [(code, said, code in chosen) for code, said in found]}

    kinds = [(code, choices.word(choices.KINDS, code)) for code in charts.KINDS if code in graph.kinds()]
    met = sorted({one.source for one in documents})
    owners = sorted({one.owner for one in documents})
    codes = sorted({one.handling for one in documents})
    return [
        of("kind", _("Kind"), kinds, narrowing.kinds),
        of("source", _("Source"), [(code, sources.get(code, code)) for code in met], narrowing.sources),
        of("owner", _("Owner"), [(code, names.get(code, code)) for code in owners], narrowing.owners),
        of("handling", _("Handling"), [(c, f"{c} {words.handling(c)[0]}") for c in codes], narrowing.handling),
    ]


def _bars(columns: list[charts.Column]) -> list[dict[str, Any]]:
    most = max((one.count for one in columns), default=0)
    return [
        {
            "x": place * 10,
            "y": 40 - height,
            "height": height,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "count": one.count,
        }
        for place, one in enumerate(columns)
        for height in [round(40 * one.count / most) if most else 0]
    ]
