"""My day, the language of the pages, and the one-click personas of a demonstration."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from . import day, services
from .models import Officer


@services.officer()
def home(request: HttpRequest) -> HttpResponse:
    """Ma journée: the search box, what is to decide, my cases, the network; nothing else."""
    assert isinstance(request.user, Officer)
    return render(request, "accounts/home.html", day.of(request.user))


@require_POST
def persona(request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as an invented officer; there is no such address outside a demonstration home."""
    known = {one["username"] for one in services.personas()}
    if not settings.BENKAN_NODE.demo or username not in known:
        raise Http404
    who = services.get(username)
    login(request, who, backend="benkan.apps.accounts.backend.Officers")
    return redirect(_own(request, request.POST.get("next")) or reverse("accounts:home"))


def closed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """There is no such page: nobody signs up or resets a password without the administrator."""
    raise Http404


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """The same page in another language; an officer's choice is kept with the account."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(_own(request, request.POST.get("next")) or "/")
    if chosen not in dict(settings.LANGUAGES):
        return response
    translation.activate(chosen)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=365 * 86400,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    if isinstance(request.user, Officer) and request.user.language != chosen:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return response


def _own(request: HttpRequest, address: str | None) -> str:
    """The address when it is one of ours, else nothing: no redirect leaves the node."""
    if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return address
    return ""
