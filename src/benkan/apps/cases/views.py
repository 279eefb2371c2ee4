"""Pages of the cases: list, new, detail with its timeline."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.cases import services
from benkan.apps.cases.forms import CaseForm
from benkan.apps.cases.models import Case
from benkan.apps.cases.timeline import timeline
from benkan.core.errors import BenkanError
from benkan.web import csv_file
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 50


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The officer's cases, filtered, sorted and counted."""
    wanted = services.CaseFilter(
        text=request.GET.get("q", "").strip()[:100],
        purpose=request.GET.get("purpose", ""),
        state=request.GET.get("state", "open"),
        sort=request.GET.get("sort", "-moved"),
    )
    cases = services.listed(signed_in(request), wanted)
    if request.GET.get("format") == "csv":
        return _as_csv(cases)
    page = Paginator(cases, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    filters = [
        {"name": "purpose", "label": _("Purpose"), "choices": services.purposes(), "value": wanted.purpose},
        {
            "name": "state",
            "label": _("State"),
            "choices": [("open", _("Open")), ("closed", _("Closed"))],
            "value": wanted.state,
        },
    ]
    context = {
        "page": page,
        "rows": [(case, services.purpose_label(case.purpose)) for case in page],
        "filters": filters,
        "wanted": wanted,
        "count_words": ngettext("%(count)d case", "%(count)d cases", count) % {"count": count},
        "export": f"?{_query(request)}&format=csv",
        "narrowed": bool(wanted.text or wanted.purpose or wanted.state != "open"),
    }
    return render(request, "cases/list.html", context)


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The form that opens a case; what was typed stays when something is refused."""
    form = CaseForm(request.POST or None)
    explained = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            case = services.open_case(
                signed_in(request), given["title"], given["purpose"], given["number"], given["summary"]
            )
        except BenkanError as error:
            explained = explain(error)
            if error.place in form.fields:
                form.add_error(error.place, explained.sentence)
        else:
            return redirect("cases:detail", case.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "cases/new.html", {"form": form, "explained": explained}, status=status)


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case with one timeline of everything."""
    case = services.get(case_id, signed_in(request))
    return _detail(request, case)


@require_POST
@officer(*ROLES)
def act(request: HttpRequest, case_id: UUID, what: str) -> HttpResponse:
    """Note, share, close or reopen; then the case again, with what was refused if anything was."""
    case = services.get(case_id, signed_in(request))
    try:
        if what == "note":
            services.add_note(signed_in(request), case_id, request.POST.get("text", ""))
        elif what == "share":
            services.share(signed_in(request), case_id, request.POST.get("username", ""))
        elif what == "close":
            services.close(signed_in(request), case_id)
        else:
            services.reopen(signed_in(request), case_id)
    except BenkanError as error:
        return _detail(request, case, explained=explain(error), draft=request.POST.get("text", ""), status=422)
    return redirect("cases:detail", case_id)


def _detail(
    request: HttpRequest, case: Case, *, explained: object = None, draft: str = "", status: int = 200
) -> HttpResponse:
    from benkan.apps.charts import services as charts  # the slices know each other only here, at call time
    from benkan.apps.flows import services as flows
    from benkan.apps.jointcases import services as joint_cases

    who = signed_in(request)
    context = {
        "case": case,
        "purpose": services.purpose_label(case.purpose),
        "items": timeline(case),
        "joint_cases": joint_cases.of_case(case.pk, who),
        "charts": list(charts.listed(who, case=str(case.pk))[:20]),
        "money": flows.shown_of_case(who, case.pk),
        "may_propose": case.is_open and accounts.may(who, "draft"),
        "shared": list(case.shared_with.order_by("username")),
        "colleagues": services.colleagues(signed_in(request)) if case.is_open else [],
        "search_url": reverse("search:new"),
        "explained": explained,
        "draft": draft,
    }
    return render(request, "cases/detail.html", context, status=status)


def _as_csv(cases: QuerySet[Case]) -> HttpResponseBase:
    head = [_("Number"), _("Title"), _("Purpose"), _("Opened by"), _("Date of opening"), _("State")]
    return csv_file.download(f"cases-{timezone.localdate():%Y-%m-%d}.csv", head, map(_cells, cases))


def _cells(case: Case) -> list[object]:
    opened_on = timezone.localtime(case.opened_at).date()
    state = _("Open") if case.is_open else _("Closed")
    return [case.number, case.title, services.purpose_label(case.purpose), case.opened_by, opened_on, state]


def _query(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    kept.pop("format", None)
    return kept.urlencode()
