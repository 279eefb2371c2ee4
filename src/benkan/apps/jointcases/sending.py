"""Our items on their way to every other party: point to point, judged like any data, sent again until they are there.

A letter carries data of one handling code or notices, never both. What could not leave (a suspension, an expired
letter, a link that was cut for weeks) is sent again from the first item that is missing; a party that finds a gap asks.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import circle, payloads, store
from benkan.apps.jointcases.models import Entry, JointCase, Log, Passage, State
from benkan.apps.journal import services as journal
from benkan.core.errors import BenkanError
from benkan.core.jointcases import NOTICES
from benkan.core.jointcases.rules import left, not_party

KINDS = ("joint.items", "joint.notices")
RETRY = dt.timedelta(minutes=10)
BATCH = 200
MAX_LETTER_CHARACTERS = 400_000
FINAL = frozenset({"joint-case.fork", "joint-case.chain", "joint-case.left", "joint-case.over", "joint-case.not-party"})
"""Refusals after which sending the same items again cannot help."""


def send(case: JointCase, entries: list[Entry], parties: Iterable[str]) -> None:
    """Queues these items of ours for these parties.

    Raises:
        Refused: the convention does not let one of them have one of these items; the caller's transaction undoes all.
    """
    for party in parties:
        for letter in _letters(entries):
            _queue(case, party, letter)


def gate(outgoing: exchange.Outgoing) -> None:
    """Nothing for a letter to a party that is still in the case.

    Raises:
        Refused: ``joint-case.left`` or ``joint-case.not-party``: nothing reaches who is not, or no longer, a party.
    """
    case = JointCase.objects.filter(pk=outgoing.thread).first()
    if case is None or outgoing.recipient not in case.agreement.parties:
        raise not_party(outgoing.recipient)
    if case.logs.filter(party=outgoing.recipient, left_at__isnull=False).exists():
        raise left(outgoing.recipient)
    if outgoing.kind == "joint.items" and store.taken_along(case, exchange.own()):
        raise left(exchange.own())


def ended(outgoing: exchange.Outgoing) -> None:
    """Notes that a letter arrived, or from which item on everything must be sent again."""
    passages = Passage.objects.filter(envelope=outgoing.id).select_related("entry")
    if outgoing.state == exchange.State.DELIVERED:
        passages.update(stage=Passage.Stage.ARRIVED, at=timezone.now())
        return
    numbers = [passage.entry.number for passage in passages]
    passages.update(stage=Passage.Stage.STOPPED, code=outgoing.last_code, at=timezone.now())
    if numbers and outgoing.last_code not in FINAL:
        fall_behind(outgoing.thread, outgoing.recipient, min(numbers))


def fall_behind(case_id: uuid.UUID, party: str, number: int, *, at_once: bool = False) -> None:
    """From this number on our items are sent to the party again, in a while or at once."""
    log = Log.objects.filter(case=case_id, party=party).first()
    if log is not None and log.left_at is None:
        log.behind = min(number, log.behind or number)
        log.retry_at = None if at_once else log.retry_at or timezone.now() + RETRY
        log.save(update_fields=["behind", "retry_at"])


def send_again() -> int:
    """Queues what parties lack, where no letter with items waits for them already; for how many parties.

    The worker calls it every minute.
    """
    now = timezone.now()
    done = 0
    due = Log.objects.filter(behind__isnull=False, left_at__isnull=True).filter(
        Q(retry_at__isnull=True) | Q(retry_at__lte=now)
    )
    for log in due.select_related("case"):
        waiting = Passage.objects.filter(entry__case=log.case, party=log.party, stage=Passage.Stage.WAITING)
        if waiting.exists():
            continue
        done += _again(log)
    return done


def ask_for_gaps() -> int:
    """Asks each party for the items of its own that are missing here; how many questions were queued."""
    now = timezone.now()
    done = 0
    due = Log.objects.filter(ask_at__lte=now, left_at__isnull=True, case__state__in=(State.RUNNING, State.ENDED))
    for log in due.select_related("case"):
        case = log.case
        numbers = Entry.objects.filter(case=case, party=log.party, number__gt=log.head).order_by("number")
        after = numbers.values_list("number", flat=True).first()
        last = after - 1 if after else log.known
        log.ask_at = now + RETRY
        log.save(update_fields=["ask_at"])
        try:
            with transaction.atomic():
                question = wire.JointCaseAsk(case=str(case.pk), purpose=case.purpose, first=log.head + 1, last=last)
                exchange.queue(
                    log.party,
                    "joint.ask",
                    question,
                    convention=case.convention,
                    thread=str(case.pk),
                    act_facts={"purpose": case.purpose},
                )
                journal.write(
                    "joint-items-asked",
                    partner=log.party,
                    convention=case.convention,
                    case=str(case.pk),
                    first=question.first,
                    last=question.last,
                )
        except BenkanError:
            continue  # suspended: asked again later
        done += 1
    return done


def _again(log: Log) -> bool:
    case = log.case
    mine = Entry.objects.filter(case=case, party=exchange.own(), number__gte=log.behind or 1)
    if case.state == State.LEFT:
        mine = mine.filter(kind__in=NOTICES)  # that we left must arrive; nobody asks us for the rest
    entries = list(mine.order_by("number")[:BATCH])
    try:
        with transaction.atomic():
            if log.party in circle.others(case):
                send(case, entries, [log.party])
            log.behind = entries[-1].number + 1 if len(entries) == BATCH else None
            log.retry_at = None
            log.save(update_fields=["behind", "retry_at"])
    except BenkanError:
        log.retry_at = timezone.now() + RETRY
        log.save(update_fields=["retry_at"])
        return False
    return True


def _letters(entries: list[Entry]) -> Iterator[list[Entry]]:
    """Runs of items that may share a letter, in the order of their numbers."""
    run: list[Entry] = []
    for entry in entries:
        full = len(run) == wire.MAX_ITEMS_IN_LETTER or sum(len(one.content) for one in run) > MAX_LETTER_CHARACTERS
        if run and (full or _class(run[0]) != _class(entry)):
            yield run
            run = []
        run.append(entry)
    if run:
        yield run


def _class(entry: Entry) -> str:
    """The handling code of data; nothing for what travels as a notice."""
    if entry.kind in NOTICES or not entry.content:
        return ""
    content = payloads.item_of(entry).content
    return content.handling if content else ""


def _queue(case: JointCase, party: str, entries: list[Entry]) -> None:
    items = [payloads.item_of(entry) for entry in entries]
    handling = _class(entries[0])
    payload: wire.Message
    if handling:
        kind, categories = "joint.items", sorted({one for item in items for one in _categories(item)})
        payload = wire.JointCaseItems(case=str(case.pk), purpose=case.purpose, handling=handling, items=items)
        facts = {"purpose": case.purpose, "handling": handling, "categories": categories}
    else:
        kind, facts = "joint.notices", {}
        payload = wire.JointCaseNotices(case=str(case.pk), items=items)
    letter = exchange.queue(party, kind, payload, convention=case.convention, thread=str(case.pk), act_facts=facts)
    now = timezone.now()
    Passage.objects.bulk_create([Passage(entry=entry, party=party, envelope=letter.id, at=now) for entry in entries])


def _categories(item: wire.JointItem) -> list[str]:
    return item.content.categories if item.content else []
