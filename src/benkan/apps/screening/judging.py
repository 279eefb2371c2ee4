"""What officers read of a likeness, and what they say of it; nothing follows by itself."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.screening import comparing, subjects
from benkan.apps.screening.models import Entry, Likeness, State, Watchlist
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.matching import Reason, compare

REASONS = {
    "same-number": (State.CONFIRMED, _("Listed: the same document, account or number")),
    "same-birth": (State.CONFIRMED, _("Listed: the same name and birth date")),
    "other-source": (State.CONFIRMED, _("Listed: another source confirms it")),
    "other-birth": (State.DISMISSED, _("Somebody else: another birth date or place")),
    "other-number": (State.DISMISSED, _("Somebody else: other documents")),
    "namesake": (State.DISMISSED, _("Somebody else: a namesake, known otherwise")),
    "too-little": (State.DISMISSED, _("Too little is known to say so")),
}
"""Each reason with what it says of the likeness."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asked of the list."""

    state: str = State.WAITING
    watchlist: str = ""
    text: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """The query string of a page or of the API; anything unknown is left out."""
        state = parameters.get("state", State.WAITING)
        return cls(
            state=state if state in (*State.values, "all") else State.WAITING,
            watchlist=parameters.get("list", "").replace("\0", "")[:40],
            text=parameters.get("q", "").replace("\0", "").strip()[:200],
        )

    def likenesses(self) -> QuerySet[Likeness]:
        """Those asked for, the likeliest first."""
        found = Likeness.objects.select_related("entry", "entry__watchlist", "judged_by")
        if self.state != "all":
            found = found.filter(state=self.state)
        if self.watchlist:
            found = found.filter(entry__watchlist=self.watchlist)
        if self.text:
            found = found.filter(entry__caption__icontains=self.text)
        return found.order_by("-by_number", "-score", "pk")


@dataclass(frozen=True, slots=True)
class Read:
    """One likeness with both sides of it; ``record`` is None when it is not here any more."""

    likeness: Likeness
    entry: Entry
    record: Any
    reasons: tuple[Reason, ...]


def lists() -> list[Watchlist]:
    """The lists of this node, by name."""
    return list(Watchlist.objects.order_by("code"))


def get(identifier: uuid.UUID | str) -> Read:
    """The likeness, compared anew so that its reasons can be read.

    Raises:
        Refused: ``screening.no-likeness``: there is none of this identity.
    """
    found = Likeness.objects.select_related("entry", "entry__watchlist", "judged_by").filter(pk=identifier).first()
    if found is None:
        raise Refused(
            "screening.no-likeness",
            N_("This likeness is not here any more."),
            N_("The list or the record has changed; see what waits now."),
        )
    record = records.by_ids([found.record]).get(str(found.record))
    reasons: tuple[Reason, ...] = ()
    if record is not None:
        match = compare(records.subject_of(record), subjects.subject_of(found.entry), default_region=subjects.region())
        reasons = tuple(match.reasons)
    return Read(found, found.entry, record, reasons)


@transaction.atomic
def judge(who: accounts.Officer, identifier: uuid.UUID | str, reason: str) -> Likeness:
    """The likeness with what the officer says of it; said again it takes the place of what was said.

    Raises:
        Invalid: ``screening.reason``: not one of ``REASONS``.
        Refused: ``screening.no-likeness``, ``screening.changed`` (the facts are others now), ``role.not-allowed``.
    """
    accounts.need(who, "search")
    if reason not in REASONS:
        raise Invalid(
            "screening.reason",
            N_("A judgement needs one of the reasons."),
            N_("Choose the reason that fits best."),
            place="reason",
        )
    read = get(identifier)
    if read.record is None or read.likeness.facts != comparing.facts_of(read.entry, read.record):
        raise Refused(
            "screening.changed",
            N_("The list or the record has changed since it was compared. Nothing was kept."),
            N_("It is compared anew within a minute; read it again then."),
        )
    state, _words = REASONS[reason]
    changed = {"state": state, "reason": reason, "judged_at": timezone.now(), "judged_by": who}
    Likeness.objects.filter(pk=read.likeness.pk).update(**changed)
    journal.write(
        "likeness-judged",
        officer=accounts.handle(who),
        reference=str(read.likeness.pk),
        dataset=read.entry.watchlist_id,
        code=reason,
    )
    read.likeness.refresh_from_db()
    return read.likeness


def of_record(record: uuid.UUID | str) -> list[Likeness]:
    """What waits or was confirmed of one record, the likeliest first."""
    found = Likeness.objects.select_related("entry", "entry__watchlist").filter(record=record)
    return list(found.exclude(state=State.DISMISSED).order_by("-by_number", "-score", "pk"))


def to_judge() -> int:
    """How many likenesses wait for a person."""
    return Likeness.objects.filter(state=State.WAITING).count()
