"""Files in words: what a page and a program read of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benkan.apps.attachments import kinds
from benkan.apps.attachments.chunks_here import ChunksHere
from benkan.apps.attachments.handing_out import HERE
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.apps.attachments.steering import BY_OFFICER
from benkan.core.attachments import extension
from benkan.web import times
from benkan.wire import AttachmentCard

WARNINGS: Final[dict[str, Promise]] = {
    "program": gettext_lazy("This is a program. Opening it can take over your machine: give it to your technicians."),
    "active": gettext_lazy("This kind of document can run commands. Open it only on a machine set apart for that."),
    "archive": gettext_lazy("An archive holds other files: look at what is in it before you open any of them."),
}
WHY: Final[dict[str, Promise]] = {
    "partner.unreachable": gettext_lazy("the line is down; it goes on by itself"),
    "partner.busy": gettext_lazy("the partner's node is busy; it goes on by itself"),
    "attachment.quota": gettext_lazy("this node has no room for it; ask the administrator"),
    "attachment.no-room": gettext_lazy("this node has no room for it; ask the administrator"),
    "attachment.disk": gettext_lazy("this node has no room for it; ask the administrator"),
    "attachment.unknown": gettext_lazy("the partner does not give it at the moment"),
    "attachment.damaged": gettext_lazy("the partner's disk cannot read it; call the partner"),
    "attachment.chunk": gettext_lazy("the partner gave something else than it signed; tell the administrator"),
    "attachment.digests": gettext_lazy("the partner gave something else than it signed; tell the administrator"),
    "attachment.size": gettext_lazy("the partner gave something else than it signed; tell the administrator"),
    "attachment.other-content": gettext_lazy("the partner gave something else than it signed; tell the administrator"),
    "withdrawn": gettext_lazy("its owner took it back"),
    "expired": gettext_lazy("its time was over"),
    "stopped": gettext_lazy("its letter did not leave"),
    "deleted": gettext_lazy("erased here with its letter"),
    BY_OFFICER: gettext_lazy("erased here by an officer"),
}
POLL_S: Final = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the letter lists it."""

    name: str
    kind: str
    size: str
    data_bytes: int
    sha256: str
    warning: str | Promise


def listed(cards: Iterable[AttachmentCard]) -> list[Listed]:
    """The files of a letter in words."""
    return [
        Listed(
            card.name,
            extension(card.name).upper(),
            filesizeformat(card.data_bytes),
            card.data_bytes,
            card.sha256,
            WARNINGS.get(kinds.danger(card.name), ""),
        )
        for card in cards
    ]


@dataclass(frozen=True, slots=True)
class Row:
    """A file with how far it is and what may be done with it."""

    id: str
    card: Listed
    state: str
    state_words: str
    tone: str
    incoming: bool
    here: bool
    moving: bool
    may_resume: bool
    percent: int
    progress_words: str
    why: str | Promise
    delivered_at: dt.datetime | None


def rows(found: Iterable[Attachment]) -> list[Row]:
    """These files, in words of the reader's language."""
    return [_row(one) for one in found]


def _row(one: Attachment) -> Row:
    incoming = one.direction == Direction.IN
    moving = one.state == State.FETCHING
    done = done_bytes(one)
    again = one.state in {State.PAUSED, State.HALTED} or (one.state == State.ERASED and one.code == BY_OFFICER)
    return Row(
        id=str(one.pk),
        card=listed([one.card])[0],
        state=one.state,
        state_words=str(State(one.state).label),
        tone={State.WHOLE: "ok", State.OFFERED: "ok", State.HALTED: "stop", State.ERASED: "stop"}.get(
            State(one.state), "info" if moving else "warn"
        ),
        incoming=incoming,
        here=one.state in HERE,
        moving=moving,
        may_resume=incoming and again,
        percent=int(100 * done / one.data_bytes),
        progress_words=_progress(one, done) if incoming and one.state in {State.FETCHING, State.PAUSED} else "",
        why=WHY.get(one.code, "") if one.code else "",
        delivered_at=one.delivered_at,
    )


def done_bytes(one: Attachment) -> int:
    """How much of a file is here."""
    if one.state in HERE:
        return one.data_bytes
    here = ChunksHere(bytes(one.have), one.cut.count)
    return min(one.data_bytes, here.done * one.chunk_bytes)


def left_s(one: Attachment, done: int) -> float | None:
    """Seconds until it is whole at the present rate; None when nothing moves."""
    if one.state != State.FETCHING or not one.rate_bytes_s or one.code:
        return None
    return float((one.data_bytes - done) / one.rate_bytes_s)


def _progress(one: Attachment, done: int) -> str:
    told = _("%(done)s of %(total)s") % {
        "done": filesizeformat(done),
        "total": filesizeformat(one.data_bytes),
    }
    left = left_s(one, done)
    if left is None:
        return told
    return _("%(progress)s, %(left)s left") % {"progress": told, "left": times.span(left)}


def as_object(one: Attachment) -> dict[str, Any]:
    """The file as programs read it."""
    done = done_bytes(one)
    left = left_s(one, done)
    return {
        "id": str(one.pk),
        "direction": one.direction,
        "holder": one.holder,
        "thread": one.thread,
        "subject": one.subject or None,
        "partner": one.partner,
        "convention": one.convention,
        "name": one.name,
        "media_type": one.media_type,
        "danger": kinds.danger(one.name) or None,
        "bytes": one.data_bytes,
        "bytes_here": done if one.state != State.ERASED else 0,
        "seconds_left": None if left is None else round(left),
        "sha256": one.sha256,
        "chunk_bytes": one.chunk_bytes,
        "chunks": one.cut.count,
        "chunks_sha256": one.chunks_sha256,
        "state": one.state,
        "code": one.code or None,
        "until": one.until.isoformat() if one.until else None,
        "delivered_at": _iso(one.delivered_at),
        "done_at": _iso(one.done_at),
        "ended_at": _iso(one.ended_at),
    }


def context(found: Iterable[Attachment], holder: str, thread: str) -> Mapping[str, Any]:
    """What the list of files on a page needs."""
    given = rows(found)
    return {
        "files": given,
        "files_move": any(row.moving for row in given),
        "files_holder": holder,
        "files_thread": thread,
        "poll_s": POLL_S,
        "files_at": timezone.now(),
    }


def _iso(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None
