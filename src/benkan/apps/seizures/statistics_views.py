"""Pages of what was seized, added up: tables, a map, and the files that go to UNODC."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from benkan.apps.accounts.services import handle, officer, signed_in
from benkan.apps.journal import services as journal
from benkan.apps.seizures import amounts, catalogue, choices, exporting, mapping, on_paper, tabulating
from benkan.apps.seizures.statistics import Question
from benkan.web import paper, xlsx_file

ROLES = ("analyst", "liaison", "supervisor")
SHOWN = 200
"""Lines of a table that a page shows; the files hold all."""
FORMS = ("ids", "arq")


@require_GET
@officer(*ROLES)
def tables(request: HttpRequest) -> HttpResponseBase:
    """One table by one dimension, or the same as a file."""
    question, by = Question.of(request.GET), request.GET.get("by", "")
    by = by if by in tabulating.SUBJECTS else "substance"
    table = tabulating.table(question, by)
    kind = request.GET.get("format", "")
    if kind in ("csv", "xlsx"):
        return _file(request, kind, f"seizures-{by}", [(_("Seizures"), *exporting.of_table(table))])
    if kind == "pdf":
        return _paper(request, table, question)
    told = asked(question)
    kinds = ("csv", "xlsx", "pdf") if paper.present() else ("csv", "xlsx")
    return render(
        request,
        "seizures/statistics.html",
        {
            "table": table,
            "lines": table.lines[:SHOWN],
            "left_out": max(0, len(table.lines) - SHOWN),
            "chart": _columns(table) if table.in_time else [],
            "by": by,
            "subjects": [
                (code, label, f"?{urlencode(told | {'by': code})}") for code, label in tabulating.SUBJECTS.items()
            ],
            "question": question,
            "period": period_words(question),
            "filters": filters(question),
            "exports": [(kind.upper(), f"?{urlencode(told | {'by': by, 'format': kind})}") for kind in kinds],
            "note": note(table),
            "narrow": f"?{urlencode(told | {'by': by})}&",
            "years": exporting.years(),
            "on_map": f"{urlencode(told)}",
        },
    )


@require_GET
@officer(*ROLES)
def on_map(request: HttpRequest) -> HttpResponseBase:
    """The map with its table, for the same filters."""
    question = Question.of(request.GET)
    measure = request.GET.get("measure", "")
    measure = measure if measure in mapping.MEASURES else "seizures"
    drawn = mapping.draw(question, measure)
    return render(
        request,
        "seizures/map.html",
        {
            "drawn": drawn,
            "places": drawn.places,
            "ways": drawn.ways,
            "nowhere": amounts.seizures_words(drawn.nowhere) if drawn.nowhere else "",
            "question": question,
            "period": period_words(question),
            "filters": filters(question),
            "measure": measure,
            "measures": [(code, mapping.measure_words(code)) for code in mapping.MEASURES],
            "tables": urlencode(asked(question)),
        },
    )


@require_GET
@officer(*ROLES)
def unodc(request: HttpRequest) -> HttpResponseBase:
    """Own seizures of one year in UNODC's layout: individual seizures, or the annual questionnaire."""
    year, known = request.GET.get("year", ""), exporting.years()
    chosen = int(year) if year.isascii() and year.isdecimal() and int(year[:4]) in known else known[0]
    if request.GET.get("form") == "arq":
        return _file(request, "xlsx", f"unodc-arq-{chosen}", exporting.questionnaire(chosen))
    kind = "csv" if request.GET.get("format") == "csv" else "xlsx"
    rows = exporting.individual(chosen)
    return _file(request, kind, f"unodc-ids-{chosen}", [("IDS", exporting.IDS_COLUMNS, rows)])


def asked(question: Question) -> dict[str, str]:
    """The question as a query string has it."""
    told = {"since": question.since_text, "until": question.until_text, "sure": "" if question.sure else "0"}
    told |= {name: getattr(question, name) for name in ("substance", "country", "conveyance", "owner")}
    return {name: value for name, value in told.items() if value}


def filters(question: Question) -> list[dict[str, Any]]:
    """The choices beside the time."""
    sure = [("0", _("Also what waits for a second officer"))]
    return [
        {"name": "substance", "label": _("Drug"), "choices": catalogue.used(), "value": question.substance},
        {"name": "country", "label": _("Country"), "choices": catalogue.countries(), "value": question.country},
        {
            "name": "conveyance",
            "label": _("Conveyance"),
            "choices": choices.choices("conveyance"),
            "value": question.conveyance,
        },
        {
            "name": "owner",
            "label": _("Whose"),
            "choices": [("own", _("Ours")), ("partners", _("Our partners’"))],
            "value": question.owner,
        },
        {
            "name": "sure",
            "label": _("How sure"),
            "choices": sure,
            "value": "" if question.sure else "0",
            "all": _("Validated only"),
        },
    ]


def period_words(question: Question) -> str:
    """The time that is counted, in words."""
    since, until = amounts.month_words(question.since), amounts.month_words(question.until)
    return _("%(since)s to %(until)s") % {"since": since, "until": until}


def note(table: tabulating.Table) -> str:
    """What a reader must know of the numbers."""
    if table.subject == "price":
        return _("Prices as officers wrote them, in their own currency; nothing is converted.")
    return _(
        "A kilogram equivalent is an estimate of the table named, never a weight. "
        "A seizure of two drugs counts once for each."
    )


def facts(question: Question, table: tabulating.Table) -> list[tuple[str, str]]:
    """What was asked, as label and value: the time, by what, and each filter that narrows."""
    told = [(_("Time"), period_words(question)), (_("Table by"), str(tabulating.SUBJECTS[table.subject]))]
    for one in filters(question):
        chosen = dict(one["choices"]).get(one["value"], one.get("all", ""))
        if chosen:
            told.append((one["label"], str(chosen)))
    return told


def _paper(request: HttpRequest, table: tabulating.Table, question: Question) -> HttpResponse:
    data = on_paper.as_pdf(table, question, facts(question, table), [note(table)], timezone.localdate())
    name = f"seizures-{table.subject}"
    journal.write("statistics-exported", officer=handle(signed_in(request)), reference=name, format="pdf")
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def _columns(table: tabulating.Table) -> list[dict[str, Any]]:
    """The columns of a small chart in time: place and height in a picture of 600 × 120."""
    if not table.lines:
        return []
    width = 600 / len(table.lines)
    return [
        {
            "x": f"{at * width + width * 0.1:.1f}",
            "width": f"{width * 0.8:.1f}",
            "y": f"{112 - 108 * line.share:.1f}",
            "height": f"{108 * line.share:.1f}",
            "words": f"{line.shown[0]}: {line.shown[1]}",
        }
        for at, line in enumerate(table.lines)
    ]


def _file(request: HttpRequest, kind: str, name: str, sheets: list[xlsx_file.Sheet]) -> HttpResponseBase:
    journal.write("statistics-exported", officer=handle(signed_in(request)), reference=name, format=kind)
    if kind == "csv":
        _title, columns, lines = sheets[0]
        return exporting.as_csv(name, columns, lines)
    return xlsx_file.download(f"{name}.{kind}", sheets)
