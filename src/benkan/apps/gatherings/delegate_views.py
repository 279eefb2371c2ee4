"""Pages of delegates: their list and its exports, who is there twice, badges."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, handle, signed_in
from benkan.apps.gatherings import accrediting, badges, keeping, likeness
from benkan.apps.gatherings.models import Delegate, Gathering
from benkan.apps.journal import services as journal
from benkan.core.errors import BenkanError
from benkan.web import csv_file, form_values, words, xlsx_file
from benkan.web.errors import explain

RIGHT = keeping.RIGHT
PAGE = 50


@require_GET
@entitled(RIGHT)
def delegates(request: HttpRequest, gathering: UUID) -> HttpResponseBase:
    """Everybody who was named, by state and delegation, or the same as CSV, or as a list that can be taken in again."""
    row, language = keeping.get(gathering), get_language() or "fr"
    found = row.delegates.select_related("delegation").order_by("delegation__sort", "name")
    text, state = request.GET.get("q", "").strip()[:100], request.GET.get("state", "")
    if text:
        found = found.filter(folded__contains=text.casefold())
    if state in Delegate.State.values:
        found = found.filter(state=state)
    if request.GET.get("format") in ("csv", "xlsx"):
        journal.write(
            "delegates-exported", officer=handle(signed_in(request)), reference=str(row.pk), count=found.count()
        )
        if request.GET["format"] == "xlsx":
            columns = (*accrediting.COLUMNS, "state")
            return xlsx_file.download(
                "delegates.xlsx", [(_("Delegates"), columns, accrediting.as_rows(found.iterator(), language))]
            )
        head = (_("Name"), _("Delegation"), _("Function"), _("Role"), _("State"))
        rows = (
            (
                one.name,
                keeping.named(one.delegation.names, language),
                one.function,
                one.get_role_display(),
                one.get_state_display(),
            )
            for one in found.iterator()
        )
        return csv_file.download("delegates.csv", head, rows)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "gathering": row,
        "title": keeping.named(row.titles, language),
        "page": page,
        "rows": [(one, keeping.named(one.delegation.names, language)) for one in page],
        "text": text,
        "count_words": ngettext("%(count)d delegate", "%(count)d delegates", count) % {"count": count},
        "filters": [{"name": "state", "label": _("State"), "choices": Delegate.State.choices, "value": state}],
        "export": csv_file.address(request),
        "workbook": csv_file.address(request, "xlsx"),
    }
    return render(request, "gatherings/delegates.html", context)


@require_http_methods(["GET", "POST"])
@entitled(RIGHT)
def alike(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """Pairs of delegates who could be one: an officer says which one stays, or that they are two."""
    row, refusal, given = keeping.get(gathering), None, request.POST
    if request.method == "POST":
        try:
            _judge(row, given.get("act", ""), given.get("first", ""), given.get("second", ""), signed_in(request))
        except BenkanError as error:
            refusal = error
        else:
            return redirect("gatherings:alike", gathering)
    language = get_language() or "fr"
    context = {
        "gathering": row,
        "title": keeping.named(row.titles, language),
        "pairs": [
            {
                "first": one.first,
                "second": one.second,
                "both": [(each, keeping.named(each.delegation.names, language)) for each in (one.first, one.second)],
                "percent": round(100 * one.score),
                "reasons": [words.sentence(reason.text, dict(reason.facts)) for reason in one.reasons],
            }
            for one in likeness.pairs(row)
        ],
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "gatherings/alike.html", context, status=400 if refusal else 200)


def _judge(row: Gathering, act: str, first: str, second: str, who: accounts.Officer) -> None:
    one, other = accrediting.get(row, first), accrediting.get(row, second)
    if act == "two":
        likeness.two(one, other, by=who)
    elif act in ("first", "second"):
        kept, dropped = (one, other) if act == "first" else (other, one)
        likeness.same(kept, dropped, by=who, reason=_("The same person as %(name)s.") % {"name": kept.name})
    else:
        raise form_values.unread("act")


@require_GET
@entitled(RIGHT)
def badges_pdf(request: HttpRequest, gathering: UUID) -> HttpResponse:
    """The badges of everybody who was granted one, or of one delegate."""
    row = keeping.get(gathering)
    people = badges.granted(row)
    if request.GET.get("delegate"):
        people = [one for one in people if str(one.pk) == request.GET["delegate"]]
    journal.write("badges-printed", officer=handle(signed_in(request)), reference=str(row.pk), count=len(people))
    response = HttpResponse(badges.pdf(row, people), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="badges.pdf"'
    return response
