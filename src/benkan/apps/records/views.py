"""Pages of the records: list, detail, new."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts.services import handle, may, officer, signed_in
from benkan.apps.journal import services as journal
from benkan.apps.records import labels, services
from benkan.apps.records.choices import CrimeArea, Handling, SubjectCategory
from benkan.apps.records.forms import RecordForm
from benkan.apps.records.listing import Asked, area, as_csv, category
from benkan.apps.records.models import Record
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.web import csv_file
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 50


@require_GET
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The records of this service, filtered, sorted and counted, or the same as CSV."""
    asked = Asked.of(request.GET)
    records = asked.records()
    if request.GET.get("format") == "csv":
        journal.write("records-exported", officer=handle(signed_in(request)), count=records.count())
        return as_csv(records)
    page = Paginator(records, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    return render(
        request,
        "records/list.html",
        {
            "page": page,
            "rows": [
                (one, labels.schema(one.schema), category(one.subject_category), area(one.crime_area)) for one in page
            ],
            "asked": asked,
            "count_words": ngettext("%(count)d record", "%(count)d records", count) % {"count": count},
            "filters": _filters(asked),
            "export": csv_file.address(request),
            "today": date.today(),
            "filtered": any((asked.query, asked.schema, asked.category, asked.area, asked.handling, asked.state)),
        },
    )


@require_GET
@officer(*ROLES)
def detail(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """One record with its safeguards and what belongs to it."""
    return _detail(request, services.get(record_id))


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """The short form; what was typed stays when something is refused."""
    form = RecordForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            record = _add(request, form)
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("The record was added."))
            return redirect("records:detail", record.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "records/new.html", {"form": form, "refusal": refusal}, status=status)


@require_POST
@officer("liaison", "supervisor")
def renew(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The record, looked at and kept for another while."""
    given = request.POST.get("days", "")
    days = int(given) if given.isascii() and given.isdecimal() and len(given) < 6 else 0
    try:
        services.renew(record_id, days=days, officer=handle(signed_in(request)))
    except Invalid as error:
        return _detail(request, services.get(record_id), refusal=error)
    messages.success(request, _("The record was reviewed and stays."))
    return redirect("records:detail", record_id)


@require_POST
@officer("supervisor")
def withdraw(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The record, taken out of every search once its code was typed."""
    record = services.get(record_id)
    if request.POST.get("confirm", "").strip().lower() != _code(record):
        error = Invalid(
            "records.not-confirmed",
            N_("The record was not withdrawn: the code that was typed is not that of the record."),
            N_("Type the code shown beside the button."),
        )
        return _detail(request, record, refusal=error)
    from benkan.apps.requests import services as requests  # it knows records; both know each other at call time

    too, code = request.POST.get("releases") == "withdraw", request.POST.get("reason_code", "")
    try:
        _record, made = requests.withdraw_record(
            signed_in(request), record_id, releases_too=too, reason_code=code or "record-ended"
        )
    except BenkanError as error:
        return _detail(request, services.get(record_id), refusal=error)
    if made:
        text = ngettext(
            "The record was withdrawn, and %(count)d release with it. Every receiver is told to erase it.",
            "The record was withdrawn, and %(count)d releases with it. Every receiver is told to erase them.",
            len(made),
        )
        messages.success(request, text % {"count": len(made)})
    else:
        messages.success(request, _("The record was withdrawn. Nobody finds it any more."))
    return redirect("records:detail", record_id)


@transaction.atomic
def _add(request: HttpRequest, form: RecordForm) -> Record:
    given = form.cleaned_data
    username = handle(signed_in(request))
    safeguards = {
        "officer": username,
        "subject_category": given["subject_category"],
        "crime_area": given["crime_area"],
        "handling": given["handling"],
        "grade": given["grade"],
        "review_on": form.review_on(),
    }
    record = services.add(given["schema"], form.properties(), **safeguards)
    for schema, properties in form.held():
        services.add(schema, properties, holder=record.pk, **safeguards)
    return record


def _detail(request: HttpRequest, record: Record, refusal: BenkanError | None = None) -> HttpResponse:
    from benkan.apps.agencies import services as agencies
    from benkan.apps.flows import services as flows
    from benkan.apps.requests import services as requests  # it knows records; both know each other at call time
    from benkan.apps.screening import services as screening  # the same

    releasing = may(request.user, "release")
    context = {
        "joint_cases": _joint_cases(request, record),
        "listed": screening.of_record(record.pk),
        "record": record,
        "schema": labels.schema(record.schema),
        "category": category(record.subject_category),
        "area": area(record.crime_area),
        "purpose": area(record.purpose),
        "rows": labels.rows(record.properties),
        "held": [(one, labels.schema(one.schema), labels.rows(one.properties)) for one in services.held_by(record)],
        "expired": record.review_on < date.today(),
        "code": _code(record),
        "released": [(one, agencies.name(one.partner)) for one in requests.of_record(str(record.pk))]
        if releasing
        else [],
        "reasons": requests.withdrawal_reasons(),
        "money": flows.of_record(signed_in(request), record),
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "records/detail.html", context, status=422 if refusal else 200)


def _joint_cases(request: HttpRequest, record: Record) -> list[Any]:
    """The joint cases into which this officer can put a record of our own."""
    from benkan.apps.jointcases import services as joint_cases  # the slices know each other only here, at call time

    if record.withdrawn_at is not None or record.owner != settings.BENKAN_NODE.agency:
        return []
    return list(joint_cases.listed(signed_in(request), state="running")[:20])


def _code(record: Record) -> str:
    """What a person types to confirm: the first letters of the record's id."""
    return str(record.pk)[:6]


def _filters(asked: Asked) -> list[dict[str, object]]:
    schemata = [(code, labels.schema(code)) for code in labels.SCHEMATA]
    states = [("expired", _("Review overdue")), ("withdrawn", _("Withdrawn")), ("all", _("Withdrawn ones too"))]
    return [
        {"name": "schema", "label": _("Type"), "choices": schemata, "value": asked.schema},
        {
            "name": "category",
            "label": _("Category"),
            "choices": [*SubjectCategory.choices, ("none", _("No category"))],
            "value": asked.category,
        },
        {"name": "area", "label": _("Crime area"), "choices": CrimeArea.choices, "value": asked.area},
        {
            "name": "handling",
            "label": _("Handling code"),
            "choices": [(c, c) for c in Handling.values],
            "value": asked.handling,
        },
        {"name": "state", "label": _("State"), "choices": states, "value": asked.state},
    ]
