"""Errors for people: the sentence, what to do, the clause, and who can change it, in the reader's language.

``explain`` turns one error of ``benkan.core.errors`` into words; ``ErrorPages`` answers a page or an API call that
raised one. A database that cannot serve is such an error too (``web.database``), with a page that reads nothing from
it. Neither logs facts: a sentence may name a place in the input, never what was searched.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views import defaults

from benkan.core.errors import BenkanError, Refused, Unreachable, Unverified
from benkan.web import words
from benkan.web.database import is_trouble, trouble

logger = logging.getLogger("benkan.web")
RETRY_AFTER_S = "5"


@dataclass(frozen=True, slots=True)
class Explained:
    """One error in the reader's language."""

    sentence: str
    remedy: str = ""
    clause: str = ""
    clause_text: str = ""
    who: str = ""
    place: str = ""
    code: str = ""


def explain(error: BenkanError, services: Mapping[str, str] | None = None) -> Explained:
    """What happened, what to do, and for a refusal the clause and who can change it.

    Args:
        services: names of services by their short name, for sentences that speak of a service.
    """
    facts = {name: _in_words(name, value, services or {}) for name, value in error.facts.items()}
    language = (get_language() or "en")[:2]
    clause_text = str(error.facts.get(f"clause_{language}") or error.facts.get("clause_fr") or "")
    return Explained(
        sentence=words.sentence(error.text, facts),
        remedy=words.sentence(error.remedy, facts),
        clause=error.clause,
        clause_text=clause_text,
        who=_who(error),
        place=error.place,
        code=error.code,
    )


def _in_words(name: str, value: object, services: Mapping[str, str]) -> object:
    if not isinstance(value, str):
        return value
    if name in {"actor", "counterparty", "party", "partner", "agency", "suspended_by"}:
        return ", ".join(services.get(one, one) for one in value.split(", "))
    return {"purpose": words.purpose, "category": words.category}.get(name, str)(value)


def _who(error: BenkanError) -> str:
    if not isinstance(error, Refused):
        return ""
    if error.clause.startswith("node.toml"):
        return _("This node's own setting says so; its administrator can change it.")
    if error.clause or error.code.startswith("convention."):
        return _("Only the parties to the convention can change this: speak to your supervisor.")
    if error.code.startswith("role."):
        return _("The administrator of this node can change an officer's role.")
    return _("Your supervisor can say who decides this.")


def status(error: BenkanError) -> int:
    """The HTTP status of an error: 403 refused, 409 unverified, 502 unreachable, 503 our own database, else 400."""
    if error.code.startswith("database."):
        return 503
    if isinstance(error, Refused):
        return 404 if error.code.endswith((".unknown", ".not-found")) else 403
    if isinstance(error, Unverified):
        return 409
    return 502 if isinstance(error, Unreachable) else 400


def as_json(error: BenkanError) -> JsonResponse:
    """The error as the API says it."""
    explained = explain(error)
    return JsonResponse(
        {
            "code": explained.code,
            "message": explained.sentence,
            "remedy": explained.remedy,
            "clause": explained.clause,
            "place": explained.place,
        },
        status=status(error),
        json_dumps_params={"ensure_ascii": False},
    )


def unavailable(request: HttpRequest, failure: BaseException) -> HttpResponse:
    """The answer when the database cannot serve: 503 with a sentence, and when to try again."""
    error = trouble(failure)
    logger.warning("a page could not be served: %s", error.code)
    if request.path.startswith("/api/"):
        answer: HttpResponse = as_json(error)
    else:
        # No request in the context: the usual page would ask the database who is signed in.
        template = "web/refusal.html" if request.headers.get("HX-Request") else "503.html"
        answer = HttpResponse(render_to_string(template, {"explained": explain(error)}), status=503)
    answer["Retry-After"] = RETRY_AFTER_S
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort: the same words for a database that failed outside a view (sessions, sign-in)."""
    failure = sys.exc_info()[1]
    if failure is not None and is_trouble(failure):
        return unavailable(request, failure)
    return defaults.server_error(request)


class ErrorPages:
    """Middleware: a view that raises a BenkanError answers with its words instead of a server error."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The view's own answer; errors take the other door below."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page, a fragment for htmx, or JSON under /api/."""
        if is_trouble(exception):
            return unavailable(request, exception)
        if not isinstance(exception, BenkanError):
            return None
        if request.path.startswith("/api/"):
            return as_json(exception)
        template = "web/refusal.html" if request.headers.get("HX-Request") else "web/error.html"
        return render(request, template, {"explained": explain(exception)}, status=status(exception))
