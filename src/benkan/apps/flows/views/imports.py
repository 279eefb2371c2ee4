"""Files about money by the pages: sent, a statement mapped and asked, and what became of each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from benkan.apps.accounts.services import officer, signed_in
from benkan.apps.flows import importing, uploading, withdrawing
from benkan.apps.flows.models import Upload
from benkan.apps.flows.statements import IGNORED, Question
from benkan.apps.flows.uploading import Own
from benkan.apps.flows.views import PAGE, ROLES
from benkan.apps.flows.words import IMPORTS
from benkan.core.errors import BenkanError
from benkan.formats.statements import FIELDS, WHY
from benkan.formats.typed.cells import Reading
from benkan.web import words
from benkan.web.errors import explain
from benkan.web.times import day

ASKED_AT_ONCE = 100
SHOWN_FINDINGS = 100
LOOK_AGAIN_S = 3


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """GET: what was imported, and what waits. POST: a new file."""
    who, refusal = signed_in(request), None
    sent = request.FILES.get("file")
    if request.method == "POST" and sent is not None:
        try:
            made = uploading.send(who, sent.name or "", sent.read(uploading.MOST_BYTES + 1))
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("flows:upload" if isinstance(made, Upload) else "flows:imported", made.pk)
    page = Paginator(uploading.imports(who), PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(one, IMPORTS.get(one.kind, one.kind)) for one in page],
        "waiting": uploading.waiting(who),
        "refusal": refusal,
        "limit": uploading.MOST_BYTES // 1024**2,
        "most_rows": uploading.MOST_ROWS,
    }
    return render(request, "flows/imports.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def columns(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Whose statement it is and which column is what; the officer confirms or changes it. Or how far its import is."""
    who = signed_in(request)
    if (made := uploading.became(who, upload_id)) is not None and not uploading.waits(who, upload_id):
        return redirect("flows:imported", made.pk)
    row, refusal = uploading.get(who, upload_id), None
    if row.import_at is not None or row.kind != "statement":
        return _under_way(request, row)
    if (failed := importing.refusal_of(row)) is not None:
        refusal = explain(failed)
    if request.method == "POST":
        own = Own(*(request.POST.get(name, "") for name in ("account", "institution", "holder", "currency")))
        header = uploading.opened(row).sheet.mapping.header
        said = {
            name: request.POST[f"column-{at}"]
            for at, name in enumerate(header)
            if name and f"column-{at}" in request.POST
        }
        try:
            found = uploading.describe(row, own, said)
        except BenkanError as error:
            row.refresh_from_db()
            refusal = explain(error)
        else:
            if not (found.sheet.missing or found.sheet.mapping.doubled):
                return redirect("flows:upload-questions", row.pk)
    found = uploading.opened(row)
    mapping = found.sheet.mapping
    fields = mapping.as_said()
    context = {
        "row": row,
        "columns": [
            {"at": at, "header": name, "field": fields.get(name, IGNORED)}
            for at, name in enumerate(mapping.header)
            if name
        ],
        "fields": [(code, words.sentence(text, {})) for code, text in FIELDS.items()],
        "missing": [
            words.sentence(FIELDS[one], {}) for one in (*found.sheet.missing, *mapping.doubled) if one != "account"
        ],
        "whose": "account" in found.sheet.missing,
        "above": mapping.account,
        "remembered": found.remembered,
        "refusal": refusal,
    }
    return render(request, "flows/upload.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def questions(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What is in doubt, each written value once; then the import."""
    who = signed_in(request)
    row, refusal = uploading.get(who, upload_id), None
    if row.import_at is not None or row.kind != "statement":
        return redirect("flows:upload", row.pk)
    if request.method == "POST":
        try:
            uploading.answer(row, _given(request))
            if "finish" in request.POST:
                done = uploading.finish(who, row.pk)
                if done is None:
                    return redirect("flows:upload", row.pk)
                made, waiting = done
                messages.success(request, _imported(made.added))
                if waiting:
                    messages.warning(request, _waiting(waiting))
                return redirect("flows:imported", made.pk)
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("flows:upload-questions", row.pk)
    found = uploading.opened(row)
    if found.sheet.missing or found.sheet.mapping.doubled:
        return redirect("flows:upload", row.pk)
    try:
        asked = uploading.questions(row)
    except BenkanError as error:
        asked, refusal = [], explain(error)
    context = {
        "row": row,
        "questions": [_shown(at, one) for at, one in enumerate(asked[:ASKED_AT_ONCE])],
        "more": max(0, len(asked) - ASKED_AT_ONCE),
        "leave_out": IGNORED,
        "refusal": refusal,
    }
    return render(request, "flows/upload_questions.html", context, status=422 if refusal else 200)


@require_POST
@officer(*ROLES)
def close(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """The file is forgotten; what was imported of it stays."""
    uploading.close(signed_in(request), upload_id)
    messages.success(request, _("The file was deleted."))
    return redirect("flows:imports")


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def imported(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What became of a file: counted, and every finding with its place. POST: it is taken back."""
    who, refusal = signed_in(request), None
    row = uploading.imported(who, import_id)
    if request.method == "POST":
        try:
            row = withdrawing.withdraw(who, row.pk, request.POST.get("reason", ""))
        except BenkanError as error:
            refusal = explain(error)
        else:
            messages.success(request, _("The file was taken back."))
            return redirect("flows:imported", row.pk)
    may = withdrawing.may_withdraw(row)
    context = {
        "row": row,
        "refusal": refusal,
        "resting": withdrawing.resting(row) if may else None,
        "reasons": list(withdrawing.REASONS.items()),
        "why": withdrawing.REASONS.get(row.withdrawn_why, ""),
        "kind": IMPORTS.get(row.kind, row.kind),
        "findings": [_finding(one) for one in row.findings[:SHOWN_FINDINGS]],
        "more": max(0, len(row.findings) - SHOWN_FINDINGS),
    }
    return render(request, "flows/imported.html", context, status=422 if refusal else 200)


def _under_way(request: HttpRequest, row: Upload) -> HttpResponse:
    """How far the import of a large file is; the page looks again by itself."""
    failed = importing.refusal_of(row)
    context = {
        "row": row,
        "kind": IMPORTS.get(row.kind, row.kind),
        "refusal": explain(failed) if failed else None,
        "data_bytes": len(row.content),
        "look_again_s": LOOK_AGAIN_S,
    }
    return render(request, "flows/upload_under_way.html", context)


def _finding(one: dict[str, Any]) -> dict[str, str]:
    """In the reader's language; what an earlier version kept has its English sentence only."""
    facts = one.get("facts") or {}
    return {
        "place": str(one.get("place", "")),
        "what": words.sentence(one["text"], facts) if "text" in one else str(one.get("what", "")),
        "done": words.sentence(one["done_text"], facts) if "done_text" in one else str(one.get("done", "")),
    }


def _given(request: HttpRequest) -> dict[tuple[str, str], str]:
    """The answers of the form: a choice, or what was written where nothing fits."""
    given = {}
    for at in range(ASKED_AT_ONCE):
        field, written = request.POST.get(f"field-{at}", ""), request.POST.get(f"written-{at}", "")
        if field in FIELDS:
            given[field, written] = request.POST.get(f"choice-{at}") or request.POST.get(f"other-{at}", "")
    return given


def _shown(at: int, one: Question) -> dict[str, Any]:
    return {
        "name": at,
        "field": one.cell.field,
        "label": words.sentence(FIELDS[one.cell.field], {}),
        "written": one.cell.written,
        "why": words.sentence(WHY[one.cell.why], {}),
        "rows": ngettext("%(count)d row", "%(count)d rows", one.rows) % {"count": one.rows},
        "first": one.first,
        "choices": [(way.code, _way(one, way)) for way in one.cell.readings],
    }


def _way(one: Question, way: Reading) -> str:
    is_day = one.cell.field in ("date", "value_date") and hasattr(way.value, "year")
    return day(way.value) if is_day else way.code


def _imported(count: int) -> str:
    return ngettext("%(count)d transfer imported.", "%(count)d transfers imported.", count) % {"count": count}


def _waiting(count: int) -> str:
    return ngettext("%(count)d row waits for an answer.", "%(count)d rows wait for an answer.", count) % {
        "count": count
    }
