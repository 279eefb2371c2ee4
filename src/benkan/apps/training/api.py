"""This slice's JSON API: courses, runs, nominations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.training import catalogue, completing, learner_views, learners, nominating
from benkan.apps.training.evaluating import api as evaluating_api
from benkan.apps.training.models import Course, Nomination, Run
from benkan.apps.training.testing import api as testing_api
from benkan.web import json_body

MOST = 500


@require_GET
@officer()
def courses(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - the signature is Django's
    """The catalogue."""
    return JsonResponse({"courses": [course_as_object(one) for one in Course.objects.all()]})


@require_GET
@officer()
def runs(request: HttpRequest) -> JsonResponse:
    """The latest runs: ``?course=CODE``."""
    found = Run.objects.all()
    if request.GET.get("course"):
        found = found.filter(course_id=request.GET["course"][:64])
    return JsonResponse({"runs": [run_as_object(one) for one in found[:MOST]]})


@require_http_methods(["GET", "POST"])
@entitled(catalogue.RIGHT)
def nominations(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """Who is nominated, with attendance; or nominates ``{"name": …, "service": …, "country": …}`` (201)."""
    row = catalogue.get_run(run_id)
    if request.method == "POST":
        given = {str(name): str(value) for name, value in json_body.read(request).items()}
        learner = learners.find_or_add(
            given.get("name", ""), given.get("service", ""), given.get("country", ""), region=given.get("region", ""),
            username=given.get("username", ""),
        )  # fmt: skip
        made = nominating.nominate(row, learner, by=signed_in(request))
        return JsonResponse(nomination_as_object(made), status=201)
    shares = {one.nomination.pk: one.share for one in completing.standings(row)}
    people = row.nominations.filter(learner__erased_at=None).select_related("learner")
    return JsonResponse(
        {"nominations": [nomination_as_object(one) | {"attendance": shares.get(one.pk)} for one in people]}
    )


def course_as_object(one: Course) -> dict[str, Any]:
    """A course as programs read it."""
    return {
        "code": one.code,
        "names": one.names,
        "competence": one.competence,
        "hours": one.hours,
        "valid_months": one.valid_months,
        "requires": one.requires,
    }


def run_as_object(one: Run) -> dict[str, Any]:
    """A run as programs read it."""
    return {
        "id": str(one.pk),
        "course": one.course_id,
        "place": one.place,
        "starts": one.starts.isoformat(),
        "ends": one.ends.isoformat(),
        "capacity": one.capacity,
        "closed": one.closed_at is not None,
    }


def nomination_as_object(one: Nomination) -> dict[str, Any]:
    """A nomination as programs read it."""
    return {
        "code": one.code,
        "learner": str(one.learner_id),
        "name": one.learner.name,
        "country": one.learner.country,
        "state": one.state,
        "before": one.before,
        "after": one.after,
        "completed": one.completed,
    }


api_urls: list[URLPattern] = [
    path("training/courses/", courses),
    path("training/runs/", runs),
    path("training/runs/<uuid:run_id>/nominations/", nominations),
    *evaluating_api.api_urls,
    *learner_views.api_urls,
    *testing_api.api_urls,
]
