"""JSON API of tests: the questions of a course, what a group learned, answers from another program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from benkan.apps.accounts.services import entitled, signed_in
from benkan.apps.training import catalogue
from benkan.apps.training.models import Question
from benkan.apps.training.testing import gains, sitting, writing
from benkan.web import json_body


@require_http_methods(["GET", "POST"])
@entitled(catalogue.RIGHT)
def questions(request: HttpRequest, code: str) -> JsonResponse:
    """What the next test of a course asks; or adds ``{"texts": {}, "choices": [{"texts": {}, "right": true}]}``."""
    course = catalogue.course(code)
    if request.method == "POST":
        given = json_body.read(request)
        choices = [writing.Choice(_texts(one, "texts"), one.get("right") is True) for one in _objects(given, "choices")]
        made = writing.add(
            course, _texts(given, "texts"), choices, by=signed_in(request), name=json_body.text(given, "name")
        )
        return JsonResponse(as_object(made), status=201)
    return JsonResponse({"questions": [as_object(one) for one in writing.asked(course)]})


@require_http_methods(["GET", "POST"])
@entitled(catalogue.RIGHT)
def test(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """What was learned, by question; or keeps ``{"code": …, "moment": "before", "answers": "A B - CD"}``."""
    row = catalogue.get_run(run_id)
    if request.method == "POST":
        given = json_body.read(request)
        person = (
            row.nominations.filter(code=json_body.text(given, "code").upper()).select_related("learner", "run").first()
        )
        if person is None:
            raise sitting.not_accepted()
        new = sitting.copy(
            person, json_body.text(given, "moment"), json_body.text(given, "answers"), by=signed_in(request)
        )
        return JsonResponse({"new": new})
    return JsonResponse(results_as_object(gains.results(row, "en")))


def results_as_object(found: gains.Results | None) -> dict[str, Any]:
    """Results as programs read them; shares are null while too few sat both."""
    if found is None:
        return {"before": 0, "after": 0, "both": 0, "questions": []}
    return {
        "before": found.before,
        "after": found.after,
        "both": found.both,
        "questions": [
            {"id": str(one.question.pk), "texts": one.question.texts, "before": one.before, "after": one.after}
            for one in found.questions
        ],
    }


def as_object(one: Question) -> dict[str, Any]:
    """A question as programs read it."""
    return {"id": str(one.pk), "number": one.number, "name": one.name, "texts": one.texts, "choices": one.choices}


def _texts(given: Mapping[str, Any], name: str) -> dict[str, str]:
    value = given.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise json_body.wrong(name, '{"fr": "…", "en": "…"}')
    return value


def _objects(given: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    value = given.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise json_body.wrong(name, "[{…}]")
    return value


api_urls: list[URLPattern] = [
    path("training/courses/<slug:code>/questions/", questions),
    path("training/runs/<uuid:run_id>/test/", test),
]
