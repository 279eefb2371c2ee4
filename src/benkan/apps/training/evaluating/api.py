"""JSON API of evaluation: the results of a run."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET

from benkan.apps.accounts.services import entitled
from benkan.apps.training import catalogue
from benkan.apps.training.evaluating import answering
from benkan.apps.training.evaluating.answering import Standing


@require_GET
@entitled(catalogue.RIGHT)
def evaluation(request: HttpRequest, run_id: UUID) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """Both evaluations of a run; statements stand there once it is over, from five answers on."""
    return JsonResponse({"stages": [as_object(one) for one in answering.standings(catalogue.get_run(run_id))]})


def as_object(one: Standing) -> dict[str, Any]:
    """An evaluation as programs read it."""
    return {
        "stage": one.stage.value,
        "first": one.first.isoformat(),
        "last": one.last.isoformat(),
        "state": one.state,
        "answered": one.answered,
        "statements": [
            {"statement": each.statement, "answers": each.answers, "counts": each.counts, "mean": round(each.mean, 2)}
            for each in one.shown
        ],
    }


api_urls: list[URLPattern] = [path("training/runs/<uuid:run_id>/evaluation/", evaluation)]
