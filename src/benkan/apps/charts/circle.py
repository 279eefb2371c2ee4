"""Who sees a chart and who may change it: whoever sees its case, and while that is open."""

from __future__ import annotations

import uuid

from django.db.models import Q, QuerySet

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.charts.models import Chart
from benkan.apps.charts.sources.registry import Scope
from benkan.apps.jointcases import services as joint_cases
from benkan.core.errors import N_, Refused


def visible(officer: Officer) -> QuerySet[Chart]:
    """The charts that this officer may see."""
    if not accounts.may(officer, "case"):
        return Chart.objects.none()
    ours = Q(case__in=cases.listed(officer, cases.CaseFilter(state="")).order_by().values("pk"))
    joint = Q(joint_case__in=joint_cases.listed(officer).order_by().values("pk"))
    return Chart.objects.filter(ours | joint).select_related("case", "joint_case", "made_by")


def listed(officer: Officer, *, text: str = "", case: str = "", sort: str = "-moved") -> QuerySet[Chart]:
    """The charts of this officer, narrowed and sorted."""
    found = visible(officer)
    if text:
        in_case = Q(case__number__icontains=text) | Q(joint_case__reference__icontains=text)
        found = found.filter(Q(title__icontains=text) | in_case)
    if case:
        try:
            known = uuid.UUID(case)
        except ValueError:
            return Chart.objects.none()
        found = found.filter(Q(case=known) | Q(joint_case=known))
    column = {"moved": "moved_at", "title": "title"}.get(sort.lstrip("-"), "moved_at")
    return found.order_by(f"-{column}" if sort.startswith("-") else column, "pk")


def get(chart_id: uuid.UUID | str, officer: Officer) -> Chart:
    """The chart, if this officer may see it.

    Raises:
        Refused: ``chart.unknown``, also for one that this officer may not see.
    """
    try:
        found = visible(officer).filter(pk=uuid.UUID(str(chart_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            "chart.unknown",
            N_("There is no such chart for you."),
            N_("Open the chart from its case, or ask the officer who opened the case to share it with you."),
        )
    return found


def need_open(chart: Chart, officer: Officer) -> None:
    """Nothing when the officer may change the chart now.

    Raises:
        Refused: ``case.closed``, or ``joint-case.over`` for a joint case that has ended.
    """
    if chart.case_id is not None:
        cases.usable(chart.case_id, officer)
        return
    accounts.need(officer, "case")
    if chart.joint_case is None or chart.joint_case.state != "running":
        raise Refused(
            "chart.over",
            N_("The joint case of this chart is not under way."),
            N_("The chart can still be read and exported."),
        )


def may_change(chart: Chart, officer: Officer) -> bool:
    """Whether the page offers to change it."""
    try:
        need_open(chart, officer)
    except Refused:
        return False
    return True


def scope_of(chart: Chart, officer: Officer) -> Scope:
    """For whom and for which case the chart's items are read."""
    of = chart.case or chart.joint_case
    return Scope(officer, chart.case_id, chart.joint_case_id, of.purpose if of else "")


def reference_of(chart: Chart) -> str:
    """The number of the chart's case, as the journal names it."""
    if chart.case is not None:
        return str(chart.case.number)
    return str(chart.joint_case.reference) if chart.joint_case else ""
