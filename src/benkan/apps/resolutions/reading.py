"""Recommendations and votes as lists and programs read them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from benkan.apps.resolutions import polling
from benkan.apps.resolutions.models import OPEN, Kind, Priority, Recommendation, State, Vote

SORTS: Final = {
    "number": ("year", "sequence", "number"),
    "deadline": ("deadline",),
    "moved": ("moved_at",),
    "owner": ("owner",),
}


def listed(
    *, text: str = "", state: str = "", kind: str = "", owner: str = "", gathering: str = "", sort: str = "-moved"
) -> QuerySet[Recommendation]:
    """The recommendations, narrowed and sorted. ``state`` may also be ``overdue``."""
    found = Recommendation.objects.all()
    if text:
        words = Q(text_fr__icontains=text) | Q(text_en__icontains=text) | Q(text_ar__icontains=text)
        found = found.filter(words | Q(number__icontains=text) | Q(gathering_title__icontains=text))
    if state == "overdue":
        found = found.filter(state__in=OPEN, closed=False, deadline__lt=timezone.localdate())
    elif state in State.values:
        found = found.filter(state=state)
    if kind in Kind.values:
        found = found.filter(kind=kind)
    if owner:
        found = found.filter(owner=owner)
    if gathering:
        found = found.filter(gathering=gathering)
    down, name = sort.startswith("-"), sort.removeprefix("-")
    order = [
        F(column).desc(nulls_last=True) if down else F(column).asc(nulls_last=True)
        for column in SORTS.get(name, ("moved_at",))
    ]
    return found.order_by(*order, "pk")


def is_overdue(row: Recommendation, today: dt.date | None = None) -> bool:
    """Whether its day has passed and it is not done."""
    day = today or timezone.localdate()
    return row.state in OPEN and not row.closed and row.deadline is not None and row.deadline < day


def as_object(row: Recommendation, *, whole: bool = False) -> dict[str, Any]:
    """The recommendation for programs; ``whole`` adds history, links and who was told. A case is only counted."""
    told: dict[str, Any] = {
        "id": str(row.pk),
        "number": row.number,
        "kind": row.kind,
        "author": row.author,
        "owner": row.owner,
        "deadline": row.deadline.isoformat() if row.deadline else None,
        "priority": Priority(row.priority).value,
        "state": row.state,
        "overdue": is_overdue(row),
        "done_on": row.done_on.isoformat() if row.done_on else None,
        "closed": row.closed,
        "gathering": row.gathering,
        "text": {"fr": row.text_fr, "en": row.text_en, "ar": row.text_ar},
        "missing_languages": row.missing,
    }
    if whole:
        told["evidence"] = row.evidence
        told["history"] = [
            {
                "at": one.at.isoformat(),
                "by": one.by,
                "agency": one.agency,
                "act": one.act,
                "state": one.state,
                "note": one.note,
                "fields": one.fields,
            }
            for one in row.changes.order_by("at", "pk")
        ]
        told["links"] = [
            {"to": one.to, "reference": "" if one.to == one.To.CASE else one.reference}
            for one in row.links.order_by("at")
        ]
        told["told"] = [
            {"partner": one.partner, "state": one.state, "version": one.version, "code": one.stop_code}
            for one in row.told.order_by("partner")
        ]
        told["votes"] = [str(one) for one in row.votes.order_by("opened_at").values_list("pk", flat=True)]
    return told


def vote_as_object(vote: Vote) -> dict[str, Any]:
    """The vote for programs; while it is open only how many took part, never a voice of a secret ballot."""
    told: dict[str, Any] = {
        "id": str(vote.pk),
        "recommendation": str(vote.recommendation_id) if vote.recommendation_id else None,
        "subject": vote.subject,
        "round": vote.round,
        "majority": vote.majority,
        "base": vote.base,
        "quorum": f"{vote.quorum_part}/{vote.quorum_whole}",
        "quorum_more_than": vote.quorum_more,
        "tie": vote.tie,
        "secret": vote.secret,
        "state": vote.state,
        **polling.standing(vote),
    }
    found = polling.outcome(vote)
    if found is not None:
        told |= {
            "in_favour": vote.in_favour,
            "against": vote.against,
            "abstaining": vote.abstaining,
            "verdict": vote.verdict,
            "sentence": polling.sentences(found),
        }
        if not vote.secret:
            told["roll_call"] = {
                seat.delegation: seat.choice for seat in vote.seats.order_by("delegation") if seat.voted
            }
    return told
