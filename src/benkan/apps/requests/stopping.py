"""What stops by itself: requests under a suspended convention, letters that did not leave, copies past their date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from benkan.apps.attachments import services as attachments
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import clock, receiving
from benkan.apps.requests.drafting import HOLDER
from benkan.apps.requests.models import (
    OPEN,
    Change,
    ChangeKind,
    ChangeState,
    Consent,
    ConsentState,
    Direction,
    Release,
    ReleaseState,
    Request,
    RequestState,
)
from benkan.apps.requests.onward import holders, passing, pressing, statements


def stop_for(convention: str, clause: str = "") -> int:
    """Stops every open request and waiting proposal under the convention, on whichever side we are; how many."""
    now = timezone.now()
    with transaction.atomic():
        open_requests = list(Request.objects.select_for_update().filter(convention=convention, state__in=OPEN))
        for request in open_requests:
            request.state, request.stop_clause, request.stopped_at = RequestState.STOPPED, clause[:120], now
            request.save(update_fields=["state", "stop_clause", "stopped_at"])
            attachments.drop(HOLDER, str(request.pk))
            if request.case_id:
                cases.moved(request.case_id)
        proposals = Release.objects.filter(convention=convention, state=ReleaseState.PROPOSED)
        for proposed in list(proposals.values_list("pk", flat=True)):
            attachments.erase(HOLDER, str(proposed), "stopped")
        proposals.update(state=ReleaseState.STOPPED)
        Change.objects.filter(release__convention=convention, state=ChangeState.PROPOSED).update(
            state=ChangeState.STOPPED
        )
        Consent.objects.filter(
            release__convention=convention, state__in=[ConsentState.ASKED, ConsentState.PROPOSED]
        ).update(state=ConsentState.STOPPED, answer=clause[:120])
        for request in open_requests:
            journal.write(
                "message-stopped",
                partner=request.partner,
                convention=convention,
                clause=clause[:100],
                reference=str(request.pk),
                request=str(request.pk),
                direction=request.direction,
                kind="request",
            )
    return len(open_requests)


def release_ended(outgoing: exchange.Outgoing) -> None:
    """The time at which a release left ends the clock; one that could not leave says which clause stopped it."""
    # The thread of a release's letter is its request: a search for the envelope alone would read all rows.
    sent = Release.objects.filter(request=outgoing.thread, envelope=outgoing.id, direction=Direction.OUT)
    release = sent.select_related("request").first()
    if release is None:
        return
    request = release.request
    if request is None:
        return
    if outgoing.state == exchange.State.DELIVERED:
        holders.arrived(release)
        times = exchange.signed_times(outgoing)
        if times is not None:
            clock.answered(request, times.sent_at)
        return
    if release.state != ReleaseState.ACTIVE:
        return
    release.state = ReleaseState.STOPPED
    release.save(update_fields=["state"])
    attachments.erase(HOLDER, str(release.pk), "stopped")
    holders.never_left(release)
    request.answered_at = None
    clock.wind(request)
    request.state, request.stopped_at = RequestState.STOPPED, timezone.now()
    request.stop_clause = outgoing.clause[:120] or outgoing.last_code
    request.save(update_fields=["state", "stop_clause", "stopped_at"])


def change_ended(outgoing: exchange.Outgoing) -> None:
    """A correction or an extension that could not leave: what we say the partner has goes back to what it has."""
    passing.forget_withdrawn(outgoing)
    if outgoing.state == exchange.State.DELIVERED:
        return
    change = (
        Change.objects.filter(envelope=outgoing.id, direction=Direction.OUT)
        .exclude(kind=ChangeKind.WITHDRAWAL)
        .select_related("release")
        .first()
    )
    if change is None or change.state != ChangeState.MADE:
        return
    change.state = ChangeState.STOPPED
    change.save(update_fields=["state"])
    release = change.release
    release.holders.filter(due_version=change.version).update(due_version=F("version"))
    if change.kind == ChangeKind.EXTENSION:
        release.retained_until = dt.date.fromisoformat(change.before["retained_until"])
        release.save(update_fields=["retained_until"])
        return
    before = {name: values for name, values in change.before.items() if name in release.properties}
    release.properties = release.properties | before
    if release.statement is not None:
        release.salts = release.salts | _salts_before(change, before)
    release.save(update_fields=["properties", "salts"])


def _salts_before(change: Change, names: Iterable[str]) -> dict[str, str]:
    """The salts under which the partner still has these fields: those of the last correction that reached it."""
    release = change.release
    found: dict[str, str] = {}
    made = release.changes.filter(kind=ChangeKind.CORRECTION, state=ChangeState.MADE, version__lt=change.version)
    for name in names:
        versions = [one.version for one in made if name in one.properties]
        found |= statements.in_hex(statements.salts_of(str(release.pk), max(versions, default=1), [name]))
    return found


def run_deadlines() -> int:
    """Erases copies past their date, marks requests past theirs, tells holders that others did not; how many.

    The worker calls it every minute.
    """
    with transaction.atomic():
        return receiving.expire_due() + clock.watch() + pressing.press()
