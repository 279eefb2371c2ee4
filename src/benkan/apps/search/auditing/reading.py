"""Samples as a control officer sees them: one line for each search drawn, and the proof of each of its elements."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import get_language_bidi

from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.search.auditing import opening
from benkan.apps.search.auditing.judging import SAID
from benkan.apps.search.models import Alarm, Draw, Opening, Search, Verdict
from benkan.apps.search.overview import title, what_matched
from benkan.core.errors import N_, BenkanError, Refused
from benkan.web import words
from benkan.web.errors import explain

FAULTS = {
    "audit.missing": N_("The journal has this search, and the database does not."),
    "audit.root": N_("The commitments do not lead to the root in the journal."),
    "audit.subject": N_("The subject is not the one that the journal commits to."),
    "audit.commitment": N_("The element is not the one that was committed to."),
    "audit.canary": N_("The padding is not random."),
    "audit.token": N_("The token is none of the subject's."),
}


@dataclass(frozen=True, slots=True)
class Sampled:
    """One search of a sample, with its drawn elements that are no padding.

    Args:
        matters: what was opened of it, such as ``phone``, each with the partners that were asked.
        own: whether it is a search of the officer who reads, who may not judge it.
    """

    search: uuid.UUID
    title: str
    case_number: str
    case_title: str
    case_summary: str
    purpose: str
    officer: str
    made_at: dt.datetime
    matters: tuple[tuple[str, str, str], ...]
    verdict: str
    judged_by: str
    judged_at: dt.datetime | None
    own: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """One element, recomputed.

    Args:
        token: the token in clear; empty for padding.
        scalar, element: 32 bytes in hexadecimal: the element is the scalar times the token's hash to the group.
        message: the id under which the partner's journal has the question; ``elements_sha256`` stands in its line.
    """

    what: str
    tier: str
    partner: str
    convention: str
    token: str
    scalar: str
    element: str
    message: str
    elements_sha256: str


def samples() -> QuerySet[Draw]:
    """Every draw with counts of its openings, the newest first."""
    counted: dict[str, Any] = {
        str(verdict): Count("openings", filter=Q(openings__verdict=verdict)) for verdict in Verdict
    }
    searches = Count("openings__search", distinct=True, filter=Q(openings__verdict=Verdict.WAITING))
    return Draw.objects.select_related("officer").annotate(**counted, to_judge=searches).order_by("-at")


def sampled(draw: Draw, reader: Any) -> list[Sampled]:
    """The searches of a sample that people judge: those that wait first, then in the order drawn."""
    rows = draw.openings.filter(verdict__in=(Verdict.WAITING, *SAID)).select_related(
        "search__case", "search__officer", "inquiry", "judged_by"
    )
    groups: dict[uuid.UUID, list[Opening]] = defaultdict(list)
    for row in rows:
        if row.search is not None:
            groups[row.search.pk].append(row)
    names = agencies.names()
    found = [_sampled(openings, reader, names) for openings in groups.values()]
    return sorted(found, key=lambda one: one.verdict != Verdict.WAITING)


def one(draw: Draw, search_id: uuid.UUID, reader: Any) -> Sampled:
    """One search of a sample.

    Raises:
        Refused: ``audit.unknown``.
    """
    for each in sampled(draw, reader):
        if each.search == search_id:
            return each
    raise Refused("audit.unknown", N_("There is no such sample."), N_("Choose one from the list of samples."))


def proofs(draw: Draw, search_id: uuid.UUID) -> list[Proof]:
    """The drawn elements of one search with what is behind them.

    Raises:
        BenkanError: ``search.erased`` after the audit period, ``search.sealed``, ``blind.stored``.
    """
    names = agencies.names()
    search = Search.objects.get(pk=search_id)
    told = []
    for row in draw.openings.filter(search=search, verdict__in=(Verdict.WAITING, *SAID)).select_related("inquiry"):
        found = opening.element(search, row.place)
        blinding, inquiry = found.slot.blinding, found.question.inquiry
        told.append(
            Proof(
                what=_what(row),
                tier=row.tier,
                partner=names.get(inquiry.partner, inquiry.partner),
                convention=inquiry.convention,
                token=blinding.token.decode(),
                scalar=blinding.to_bytes().hex(),
                element=blinding.element.hex(),
                message=found.question.letter_id,
                elements_sha256=found.question.elements_sha256,
            )
        )
    return told


def broken(draw: Draw) -> list[tuple[str, str, str]]:
    """What did not open: the case, the fault in words, its code; each fault of a search once."""
    told: dict[tuple[str, str, str], None] = {}
    for row in draw.openings.filter(verdict=Verdict.BROKEN).select_related("search__case"):
        number = row.search.case.number if row.search else ""
        told[number, fault(row.code), row.code] = None
    return list(told)


def fault(code: str) -> str:
    """What a fault means, in the reader's language."""
    if code in FAULTS:
        return words.sentence(FAULTS[code], {})
    return explain(BenkanError(code, N_("This element cannot be opened."))).sentence


def alarms(*, unseen: bool = False) -> QuerySet[Alarm]:
    """The alarms, the newest first."""
    found = Alarm.objects.order_by("-at", "-id")
    return found.filter(seen_at=None) if unseen else found


def _sampled(rows: list[Opening], reader: Any, names: Mapping[str, str]) -> Sampled:
    first = rows[0]
    search = first.search
    assert search is not None
    asked: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for row in rows:
        partner = row.inquiry.partner if row.inquiry else ""
        asked[_what(row), row.tier][names.get(partner, partner)] = None
    return Sampled(
        search=search.pk,
        title=title(search.subject),
        case_number=search.case.number,
        case_title=search.case.title,
        case_summary=search.case.summary,
        purpose=str(cases.purpose_label(search.purpose)),
        officer=str(search.officer),
        made_at=search.created_at,
        matters=tuple((what, tier, _list(partners)) for (what, tier), partners in asked.items()),
        verdict=first.verdict,
        judged_by=str(first.judged_by or ""),
        judged_at=first.judged_at,
        own=search.officer_id == reader.pk,
    )


def _list(names: Iterable[str]) -> str:
    return ("، " if get_language_bidi() else ", ").join(names)


def _what(row: Opening) -> str:
    return what_matched(row.what)
