"""The page on which a joint case is proposed: the convention first, since it bounds everything else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.jointcases import agreeing, given, reading
from benkan.apps.jointcases.views import PROPOSING
from benkan.core.conventions import Convention
from benkan.core.errors import BenkanError
from benkan.web import words
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@accounts.officer(*PROPOSING)
def new(request: HttpRequest) -> HttpResponse:
    """What is proposed, to whom, within which convention; what was typed stays when something is refused."""
    who = accounts.signed_in(request)
    found = in_force()
    typed = request.POST if request.method == "POST" else request.GET
    convention = found.get(typed.get("convention", "")) or (next(iter(found.values())) if len(found) == 1 else None)
    refusal = None
    if request.method == "POST" and convention is not None:
        try:
            parties = {
                party: request.POST.get(f"office-{party}", "")
                for party in convention.parties
                if party == settings.BENKAN_NODE.agency or party in request.POST.getlist("parties")
            }
            lists = {name: request.POST.getlist(name) for name in ("categories", "handling")}
            terms = given.terms(request.POST.dict() | lists, convention.identifier, parties)
            case = agreeing.propose(
                who,
                agreeing.text_of(terms),
                note=request.POST.get("note", ""),
                local_case=request.POST.get("local_case") or None,
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("jointcases:detail", case.pk)
    context = {
        "conventions": [_choice(each) for each in found.values()],
        "convention": _choice(convention) if convention else None,
        "refusal": refusal,
        "typed": typed,
        "local_cases": list(cases.open_for(who)[:100]),
        **(_choices(convention, typed) if convention else {}),
    }
    return render(request, "jointcases/new.html", context, status=422 if refusal else 200)


def in_force() -> dict[str, Convention]:
    """The conventions in force of which this service is a party, the newest version of each."""
    today = timezone.now().date()
    found: dict[str, Convention] = {}
    for each in accords.agreements():
        if each.signed and each.convention.in_force(today) and settings.BENKAN_NODE.agency in each.convention.parties:
            found[each.convention.identifier] = each.convention
    return found


def _choice(convention: Convention) -> dict[str, Any]:
    from django.utils.translation import get_language

    language = (get_language() or "fr")[:2]
    title = convention.title.get(language) or convention.title["fr"]
    return {"id": convention.identifier, "title": title, "ends_on": convention.ends_on}


def _choices(convention: Convention, typed: Any) -> dict[str, Any]:
    own, known = settings.BENKAN_NODE.agency, reading.names()
    first = not typed.get("title")
    categories = sorted({one for each in convention.exchanges for one in each.categories})
    held = {partner.id for partner in agencies.partners()}
    return {
        "purposes": [(code, words.purpose(code)) for code in convention.purposes],
        "categories": [
            (code, words.category(code), first or code in typed.getlist("categories")) for code in categories
        ],
        "handlings": [
            (code, words.handling(code), first or code in typed.getlist("handling")) for code in convention.handling
        ],
        "parties": [
            {
                "id": party,
                "name": known.get(party, party),
                "ours": party == own,
                "office": typed.get(f"office-{party}", ""),
                "ticked": party in typed.getlist("parties"),
                "reachable": party == own or party in held,
            }
            for party in convention.parties
        ],
        "today": timezone.localdate().isoformat(),
        "last_day": convention.ends_on.isoformat(),
        "retention_days": convention.retention_days,
        "own": own,
    }
