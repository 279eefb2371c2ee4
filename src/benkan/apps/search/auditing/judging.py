"""Whether an opened search fits its case: said by a control officer or supervisor, never of their own search."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.search.models import Draw, Opening, Verdict
from benkan.core.errors import N_, Invalid, Refused

SAID = (Verdict.FITS, Verdict.UNFIT)


def find(draw_id: uuid.UUID | str) -> Draw:
    """The draw with this id, or whose line in the journal has this number.

    Raises:
        Refused: ``audit.unknown``.
    """
    text = str(draw_id)
    found = None
    if text.isdecimal() and len(text) < 19:
        found = Draw.objects.filter(line=int(text)).first()
    else:
        try:
            found = Draw.objects.filter(pk=uuid.UUID(text)).first()
        except ValueError:
            found = None
    if found is None:
        raise _unknown()
    return found


def judge(officer: Any, draw: Draw, search_id: uuid.UUID | str, verdict: str) -> int:
    """The number of elements of this draw and search that were judged; the line in the journal names the case.

    The last judgement counts; one that it replaces stays in the journal.

    Args:
        verdict: ``fits`` or ``unfit``.

    Raises:
        Refused: ``role.not-allowed``, ``audit.own``, ``audit.unknown``.
        Invalid: ``audit.verdict``.
    """
    accounts.need(officer, "audit")
    if verdict not in SAID:
        raise Invalid("audit.verdict", N_("Say whether it fits: fits or unfit."), place="verdict")
    try:
        wanted = uuid.UUID(str(search_id))
    except ValueError:
        raise _unknown() from None
    with transaction.atomic():
        rows = list(
            Opening.objects.select_for_update(of=("self",))
            .filter(draw=draw, search=wanted, verdict__in=(Verdict.WAITING, *SAID))
            .select_related("search__case")
        )
        if not rows:
            raise _unknown()
        search = rows[0].search
        assert search is not None
        if search.officer_id == officer.pk:
            raise Refused(
                "audit.own",
                N_("Nobody judges a search of their own."),
                N_("Leave it to another control officer or supervisor."),
            )
        now = timezone.now()
        line = journal.write(
            "audit-judged",
            officer=accounts.handle(officer),
            reference=search.case.number,
            of=str(draw.pk),
            search=str(wanted),
            verdict=str(verdict),
            count=len(rows),
        )
        for row in rows:
            row.verdict, row.judged_by, row.judged_at, row.line = verdict, officer, now, line
        Opening.objects.bulk_update(rows, ["verdict", "judged_by", "judged_at", "line"])
    return len(rows)


def _unknown() -> Refused:
    return Refused("audit.unknown", N_("There is no such sample."), N_("Choose one from the list of samples."))
