"""The page that takes a gradebook of Moodle in: file, columns, rows that are asked, and then all or nothing."""

from __future__ import annotations

import base64
import binascii
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods

from benkan.apps.accounts.services import entitled, signed_in
from benkan.apps.training import catalogue, grading
from benkan.apps.training.models import Nomination, Run
from benkan.core.errors import BenkanError
from benkan.formats.moodle_grades import MOST_BYTES, Gradebook
from benkan.web import form_values
from benkan.web.errors import explain


@require_http_methods(["GET", "POST"])
@entitled(catalogue.RIGHT)
def grades(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Grades of a run; the file travels with the form until everything is answered."""
    row = catalogue.get_run(run_id)
    context: dict[str, Any] = {"run": row, "name": catalogue.named(row.course.names, get_language() or "fr")}
    refusal: BenkanError | None = None
    if request.method == "POST":
        try:
            data = _data(request)
            book = grading.read(data)
            context |= {"columns": book.columns, "carried": base64.b64encode(data).decode(), "given": request.POST}
            if request.POST.get("act") == "take":
                done = _step(request, row, book, context)
                if done is not None:
                    told = ngettext(
                        "Grades of %(count)d person are kept.", "Grades of %(count)d persons are kept.", done
                    )
                    messages.success(request, told % {"count": done})
                    return redirect("training:run", run_id)
        except BenkanError as error:
            refusal = error
    context["refusal"] = explain(refusal) if refusal else None
    return render(request, "training/grades.html", context, status=400 if refusal else 200)


def _step(request: HttpRequest, row: Run, book: Gradebook, context: dict[str, Any]) -> int | None:
    """How many were kept; None while rows are asked."""
    given = request.POST
    columns = grading.Columns(
        given.get("before", ""),
        given.get("after", ""),
        form_values.whole(given.get("before_out_of", "") or "100", "before_out_of"),
        form_values.whole(given.get("after_out_of", "") or "100", "after_out_of"),
    )
    answers = {
        one.line: given.get(f"row_{one.line}", "").strip().upper()[:16]
        for one in book.rows
        if given.get(f"row_{one.line}")
    }
    planned = grading.plan(row, book, columns, answers)
    if planned.asked:
        people = row.nominations.filter(state=Nomination.State.ACCEPTED, learner__erased_at=None)
        context |= {
            "asked": planned.asked,
            "answered": answers.items(),
            "people": people.select_related("learner").order_by("learner__name", "id"),
        }
        return None
    return grading.take(row, book, columns, answers, by=signed_in(request))


def _data(request: HttpRequest) -> bytes:
    sent = request.FILES.get("file")
    if sent is not None:
        return bytes(sent.read(MOST_BYTES + 1))
    try:
        return base64.b64decode(request.POST.get("carried", ""), validate=True)
    except (binascii.Error, ValueError) as error:
        raise form_values.unread("file") from error
