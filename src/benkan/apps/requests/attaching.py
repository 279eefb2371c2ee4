"""Files beside a release: who may see them, and when an officer may add some."""

from __future__ import annotations

from django.urls import reverse

from benkan.apps.accounts import services as accounts
from benkan.apps.attachments import services as attachments
from benkan.apps.requests import reading
from benkan.apps.requests.deciding import stopped
from benkan.apps.requests.drafting import HOLDER
from benkan.apps.requests.models import ReleaseState, RequestState
from benkan.core.errors import N_, Refused


def _see(officer: accounts.Officer, thread: str) -> None:
    reading.open_(thread, officer)


def _add(officer: accounts.Officer, thread: str) -> tuple[str, str]:
    """Partner and convention of a request that waits for its decision.

    Raises:
        Refused: no right, ``request.unknown``, ``request.stopped``, ``request.decided`` or ``release.waiting``.
    """
    accounts.need(officer, "release")
    found = reading.open_(thread, officer)
    if found.state == RequestState.STOPPED:
        raise stopped(found)
    if found.state != RequestState.RECEIVED:
        raise Refused(
            "request.decided",
            N_("Another officer has already decided about this request."),
            N_("Open the request to see what was decided."),
        )
    if found.releases.filter(state=ReleaseState.PROPOSED).exists():
        raise Refused(
            "release.waiting",
            N_("A decision about this request waits for a second officer."),
            N_("Have it approved or sent back first."),
        )
    return found.partner, found.convention


attachments.register(
    HOLDER, attachments.Holder(see=_see, add=_add, page=lambda thread: reverse("requests:detail", args=[thread]))
)
