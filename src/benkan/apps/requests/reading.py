"""Reading requests: what waits, what was asked, what came of it. Nothing here changes anything."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.requests import clock, phrases
from benkan.apps.requests.models import (
    Change,
    ChangeKind,
    ChangeState,
    ClarificationState,
    Decision,
    Direction,
    Release,
    ReleaseState,
    Request,
    RequestState,
)
from benkan.core.errors import N_, Refused

SORTS: Final = {
    "due": ("due_at", "pk"),
    "-due": ("-due_at", "pk"),
    "received": ("received_at", "pk"),
    "-received": ("-received_at", "pk"),
    "partner": ("partner", "due_at"),
    "-partner": ("-partner", "due_at"),
}
SHOWN: Final = (
    ReleaseState.PROPOSED,
    ReleaseState.ACTIVE,
    ReleaseState.WITHDRAWN,
    ReleaseState.EXPIRED,
    ReleaseState.DELETED,
)


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What the list of received requests is narrowed to."""

    text: str = ""
    partner: str = ""
    urgency: str = ""
    state: str = RequestState.RECEIVED
    clock: str = ""
    sort: str = "due"


def to_decide(officer: Officer | None = None) -> list[Request]:
    """Received requests that wait for this officer, by time left; those he proposed himself wait for another."""
    waiting = Request.objects.filter(direction=Direction.IN, state=RequestState.RECEIVED)
    if officer is not None:
        if not accounts.may(officer, "release"):
            return []
        mine = Release.objects.filter(request=OuterRef("pk"), state=ReleaseState.PROPOSED, officer_account=officer)
        waiting = waiting.exclude(Exists(mine))
    return list(waiting.order_by("due_at"))


def inbox(officer: Officer, wanted: InboxFilter | None = None) -> QuerySet[Request]:
    """The received requests, narrowed and sorted; none for officers who may not release."""
    wanted = wanted or InboxFilter()
    if not accounts.may(officer, "release"):
        return Request.objects.none()
    found = Request.objects.filter(direction=Direction.IN).annotate(
        proposed=Exists(Release.objects.filter(request=OuterRef("pk"), state=ReleaseState.PROPOSED))
    )
    if wanted.text:
        found = found.filter(
            Q(case_reference__icontains=wanted.text)
            | Q(officer_name__icontains=wanted.text)
            | Q(question__icontains=wanted.text)
        )
    for name in ("partner", "urgency", "state"):
        if value := getattr(wanted, name):
            found = found.filter(**{name: value})
    return by_clock(found, wanted.clock).order_by(*SORTS.get(wanted.sort, SORTS["due"]))


def by_clock(found: QuerySet[Request], which: str) -> QuerySet[Request]:
    """Only those that are ``overdue``, due ``soon`` or ``paused``; all of them for another word."""
    if which not in clock.NARROWED:
        return found
    return found.filter(pk__in=clock.narrowed(which).order_by().values("pk"))


def overdue(officer: Officer) -> list[Request]:
    """Every overdue request, of both directions, the longest overdue first; for the control officer those escalated.

    Raises:
        Refused: ``role.not-allowed``: neither a releasing officer nor a control officer.
    """
    if accounts.may(officer, "release"):
        return list(clock.overdue())
    accounts.need(officer, "audit")
    return list(clock.escalated())


def sent(officer: Officer) -> QuerySet[Request]:
    """Our own requests in the cases that this officer may see, the newest first."""
    return (
        Request.objects.filter(direction=Direction.OUT, case__in=cases.listed(officer, cases.CaseFilter(state="")))
        .select_related("case")
        .order_by("-sent_at")
    )


def open_(request_id: uuid.UUID | str, officer: Officer | None = None) -> Request:
    """The request with its releases and their changes; with an officer, only if he may see it.

    Raises:
        Refused: ``request.unknown``; the same answer for an absent one and for one that he may not see.
    """
    changes = Prefetch("changes", Change.objects.order_by("version"))
    releases = Prefetch("releases", Release.objects.order_by("at").select_related("feedback").prefetch_related(changes))
    try:
        found = (
            Request.objects.select_related("case")
            .prefetch_related(releases, "delays", "clarifications")
            .filter(pk=request_id)
            .first()
        )
    except (ValueError, TypeError, ValidationError):
        found = None
    if found is None or (officer is not None and not may_see(officer, found)):
        raise Refused("request.unknown", N_("There is no such request."), N_("Open it from the list of requests."))
    return found


def release_of(request: Request) -> Release | None:
    """The release that counts: waiting, in force, withdrawn or erased; None while nothing was decided."""
    shown = [release for release in request.releases.all() if release.state in SHOWN]
    return shown[-1] if shown else None


def corrections_to_approve(officer: Officer) -> list[Change]:
    """Corrections that wait for this officer as second person."""
    if not accounts.may(officer, "release"):
        return []
    waiting = Change.objects.filter(direction=Direction.OUT, state=ChangeState.PROPOSED)
    return list(waiting.exclude(officer_account=officer).select_related("release").order_by("at"))


def copies_of_case(case_id: uuid.UUID | str) -> list[uuid.UUID]:
    """The ids of what partners released into a case and what may still be kept, in the order in which it came."""
    in_case = Q(case_id=case_id) | Q(request__case_id=case_id)
    return list(_held().filter(in_case).order_by("at", "pk").values_list("pk", flat=True))


def copies(ids: Iterable[uuid.UUID | str]) -> list[Release]:
    """What may still be kept among these releases of partners, each with the request that it answers."""
    wanted = list(ids)
    return [
        release
        for start in range(0, len(wanted), 500)
        for release in _held().filter(pk__in=wanted[start : start + 500]).select_related("request")
    ]


def _held() -> QuerySet[Release]:
    """Copies that are in force: not withdrawn, not erased, not past their day, and that hold something."""
    in_force = Release.objects.filter(direction=Direction.IN, state=ReleaseState.ACTIVE)
    return in_force.exclude(decision=Decision.NOTHING).filter(retained_until__gte=timezone.localdate())


def of_case(case_id: uuid.UUID | str) -> list[cases.Item]:
    """Requests of the case, their answers, what was passed on to us, and later changes, as events."""
    asked = (
        Request.objects.filter(case_id=case_id, direction=Direction.OUT)
        .select_related("officer")
        .prefetch_related("releases__changes", "delays", "clarifications")
    )
    names: dict[str, str] = {}
    events: list[cases.Item] = []
    for request in asked:
        if request.partner not in names:
            names[request.partner] = str(agencies.name(request.partner))
        events += _events(request, names[request.partner])
    for copy in Release.objects.filter(case_id=case_id).prefetch_related("changes"):
        events += _passed_on(copy)
    return events


def _events(request: Request, partner: str) -> list[cases.Item]:
    url = reverse("requests:detail", args=[request.pk])
    waiting = request.state in {RequestState.QUEUED, RequestState.DELIVERED}
    found = [
        cases.Item(
            request.sent_at,
            "request",
            _("Request to %(partner)s") % {"partner": partner},
            request.question,
            owner=request.officer_name,
            due_at=request.due_at if waiting else None,
            state=RequestState(request.state).label,
            url=url,
        )
    ]
    if request.stopped_at:
        title = _("Request to %(partner)s stopped") % {"partner": partner}
        found.append(cases.Item(request.stopped_at, "stopped", title, request.stop_clause, url=url))
    found += [
        cases.Item(
            told.at,
            "delay",
            _("%(partner)s answers later") % {"partner": partner},
            told.reason or phrases.said(phrases.DELAY, told.reason_code),
            owner=f"{partner} · {told.officer}",
            due_at=told.expected_at if waiting else None,
            url=url,
        )
        for told in request.delays.all()
    ]
    found += [
        cases.Item(
            asked.asked_at,
            "clarification",
            _("Question of %(partner)s") % {"partner": partner},
            asked.question or phrases.said(phrases.CLARIFICATION, asked.question_code),
            owner=f"{partner} · {asked.officer}",
            state=ClarificationState(asked.state).label,
            url=url,
        )
        for asked in request.clarifications.all()
    ]
    for release in request.releases.all():
        found.append(
            cases.Item(
                release.at,
                "answer",
                _("Answer of %(partner)s") % {"partner": partner},
                reason_of(release),
                owner=f"{partner} · {release.officer}",
                grade=release.grade if release.decision != Decision.NOTHING else "",
                handling=release.handling,
                expires_on=release.retained_until,
                state=Decision(release.decision).label
                if release.state == ReleaseState.ACTIVE
                else ReleaseState(release.state).label,
                url=url,
            )
        )
        found += [
            cases.Item(
                change.at, change.kind, ChangeKind(change.kind).label, reason_of_change(change), owner=partner, url=url
            )
            for change in release.changes.all()
        ]
    return found


def _passed_on(copy: Release) -> list[cases.Item]:
    owner, giver = str(agencies.name(copy.owner)), str(agencies.name(copy.partner))
    url = reverse("requests:held", args=[copy.pk])
    found = [
        cases.Item(
            copy.at,
            "answer",
            _("Passed on by %(partner)s") % {"partner": giver},
            reason_of(copy),
            owner=f"{owner} · {giver}",
            grade=copy.grade,
            handling=copy.handling,
            expires_on=copy.retained_until,
            state=ReleaseState(copy.state).label,
            url=url,
        )
    ]
    return found + [
        cases.Item(
            change.at, change.kind, ChangeKind(change.kind).label, reason_of_change(change), owner=owner, url=url
        )
        for change in copy.changes.all()
    ]


def reason_of(release: Release) -> str:
    """Why so much left or was passed on, in the officer's words, or in those of the code where he wrote none."""
    if release.request_id is None:
        return phrases.told(phrases.ONWARD, release.reason_code, release.reason)
    return release.reason or phrases.said(phrases.RELEASE[release.decision], release.reason_code)


def reason_of_change(change: Change) -> str:
    """Why something was changed: the code in words, and the officer's own words."""
    return phrases.told(phrases.OF_CHANGE[change.kind], change.reason_code, change.reason)


def may_see(officer: Officer, request: Request) -> bool:
    """Whether the officer may read it: a received one with the right to release, one of ours with its case."""
    if request.direction == Direction.IN:
        return accounts.may(officer, "release")
    try:
        cases.get(request.case_id or "", officer)
    except Refused:
        return False
    return True


def sent_about(inquiries: Iterable[str]) -> dict[tuple[str, str], str]:
    """The newest request on each hit of these inquiries: (inquiry, handle) to the request's id."""
    rows = Request.objects.filter(direction=Direction.OUT, inquiry__in=list(inquiries)).order_by("sent_at")
    return {(inquiry, handle): str(pk) for inquiry, handle, pk in rows.values_list("inquiry", "handle", "pk")}
