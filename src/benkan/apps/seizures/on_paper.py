"""A table of statistics as PDF: what the page shows, in the reader's language, with its handling code on every page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Max
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from benkan.apps.agencies import services as agencies
from benkan.apps.seizures.models import Seizure
from benkan.apps.seizures.statistics import Question
from benkan.apps.seizures.tabulating import Table
from benkan.web import paper, times, words


def strictest(question: Question) -> str:
    """The strictest handling code among the seizures that are counted; that of a new one where there is none."""
    found = Seizure.objects.exclude(state=Seizure.State.WITHDRAWN)
    if question.sure:
        found = found.filter(state=Seizure.State.VALIDATED)
    if question.since:
        found = found.filter(happened_on__gte=_first_day(question.since))
    if question.until:
        found = found.filter(happened_on__lt=_first_day(_next(question.until)))
    if question.substance:
        found = found.filter(drugs__substance=question.substance)
    for column in ("country", "conveyance"):
        if value := getattr(question, column):
            found = found.filter(**{column: value})
    own = {"owner": settings.BENKAN_NODE.agency}
    if question.owner:
        found = found.filter(**own) if question.owner == "own" else found.exclude(**own)
    code = found.aggregate(strictest=Max("handling"))["strictest"]
    return str(code or Seizure().handling)


def as_pdf(
    table: Table, question: Question, facts: Sequence[tuple[str, str]], notes: Sequence[str], day: dt.date
) -> bytes:
    """The table on paper: lines above the limit of paper are counted, not shown."""
    code = strictest(question)
    heading = paper.Heading(
        title=_("Seizures in figures"),
        service=agencies.name(settings.BENKAN_NODE.agency),
        taken=times.day(day),
        handling=f"{code} · {words.handling(code)[0]}",
        language=(get_language() or settings.LANGUAGE_CODE)[:2],
        number=lambda page, pages: _("Page %(page)d of %(pages)d") % {"page": page, "pages": pages},
    )
    left_out = len(table.lines) - paper.MAX_LINES
    if left_out > 0:
        more = ngettext("One more line is in the files.", "%(count)s more lines are in the files.", left_out)
        notes = [more % {"count": left_out}, *notes]
    figures = paper.Figures(
        columns=[paper.Column(column.title, column.number) for column in table.columns],
        lines=[paper.Line(line.shown, line.share) for line in table.lines[: paper.MAX_LINES]],
        total=table.total,
        in_time=table.in_time,
        notes=notes,
    )
    return paper.report(heading, facts, figures)


def _first_day(month: int) -> dt.date:
    return dt.date(month // 100, month % 100, 1)


def _next(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89
