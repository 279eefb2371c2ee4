"""Moving the outbox: what is due to a partner goes out, several letters in one post, until the link fails.

At most one letter of a thread is on its way at a time, so a bundle cannot turn the order of a thread around. A partner
whose node knows no bundles gets letter after letter. How much goes at once follows the link: twice as much after a
bundle that arrived, half after one that did not.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import outbox, store, transport
from benkan.apps.exchange.inbox import OUT_OF_ORDER, together
from benkan.apps.exchange.lanes import Lanes
from benkan.apps.exchange.models import Outgoing, State
from benkan.apps.journal import services as journal
from benkan.core.envelope import MAX_LETTERS, Answer, bundle, read_answers
from benkan.core.errors import Invalid, Refused, Unreachable, Unverified
from benkan.web.database import is_trouble
from benkan.wire import Receipt, Refusal

logger = logging.getLogger("benkan.exchange")
CLAIM = dt.timedelta(seconds=75)
"""How long an attempt may take before another worker may think it dead; longer than the transport's deadline."""
FIRST_AT_ONCE = 8
BUNDLE_BYTES = 256 * 1024
"""A bundle of ours is no larger, but for one letter that is: it must pass a line of 64 kbit/s within the deadline."""
LOOKED_AT = 200
SINGLY_S = 3600.0
"""So long a partner that took no bundle gets none; then its node may have been updated."""
PASSED_OVER = frozenset({OUT_OF_ORDER, "partner.letter-failed"})
"""What holds back the thread of one letter and not the other letters to the partner."""
_lanes = Lanes("deliver")
_recovered = threading.Event()
_at_once: dict[str, int] = {}
_singly_until: dict[str, float] = {}


def deliver_due(*, threads: bool = True, wait_for: bool = False) -> int:
    """Starts delivering to every partner for whom something is due; how many partners that were.

    Args:
        threads: False delivers here and now, one partner after the other (tests, single commands).
        wait_for: return when all deliveries have ended.
    """
    if not _recovered.is_set():
        outbox.recover()
        _recovered.set()
    recipients = store.recipients_due(timezone.now(), outbox.WAY_BACK)
    if not threads:
        for recipient in recipients:
            deliver_to(recipient)
        return len(recipients)
    return _lanes.start([(to, lambda to=to: deliver_to(to)) for to in recipients], wait_for=wait_for)  # type: ignore[misc]


def deliver_to(recipient: str) -> None:
    """Delivers what is due to one partner, in order, until the link fails or nothing is left."""
    while claimed := _claim(recipient, _most(recipient)):
        url = agencies.get(recipient).url
        try:
            onward = _attempt(claimed[0], url) if len(claimed) == 1 else _attempt_together(recipient, claimed, url)
        except Exception:
            # Nobody foresaw it: the lane says so in the log, and the letters do not wait for the end of their claim.
            _again(claimed, "node.failed")
            raise
        if not onward:
            return


def _most(recipient: str) -> int:
    """How many letters may go to the partner at once."""
    if time.monotonic() < _singly_until.get(recipient, 0.0):
        return 1
    return _at_once.get(recipient, FIRST_AT_ONCE)


def _claim(recipient: str, most: int) -> list[Outgoing]:
    """The next letters for the partner, judged, sealed and marked as being tried; empty when nothing may leave now.

    Letters whose time is over or that the convention no longer allows end here.
    """
    with transaction.atomic(), accords.one_reading():
        now = timezone.now()
        while in_line := _in_line(recipient, now, most):
            claimed = _ready(in_line)
            if claimed:
                outbox.note_sealed(claimed)
                _mark(claimed, now)
                return claimed
        return []


def _ready(in_line: Sequence[Outgoing]) -> list[Outgoing]:
    """Those that may leave and fit into one post, sealed; those that may not leave are ended."""
    ready: list[Outgoing] = []
    size = 0
    for outgoing in in_line:
        try:
            outbox.judge(outgoing)
            agencies.keys(outgoing.recipient)
            outbox.seal_once(outgoing)
        except (Refused, Invalid) as refused:
            # Also a partner that left the directory: one letter that cannot leave must not hold the others.
            outbox.end(outgoing, State.STOPPED, refused.code, refused.clause)
            continue
        size += len(outgoing.sealed or b"")
        if ready and size > BUNDLE_BYTES:
            break
        ready.append(outgoing)
    return ready


def _mark(claimed: Sequence[Outgoing], now: dt.datetime) -> None:
    """Notes that the letters are being tried, so that no other worker tries them."""
    numbers = [outgoing.number for outgoing in claimed]
    Outgoing.objects.filter(number__in=numbers).update(next_attempt_at=now + CLAIM, attempts=F("attempts") + 1)
    for outgoing in claimed:
        outgoing.attempts += 1


def _in_line(recipient: str, now: dt.datetime, most: int) -> list[Outgoing]:
    """The letters whose turn it is, oldest first, at most one of each thread; expired ones end here."""
    waiting = Outgoing.objects.filter(~outbox.on_its_way(now), state=State.QUEUED, recipient=recipient)
    chosen = list(_turns(waiting.order_by("number"), now, most))
    if not chosen:
        return []
    # On PostgreSQL another worker may be claiming too: what it took first is no longer due when the lock is ours.
    rows = Outgoing.objects.select_for_update().filter(number__in=chosen, state=State.QUEUED, next_attempt_at__lte=now)
    return list(rows.order_by("number"))


def _turns(waiting: QuerySet[Outgoing], now: dt.datetime, most: int) -> Iterator[int]:
    seen: set[uuid.UUID] = set()
    columns = ("number", "thread", "expires_at", "next_attempt_at", "last_code")
    found = 0
    for number, thread, expires_at, next_attempt_at, last_code in waiting.values_list(*columns)[:LOOKED_AT]:
        if thread in seen:
            continue
        if expires_at <= now:
            expired = Outgoing.objects.select_for_update().filter(number=number, state=State.QUEUED).first()
            if expired is not None:
                outbox.end(expired, State.EXPIRED, "envelope.expired")
            continue
        seen.add(thread)
        if next_attempt_at > now:
            if last_code not in PASSED_OVER:
                return
            continue
        yield number
        found += 1
        if found == most:
            return


def _attempt(outgoing: Outgoing, url: str) -> bool:
    """Sends the letter once; whether the next one for this partner may follow at once."""
    try:
        reply = transport.post(url, bytes(outgoing.sealed or b""))
    except (Unreachable, Invalid) as error:
        return _again([outgoing], error.code)
    with transaction.atomic():
        return _take(outgoing, reply)


def _attempt_together(recipient: str, claimed: Sequence[Outgoing], url: str) -> bool:
    """Sends the letters in one post; whether more may follow at once."""
    try:
        sent = bundle([bytes(outgoing.sealed or b"") for outgoing in claimed])
        found = read_answers(transport.post(url, sent, content_type=transport.BUNDLE_TYPE), len(claimed))
    except (Unreachable, Invalid) as error:
        if error.facts.get("reason") == transport.NO_BUNDLES:
            _singly_until[recipient] = time.monotonic() + SINGLY_S
            return _one_by_one(claimed, url)
        _at_once[recipient] = max(1, len(claimed) // 2)
        return _again(claimed, error.code)
    _at_once[recipient] = min(MAX_LETTERS, max(_most(recipient), 2 * len(claimed)))
    with together(), accords.one_reading():
        onward = [_settle_one(outgoing, answer) for outgoing, answer in zip(claimed, found, strict=True)]
    return all(onward)


def _one_by_one(claimed: Sequence[Outgoing], url: str) -> bool:
    for number, outgoing in enumerate(claimed):
        if not _attempt(outgoing, url):
            rest = [one.number for one in claimed[number + 1 :]]
            Outgoing.objects.filter(number__in=rest, state=State.QUEUED).update(next_attempt_at=timezone.now())
            return False
    return True


def _settle_one(outgoing: Outgoing, answer: Answer) -> bool:
    """What the answer of one letter in a bundle means, whatever becomes of the others."""
    if not answer.reply:
        # Nobody signed the code: it says that this letter was not taken, and nothing is believed of why.
        _again([outgoing], "partner.busy" if answer.code == "node.busy" else "partner.letter-failed")
        return answer.code != "node.busy"
    try:
        with transaction.atomic():
            return _take(outgoing, answer.reply)
    except Exception as error:
        if is_trouble(error):
            raise
        # Never the error's text: it may name what was asked.
        logger.error("the answer to a letter could not be kept: %s", type(error).__name__)  # noqa: TRY400 - same
        return _again([outgoing], "node.failed")


def _take(outgoing: Outgoing, reply: bytes) -> bool:
    """Keeps what the partner answered; whether the next letter for this partner may follow at once."""
    try:
        answer: Receipt | Refusal = outbox.read(outgoing, reply)
    except (Invalid, Unverified) as error:
        journal.write(
            "message-refused",
            partner=outgoing.recipient,
            convention=outgoing.convention,
            reference=outgoing.id,
            code=error.code,
            kind=outgoing.kind,
            direction="reply",
        )
        return _again([outgoing], error.code)
    if isinstance(answer, Refusal) and answer.code == OUT_OF_ORDER:
        _again([outgoing], answer.code)
        return True
    agencies.seen(outgoing.recipient, timezone.now())
    outbox.settle(outgoing, answer, reply)
    return True


def _again(claimed: Sequence[Outgoing], code: str) -> bool:
    next_attempt_at = timezone.now() + outbox.backoff(claimed[0].attempts)
    numbers = [outgoing.number for outgoing in claimed]
    Outgoing.objects.filter(number__in=numbers, state=State.QUEUED).update(
        next_attempt_at=next_attempt_at, last_code=code[:64]
    )
    return False
