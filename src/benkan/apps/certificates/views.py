"""Pages of certificates: the list, one certificate, issuing, the matrix, and verifying, which needs no sign-in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, handle, officer, signed_in
from benkan.apps.certificates import forms, issuing, lists, matrix, paper, verifying
from benkan.apps.certificates.listing import Asked
from benkan.apps.certificates.models import Certificate
from benkan.apps.certificates.saying import WORTH
from benkan.apps.journal import services as journal
from benkan.core.errors import BenkanError
from benkan.web import csv_file, form_values, words
from benkan.web.errors import explain
from benkan.web.qr import svg

PAGE = 50
MOST_TEXT = 16_384


@require_GET
@officer()
def index(request: HttpRequest) -> HttpResponseBase:
    """Those who train see every certificate; everybody else the own ones."""
    who = signed_in(request)
    if not accounts.may(who, issuing.RIGHT):
        own = list(Certificate.objects.filter(username=handle(who)))
        return render(request, "certificates/own.html", {"rows": [_row(one) for one in own]})
    asked = Asked.of(request.GET)
    found = asked.certificates()
    if request.GET.get("format") == "csv":
        journal.write("certificates-exported", officer=handle(who), count=found.count())
        return _as_csv(found)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    competences = Certificate.objects.order_by("competence").values_list("competence", flat=True).distinct()
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [_row(one) for one in page],
        "asked": asked,
        "count_words": ngettext("%(count)d certificate", "%(count)d certificates", count) % {"count": count},
        "filters": [
            {
                "name": "state",
                "label": _("State"),
                "choices": Certificate.State.choices,
                "value": asked.state,
            },
            {
                "name": "competence",
                "label": _("Competence"),
                "choices": [(one, one) for one in competences],
                "value": asked.competence,
            },
        ],
        "export": csv_file.address(request),
        "narrowed": bool(asked.text or asked.competence or asked.state or asked.run),
    }
    return render(request, "certificates/list.html", context)


@require_GET
@officer()
def detail(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """One certificate, for those who train and for its holder."""
    return _detail(request, _open(request, certificate))


@require_GET
@officer()
def as_paper(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The certificate as PDF in the reader's language."""
    row = _open(request, certificate)
    response = HttpResponse(paper.pdf([row], get_language() or "fr"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificate-{str(row.pk)[:8]}.pdf"'
    return response


@require_GET
@entitled(issuing.RIGHT)
def papers(request: HttpRequest, run: UUID) -> HttpResponse:
    """The papers of everybody who completed a run, in one file for the printer."""
    made = paper.of_run(run, get_language() or "fr", by=signed_in(request))
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="certificates-{str(run)[:8]}.pdf"'
    return response


@require_GET
@officer()
def as_file(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """The signed credential, as Open Badges programs take it."""
    row = _open(request, certificate)
    response = HttpResponse(row.text, content_type="application/vc+jwt")
    response["Content-Disposition"] = f'attachment; filename="certificate-{str(row.pk)[:8]}.jwt"'
    return response


@require_http_methods(["GET", "POST"])
@entitled(issuing.RIGHT)
def new(request: HttpRequest) -> HttpResponse:
    """Issues one certificate by hand."""
    context: dict[str, Any] = {"given": request.POST, "today": timezone.localdate()}
    if request.method == "POST":
        try:
            row = issuing.issue(
                forms.holder(request.POST),
                forms.achievement(request.POST),
                by=signed_in(request),
                since=forms.day(request.POST, "since"),
                until=forms.day(request.POST, "until"),
            )
        except BenkanError as error:
            return render(request, "certificates/new.html", context | {"refusal": explain(error)}, status=400)
        messages.success(request, _("The certificate is issued and signed."))
        return redirect("certificates:detail", row.pk)
    return render(request, "certificates/new.html", context)


@require_POST
@entitled(issuing.RIGHT)
def revoke(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Revokes a certificate, with the reason."""
    try:
        issuing.revoke(certificate, request.POST.get("reason", ""), by=signed_in(request))
    except BenkanError as error:
        return _detail(request, issuing.get(certificate), error)
    messages.success(request, _("The certificate is revoked. Partners learn it with the next list."))
    return redirect("certificates:detail", certificate)


@require_http_methods(["GET", "POST"])
@officer()
def competences(request: HttpRequest) -> HttpResponseBase:
    """Who can do what, by service; those who train set targets here."""
    who, refusal = signed_in(request), None
    if request.method == "POST":
        try:
            matrix.want(
                request.POST.get("service", ""),
                request.POST.get("competence", "").strip(),
                form_values.whole(request.POST.get("wanted", ""), "wanted"),
                by=who,
            )
        except BenkanError as error:
            refusal = error
        else:
            return redirect("certificates:matrix")
    country = request.GET.get("country", "").upper()[:2]
    cells = matrix.cells(country)
    if request.GET.get("format") == "csv":
        head = (_("Service"), _("Competence"), _("Holders"), _("Running out in 90 days"), _("Wanted"), _("Missing"))
        rows = ((one.service, one.competence, one.holders, one.soon, one.wanted, one.missing) for one in cells)
        return csv_file.download("competences.csv", head, rows)
    countries = Certificate.objects.exclude(country="").order_by("country").values_list("country", flat=True).distinct()
    context = {
        "cells": cells,
        "ending": [_row(one) for one in matrix.ending()] if accounts.may(who, issuing.RIGHT) else [],
        "country": country,
        "countries": [(one, words.country(one)) for one in countries],
        "sets_targets": accounts.may(who, issuing.RIGHT),
        "refusal": explain(refusal) if refusal else None,
        "given": request.POST,
    }
    return render(request, "certificates/matrix.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """What a certificate is worth, for anybody who has one: a pasted text or a file. Nobody is looked up by name."""
    if request.method == "GET":
        return render(request, "certificates/verify.html", {"given": ""})
    return _verified(request, _presented(request))


@require_POST
@officer()
@never_cache
def verify_anew(request: HttpRequest) -> HttpResponse:
    """The same after its issuer was asked for the list of this moment; only officers make this node ask a partner."""
    text = _presented(request)
    try:
        verifying.verify(text, fetch=True)
    except BenkanError as error:
        return _verified(request, text, error)
    return _verified(request, text)


@require_GET
@never_cache
def from_code(request: HttpRequest, short: str) -> HttpResponse:
    """Where the QR code on the paper leads."""
    return _verified(request, short)


@require_GET
@never_cache
def status(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """Our list of revoked certificates, for every verifier."""
    try:
        text = lists.own_list(number)
    except BenkanError:
        return HttpResponse(status=404)
    return HttpResponse(text, content_type="application/vc+jwt")


def _presented(request: HttpRequest) -> str:
    file = request.FILES.get("file")
    if file is not None:
        return file.read(MOST_TEXT + 1).decode("utf-8", "replace") if (file.size or 0) <= MOST_TEXT else ""
    return request.POST.get("text", "")[:MOST_TEXT]


def _verified(request: HttpRequest, text: str, unfetched: BenkanError | None = None) -> HttpResponse:
    """The verdict by the lists that are here; ``unfetched`` says why a newer one is not."""
    try:
        verdict = verifying.verify(text, language=get_language() or "en")
    except BenkanError as error:
        return render(
            request, "certificates/verify.html", {"refusal": explain(error), "given": text[:2000]}, status=400
        )
    word, sentence, look = WORTH[verdict.worth]
    context = {
        "verdict": verdict,
        "word": word,
        "sentence": sentence,
        "look": look,
        "given": "",
        "refusal": explain(unfetched) if unfetched else None,
        "again": text if verdict.of_partner and isinstance(request.user, accounts.Officer) else "",
    }
    return render(request, "certificates/verify.html", context, status=400 if unfetched else 200)


def _open(request: HttpRequest, certificate: UUID) -> Certificate:
    row, who = issuing.get(certificate), signed_in(request)
    if row.username != handle(who) and not accounts.may(who, issuing.RIGHT):
        raise issuing.unknown()
    return row


def _detail(request: HttpRequest, row: Certificate, error: BenkanError | None = None) -> HttpResponse:
    language, officers = get_language() or "fr", accounts.names()
    context = {
        "row": row,
        "state": issuing.state_of(row),
        "name": issuing.names_in(row, language),
        "issuer": officers.get(row.issued_by, row.issued_by),
        "revoker": officers.get(row.revoked_by, row.revoked_by),
        "code": svg(paper.address(row, language), _("Code that verifies this certificate")),
        "revokes": accounts.may(signed_in(request), issuing.RIGHT) and row.revoked_at is None,
        "refusal": explain(error) if error else None,
        "given": request.POST,
    }
    return render(request, "certificates/detail.html", context, status=400 if error else 200)


def _row(one: Certificate) -> dict[str, Any]:
    return {"one": one, "state": issuing.state_of(one), "name": issuing.names_in(one, get_language() or "fr")}


def _as_csv(found: Any) -> HttpResponseBase:
    head = (
        _("Holder of the certificate"), _("Service"), _("Country"), _("Course"), _("Competence"), _("Issued"),
        _("Valid until"),
        _("State"), _("Number"),
    )  # fmt: skip
    rows = (
        (
            one.holder, one.service, one.country, one.course, one.competence, one.since.date(),
            one.until.date() if one.until else "", issuing.state_of(one).label, one.pk,
        )
        for one in found.iterator()
    )  # fmt: skip
    return csv_file.download("certificates.csv", head, rows)
