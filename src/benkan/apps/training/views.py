"""Pages of training: catalogue, runs, one run, attendance with and without a link, what an officer learns."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, handle, officer, signed_in
from benkan.apps.journal import services as journal
from benkan.apps.training import attending, catalogue, completing, exporting, nominating, services, sheets, steps
from benkan.apps.training.models import Course, Mark, Nomination, Run
from benkan.apps.training.testing import sitting
from benkan.core.errors import BenkanError
from benkan.web import csv_file, form_values, json_body, offline
from benkan.web.errors import explain
from benkan.web.qr import svg

RIGHT = catalogue.RIGHT
PAGE = 50
MOST_BODY = 1_000_000


@require_http_methods(["GET", "POST"])
@officer()
def courses(request: HttpRequest) -> HttpResponse:
    """The catalogue; those who train add to it."""
    refusal = None
    if request.method == "POST":
        given = request.POST
        try:
            catalogue.add_course(
                given.get("code", "").strip(),
                {language: given.get(f"name_{language}", "") for language in catalogue.LANGUAGES},
                given.get("competence", "").strip(),
                by=signed_in(request),
                hours=form_values.whole(given.get("hours", "") or "0", "hours"),
                valid_months=form_values.whole(given["valid_months"], "valid_months")
                if given.get("valid_months")
                else None,
                attendance_percent=form_values.whole(given.get("attendance_percent", "") or "80", "attendance_percent"),
                requires=given.get("requires", ""),
            )
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, _("The course is in the catalogue."))
            return redirect("training:courses")
    language = get_language() or "fr"
    context = {
        "rows": [(one, catalogue.named(one.names, language)) for one in Course.objects.all()],
        "trains": accounts.may(signed_in(request), RIGHT),
        "refusal": explain(refusal) if refusal else None,
        "given": request.POST,
    }
    return render(request, "training/courses.html", context, status=400 if refusal else 200)


@require_GET
@officer()
def runs(request: HttpRequest) -> HttpResponseBase:
    """Courses that take place, the latest first, or the same as CSV."""
    found = Run.objects.select_related("course")
    when, course = request.GET.get("when", ""), request.GET.get("course", "")[:64]
    today = timezone.localdate()
    if when == "coming":
        found = found.filter(ends__gte=today).order_by("starts", "id")
    elif when == "over":
        found = found.filter(ends__lt=today)
    if course:
        found = found.filter(course_id=course)
    text = request.GET.get("q", "").strip()[:100]
    if text:
        found = found.filter(place__icontains=text)
    language = get_language() or "fr"
    if request.GET.get("format") == "csv":
        head = (_("Course"), _("Place"), _("First day"), _("Last day"), _("Room for"), pgettext("a run", "Closed"))
        rows = (
            (
                catalogue.named(one.course.names, language),
                one.place,
                one.starts,
                one.ends,
                one.capacity,
                one.closed_at or "",
            )
            for one in found
        )
        return csv_file.download("runs.csv", head, rows)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "page": page,
        "rows": [(one, catalogue.named(one.course.names, language)) for one in page],
        "text": text,
        "count_words": ngettext("%(count)d run", "%(count)d runs", count) % {"count": count},
        "filters": [
            {
                "name": "when",
                "label": _("When"),
                "choices": [("coming", _("Now or to come")), ("over", _("Over"))],
                "value": when,
            },
            {
                "name": "course",
                "label": _("Course"),
                "choices": [(one.code, catalogue.named(one.names, language)) for one in Course.objects.all()],
                "value": course,
            },
        ],
        "export": csv_file.address(request),
        "narrowed": bool(when or course or text),
        "trains": accounts.may(signed_in(request), RIGHT),
    }
    return render(request, "training/runs.html", context)


@require_http_methods(["GET", "POST"])
@entitled(RIGHT)
def new_run(request: HttpRequest) -> HttpResponse:
    """A course that will take place."""
    refusal, given = None, request.POST
    if request.method == "POST":
        try:
            made = catalogue.add_run(
                given.get("course", ""),
                place=given.get("place", ""),
                starts=form_values.day(given.get("starts", ""), "starts"),
                ends=form_values.day(given.get("ends", ""), "ends"),
                capacity=form_values.whole(given.get("capacity", ""), "capacity"),
                by=signed_in(request),
                languages=given.getlist("languages") or ["fr"],
                places=_places(given.get("places", "")),
            )
        except BenkanError as error:
            refusal = error
        else:
            return redirect("training:run", made.pk)
    language = get_language() or "fr"
    context = {
        "courses": [(one.code, catalogue.named(one.names, language)) for one in Course.objects.all()],
        "given": given,
        "chosen": given.getlist("languages"),
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/new_run.html", context, status=400 if refusal else 200)


@require_GET
@officer()
def run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: programme, places, and for those who train the people, their attendance and the end."""
    return _run(request, catalogue.get_run(run_id))


@require_POST
@entitled(RIGHT)
def act(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One step with a run: a session, a nomination, a list, a decision, points, the end, the certificates."""
    row, who = catalogue.get_run(run_id), signed_in(request)
    try:
        said = steps.taken(request, row, who)
    except BenkanError as error:
        return _run(request, catalogue.get_run(run_id), error)
    if said:
        messages.success(request, said)
    return redirect("training:run", run_id)


@require_GET
@entitled(RIGHT)
def attendance(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The list at the door; once opened it works without a link."""
    row = catalogue.get_run(run_id)
    language = get_language() or "fr"
    context = {
        "run": row,
        "name": catalogue.named(row.course.names, language),
        "sessions": [(one, catalogue.named(one.titles, language)) for one in row.sessions.all()],
        "people": sheets.persons(row),
    }
    return render(request, "training/attendance.html", context)


@require_POST
@entitled(RIGHT)
def marks(request: HttpRequest, run_id: UUID) -> JsonResponse:
    """Marks that a device collected: ``{"device": "…", "marks": […]}``; each that was refused with its reason."""
    row = catalogue.get_run(run_id)
    given = json_body.read(request, MOST_BODY)
    done = attending.receive(
        row, str(given.get("device", "")), attending.from_object(given.get("marks")), by=signed_in(request)
    )
    refused = [
        {"place": place, "code": error.code, "message": explain(error).sentence} for place, error in done.refused
    ]
    return JsonResponse({"new": done.new, "known": done.known, "changed": done.changed, "refused": refused})


@require_GET
@entitled(RIGHT)
def sheet(request: HttpRequest, run_id: UUID, number: int) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The sheets of a session as PDF."""
    row = catalogue.get_run(run_id)
    response = HttpResponse(services.sheet(row, number, get_language() or "fr"), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="attendance-{number}.pdf"'
    return response


@require_GET
@entitled(RIGHT)
def export(request: HttpRequest, run_id: UUID) -> HttpResponseBase:
    """Results for a school's own programs: ``?form=moodle`` (CSV) or ``xapi`` (JSON)."""
    row = catalogue.get_run(run_id)
    journal.write("training-exported", officer=handle(signed_in(request)), reference=str(row.pk))
    if request.GET.get("form") == "xapi":
        response = JsonResponse(exporting.statements(row), safe=False)
        response["Content-Disposition"] = 'attachment; filename="statements.json"'
        return response
    return csv_file.download("moodle.csv", exporting.MOODLE, exporting.moodle_rows(row))


@require_GET
@officer()
def mine(request: HttpRequest) -> HttpResponse:
    """What an officer follows and has followed, with the code for the door."""
    who, language = handle(signed_in(request)), get_language() or "fr"
    found = Nomination.objects.filter(learner__username=who).select_related("run__course").order_by("-run__starts")
    rows = [
        (
            one,
            catalogue.named(one.run.course.names, language),
            svg(one.code, _("Code for the door"))
            if one.state == Nomination.State.ACCEPTED and one.run.closed_at is None
            else "",
        )
        for one in found[:100]
    ]
    tests = sitting.awaited(found[:100])
    return render(request, "training/mine.html", {"rows": rows, "tests": tests})


@require_GET
@officer()
def offline_worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - the signature is Django's
    """The script that keeps the attendance page without a link; served here, so that it may speak for /training/."""
    return offline.worker("attendance-1", r"^/training/runs/[0-9a-f-]{36}/attendance/$")


def _run(request: HttpRequest, row: Run, error: BenkanError | None = None) -> HttpResponse:
    who, language = signed_in(request), get_language() or "fr"
    trains = accounts.may(who, RIGHT)
    sessions = [(one, catalogue.named(one.titles, language)) for one in row.sessions.all()]
    context: dict[str, Any] = {
        "run": row,
        "name": catalogue.named(row.course.names, language),
        "sessions": sessions,
        "rooms": nominating.rooms(row),
        "trains": trains,
        "refusal": explain(error) if error else None,
        "given": request.POST if error else {},
        "over": row.ends <= timezone.localdate(),
    }
    if trains:
        standing = {one.nomination.pk: one for one in completing.standings(row)}
        said, warned = attending.table(row), nominating.overlapping(row)
        known = row.nominations.filter(learner__erased_at=None)
        people = list(known.select_related("learner").order_by("learner__name", "id"))
        context |= {
            "people": [
                {
                    "one": one,
                    "standing": standing.get(one.pk),
                    "percent": round(100 * standing[one.pk].share) if one.pk in standing else None,
                    "disagreed": [
                        session
                        for session, _name in sessions
                        if said.get(one.pk, {}).get(session.pk, _NOTHING).disagreed
                    ],
                    "twice": any(each.twice for each in said.get(one.pk, {}).values()),
                    "other": warned.get(one.pk),
                }
                for one in people
            ],
            "gain": completing.gain(row),
            "marked": Mark.objects.filter(session__run=row).exists(),
        }
    return render(request, "training/run.html", context, status=400 if error else 200)


_NOTHING = attending.Presence(None)


def _places(text: str) -> dict[str, int]:
    """``ML 10, BF 5`` as places by country."""
    found: dict[str, int] = {}
    for part in text.replace(";", ",").split(","):
        words = part.replace(":", " ").replace("=", " ").split()
        if not words:
            continue
        if len(words) != 2 or len(words[0]) != 2:
            raise form_values.unread("places")
        found[words[0].upper()] = form_values.whole(words[1], "places")
    return found
