"""What other slices, the worker and the commands may do with files."""

from __future__ import annotations

from django.db.models import QuerySet

from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import by_courier
from benkan.apps.attachments.fetching import attempt, run_due
from benkan.apps.attachments.files import Sealed, new_salt, spoilt
from benkan.apps.attachments.handing_out import DOWNLOAD_HEADERS, DOWNLOAD_TYPE, Handed, hand_out
from benkan.apps.attachments.holders import Holder, holder, register
from benkan.apps.attachments.keeping import Intake, discard
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.apps.attachments.offering import announce, bind, cards_of, drop, erase, extend, offer, release, waiting
from benkan.apps.attachments.shown import Listed, as_object, context, listed
from benkan.apps.attachments.steering import erase as erase_here
from benkan.apps.attachments.steering import open_, pause, resume
from benkan.apps.attachments.sweeping import tend
from benkan.apps.attachments.verifying import verify
from benkan.core.errors import Refused

__all__ = [
    "DOWNLOAD_HEADERS",
    "DOWNLOAD_TYPE",
    "Attachment",
    "Direction",
    "Handed",
    "Holder",
    "Intake",
    "Listed",
    "Sealed",
    "State",
    "announce",
    "as_object",
    "attempt",
    "bind",
    "by_courier",
    "cards_of",
    "context",
    "discard",
    "drop",
    "erase",
    "erase_here",
    "extend",
    "hand_out",
    "holder",
    "listed",
    "new_salt",
    "of_subject",
    "of_thread",
    "offer",
    "open_",
    "pause",
    "register",
    "release",
    "resume",
    "run_due",
    "seen_by",
    "spoilt",
    "tend",
    "verify",
    "waiting",
]


def of_subject(holder_name: str, subject: str) -> list[Attachment]:
    """The files of one letter, in the order in which they were added."""
    return list(Attachment.objects.filter(holder=holder_name, subject=subject).order_by("created_at", "pk"))


def of_thread(holder_name: str, thread: str) -> QuerySet[Attachment]:
    """Every file of a thread, those too that wait for a decision."""
    return Attachment.objects.filter(holder=holder_name, thread=thread).order_by("created_at", "pk")


def seen_by(officer: Officer, *, state: str = "", partner: str = "") -> list[Attachment]:
    """The files whose letters this officer may see, the newest first."""
    found = Attachment.objects.order_by("-created_at", "pk")
    if state:
        found = found.filter(state=state)
    if partner:
        found = found.filter(partner=partner)
    seen: dict[tuple[str, str], bool] = {}
    for name, thread in found.order_by().values_list("holder", "thread").distinct():
        try:
            holder(name).see(officer, thread)
            seen[(name, thread)] = True
        except Refused:
            seen[(name, thread)] = False
    return [one for one in found if seen[(one.holder, one.thread)]]
