"""Pages of the import: a list is sent, its columns are named, what is in doubt is asked once, then it comes in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.seizures import amounts, catalogue, choices, tabulating
from benkan.apps.seizures.importing import uploads
from benkan.apps.seizures.importing.reading import Question
from benkan.apps.seizures.importing.settings import LEAVE_OUT
from benkan.apps.seizures.models import Import
from benkan.core.errors import BenkanError, Invalid
from benkan.formats.seizure_rows import FIELDS, WHY, Cell, Reading
from benkan.web import csv_file, words
from benkan.web.errors import explain

ROLES = ("analyst", "liaison", "supervisor")
PAGE = 50
ASKED_AT_ONCE = 100
SHOWN_VALUES = 3


@dataclass(frozen=True, slots=True)
class Shown:
    """One question as the page shows it: a name for its form fields, what is written, why, and what can be chosen."""

    name: str
    field: str
    label: str
    written: str
    why: str
    rows: str
    first: int
    choices: list[tuple[str, str]]
    kind: str


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """GET: the lists that were sent. POST: a new one."""
    who, refusal = signed_in(request), None
    if request.method == "POST":
        sent = request.FILES.get("file")
        try:
            row = uploads.send(who, sent.name or "", sent.read(uploads.MAX_UPLOAD_BYTES + 1)) if sent else None
        except BenkanError as error:
            refusal = explain(error)
        else:
            if row is not None:
                return redirect("seizures:import-columns", row.pk)
    page = Paginator(uploads.listed(who), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "refusal": refusal, "limit": uploads.MAX_UPLOAD_BYTES // 1024**2}
    return render(request, "seizures/import.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def columns(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Which column is what, as it was understood or as it was said before; the officer confirms or changes it."""
    row = uploads.get(signed_in(request), import_id)
    if row.state == Import.State.DONE:
        return redirect("seizures:import-report", row.pk)
    refusal = None
    if request.method == "POST":
        said = {name: request.POST.get(name, "") for name in ("source", "country", "service")}
        mapping = {str(at): field for at in range(_columns(row)) if (field := request.POST.get(f"column-{at}"))}
        try:
            uploads.describe(row, **said, mapping=mapping)
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("seizures:import-questions", row.pk)
    found = uploads.ask(row).found
    mapping_now = found.mapping
    shown = [
        {
            "at": at,
            "header": name,
            "values": _values(found.rows, at),
            "field": mapping_now.field_of(at),
            "by_content": mapping_now.field_of(at) in mapping_now.by_content,
        }
        for at, name in enumerate(mapping_now.header)
    ]
    context = {
        "row": row,
        "columns": shown,
        "fields": [(code, words.sentence(text, {})) for code, text in FIELDS.items()],
        "missing": [words.sentence(FIELDS[one], {}) for one in (*mapping_now.missing, *mapping_now.doubled)],
        "remembered": bool(row.mapping),
        "row_words": _rows(len(found.rows)),
        "countries": catalogue.all_countries(),
        "refusal": refusal,
        "findings": [words.sentence(one.text, one.facts) for one in found.findings.findings],
    }
    return render(request, "seizures/import_columns.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
@officer(*ROLES)
def questions(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What is in doubt, each written value once; then the import."""
    who = signed_in(request)
    row = uploads.get(who, import_id)
    if row.state == Import.State.DONE:
        return redirect("seizures:import-report", row.pk)
    refusal = None
    if request.method == "POST":
        try:
            uploads.answer(row, _given(request))
            if "finish" in request.POST:
                row, done = uploads.finish(who, row.pk)
                messages.success(request, _imported(done.imported))
                return redirect("seizures:import-report", row.pk)
        except BenkanError as error:
            refusal = explain(error)
        else:
            return redirect("seizures:import-questions", row.pk)
    asked = uploads.ask(row)
    if asked.found.mapping.missing or asked.found.mapping.doubled:
        return redirect("seizures:import-columns", row.pk)
    open_ = asked.questions.sorted()
    duplicates = [] if open_ else _duplicates(row)
    context = {
        "row": row,
        "questions": [_shown(at, one) for at, one in enumerate(open_[:ASKED_AT_ONCE])],
        "duplicates": duplicates,
        "more": max(0, len(open_) - ASKED_AT_ONCE),
        "row_words": _rows(len(asked.found.rows)),
        "substances": sorted(map(_named, catalogue.codes()), key=lambda one: one[1].casefold()),
        "countries": catalogue.all_countries(),
        "leave_out": LEAVE_OUT,
        "refusal": refusal,
    }
    return render(request, "seizures/import_questions.html", context, status=422 if refusal else 200)


@require_GET
@officer(*ROLES)
def report(request: HttpRequest, import_id: UUID) -> HttpResponseBase:
    """What became of a list: read, imported, asked, refused with line and why; as CSV too."""
    who = signed_in(request)
    row = uploads.get(who, import_id)
    if not row.report:
        return redirect("seizures:import-columns", row.pk)
    if request.GET.get("format") == "csv":
        return _as_csv(row)
    return _report(request, row)


@require_POST
@officer("liaison", "supervisor")
def validate(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """A second officer has compared the list with its original: all of it counts from now on."""
    who = signed_in(request)
    seen = request.POST.get("seen", "")
    try:
        count = uploads.validate(
            who, import_id, seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
        )
    except BenkanError as error:
        return _report(request, uploads.get(who, import_id), error)
    messages.success(
        request, ngettext("%(count)d seizure validated.", "%(count)d seizures validated.", count) % {"count": count}
    )
    return redirect("seizures:import-report", import_id)


@require_POST
@officer(*ROLES)
def close(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The file is forgotten; what was imported of it stays."""
    uploads.close(signed_in(request), import_id)
    messages.success(request, _("The file was deleted."))
    return redirect("seizures:import")


def _report(request: HttpRequest, row: Import, error: BenkanError | None = None) -> HttpResponse:
    who, told = signed_in(request), row.report
    waiting = uploads.waiting(row).count()
    context = {
        "row": row,
        "told": told,
        "in_all": told.get("imported_in_all", 0),
        "refused": [
            {"row": one["row"], "sentence": words.sentence(one["text"], one["facts"]), "place": one["place"],
             "remedy": words.sentence(one["remedy"], one["facts"])}
            for one in told.get("refused_rows", ())
        ],
        "waiting": waiting,
        "waiting_words": ngettext(
            "%(count)d seizure waits for a second officer.", "%(count)d seizures wait for a second officer.", waiting
        ) % {"count": waiting},
        "may_validate": accounts.may(who, "release"),
        "mine": row.officer == handle(who),
        "open": row.state == Import.State.OPEN,
        "refusal": explain(error) if error else None,
    }  # fmt: skip
    return render(request, "seizures/import_report.html", context, status=422 if error else 200)


def _as_csv(row: Import) -> HttpResponseBase:
    refused = (
        [one["row"], one["code"], words.sentence(one["text"], one["facts"])]
        for one in row.report.get("refused_rows", ())
    )
    return csv_file.download("refused.csv", [_("Row"), _("Code"), _("Why")], refused)


def _given(request: HttpRequest) -> dict[tuple[str, str], str]:
    """The answers of the form: a choice, or what was written where nothing fits."""
    given: dict[tuple[str, str], str] = {}
    for at in range(ASKED_AT_ONCE):
        field, written = request.POST.get(f"field-{at}", ""), request.POST.get(f"written-{at}", "")
        if not field:
            continue
        value = request.POST.get(f"choice-{at}", "") or request.POST.get(f"other-{at}", "").strip()
        if field == "place" and len(value) == 2:
            value = f"={value}"
        given[field, written] = value
    return given


def _duplicates(row: Import) -> list[dict[str, Any]]:
    """Rows that may be a seizure that is here already."""
    try:
        done = uploads.preview(row)
    except Invalid:
        return []
    return [
        {"name": at, "key": one.key, "row": one.row, "number": one.number, "seizure": one.seizure}
        for at, one in enumerate(done.alike[:ASKED_AT_ONCE])
    ]


def _shown(at: int, question: Question) -> Shown:
    cell = question.cell
    return Shown(
        str(at),
        cell.field,
        words.sentence(FIELDS[cell.field], {}),
        cell.written,
        words.sentence(WHY[cell.why], {}),
        _rows(question.rows),
        question.first,
        _choices(cell),
        cell.field,
    )


def _choices(cell: Cell) -> list[tuple[str, str]]:
    if cell.field in choices.LISTS:
        known = choices.choices(cell.field)
        first = {way.code.partition(":")[0] for way in cell.readings}
        return sorted(known, key=lambda one: one[0] not in first)
    return [(way.code, _words_of(cell, way)) for way in cell.readings]


def _words_of(cell: Cell, way: Reading) -> str:
    """A reading in the reader's words."""
    return _WORDS[cell.field](way)


def _place_words(way: Reading) -> str:
    if way.code.startswith("="):
        return _("As written, in %(country)s") % {"country": words.country(way.value.country)}
    return f"{catalogue.place_name(way.code)} · {words.country(way.value.country)}"


def _amount_words(way: Reading) -> str:
    amount = way.value
    return amounts.words_of(amount.kilograms, amount.litres, amount.count, amount.count_kind)


def _price_words(way: Reading) -> str:
    amount, currency, unit = way.value
    return f"{amounts.number_words(amount)} {currency} / {tabulating.unit_words(unit)}"


_WORDS: dict[str, Callable[[Reading], str]] = {
    "drug": lambda way: amounts.substance_name(way.code),
    "country": lambda way: words.country(way.code),
    "quantity": _amount_words,
    "place": _place_words,
    "price": _price_words,
    "purity": lambda way: amounts.percent_words(way.value),
    "date": lambda way: date_format(way.value, "DATE_FORMAT"),
}


def _named(code: str) -> tuple[str, str]:
    return code, amounts.substance_name(code)


def _values(rows: Any, at: int) -> list[str]:
    """A few values of the column."""
    found: dict[str, None] = {}
    for row in rows[:PAGE]:
        if at < len(row.cells) and (cell := row.cells[at].strip()):
            found.setdefault(cell[:60])
        if len(found) == SHOWN_VALUES:
            break
    return list(found)


def _columns(row: Import) -> int:
    return len(uploads.ask(row).found.mapping.header)


def _rows(count: int) -> str:
    return ngettext("%(count)d row", "%(count)d rows", count) % {"count": count}


def _imported(count: int) -> str:
    return ngettext("%(count)d seizure imported.", "%(count)d seizures imported.", count) % {"count": count}
