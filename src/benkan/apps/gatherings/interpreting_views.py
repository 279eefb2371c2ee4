"""The page of interpretation: what each item needs and who is booked, what a delegation asks to hear, bookings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from benkan.apps.accounts.services import Officer, entitled, signed_in
from benkan.apps.gatherings import accrediting, agenda, interpreting, keeping
from benkan.apps.gatherings.models import Gathering
from benkan.core.errors import BenkanError
from benkan.web import form_values
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@entitled(keeping.RIGHT)
def index(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """The agenda with its languages; what delegations ask for, and bookings, are taken here."""
    row, refusal = keeping.get(gathering), None
    if request.method == "POST":
        try:
            messages.success(request, _done(request, row, signed_in(request)))
        except BenkanError as error:
            refusal = error
        else:
            return redirect("gatherings:interpretation", gathering)
    language = get_language() or "fr"
    found = interpreting.needs(row)
    delegations = [(one, keeping.named(one.names, language)) for one in row.delegations.all()]
    context = {
        "gathering": row,
        "title": keeping.named(row.titles, language),
        "rows": [
            (
                item,
                keeping.named(item.titles, language),
                [(interpreting.language_name(one.language), one) for one in needed],
            )
            for item, needed in found
        ],
        "missing": sum(one.missing for _item, needed in found for one in needed),
        "delegations": delegations,
        "asking": [
            (name, [interpreting.language_name(code) for code in one.listens])
            for one, name in delegations
            if one.listens
        ],
        "interpreters": interpreting.interpreters(row).values(),
        "known": [(code, interpreting.language_name(code)) for code in interpreting.KNOWN],
        "most": interpreting.MOST_ASKED,
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "gatherings/interpretation.html", context, status=400 if refusal else 200)


def _done(request: HttpRequest, row: Gathering, who: Officer) -> str:
    given = request.POST
    match given.get("act", ""):
        case "ask":
            of = keeping.get_delegation(row, given.get("delegation", ""))
            interpreting.ask(of, given.getlist("languages"), by=who)
            return _("It was noted what the delegation asks to hear.")
        case "book":
            item = agenda.get_item(row, given.get("item", ""))
            person = accrediting.get(row, given.get("interpreter", ""))
            interpreting.book(item, person, given.get("language", ""), by=who)
            return _("The interpreter is booked.")
        case "end":
            interpreting.end(row, form_values.whole(given.get("booking", ""), "booking"), by=who)
            return _("The booking ended.")
    raise form_values.unread("act")
