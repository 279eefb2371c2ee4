"""Pages of evaluation: the form of a learner, and the results of a run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.training import catalogue
from benkan.apps.training.evaluating import answering, words
from benkan.apps.training.evaluating.answering import Standing
from benkan.apps.training.testing import sitting
from benkan.core.course_evaluation import STATEMENTS, Stage
from benkan.core.errors import BenkanError
from benkan.web import form_values
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@officer()
def fill_in(request: HttpRequest, run_id: UUID, stage: str) -> HttpResponse:
    """The form of the learner who is signed in."""
    row, who = catalogue.get_run(run_id), signed_in(request)
    wanted = _stage(stage)
    person = sitting.nomination_of(row, who)
    refusal: BenkanError | None = None
    if request.method == "POST" and person is not None:
        try:
            answering.answer(person, wanted, answering.from_form(wanted, request.POST.dict()), by=who)
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, _("Your answers are counted. Nobody can tell which were yours."))
            return redirect("training:mine")
    waits = person is not None and any(one == wanted for _person, one, _last in answering.awaited([person]))
    context = {
        "run": row,
        "name": catalogue.named(row.course.names, get_language() or "fr"),
        "stage": words.STAGES[wanted],
        "waits": waits,
        "form": _form(wanted),
        "scale": words.SCALE.items(),
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/evaluate.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
@entitled(catalogue.RIGHT)
def results(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Both evaluations of a run, by statement; forms from paper are entered here."""
    row, who = catalogue.get_run(run_id), signed_in(request)
    refusal: BenkanError | None = None
    if request.method == "POST":
        stage = request.POST.get("stage", "")
        try:
            if request.POST.get("act") == "end":
                answering.end(row, stage, by=who)
                said = _("The evaluation is over.")
            elif request.POST.get("act") == "copy":
                answering.copy(row, stage, answering.from_form(stage, request.POST.dict()), by=who)
                said = _("The form is counted.")
            else:
                raise form_values.unread("act")
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("training:evaluation", run_id)
    context = {
        "run": row,
        "name": catalogue.named(row.course.names, get_language() or "fr"),
        "stages": [_shown(one) for one in answering.standings(row)],
        "scale": words.SCALE.items(),
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/evaluation.html", context, status=400 if refusal else 200)


def _shown(one: Standing) -> dict[str, Any]:
    return {
        "one": one,
        "code": one.stage.value,
        "words": words.STAGES[one.stage],
        "rows": [(each, words.STATEMENTS[each.statement]) for each in one.shown],
        "form": _form(one.stage),
    }


def _form(stage: Stage) -> list[tuple[str, Any]]:
    return [(code, words.STATEMENTS[code]) for code in STATEMENTS[stage]]


def _stage(text: str) -> Stage:
    try:
        return Stage(text)
    except ValueError as error:
        raise form_values.unread("stage") from error
