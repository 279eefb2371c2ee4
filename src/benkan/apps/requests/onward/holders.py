"""Who has what a release gave: begun with its first receiver, grown by permits, kept true by the holders' own words.

At the owner the rows are a tree of every receiver. Another holder keeps rows of those below it, so that changes run
down and signed words run up. A holder that has erased its copy tells nobody of changes any more: the owner tells those
below it directly from then on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import rules
from benkan.apps.requests.models import Decision, Direction, Holder, HolderState, Release, ReleaseState
from benkan.apps.requests.onward import statements
from benkan.core.errors import N_, Refused

LIVE: Final = (HolderState.EXPECTED, HolderState.HELD)
PATIENCE: Final = dt.timedelta(days=3)
"""How long a change may stay without the holder's word before it is called overdue."""
MAX_HOLDERS: Final = 100
HOLDING_LIFE: Final = dt.timedelta(days=60)


def begun(release: Release) -> None:
    """The first receiver of a release of ours that carries data."""
    if release.decision == Decision.NOTHING:
        return
    Holder.objects.create(
        release=release, agency=release.partner, giver=rules.own(), hop=1, names=list(release.properties), at=release.at
    )


def arrived(release: Release) -> None:
    """The first receiver's receipt: it has the release."""
    release.holders.filter(hop=1, state=HolderState.EXPECTED).update(state=HolderState.HELD, version=1, what="received")


def never_left(release: Release) -> None:
    """The release could not leave: nobody has it."""
    release.holders.filter(hop=1).delete()


def acknowledged(release: Release, version: int, at: dt.datetime, what: str) -> None:
    """The first receiver's acknowledgement of a change."""
    row = release.holders.filter(hop=1).first()
    if row is None or row.version >= version or row.state == HolderState.GONE:
        return
    row.version, row.at, row.what = version, at, what
    row.state = HolderState.HELD if release.state == ReleaseState.ACTIVE else HolderState.GONE
    row.save(update_fields=["version", "at", "what", "state"])


def expected(
    release: Release, agency: str, giver: str, hop: int, names: Iterable[str], permit: dict[str, Any]
) -> Holder:
    """A service that may receive these fields from now on.

    Raises:
        Refused: ``onward.held``: it has them, or may already; ``onward.too-many``.
    """
    row = release.holders.filter(agency=agency).first()
    if row is not None and row.state in LIVE:
        raise held(agency)
    if row is None and release.holders.count() >= MAX_HOLDERS:
        raise Refused("onward.too-many", N_("This release has more than enough receivers."), N_("Call the owner."))
    row = row or Holder(release=release, agency=agency)
    row.giver, row.hop, row.names, row.permit = giver, hop, list(names), permit
    row.state, row.version, row.due_version, row.due_at = HolderState.EXPECTED, 0, 0, None
    row.what, row.at, row.envelope = "", timezone.now(), ""
    row.save()
    return row


def held(agency: str) -> Refused:
    """The refusal to pass on what the receiver has, or may get, already."""
    return Refused(
        "onward.held",
        N_("“%(agency)s” has this already, or may receive it."),
        N_("Look at the list of receivers."),
        agency=agency,
    )


def unacknowledged() -> QuerySet[Holder]:
    """Holders of our releases that owe us a word about a change, the longest waiting first.

    Their own word counts, and for the first receiver its acknowledgement. One that keeps a copy beyond its end owes a
    word too.
    """
    ended = Q(release__retained_until__lt=timezone.localdate())
    late = Q(due_version__gt=F("version")) | ended
    # The first receiver may have what its receipt has not told us of yet.
    has = Q(state=HolderState.HELD) | Q(state=HolderState.EXPECTED, hop=1)
    found = Holder.objects.filter(late, has, release__direction=Direction.OUT)
    return found.select_related("release").order_by("due_at", "pk")


def overdue(now: dt.datetime | None = None) -> QuerySet[Holder]:
    """Those that owe it for longer than patience lasts."""
    since = (now or timezone.now()) - PATIENCE
    day = timezone.localdate(since)
    ended = Q(release__retained_until__lt=day)
    return unacknowledged().filter(Q(due_version__gt=F("version"), due_at__lt=since) | ended)


def tell(copy: Release, what: str, *, version: int | None = None, to: str = "", reason_code: str = "") -> None:
    """Our own signed word about our copy, on its way to the owner through the service that gave it."""
    word = wire.signed(
        wire.Holding,
        statements.key(),
        release=str(copy.pk),
        owner=copy.owner,
        holder=rules.own(),
        version=version or copy.version,
        what=what,
        fields_left=len(copy.properties),
        reason_code=reason_code or None,
        done_at=wire.time_text(timezone.now()),
    )
    _send(copy, to or copy.partner, word)


def hear(message: exchange.Message) -> None:
    """A holder's word: noted, and carried on towards the owner when the release is not ours.

    Raises:
        Refused: ``holding.unknown``: not from a receiver of this release. Unverified: ``onward.signature``.
    """
    word: wire.Holding = message.payload
    release = Release.objects.select_for_update(of=("self",)).filter(pk=word.release).first()
    below = release is not None and release.holders.filter(agency=message.sender).exists()
    if release is None or not below or (release.owner, release.convention) != (word.owner, message.header.convention):
        raise _unknown()
    statements.signed_by(word.holder, release.convention, word)
    row = release.holders.select_for_update().filter(agency=word.holder).first()
    if row is None:
        if release.owner == rules.own() or release.holders.count() >= MAX_HOLDERS:
            raise _unknown()
        row = Holder(release=release, agency=word.holder, giver=message.sender, hop=0)
    if not _note(row, word):
        return
    journal.write(
        "holding-received",
        partner=message.sender,
        convention=release.convention,
        reference=release.thread,
        release=word.release,
        holder=word.holder,
        version=word.version,
        change=word.what,
        field_count=word.fields_left,
        envelope=message.header.id,
        sha256=message.sha256,
    )
    if release.owner != rules.own():
        _send(release, release.partner, word)
        return
    if row.state == HolderState.GONE:
        release.holders.filter(giver=row.agency, state__in=LIVE).update(giver=rules.own())
        _all_gone(release, word.what)


def _note(row: Holder, word: wire.Holding) -> bool:
    """Whether the word is news; older ones and repeated ones change nothing, and who has erased stays without."""
    done_at = dt.datetime.strptime(word.done_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    gone = word.fields_left == 0
    known = (row.version, row.state == HolderState.GONE) >= (word.version, gone) and row.state != HolderState.EXPECTED
    if row.state == HolderState.GONE or known:
        return False
    row.version, row.what, row.at = max(word.version, row.version), word.what, min(done_at, timezone.now())
    row.state = HolderState.GONE if gone else HolderState.HELD
    last = row.release.changes.filter(state="made", version__gt=row.version).order_by("-version").first()
    if last is not None and row.due_version <= row.version:
        row.due_version, row.due_at = last.version, row.due_at or last.at
    row.save()
    return True


def _all_gone(release: Release, what: str) -> None:
    """A release of ours that nobody has any more cannot be changed any more."""
    if release.state == ReleaseState.ACTIVE and not release.holders.filter(state__in=LIVE).exists():
        release.state = ReleaseState.EXPIRED if what == "expired" else ReleaseState.DELETED
        release.save(update_fields=["state"])


def _send(release: Release, to: str, word: wire.Holding) -> None:
    letter = exchange.queue(
        to, "holding", word, convention=release.convention, thread=release.thread, life=HOLDING_LIFE
    )
    journal.write(
        "holding-sent",
        partner=to,
        convention=release.convention,
        reference=release.thread,
        release=word.release,
        holder=word.holder,
        version=word.version,
        change=word.what,
        field_count=word.fields_left,
        envelope=letter.id,
        sha256=hashlib.sha256(wire.encode(word)).hexdigest(),
    )


def _unknown() -> Refused:
    return Refused(
        "holding.unknown",
        N_("This is about no copy that we know of."),
        N_("Pass on only with the owner's permit, and report through the service that gave it."),
    )
