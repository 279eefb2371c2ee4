"""The pages of reporters: sign in, send a file, read its validation and its receipt, see what became of it.

There is nothing else here, and every page asks for reports of the signed-in reporter alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.reporting import answering, arrivals, entering, guard, receiving, sealed, shown, words
from benkan.apps.reporting.models import Arrival, Person, Report
from benkan.core.errors import BenkanError, Invalid
from benkan.formats.statements import LEAVE_OUT
from benkan.web import csv_file
from benkan.web.errors import explain

PAGE = 50
SHOWN_ARRIVALS = 20
ASKED_AT_ONCE = 100
LOOK_AGAIN_S = 5
"""After so many seconds the page of a file that is being read looks again."""
SECRET_SALT = "benkan reporting door factor"  # noqa: S105 - names a use of the key, is no secret
SECRET_AGE_S = 3_600


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name, password and code."""
    if guard.person_at(request) is not None:
        return redirect("reporting:home")
    refusal, given = None, request.POST
    if request.method == "POST":
        try:
            _who, key = entering.enter(
                _text(given, "username"), _text(given, "password"), _text(given, "code"), guard.address_of(request)
            )
        except BenkanError as error:
            refusal = explain(error)
        else:
            return guard.let_in(redirect("reporting:home"), key)
    context = {"refusal": refusal, "username": _text(given, "username"), "personas": entering.personas()}
    return render(request, "reporting/door/sign_in.html", context, status=422 if refusal else 200)


@require_POST
def persona(_request: HttpRequest, username: str) -> HttpResponse:
    """Sign in as an invented person; there is no such address outside a demonstration home."""
    who = next((one for one in entering.personas() if one.username == username), None)
    if who is None:
        raise Http404
    return guard.let_in(redirect("reporting:home"), entering.enter_as(who))


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """First the invitation, then the password and the second factor."""
    given, refusal, status = request.POST, None, 200
    if request.method == "POST":
        username, code, where = _text(given, "username"), _text(given, "invitation"), guard.address_of(request)
        try:
            if "secret" not in given:
                entering.invited(username, code, where)
                secret = accounts.factors.new_secret()
            else:
                secret = _secret(_text(given, "secret"))
                if given.get("password") != given.get("again"):
                    raise shown.not_the_same()
                _who, key = entering.accept(
                    username, code, _text(given, "password"), secret, _text(given, "code"), where
                )
                return guard.let_in(redirect("reporting:home"), key)
        except BenkanError as error:
            refusal, status = explain(error), 422
            if not isinstance(error, Invalid) or "secret" not in given:
                context = {"refusal": refusal, "username": username}
                return render(request, "reporting/door/invitation.html", context, status=status)
        issuer = settings.BENKAN_NODE.agency
        context = {
            "refusal": refusal,
            "username": username,
            "invitation": code,
            "secret": signing.dumps(secret, salt=SECRET_SALT),
            "written": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
            "picture": mark_safe(accounts.factors.picture(accounts.factors.address(username, issuer, secret))),  # noqa: S308 - drawn by the library of two texts of ours
        }
        return render(request, "reporting/door/password.html", context, status=status)
    return render(request, "reporting/door/invitation.html", {"username": request.GET.get("username", "")[:100]})


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    return guard.let_out(request, redirect("reporting:sign-in"))


@require_GET
@guard.person
def home(request: HttpRequest, who: Person) -> HttpResponseBase:
    """The form to send a file, and what was sent."""
    if request.GET.get("format") == "csv":
        return _csv(_found(request, who)[0])
    return _home(request, who)


@csrf_exempt  # checked by _send: the token lies in the form, and the form must not be read before the handler is set
@require_POST
@guard.person
def send(request: HttpRequest, who: Person) -> HttpResponseBase:
    """Takes a file in; then its receipt, or the list of what is wrong with it."""
    announced = _length(request)
    try:
        # Before a byte is read: who has sent enough today fills no disk.
        receiving.allow(who.reporter, announced)
    except BenkanError as error:
        return _home(request, who, error)
    upload = sealed.SealingUpload(announced)
    request.upload_handlers = [upload]
    try:
        return _send(request, who, upload)
    finally:
        if upload.draft is not None:
            upload.draft.done()


@csrf_protect
def _send(request: HttpRequest, who: Person, upload: sealed.SealingUpload) -> HttpResponse:
    request.FILES  # noqa: B018 - reading the form is what takes the file in
    corrects = _text(request.POST, "corrects")
    try:
        if upload.error is not None:
            raise upload.error
        if upload.draft is None:
            raise shown.no_file()
        taken = receiving.take(who.reporter, guard.sender(who), upload.draft, corrects)
    except BenkanError as error:
        return _home(request, who, error, corrects)
    if taken.number:
        query = "?again=1" if taken.again else "?new=1"
        return redirect(f"/reporting/reports/{taken.number}/{query}")
    assert taken.error is not None
    context = {
        "who": who,
        "refusal": explain(taken.error),
        "findings": [words.finding(one) for one in taken.findings],
        "unlisted": taken.unlisted,
        "file_name": upload.draft.name,
        "corrects": corrects,
    }
    return render(request, "reporting/door/refused.html", context, status=422)


@require_GET
@guard.person
def report(request: HttpRequest, who: Person, number: str) -> HttpResponse:
    """One of the reporter's own reports: receipt, validation, answer, corrections; or that it is still being read."""
    if (waits := shown.arrival(who.reporter, number)) is not None:
        return _arrival(request, who, waits)
    row = shown.own(who.reporter, number)
    later = Report.objects.filter(corrects=row).first()
    asked = shown.questions(row)
    context = {
        "who": who,
        "row": row,
        "later": later,
        "to_answer": any(not one["doubt"].answer for one in asked),
        "answered": [one for one in asked if one["doubt"].answer],
        "findings": [words.finding(one) for one in row.findings],
        "told": shown.told(row),
        "format": words.format_label(row.format),
        "new": "new" in request.GET,
        "again": "again" in request.GET,
    }
    return render(request, "reporting/door/report.html", context)


@require_http_methods(["GET", "POST"])
@guard.person
def questions(request: HttpRequest, who: Person, number: str) -> HttpResponse:
    """What is in doubt in a report, each written cell once; the reporter says what it means."""
    row, refusal, typed = shown.own(who.reporter, number), None, _answers(request)
    if request.method == "POST":
        try:
            row = answering.answer(row, typed, guard.sender(who))
        except BenkanError as error:
            refusal = explain(error)
        else:
            open_ones = row.doubts.filter(answer="").exists() and row.read_again_at is None
            return redirect("reporting:questions" if open_ones else "reporting:report", row.number)
    asked = shown.questions(row)
    waiting = [
        {**one, "typed": typed.get((one["doubt"].field, one["doubt"].written), "")}
        for one in asked
        if not one["doubt"].answer
    ]
    context = {
        "who": who,
        "row": row,
        "refusal": refusal,
        "questions": waiting[:ASKED_AT_ONCE],
        "more": max(0, len(waiting) - ASKED_AT_ONCE),
        "answered": [one for one in asked if one["doubt"].answer],
        "leave_out": LEAVE_OUT,
    }
    return render(request, "reporting/door/questions.html", context, status=422 if refusal else 200)


@require_GET
@guard.person
def receipt(request: HttpRequest, who: Person, number: str) -> HttpResponse:
    """The receipt as a page to print, or as a file that can be verified."""
    row = shown.own(who.reporter, number)
    if request.GET.get("format") == "json":
        answer = JsonResponse(shown.receipt(row), json_dumps_params={"ensure_ascii": False, "indent": 2})
        answer["Content-Disposition"] = f'attachment; filename="{row.number}.receipt.json"'
        return answer
    context = {"who": who, "row": row, "key": shown.public_key(), "format": words.format_label(row.format)}
    return render(request, "reporting/door/receipt.html", context)


def _answers(request: HttpRequest) -> dict[tuple[str, str], str]:
    """The answers of the form: a choice, or what was written where none fits."""
    given = {}
    for at in range(ASKED_AT_ONCE):
        field, written = request.POST.get(f"field-{at}", ""), request.POST.get(f"written-{at}", "")
        if field:
            given[field, written] = request.POST.get(f"choice-{at}") or request.POST.get(f"other-{at}", "")
    return given


def _arrival(request: HttpRequest, who: Person, row: Arrival) -> HttpResponse:
    context = {"who": who, "row": row, "again": "again" in request.GET, "look_again_s": LOOK_AGAIN_S}
    if not row.waits:
        context["refusal"] = explain(arrivals.refusal_of(row))
        context["findings"] = [words.finding(one) for one in row.findings]
    return render(request, "reporting/door/arrival.html", context)


def _home(request: HttpRequest, who: Person, error: BenkanError | None = None, corrects: str = "") -> HttpResponse:
    found, state = _found(request, who)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    count = page.paginator.count
    context = {
        "who": who,
        "at_home": True,
        "arrivals": who.reporter.arrivals.order_by("-received_at", "-number")[:SHOWN_ARRIVALS],
        "refusal": explain(error) if error else None,
        "limit": settings.BENKAN_NODE.reporting["file_mb"],
        "rows_limit": settings.BENKAN_NODE.reporting["rows"],
        "corrects": corrects or request.GET.get("corrects", "")[:60],
        "page": page,
        "rows": [(row, shown.told(row), words.format_label(row.format)) for row in page],
        "query": request.GET.get("q", ""),
        "filtered": bool(request.GET.get("q") or state),
        "count_words": ngettext("%(count)d report", "%(count)d reports", count) % {"count": count},
        "filters": [{"name": "state", "label": _("State"), "choices": list(words.STATES.items()), "value": state}],
        "export": csv_file.address(request),
    }
    return render(request, "reporting/door/home.html", context, status=422 if error else 200)


def _found(request: HttpRequest, who: Person) -> tuple[QuerySet[Report], str]:
    """The reporter's own reports as the list asks for them."""
    found = Report.objects.filter(reporter=who.reporter).select_related("corrects", "corrected")
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:200]
    state = request.GET.get("state", "")
    state = state if state in words.STATES else ""
    if wanted:
        found = found.filter(number__icontains=wanted) | found.filter(reference__icontains=wanted)
    if state:
        found = found.filter(state=state)
    return found.order_by("-received_at", "-number"), state


def _csv(found: QuerySet[Report]) -> HttpResponseBase:
    head = [_("Number"), _("Sent"), _("Your reference"), _("Transfers"), _("State"), _("Reason"), _("Corrects")]
    return csv_file.download(f"reports-{timezone.localdate():%Y-%m-%d}.csv", head, _cells(found))


def _cells(found: QuerySet[Report]) -> Iterator[list[object]]:
    for row in found.iterator(chunk_size=500):
        told = shown.told(row)
        yield [
            row.number,
            row.received_at.isoformat(),
            row.reference,
            row.kept,
            told.state,
            told.reason,
            row.corrects.number if row.corrects else "",
        ]


def _secret(given: str) -> str:
    """The secret of the second factor that an earlier page of ours showed."""
    try:
        return str(signing.loads(given, salt=SECRET_SALT, max_age=SECRET_AGE_S))
    except signing.BadSignature as error:
        raise shown.stale_page() from error


def _text(given: Any, name: str) -> str:
    return str(given.get(name, "")).replace("\0", "")[:500]


def _length(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isdecimal() else 0
