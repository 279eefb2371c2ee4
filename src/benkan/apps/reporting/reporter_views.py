"""The officers' pages about reporters: who they are, their people, their programs."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.reporting import listing, registering, words
from benkan.apps.reporting.models import Machine, Person, Reporter
from benkan.core import territories
from benkan.core.errors import BenkanError
from benkan.web import words as common
from benkan.web.errors import explain

REGISTERING: Final = ("supervisor", "control")


@require_GET
@officer(*REGISTERING)
def index(request: HttpRequest) -> HttpResponse:
    """Every reporter."""
    query, kind = request.GET.get("q", "").strip()[:200], request.GET.get("kind", "")
    found = [
        one
        for one in registering.listed()
        if (not query or query.casefold() in f"{one.name} {one.code}".casefold()) and kind in ("", one.kind)
    ]
    context = {
        "rows": [(one, words.KINDS[one.kind]) for one in found],
        "query": query,
        "filtered": bool(query or kind),
        "count_words": ngettext("%(count)d reporter", "%(count)d reporters", len(found)) % {"count": len(found)},
        "filters": [{"name": "kind", "label": _("Kind"), "choices": list(words.KINDS.items()), "value": kind}],
    }
    return render(request, "reporting/reporters.html", context)


@require_http_methods(["GET", "POST"])
@officer(*REGISTERING)
def new(request: HttpRequest) -> HttpResponse:
    """Registers a reporter; what was typed stays when it is refused."""
    refusal, given = None, request.POST
    if request.method == "POST":
        try:
            made = registering.register(
                signed_in(request),
                given.get("code", ""),
                given.get("name", ""),
                given.get("kind", ""),
                country=given.get("country", ""),
                contact=given.get("contact", ""),
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("Registered. Invite a person, or make a token for a program."))
            return redirect("reports:reporter", made.code)
    countries = sorted(((code, common.country(code)) for code in territories.COUNTRIES), key=lambda one: one[1])
    context = {
        "refusal": refusal,
        "given": given,
        "kinds": list(words.KINDS.items()),
        "countries": countries,
        "country": given.get("country", settings.BENKAN_NODE.country),
    }
    return render(request, "reporting/new_reporter.html", context, status=422 if refusal else 200)


@require_GET
@officer(*REGISTERING)
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One reporter with its people, its programs and how its reports were answered."""
    return _page(request, registering.get(signed_in(request), code))


@require_POST
@officer(*REGISTERING)
def act(request: HttpRequest, code: str) -> HttpResponse:
    """Changes, suspends or lets in again; invites a person; makes a token."""
    who, given, wanted = signed_in(request), request.POST, request.POST.get("act", "")
    try:
        if wanted == "invite":
            person, invitation = registering.invite(who, code, given.get("username", ""), given.get("name", ""))
            return _page(request, person.reporter, invited=person, invitation=invitation)
        if wanted == "token":
            machine, token = registering.add_machine(who, code, given.get("name", ""))
            return _page(request, machine.reporter, machine=machine, token=token)
        if wanted == "suspend":
            registering.suspend(who, code)
        elif wanted == "resume":
            registering.resume(who, code)
        else:
            registering.change(who, code, name=given.get("name", ""), contact=given.get("contact", ""))
    except BenkanError as error:
        return _page(request, registering.get(who, code), error=error)
    messages.success(request, _("Saved."))
    return redirect("reports:reporter", code)


@require_POST
@officer(*REGISTERING)
def act_on_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """A new invitation for a person, or the end of the sign-in."""
    who = signed_in(request)
    if request.POST.get("act") == "close":
        row = registering.close_person(who, person_id)
        messages.success(request, _("This person cannot sign in any more."))
        return redirect("reports:reporter", row.reporter.code)
    row, invitation = registering.invite_again(who, person_id)
    return _page(request, row.reporter, invited=row, invitation=invitation)


@require_POST
@officer(*REGISTERING)
def close_machine(request: HttpRequest, machine_id: int) -> HttpResponse:
    """The end of a token."""
    row = registering.close_machine(signed_in(request), machine_id)
    messages.success(request, _("The token is not taken any more."))
    return redirect("reports:reporter", row.reporter.code)


def _page(
    request: HttpRequest,
    row: Reporter,
    *,
    error: BenkanError | None = None,
    invited: Person | None = None,
    invitation: str = "",
    machine: Machine | None = None,
    token: str = "",
) -> HttpResponse:
    door = settings.BENKAN_NODE.url + reverse("reporting:invitation")
    context = {
        "row": row,
        "kind": words.KINDS[row.kind],
        "refusal": explain(error) if error else None,
        "people": row.people.order_by("username"),
        "machines": row.machines.order_by("name", "pk"),
        "invited": invited,
        "invitation": invitation,
        "door": door,
        "machine": machine,
        "token": token,
        "figures": next((one for one in listing.figures() if one.reporter == row), None),
        "states": list(words.STATES.items()),
    }
    return render(request, "reporting/reporter.html", context, status=422 if error else 200)
