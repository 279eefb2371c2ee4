"""The content of an item, destroyed: in its row, in the letter that brought it, in the letters that carried ours.

What stays is the signed header with the digest of the content: that there was an item, whose, and when.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases import sending
from benkan.apps.jointcases.models import Entry, Passage
from benkan.apps.journal import services as journal


def erase(entries: Iterable[Entry]) -> int:
    """Destroys the contents that are still there; how many."""
    done = 0
    for entry in entries:
        if not entry.content:
            continue
        entry.content, entry.erased_at = "", timezone.now()
        entry.save(update_fields=["content", "erased_at"])
        if entry.party == exchange.own():
            _from_letters(entry)
        elif entry.envelope:
            exchange.forget(entry.party, entry.envelope)
        done += 1
    return done


def expire_due() -> int:
    """Destroys what nobody may keep any longer; how many items. The worker calls it every hour."""
    today = timezone.now().date()
    with transaction.atomic():
        due = Entry.objects.filter(retained_until__lt=today).exclude(content="").select_related("case")
        by_case: dict[object, list[Entry]] = {}
        for entry in due:
            by_case.setdefault(entry.case, []).append(entry)
        for entries in by_case.values():
            erase(entries)
            journal.write(
                "joint-items-erased",
                convention=entries[0].case.convention,
                case=str(entries[0].case_id),
                count=len(entries),
                code="retention",
            )
        return sum(map(len, by_case.values()))


def _from_letters(entry: Entry) -> None:
    """Empties the letters that carried an item of ours; what else waited in one of them is sent again without it."""
    envelopes = list(entry.passages.values_list("envelope", flat=True).distinct())
    if not envelopes:
        return
    waiting = Passage.objects.filter(envelope__in=envelopes, stage=Passage.Stage.WAITING).select_related("entry")
    numbers: dict[str, int] = {}
    for passage in waiting:
        numbers[passage.party] = min(passage.entry.number, numbers.get(passage.party, passage.entry.number))
    exchange.withdraw_sent(envelopes)
    waiting.update(stage=Passage.Stage.STOPPED, code="envelope.forgotten", at=timezone.now())
    for party, number in numbers.items():
        sending.fall_behind(entry.case_id, party, number, at_once=True)
