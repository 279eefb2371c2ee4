"""Pages of the goals: what there should be, what is missing, and which certificates end."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import entitled, handle, signed_in
from benkan.apps.journal import services as journal
from benkan.apps.means import committing, forms, listing, words
from benkan.core import means as rules
from benkan.core.errors import BenkanError
from benkan.web import csv_file
from benkan.web import words as common
from benkan.web.errors import explain


@require_GET
@entitled("means")
def gaps(request: HttpRequest) -> HttpResponseBase:
    """Each goal beside what there will be, and certificates that end; or the goals as CSV."""
    found = committing.goals()
    if request.GET.get("format") == "csv":
        journal.write("means-exported", officer=handle(signed_in(request)), count=len(found))
        return _as_csv(found)
    rows = [
        {
            "stands": one,
            "goal": one.goal,
            "kind": words.kind(one.goal.kind),
            "where": common.country(one.goal.country) if one.goal.country else _("anywhere"),
            "least": words.sheet_lines(one.goal.kind, one.goal.rule.specification, wanted=True),
        }
        for one in found
    ]
    ending = [(one, words.kind(one.kind), listing.certificate(one)) for one in committing.ending_certificates()]
    missing = sum(one.missing for one in found)
    context = {"rows": rows, "ending": ending, "missing": missing, "count": len(found)}
    return render(request, "means/gaps.html", context)


@require_http_methods(["GET", "POST"])
@entitled("lend")
def new(request: HttpRequest) -> HttpResponse:
    """First the kind, then the goal; what was typed stays when it is refused."""
    kind = request.GET.get("kind", "")
    if kind not in rules.SHEETS:
        return render(request, "means/kinds.html", {"kinds": words.kinds(), "page": "means:new-goal"})
    form = forms.GoalForm(request.POST or None, kind=kind, initial={"by": forms.in_days(180)})
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            committing.set_goal(signed_in(request), form.given())
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("The goal is set."))
            return redirect("means:gaps")
    context = {"form": form, "kind": words.kind(kind), "refusal": refusal}
    return render(request, "means/goal.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@entitled("lend")
def drop(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    """The goal holds no more."""
    committing.drop_goal(signed_in(request), goal_id)
    messages.success(request, _("The goal is dropped. Means that were committed to it stay committed."))
    return redirect("means:gaps")


def _as_csv(found: list[committing.GoalStands]) -> HttpResponseBase:
    head = [
        _("Kind"),
        _("Where"),
        pgettext("means", "By"),
        _("Convention"),
        _("At least"),
        _("Committed for at least (days)"),
        _("Wanted"),
        _("There"),
        _("Missing"),
        _("Other capacity"),
    ]
    return csv_file.download(f"means-gaps-{timezone.localdate():%Y-%m-%d}.csv", head, _cells(found))


def _cells(found: list[committing.GoalStands]) -> Iterator[list[object]]:
    for one in found:
        least = words.sheet_lines(one.goal.kind, one.goal.rule.specification, wanted=True)
        yield [
            words.kind(one.goal.kind), common.country(one.goal.country) if one.goal.country else "",
            one.goal.by.isoformat(), one.goal.convention, " · ".join(f"{name}: {value}" for name, value in least),
            one.goal.least_days, one.goal.count, len(one.counted), one.missing, one.others,
        ]  # fmt: skip
