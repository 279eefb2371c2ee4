"""For programs: delays, questions back and their answers, usefulness; what is overdue, and who answers in time."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.requests import api_objects, services
from benkan.apps.requests.forms import day_of
from benkan.apps.requests.views import COUNTING, RELEASING, WORKING
from benkan.web import json_body
from benkan.web.json_body import moment, text, texts


@require_POST
@accounts.officer(*RELEASING)
def delay(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Tells the asker that the answer comes later: ``reason_code``, ``expected_at``, ``reason``."""
    given = json_body.read(request)
    made = services.delay(
        accounts.signed_in(request),
        request_id,
        text(given, "reason_code"),
        moment(given, "expected_at"),
        text(given, "reason"),
    )
    return JsonResponse(api_objects.delay_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def clarification(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """Asks the asker back: ``question_code``, ``question``; the clock stands still until the answer is here."""
    given = json_body.read(request)
    made = services.ask_back(
        accounts.signed_in(request),
        request_id,
        text(given, "question_code"),
        text(given, "question"),
    )
    return JsonResponse(api_objects.clarification_as_object(made), status=201)


@require_POST
@accounts.officer(*WORKING)
def answer(request: HttpRequest, clarification_id: UUID) -> HttpResponse:
    """Answers a partner's question about our request: ``answer``."""
    made = services.answer_back(accounts.signed_in(request), clarification_id, text(json_body.read(request), "answer"))
    return JsonResponse(api_objects.clarification_as_object(made))


@require_POST
@accounts.officer(*WORKING)
def feedback(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Says how useful a release was: ``usefulness``, ``outcomes``, ``remark``; said again it is changed."""
    given = json_body.read(request)
    made = services.feedback(
        accounts.signed_in(request),
        release_id,
        text(given, "usefulness"),
        texts(given, "outcomes"),
        text(given, "remark"),
    )
    return JsonResponse(api_objects.feedback_as_object(made))


@require_GET
@accounts.officer(*COUNTING)
def overdue(request: HttpRequest) -> HttpResponse:
    """What is overdue, without questions and names; for the control officer what was escalated."""
    found = [api_objects.overdue_as_object(one) for one in services.overdue(accounts.signed_in(request))]
    return JsonResponse({"count": len(found), "requests": found})


@require_GET
@accounts.officer(*COUNTING)
def statistics(request: HttpRequest) -> HttpResponse:
    """On-time statistics and usefulness, both ways (``?since=2026-01-01&until=2026-01-31``)."""
    counted = services.statistics(day_of(request.GET, "since"), day_of(request.GET, "until"))
    return JsonResponse(counted.as_object())


telling_urls = [
    path("requests/overdue", overdue),
    path("requests/statistics", statistics),
    path("requests/<uuid:request_id>/delay", delay),
    path("requests/<uuid:request_id>/clarification", clarification),
    path("clarifications/<uuid:clarification_id>/answer", answer),
    path("releases/<uuid:release_id>/feedback", feedback),
]
