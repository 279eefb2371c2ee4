"""Pages of private search: the form with who will be asked beside it, and the result that fills as answers come."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts.services import officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.certificates import services as certificates
from benkan.apps.search import services
from benkan.apps.search.forms import SearchForm
from benkan.apps.search.models import PartnerIndex
from benkan.apps.search.overview import name_of, title
from benkan.core.blind import ELEMENT_BYTES, LARGEST
from benkan.core.errors import BenkanError
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The form; what was typed stays when something is refused. Who may not search at all is told before typing."""
    try:
        certificates.need_for_search(request.user)
    except BenkanError as error:
        return render(request, "search/new.html", {"refusal": explain(error), "barred": True}, status=403)
    # The search line of the home page posts too: a name in an address stays in histories and in a proxy's log.
    posted = request.method == "POST" and "begin" not in request.POST
    form = SearchForm(request.POST if posted else None, officer=request.user, initial=_first(request))
    refusal = None
    if posted and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            search = services.make(request.user, given.pop("case"), given)
        except BenkanError as error:
            refusal = explain(error)
            if error.place in form.fields:
                form.add_error(error.place, refusal.sentence)
                refusal = None
        else:
            return redirect("search:result", search.id)
    context = {
        "form": form,
        "refusal": refusal,
        "elements": LARGEST,
        "element_bytes": ELEMENT_BYTES,
        **_whom(request, str(form["case"].value() or "")),
    }
    return render(request, "search/new.html", context, status=422 if posted else 200)


@require_GET
@officer(*ROLES)
def whom(request: HttpRequest) -> HttpResponse:
    """Who will be asked and who will not, for the case that was just chosen (a fragment)."""
    return render(request, "search/_whom.html", _whom(request, request.GET.get("case", "")))


@require_GET
@officer(*ROLES)
def result(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """What we hold here, and each partner's answer as far as it has come."""
    search = services.get(search_id, request.user)
    context = {
        "search": search,
        "title": title(search.subject),
        "purpose": cases.purpose_label(search.purpose),
        "local": services.local(search.subject),
        "overview": services.overview(search),
    }
    return render(request, "search/result.html", context)


@require_GET
@officer(*ROLES)
def rows(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """The partners' rows (a fragment that asks for itself again until all is known)."""
    search = services.get(search_id, request.user)
    return render(request, "search/_rows.html", {"search": search, "overview": services.overview(search)})


def _first(request: HttpRequest) -> dict[str, str]:
    """What the home page or a case page has filled in already."""
    first = {"case": request.GET["case"][:300]} if "case" in request.GET else {}
    return first | ({"name": request.POST["name"][:300]} if "name" in request.POST else {})


def _whom(request: HttpRequest, case_id: str) -> dict[str, Any]:
    if not case_id:
        return {"chosen": False}
    try:
        case = cases.usable(case_id, request.user)  # type: ignore[arg-type]  # the guard let only officers in
    except BenkanError as error:
        return {"chosen": False, "whom_refusal": explain(error)}
    built = {
        (one.partner, one.convention): one.built_at
        for one in PartnerIndex.objects.filter(complete=True).defer("manifest")
    }
    directory = {agency.id: agency for agency in agencies.partners()}
    named = agencies.names()
    told = [
        {
            "name": name_of(directory[one.partner]),
            "country": directory[one.partner].country,
            "convention": one.convention,
            "built_at": built.get((one.partner, one.convention)),
            "explained": explain(one.refused, named) if one.refused else None,
        }
        for one in services.whom(case.purpose, request.user, case.pk)
        if one.partner in directory
    ]
    return {
        "chosen": True,
        "purpose": cases.purpose_label(case.purpose),
        "asked": [one for one in told if one["explained"] is None],
        "not_asked": [one for one in told if one["explained"] is not None],
    }
