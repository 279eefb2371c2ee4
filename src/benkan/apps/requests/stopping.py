"""What stops by itself: requests under a suspended convention, letters that did not leave, copies past their date."""

from __future__ import annotations

from django.db import transaction
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
    Direction,
    Release,
    ReleaseState,
    Request,
    RequestState,
)


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
        proposals = Release.objects.filter(request__convention=convention, state=ReleaseState.PROPOSED)
        for proposed in list(proposals.values_list("pk", flat=True)):
            attachments.erase(HOLDER, str(proposed), "stopped")
        proposals.update(state=ReleaseState.STOPPED)
        Change.objects.filter(release__request__convention=convention, state=ChangeState.PROPOSED).update(
            state=ChangeState.STOPPED
        )
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
    release = Release.objects.filter(envelope=outgoing.id, direction=Direction.OUT).select_related("request").first()
    if release is None:
        return
    request = release.request
    if outgoing.state == exchange.State.DELIVERED:
        times = exchange.signed_times(outgoing)
        if times is not None:
            clock.answered(request, times.sent_at)
        return
    if release.state != ReleaseState.ACTIVE:
        return
    release.state = ReleaseState.STOPPED
    release.save(update_fields=["state"])
    attachments.erase(HOLDER, str(release.pk), "stopped")
    request.answered_at = None
    clock.wind(request)
    request.state, request.stopped_at = RequestState.STOPPED, timezone.now()
    request.stop_clause = outgoing.clause[:120] or outgoing.last_code
    request.save(update_fields=["state", "stop_clause", "stopped_at"])


def change_ended(outgoing: exchange.Outgoing) -> None:
    """A correction that could not leave: what we say the partner has goes back to what it really has."""
    if outgoing.state == exchange.State.DELIVERED:
        return
    change = (
        Change.objects.filter(envelope=outgoing.id, direction=Direction.OUT, kind=ChangeKind.CORRECTION)
        .select_related("release")
        .first()
    )
    if change is None or change.state != ChangeState.MADE:
        return
    change.state = ChangeState.STOPPED
    change.save(update_fields=["state"])
    release = change.release
    before = {name: values for name, values in change.before.items() if name in release.properties}
    release.properties = release.properties | before
    release.save(update_fields=["properties"])


def run_deadlines() -> int:
    """Erases copies past their date and marks requests past theirs; how many. The worker calls it every minute."""
    with transaction.atomic():
        return receiving.expire_due() + clock.watch()
