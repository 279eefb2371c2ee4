"""Fetching partners' files: chunk by chunk, each checked before it is kept, on from where it stopped.

The loop calls ``run_due``; each call works a few seconds for each partner, in a lane of its own. Letters go first:
while one is due for a partner, its files wait. What counts is on the disk and one row: a killed process asks again for
one second's chunks at most. A wrong chunk is never kept and stops the file until a person lets it go on.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import time
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from benkan.apps.attachments import files, room
from benkan.apps.attachments.chunks_here import ChunksHere
from benkan.apps.attachments.models import Attachment, Direction, State
from benkan.apps.attachments.sources import Line, Source, other_chunk
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.core.attachments import DIGEST_BYTES, Cut, digest_of, root
from benkan.core.errors import N_, BenkanError, Invalid, Refused, Unreachable, Unverified
from benkan.wire import AttachmentReceived, time_text

SLICE_S = 5.0
NOTE_S = 1.0
"""How often it is written down which chunks are here."""
QUICK_S, SLOW_S = 2.0, 8.0
"""An answer that takes less is followed by a larger one, one that takes more by a smaller one."""
LONGEST_WAIT = dt.timedelta(seconds=60)
REFUSED_WAIT = dt.timedelta(minutes=15)
BUSY_WAIT = dt.timedelta(seconds=5)
_lanes = exchange.Lanes("attachments")


@dataclass(slots=True)
class Pace:
    """How many chunks are asked for at once, by partner, and when the setting for bandwidth lets the next one go."""

    at_once: dict[str, int]
    free_at: float = 0.0

    def count(self, row: Attachment) -> int:
        """How many chunks the next question asks for."""
        return min(self.at_once.get(row.partner, 1), row.cut.most_at_once)

    def took(self, row: Attachment, seconds: float, data_bytes: int) -> None:
        """An answer took so long."""
        now = self.at_once.get(row.partner, 1)
        if seconds < QUICK_S:
            self.at_once[row.partner] = min(2 * now, row.cut.most_at_once)
        elif seconds > SLOW_S:
            self.at_once[row.partner] = max(1, now // 2)
        kbit = settings.BENKAN_NODE.attachment_kbit
        if kbit:
            self.free_at = max(time.monotonic(), self.free_at) + max(0.0, data_bytes * 8 / (kbit * 1000) - seconds)

    @property
    def must_wait(self) -> bool:
        """Whether the bandwidth that the node gives to files is used up just now."""
        return time.monotonic() < self.free_at


_pace = Pace({})


def run_due(*, threads: bool = True, wait_for: bool = False) -> int:
    """Works on what is due, for each partner in its lane; for how many partners.

    Args:
        threads: False works here and now (tests, single commands).
    """
    due = Attachment.objects.filter(direction=Direction.IN, state=State.FETCHING, next_at__lte=timezone.now())
    partners = sorted(set(due.order_by().values_list("partner", flat=True)))
    if not threads:
        for partner in partners:
            work_for(partner)
        return len(partners)
    return _lanes.start([(one, lambda one=one: work_for(one)) for one in partners], wait_for=wait_for)  # type: ignore[misc]


def work_for(partner: str, *, slice_s: float = SLICE_S) -> None:
    """A few seconds of fetching from one partner; small files before large ones."""
    until = time.monotonic() + slice_s
    while time.monotonic() < until:
        due = Attachment.objects.filter(
            partner=partner, direction=Direction.IN, state=State.FETCHING, next_at__lte=timezone.now()
        )
        row = due.order_by("data_bytes", "created_at").first()
        if row is None or not attempt(row, until=until):
            return


def attempt(row: Attachment, *, until: float | None = None, source: Source | None = None) -> bool:
    """Fetches until the file is whole or the time is over; whether it is whole. A failure is noted and tried again."""
    try:
        return fetch(row, source or Line(row), until=until)
    except Unreachable as error:
        _later(row, error.code, exchange.backoff(row.attempts + 1))
    except OSError:
        _later(row, "attachment.disk", LONGEST_WAIT)
    except Refused as error:
        # Ours (no room, the convention) or the partner's; a withdrawal that explains it may be on its way.
        _later(row, error.code, BUSY_WAIT if error.code == "attachment.busy" else REFUSED_WAIT)
    except (Invalid, Unverified) as error:
        if error.code.startswith(("envelope.", "partner.", "wire.")):
            # Not authentic: a captive portal or a spoilt line, and no word of the partner's.
            _later(row, error.code, exchange.backoff(row.attempts + 1))
        elif error.code == "attachment.spoilt":
            _later(row, error.code, LONGEST_WAIT)
        else:
            halt(row, error)
    return False


def fetch(row: Attachment, source: Source, *, until: float | None = None) -> bool:
    """The file, on from where it stopped; True when it is whole, False when the time was over or letters were due.

    Raises:
        Refused, Unreachable: the source or the convention says no, or does not answer; what came is kept.
        Unverified, Invalid: not what the letter signs.
        OSError: the disk says no.
    """
    cut, here = row.cut, ChunksHere(bytes(row.have), row.cut.count)
    if files.is_whole(row.pk):
        return _complete(row, here)
    room.check_coming(row, (cut.count - here.done) * cut.chunk_bytes)
    listed = _digests(row, source)
    with files.draft(row.pk, row.salt, row.chunk_bytes) as sealed:
        noted = time.monotonic()
        try:
            while True:
                number, count = here.missing(_pace.count(row))
                if not count:
                    break
                if _time_is_over(row, until):
                    return False
                asked_at = time.monotonic()
                data = source.chunks(number, count)
                _keep(sealed, cut, here, listed, number, count, data)
                _count(row, time.monotonic() - asked_at, len(data))
                if time.monotonic() - noted > NOTE_S:
                    if not _note(row, sealed, here):
                        return False
                    noted = time.monotonic()
        finally:
            noted_now = _note(row, sealed, here)
        if not noted_now:
            return False
        wrong = _compare(row, sealed, here)
        if wrong is not None:
            raise wrong
        if here.done < cut.count:  # the disk lost some: they are asked for again
            _note(row, sealed, here)
            return False
    files.appear(row.pk)
    return _complete(row, here)


def _time_is_over(row: Attachment, until: float | None) -> bool:
    return _pace.must_wait or (until is not None and time.monotonic() > until) or exchange.due_now(row.partner)


def _keep(
    sealed: files.Sealed, cut: Cut, here: ChunksHere, listed: bytes, number: int, count: int, data: bytes
) -> None:
    """Writes the chunks of an answer; all of them were compared with their digests before the first is written."""
    pieces = list(cut.split(number, data))
    if not 0 < len(pieces) <= count:
        raise other_chunk(number)
    for place, piece in pieces:
        if hashlib.sha256(piece).digest() != digest_of(listed, place):
            raise other_chunk(place)
    for place, piece in pieces:
        sealed.write(place, piece)
        here.add(place)


def keep_carried(row: Attachment, listed: bytes, number: int, data: bytes) -> int:
    """Writes chunks that a courier brought, checked as if they came by the line; how many were new.

    Raises:
        Invalid, Unverified: not what the letter signs.
        Refused: ``attachment.busy``, or no room.
    """
    here = ChunksHere(bytes(row.have), row.cut.count)
    before = here.done
    room.check_coming(row, (row.cut.count - before) * row.chunk_bytes)
    with files.draft(row.pk, row.salt, row.chunk_bytes) as sealed:
        _keep(sealed, row.cut, here, listed, number, row.cut.most_at_once, data)
        _note(row, sealed, here)
    row.have = here.to_bytes()
    return here.done - before


def take_digests(row: Attachment, given: bytes) -> bytes:
    """The list of digests, kept when it is the one that the letter signs.

    Raises:
        Unverified: ``attachment.digests``.
    """
    if len(given) != row.cut.count * DIGEST_BYTES or root(row.cut, given) != row.chunks_sha256:
        raise Unverified(
            "attachment.digests",
            N_("The list of the file's pieces is not the one that the partner's letter signs."),
            N_("Nothing of it was kept. Tell the partner's administrator; fetch it again when they have looked."),
        )
    files.keep_digests(row.pk, given)
    return given


def _digests(row: Attachment, source: Source) -> bytes:
    kept = files.digests_of(row.pk)
    if kept is not None and root(row.cut, kept) == row.chunks_sha256:
        return kept
    if row.cut.count == 1:
        # One chunk is the whole file: the card's own digest is the list.
        return take_digests(row, bytes.fromhex(row.sha256))
    return take_digests(row, source.digests())


def _count(row: Attachment, seconds: float, data_bytes: int) -> None:
    _pace.took(row, seconds, data_bytes)
    row.answers += 1
    now = data_bytes / max(seconds, 0.001)
    row.rate_bytes_s = now if not row.rate_bytes_s else 0.8 * row.rate_bytes_s + 0.2 * now
    row.attempts, row.code = 0, ""


def _note(row: Attachment, sealed: files.Sealed, here: ChunksHere) -> bool:
    """Writes down which chunks are on the disk, once they are; False when the file is not to be fetched any more."""
    sealed.settle()
    return bool(
        Attachment.objects.filter(pk=row.pk, state=State.FETCHING).update(
            have=here.to_bytes(),
            answers=row.answers,
            rate_bytes_s=row.rate_bytes_s,
            attempts=row.attempts,
            code=row.code,
            begun_at=row.begun_at or timezone.now(),
        )
    )


def _compare(row: Attachment, sealed: files.Sealed, here: ChunksHere) -> Unverified | None:
    """Reads everything back: what the disk lost is taken off the list; the whole must have the digest of the card."""
    digest = hashlib.sha256()
    for number in range(row.cut.count):
        try:
            digest.update(sealed.read(number, row.cut))
        except Invalid:
            here.discard(number)
    if here.done < row.cut.count or digest.hexdigest() == row.sha256:
        return None
    return Unverified(
        "attachment.other-content",
        N_("The whole file is not the one that the partner's letter signs, though every piece is."),
        N_("Nothing of it was kept. Tell the partner's administrator: the letter contradicts itself."),
    )


def _complete(row: Attachment, here: ChunksHere) -> bool:
    """The file is here: one line of the journal, and a word to its owner."""
    with transaction.atomic():
        fresh = Attachment.objects.select_for_update().get(pk=row.pk)
        if fresh.state != State.FETCHING:
            if fresh.state == State.ERASED:
                transaction.on_commit(lambda: files.remove(row.pk))
            return False
        fresh.state, fresh.done_at, fresh.next_at, fresh.code = State.WHOLE, timezone.now(), None, ""
        fresh.have = b""
        fresh.save(update_fields=["state", "done_at", "next_at", "code", "have"])
        journal.write(
            "attachment-complete",
            partner=row.partner,
            convention=row.convention,
            reference=row.thread,
            attachment=str(row.pk),
            holder=row.holder,
            data_bytes=row.data_bytes,
            chunks=here.done or row.cut.count,
            answers=row.answers,
            cuts=fresh.cuts,
            sha256=row.sha256,
        )
        exchange.queue(
            row.partner,
            "attachment.received",
            AttachmentReceived(attachment=str(row.pk), sha256=row.sha256, received_at=time_text(fresh.done_at)),
            convention=row.convention,
            thread=str(uuid.UUID(row.thread)),
        )
    return True


def _later(row: Attachment, code: str, wait: dt.timedelta) -> None:
    Attachment.objects.filter(pk=row.pk, state=State.FETCHING).update(
        code=code[:64],
        attempts=F("attempts") + 1,
        cuts=F("cuts") + (1 if code.startswith("partner.") and row.answers and not row.attempts else 0),
        next_at=timezone.now() + (wait if wait >= REFUSED_WAIT else min(wait, LONGEST_WAIT)),
    )


def halt(row: Attachment, error: BenkanError) -> None:
    """Waits for a person: whoever signed the letter gives something else than it signed."""
    with transaction.atomic():
        halted = Attachment.objects.filter(pk=row.pk, state=State.FETCHING).update(
            state=State.HALTED, code=error.code[:64], next_at=None, have=b""
        )
        if halted:
            transaction.on_commit(lambda: files.remove(row.pk))
            journal.write(
                "attachment-refused",
                partner=row.partner,
                convention=row.convention,
                reference=row.thread,
                attachment=str(row.pk),
                holder=row.holder,
                code=error.code,
            )
