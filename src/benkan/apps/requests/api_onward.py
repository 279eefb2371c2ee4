"""Onward transfer for programs: who holds what we gave, what holders ask, what we may do with what we hold."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.requests import services
from benkan.apps.requests.api_objects import (
    branch_as_object,
    change_as_object,
    consent_as_object,
    release_as_object,
)
from benkan.apps.requests.changing import readable
from benkan.apps.requests.views import RELEASING, WORKING
from benkan.web import json_body
from benkan.web.json_body import day, text, texts


@require_GET
@accounts.officer(*RELEASING)
def holders(_request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Every receiver of a release of ours, each with the last state that it signed for."""
    found = services.tree(readable(release_id))
    return JsonResponse({"count": len(found), "holders": [branch_as_object(one) for one in found]})


@require_GET
@accounts.officer(*WORKING)
def held(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """A copy that we hold, with its owner, its way, those below us and our questions about it."""
    copy = services.copy_of(release_id, accounts.signed_in(request))
    told = release_as_object(copy)
    told["holders"] = [branch_as_object(one) for one in services.tree(copy)]
    told["consents"] = [consent_as_object(one) for one in copy.consents.order_by("asked_at")]
    return JsonResponse(told)


@require_GET
@accounts.officer(*RELEASING)
def passed_on(request: HttpRequest) -> HttpResponse:
    """What third services passed on to us (``?state=``)."""
    found = services.passed_on(accounts.signed_in(request), request.GET.get("state", ""))
    return JsonResponse({"count": len(found), "held": [release_as_object(one) for one in found]})


@require_POST
@accounts.officer(*RELEASING)
def extend(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Lets every copy of our release be kept until ``retained_until``, for a ``reason_code``."""
    given = json_body.read(request)
    made = services.extend(
        accounts.signed_in(request),
        release_id,
        day(given, "retained_until"),
        text(given, "reason_code"),
        text(given, "reason"),
    )
    return JsonResponse(change_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def onward(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Asks the owner to let ``fields`` go to ``receiver``; they leave by themselves when it agrees."""
    given = json_body.read(request)
    made = services.ask_onward(
        accounts.signed_in(request),
        release_id,
        text(given, "receiver"),
        texts(given, "fields"),
        text(given, "reason_code"),
        text(given, "reason"),
    )
    return JsonResponse(consent_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def keep(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Asks the owner to let our copy be kept until ``retained_until``."""
    given = json_body.read(request)
    made = services.ask_extension(
        accounts.signed_in(request),
        release_id,
        day(given, "retained_until"),
        text(given, "reason_code"),
        text(given, "reason"),
    )
    return JsonResponse(consent_as_object(made), status=201)


@require_POST
@accounts.officer(*RELEASING)
def delete(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Erases our copy now, for a ``reason_code``; its owner is told."""
    made = services.delete_copy(accounts.signed_in(request), release_id, text(json_body.read(request), "reason_code"))
    return JsonResponse(release_as_object(made))


@require_POST
@accounts.officer(*RELEASING)
def into_case(request: HttpRequest, release_id: UUID) -> HttpResponse:
    """Takes what was passed on to us into ``case``."""
    made = services.into_case(accounts.signed_in(request), release_id, text(json_body.read(request), "case"))
    return JsonResponse(release_as_object(made))


@require_GET
@accounts.officer(*RELEASING)
def consents(request: HttpRequest) -> HttpResponse:
    """Questions of holders that wait for this officer."""
    found = services.to_answer(accounts.signed_in(request))
    return JsonResponse({"count": len(found), "consents": [consent_as_object(one) for one in found]})


@require_GET
@accounts.officer(*RELEASING)
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """One question, ours or a holder's, with its answer."""
    return JsonResponse(consent_as_object(services.consent_of(consent_id, accounts.signed_in(request))))


@require_POST
@accounts.officer(*RELEASING)
def grant(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Agrees, with a ``reason`` in words if need be; ``state`` is ``proposed`` when a second officer must approve."""
    made = services.grant_consent(accounts.signed_in(request), consent_id, text(json_body.read(request), "reason"))
    return JsonResponse(consent_as_object(made))


@require_POST
@accounts.officer(*RELEASING)
def approve(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """The second officer's act; the permit leaves."""
    return JsonResponse(consent_as_object(services.approve_consent(accounts.signed_in(request), consent_id)))


@require_POST
@accounts.officer(*RELEASING)
def refuse(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Refuses, for a ``reason_code``."""
    given = json_body.read(request)
    made = services.refuse_consent(
        accounts.signed_in(request), consent_id, text(given, "reason_code"), text(given, "reason")
    )
    return JsonResponse(consent_as_object(made))


onward_urls = [
    path("releases/held", passed_on),
    path("releases/<uuid:release_id>/holders", holders),
    path("releases/<uuid:release_id>/held", held),
    path("releases/<uuid:release_id>/extend", extend),
    path("releases/<uuid:release_id>/onward", onward),
    path("releases/<uuid:release_id>/keep", keep),
    path("releases/<uuid:release_id>/delete", delete),
    path("releases/<uuid:release_id>/case", into_case),
    path("consents", consents),
    path("consents/<uuid:consent_id>", consent),
    path("consents/<uuid:consent_id>/grant", grant),
    path("consents/<uuid:consent_id>/approve", approve),
    path("consents/<uuid:consent_id>/refuse", refuse),
]
