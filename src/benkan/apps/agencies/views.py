"""The directory's pages: who our partners are, and whether their keys were compared by voice."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import network, services
from benkan.apps.agencies.models import Agency
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.web import csv_file, words
from benkan.web.errors import explain

CONFIRMERS = ("liaison", "supervisor", "administrator")
SORTS = {"name": "id", "country": "country", "seen": "last_seen_at", "compared": "voice_checked_at"}


@require_GET
@accounts.officer()
def index(request: HttpRequest) -> HttpResponseBase:
    """Every service of the directory; with ``?format=csv`` as a table for a spreadsheet."""
    return _index(request)


def _index(request: HttpRequest, refused: BenkanError | None = None) -> HttpResponseBase:
    services.own()
    query = request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    sort = request.GET.get("sort", "country")
    rows = [row for row in Agency.objects.all() if _fits(row, query, state)]
    column = SORTS.get(sort.lstrip("-"), "country")
    rows.sort(key=lambda row: (str(getattr(row, column) or ""), row.id), reverse=sort.startswith("-"))
    if request.GET.get("format") == "csv":
        return _csv(rows)
    countries = network.countries(rows)
    keep = request.GET.copy()
    keep["format"] = "csv"
    flagged = journal.of_partner(services.names())
    context = {
        "rows": [(row, services.localised(row), flagged.get(row.id, [])) for row in rows],
        "query": query,
        "sort": sort,
        "count_words": ngettext("%(count)d service", "%(count)d services", len(rows)) % {"count": len(rows)},
        "filters": [
            {
                "name": "state",
                "label": _("Fingerprint"),
                "choices": [("compared", _("Compared by voice")), ("open", _("Not compared yet"))],
                "value": state,
            }
        ],
        "export": f"?{keep.urlencode()}",
        "countries": countries,
        "network": network.as_map(countries),
        "alone": not query and not state and len(rows) <= 1,
        "couriers": getattr(request.user, "role", "") in CONFIRMERS,
        "refusal": explain(refused) if refused else None,
    }
    return render(request, "agencies/list.html", context, status=422 if refused else 200)


@require_GET
@accounts.officer()
def detail(request: HttpRequest, agency: str) -> HttpResponse:
    """One service: address, keys, fingerprint to read aloud, and the conventions that link us."""
    from benkan.apps.accords import services as accords

    row = services.get(agency)
    context = {
        "agency": row,
        "name": services.localised(row),
        "groups": services.fingerprint(row).split(" "),
        "flags": journal.of_partner(services.names()).get(row.id, []),
        "conventions": [] if row.own else accords.conventions_with(row.id),
        "may_confirm": not row.own and getattr(request.user, "role", "") in CONFIRMERS,
    }
    return render(request, "agencies/detail.html", context)


@require_POST
@accounts.officer(*CONFIRMERS)
def confirm(request: HttpRequest, agency: str) -> HttpResponse:
    """The officer says that the partner read the same fingerprint."""
    row = services.get(agency)
    if request.POST.get("same") != "yes":
        raise Invalid(
            "agency.not-compared",
            N_("Nothing was confirmed."),
            N_("Read all ten groups to the partner first, then tick the box."),
            place="same",
        )
    assert isinstance(request.user, accounts.Officer)
    services.confirm_voice(row.id, accounts.handle(request.user))
    messages.success(request, _("The comparison by voice is noted, with your name and the time."))
    return redirect("agencies:detail", row.id)


@require_POST
@accounts.officer("administrator")
def add(request: HttpRequest) -> HttpResponseBase:
    """Takes a partner's card, from a file or pasted."""
    assert isinstance(request.user, accounts.Officer)
    upload = request.FILES.get("file")
    data = upload.read(services.MAX_CARD_BYTES + 1) if upload else request.POST.get("card", "").encode()
    try:
        row = services.add_card(data, officer=accounts.handle(request.user))
    except BenkanError as error:
        return _index(request, error)
    messages.success(request, _("The service is in the directory. Compare its fingerprint by voice now."))
    return redirect("agencies:detail", row.id)


@require_GET
@accounts.officer()
def own_card(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """This node's card as a file, to give to partners."""
    own = services.own()
    response = HttpResponse(services.own_card() + b"\n", content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{own.id}.card.json"'
    return response


def _fits(row: Agency, query: str, state: str) -> bool:
    said = " ".join((row.id, row.name_fr, row.name_en, row.name_ar, words.country(row.country))).casefold()
    compared = row.own or row.voice_checked_at is not None
    return query.casefold() in said and (state != "compared" or compared) and (state != "open" or not compared)


def _csv(rows: list[Agency]) -> HttpResponseBase:
    head = [_("Service"), _("Name"), _("Country"), _("Address"), _("Fingerprint"), _("Compared by voice by")]
    cells = (
        [row.id, services.localised(row), row.country, row.url, services.fingerprint(row), row.voice_checked_by]
        for row in rows
    )
    return csv_file.download("services.csv", head, cells)
