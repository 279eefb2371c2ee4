"""Changing a chart: whoever sees its case adds to the list; nothing of it is ever rewritten.

Two officers at once both get what they did. Taking for the same, taking apart and bringing in another chart are lines
of the journal too: they decide who is held to be whom.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.charts import circle, reading
from benkan.apps.charts.models import Change, Chart
from benkan.apps.charts.sources import registry
from benkan.apps.jointcases import services as joint_cases
from benkan.apps.journal import services as journal
from benkan.core import charts
from benkan.core.charts import Graph
from benkan.core.errors import N_, Invalid, Refused

MAX_TITLE: Final = 200
MAX_CHANGES: Final = 20_000
NAMED_HERE: Final = frozenset({"node", "tie", "group", "note", "snapshot"})
"""Changes that make something: its id is given here."""


def make(officer: Officer, title: str, *, case: Any = None, joint_case: Any = None) -> Chart:
    """A new chart of a case, with everything that the case holds.

    Raises:
        Refused: the case is closed, or not this officer's.
        Invalid: ``chart.title``, or ``chart.case``: not one of the two.
    """
    title = title.strip()
    if not title or len(title) > MAX_TITLE:
        raise Invalid("chart.title", N_("A chart needs a title of at most 200 characters."), place="title")
    if bool(case) == bool(joint_case):
        raise Invalid("chart.case", N_("A chart belongs to one case."), N_("Choose a case."), place="case")
    with transaction.atomic():
        now = timezone.now()
        chart = Chart(title=title, made_by=officer, made_at=now, moved_at=now)
        if case:
            chart.case = cases.usable(case, officer)
        else:
            chart.joint_case = joint_cases.get(joint_case, officer)
        circle.need_open(chart, officer)
        chart.save(force_insert=True)
        journal.write(
            "chart-made",
            officer=accounts.handle(officer),
            reference=circle.reference_of(chart),
            chart=str(chart.pk),
        )
        items = registry.offered(circle.scope_of(chart, officer))
        for start in range(0, len(items), charts.MAX_ITEMS):
            _append(officer, chart, "take", {"items": items[start : start + charts.MAX_ITEMS]})
    return chart


def change(officer: Officer, chart_id: uuid.UUID | str, kind: str, body: Mapping[str, Any]) -> Change:
    """The change, added to the chart's list.

    Raises:
        Refused: the chart is not this officer's, its case is closed, or it may not take these items in.
        Invalid: the change cannot be read, or does not fit what is on the chart.
    """
    with transaction.atomic():
        chart = circle.get(chart_id, officer)
        circle.need_open(chart, officer)
        Chart.objects.select_for_update().get(pk=chart.pk)
        given = dict(body)
        if kind in NAMED_HERE:
            given["id"] = str(uuid.uuid4())
        if kind == "snapshot":
            given["nodes"], given["ties"] = charts.marks(reading.read(chart, officer).graph)
        if kind == "combine":
            given = _combined(officer, chart, given)
        checked = charts.checked(kind, given)
        _fits(officer, chart, kind, checked)
        return _append(officer, chart, kind, checked)


def undo(officer: Officer, chart_id: uuid.UUID | str, number: int, reason: str = "") -> Change:
    """The change of this number, undone; for one that only undid, done again."""
    return change(officer, chart_id, "undo", {"of": number, "reason": reason})


def new_items(read: reading.Read) -> list[str]:
    """What the case holds and the chart has not taken in yet, and nobody took out."""
    known = set(read.made.items)
    for one in charts.live(read.changes):
        if one.kind == "leave":
            known.update(one.body["items"])
    return [reference for reference in registry.offered(read.scope) if reference not in known]


def _append(officer: Officer, chart: Chart, kind: str, body: Mapping[str, Any]) -> Change:
    last = Change.objects.filter(chart=chart).aggregate(Max("number"))["number__max"] or 0
    if last >= MAX_CHANGES:
        raise Refused(
            "chart.full",
            N_("This chart was changed %(limit)d times; it takes no more."),
            N_("Make a new chart and bring this one in."),
            limit=MAX_CHANGES,
        )
    now = timezone.now()
    made = Change.objects.create(
        chart=chart, number=last + 1, kind=kind, body=dict(body), officer=accounts.handle(officer), at=now
    )
    Chart.objects.filter(pk=chart.pk).update(moved_at=now)
    if chart.case_id is not None and kind not in {"place", "hide", "show"}:
        cases.moved(chart.case_id)
    event = {"merge": "chart-merged", "split": "chart-split", "combine": "chart-combined"}.get(kind)
    if event:
        _write(event, officer, chart, made)
    return made


def _write(event: str, officer: Officer, chart: Chart, made: Change) -> None:
    facts: dict[str, Any] = {"chart": str(chart.pk), "number": made.number}
    if event == "chart-combined":
        facts["of"] = made.body["chart"]
    journal.write(event, officer=accounts.handle(officer), reference=circle.reference_of(chart), **facts)


def _fits(officer: Officer, chart: Chart, kind: str, body: Mapping[str, Any]) -> None:
    """Nothing when the change fits what is there."""
    if kind == "take":
        _may_take(officer, chart, body["items"])
    elif kind == "merge":
        _one_kind(reading.read(chart, officer).whole, body["nodes"])
    elif kind == "undo":
        _may_undo(officer, chart, body)
    elif kind == "tie":
        keys = reading.read(chart, officer).whole.nodes
        members = {one.key for node in keys.values() for one in node.members}
        for end in ("start", "end"):
            if body[end] not in members:
                raise _gone(end)


def _may_take(officer: Officer, chart: Chart, items: list[str]) -> None:
    scope = circle.scope_of(chart, officer)
    if not registry.may_take(items, scope) or not registry.pieces(items, scope):
        raise Refused(
            "chart.item",
            N_("An item cannot be taken into this chart."),
            N_("What was released or searched for one case stays in it; it may also have been withdrawn."),
            place="items",
        )


def _one_kind(graph: Graph, nodes: list[str]) -> None:
    kinds = {one.key: one.kind for node in graph.nodes.values() for one in node.members}
    if not all(key in kinds for key in nodes):
        raise _gone("nodes")
    if len({kinds[key] for key in nodes if kinds[key] not in {"search", "hit"}}) > 1:
        raise Invalid(
            "chart.kinds",
            N_("A person and a thing are not the same."),
            N_("Choose nodes of one kind, or draw a tie between them."),
            place="nodes",
        )


def _may_undo(officer: Officer, chart: Chart, body: Mapping[str, Any]) -> None:
    named = Change.objects.filter(chart=chart, number=body["of"]).first()
    if named is None:
        raise _gone("of")
    again = False
    while named is not None and named.kind == "undo":
        again = not again
        named = Change.objects.filter(chart=chart, number=named.body["of"]).first()
    if named is None or named.kind not in {"merge", "split"}:
        return
    if not body["reason"]:
        raise Invalid("chart.reason", N_("Say why: it is about who is held to be whom."), place="reason")
    together = (named.kind == "merge") == again
    _write("chart-merged" if together else "chart-split", officer, chart, named)


def _gone(place: str) -> Invalid:
    return Invalid(
        "chart.gone", N_("This is no longer on the chart."), N_("Reload the chart and try again."), place=place
    )


def _combined(officer: Officer, chart: Chart, given: Mapping[str, Any]) -> dict[str, Any]:
    """The other chart as one change: its references, what was drawn, taken for the same, grouped and written there."""
    other = circle.get(str(given.get("chart", "")), officer)
    scope, theirs = circle.scope_of(chart, officer), circle.scope_of(other, officer)
    if other.pk == chart.pk or scope.purpose != theirs.purpose or bool(scope.case) != bool(theirs.case):
        raise Refused(
            "chart.purpose",
            N_("These two charts cannot be put together."),
            N_("Choose another chart of a case with the same purpose: data gathered for one serves no other."),
            place="chart",
        )
    if scope.joint_case != theirs.joint_case:
        raise Refused(
            "chart.parties",
            N_("Charts of two joint cases stay apart: their parties are not the same."),
            place="chart",
        )
    made = charts.standing(reading.changes_of(other))
    items, step = list(made.items), charts.MAX_ITEMS
    parts: list[list[Any]] = [["take", {"items": items[at : at + step]}] for at in range(0, len(items), step)]
    parts += [["merge", {"nodes": list(one.nodes), "reason": one.reason}] for one in made.merges]
    for kept in (made.drawn, made.groups, made.notes):
        parts += [[one.kind, dict(one.body)] for one in kept.values() if one.kind != "combine"]
    return {"chart": str(other.pk), "changes": parts}
