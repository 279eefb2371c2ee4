"""What an officer does to a chart from its page; a browser without scripts comes back to the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.charts import circle, editing, expanding, reading
from benkan.apps.charts.views import ROLES
from benkan.apps.charts.views.panels import chosen
from benkan.core import charts
from benkan.core.errors import N_, Invalid

CHANGED: Final = "chart-changed"
"""The event by which the page draws itself anew."""


@require_POST
@officer(*ROLES)
def change(request: HttpRequest, chart_id: UUID) -> HttpResponse:
    """One change: ``act`` says which, the other fields are those of its form."""
    given = request.POST
    act = given.get("act", "")
    if act in _COMPUTED:
        kind, body = _COMPUTED[act](request, chart_id)
    elif act in _FORMS:
        kind, body = act, _FORMS[act](given)
    else:
        raise Invalid("chart.change", N_("This change of a chart cannot be read."), place="act")
    if body is not None:
        editing.change(signed_in(request), chart_id, kind, body)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps({CHANGED: {"act": act}})})
    return redirect("charts:detail", chart_id)


def _of(given: QueryDict, *names: str) -> dict[str, Any]:
    return {name: given.get(name, "") for name in names}


_BY_HAND: Final = ("label", "known_from", "handling", "grade", "since")
_FORMS: Final[dict[str, Callable[[QueryDict], dict[str, Any]]]] = {
    "merge": lambda given: {"nodes": given.getlist("node"), "reason": given.get("reason", "")},
    "split": lambda given: {"nodes": given.getlist("node"), "reason": given.get("reason", "")},
    # A proposed group may have more members than a form has fields: they come in one.
    "group": lambda given: {
        "nodes": given.getlist("node") or given.get("nodes", "").split(),
        "name": given.get("name", ""),
    },
    "hide": lambda given: {"nodes": given.getlist("node"), "of": ""},
    "note": lambda given: {"node": next(iter(given.getlist("node")), ""), **_of(given, "text", "on")},
    "node": lambda given: _of(given, "kind", *_BY_HAND),
    "tie": lambda given: {
        **dict(zip(("start", "end"), given.getlist("node"), strict=False)),
        **_of(given, *_BY_HAND),
    },
    "take": lambda given: {"items": given.getlist("item")},
    "leave": lambda given: {"items": given.getlist("item")},
    "snapshot": lambda given: _of(given, "name"),
    "remove": lambda given: _of(given, "id"),
    "combine": lambda given: _of(given, "chart"),
    "undo": lambda given: {"of": _whole(given.get("of", "")), "reason": given.get("reason", "")},
}


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


Computed = tuple[str, dict[str, Any] | None]


def _read(request: HttpRequest, chart_id: UUID) -> tuple[reading.Read, list[charts.Node]]:
    who = signed_in(request)
    read = reading.read(circle.get(chart_id, who), who)
    return read, chosen(read, tuple(request.POST.getlist("node")))


def _take_new(request: HttpRequest, chart_id: UUID) -> Computed:
    """Everything that came into the case since."""
    items = editing.new_items(_read(request, chart_id)[0])
    return "take", {"items": items[: charts.MAX_ITEMS]} if items else None


def _expand(request: HttpRequest, chart_id: UUID) -> Computed:
    """The items around one node, of the kinds that were ticked."""
    read, nodes = _read(request, chart_id)
    items = expanding.around(read, nodes[0]).of_kinds(request.POST.getlist("kind")) if nodes else []
    return "take", {"items": items} if items else None


def _fold(request: HttpRequest, chart_id: UUID) -> Computed:
    """Folds away what hangs on one node alone."""
    read, nodes = _read(request, chart_id)
    away = charts.leaves(read.graph, nodes[0].key) if nodes else []
    return "hide", {"nodes": away, "of": nodes[0].key} if away else None


def _unfold(request: HttpRequest, chart_id: UUID) -> Computed:
    """Shows again what was folded into one node."""
    read, nodes = _read(request, chart_id)
    back = [key for key, of in read.made.hidden.items() if nodes and of == nodes[0].key]
    return "show", {"nodes": back} if back else None


def _show_all(request: HttpRequest, chart_id: UUID) -> Computed:
    """Shows everything again that was hidden."""
    back = list(_read(request, chart_id)[0].made.hidden)
    return "show", {"nodes": back[:5_000]} if back else None


_COMPUTED: Final[dict[str, Callable[[HttpRequest, UUID], Computed]]] = {
    "take-new": _take_new,
    "expand": _expand,
    "fold": _fold,
    "unfold": _unfold,
    "show-all": _show_all,
}
