"""Who stands at the door: a reporter's person by the door's own cookie, or a reporter's program by its token.

Neither is ever ``request.user``: a view of an officer asks for an officer and finds none, and a view of the door asks
for a reporter and never looks at an officer's session.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from benkan.apps.reporting import entering, limits
from benkan.apps.reporting.models import Machine, Person
from benkan.core.errors import BenkanError
from benkan.web.errors import explain, status

View = Callable[..., HttpResponseBase]


def person(view: View) -> View:
    """Guard of a page of the door: the view gets the signed-in person after the request; others sign in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = person_at(request)
        if who is None:
            return redirect("reporting:sign-in")
        try:
            return view(request, who, *args, **kwargs)
        except BenkanError as error:
            # The node's own error page leads to the officers' day.
            context = {"who": who, "explained": explain(error)}
            return render(request, "reporting/door/error.html", context, status=status(error))

    return guarded


def machine(view: View) -> View:
    """Guard of the programs' door: the view gets the machine after the request; no cookie is looked at."""

    @csrf_exempt  # a token is in a header, which no foreign page can make a browser send
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        who = entering.machine_of(request.headers.get("Authorization", ""))
        if who is None:
            refused = {"code": "reporter.token", "message": _("The token is not known, was closed or is too old.")}
            return JsonResponse(refused, status=401, headers={"WWW-Authenticate": "Bearer"})
        return view(request, who, *args, **kwargs)

    return guarded


def person_at(request: HttpRequest) -> Person | None:
    """Who is signed in at the door with this browser."""
    return entering.person_of(request.COOKIES.get(entering.cookie_name(), ""))


def let_in(answer: HttpResponse, key: str) -> HttpResponse:
    """The answer with the session's cookie, which goes to the door's own pages alone."""
    answer.set_cookie(
        entering.cookie_name(),
        key,
        max_age=int(limits.SESSION.total_seconds()),
        path=entering.COOKIE_PATH,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


def let_out(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """The answer without the cookie; the session is over on the node too."""
    entering.leave(request.COOKIES.get(entering.cookie_name(), ""))
    answer.delete_cookie(entering.cookie_name(), path=entering.COOKIE_PATH, samesite="Strict")
    return answer


def address_of(request: HttpRequest) -> str:
    """Where the browser is: what the nearest proxy says when there is one on this machine or network, else the peer.

    Only the last entry counts, which the proxy itself wrote; whatever stands before it came from outside.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    told = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(told)) if told and ipaddress.ip_address(peer).is_private else peer
    except ValueError:
        return peer


def sender(who: Person | Machine) -> str:
    """Who sent, as the service reads it."""
    return f"{who.name} ({who.username})" if isinstance(who, Person) else who.name
