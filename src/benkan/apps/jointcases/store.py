"""Items in and out of their table, and how far each party's log is here."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

import rfc8785
from django.db.models import Max
from django.utils import timezone

from benkan.apps.jointcases.models import Entry, JointCase, Log
from benkan.core import jointcases
from benkan.core.jointcases import Content, Header, Item, Reference, content_of, header_of

ASK_AFTER = dt.timedelta(minutes=1)
"""A gap that closes by itself within this time is nobody's business: letters overtake each other."""


def add(
    case: JointCase,
    header: Header,
    content: Content | None,
    signature: bytes,
    *,
    at: dt.datetime,
    envelope: str = "",
) -> Entry:
    """The item, kept; the log of its party moves on."""
    entry = Entry.objects.create(
        case=case,
        party=header.party,
        number=header.number,
        sha256=header.sha256(),
        kind=header.kind,
        of_party=header.of.party if header.of else "",
        of_number=header.of.number if header.of else None,
        clock=header.clock,
        header=rfc8785.dumps(header.plain()).decode(),
        signature=signature,
        content=content.to_bytes().decode() if content else "",
        retained_until=content.retained_until if content else None,
        envelope=envelope,
        received_at=at,
        erased_at=None if content else at,
    )
    _advance(case, header, at)
    return entry


def header(entry: Entry) -> Header:
    """The header of a stored item."""
    return header_of(json.loads(entry.header))


def item(entry: Entry) -> Item:
    """The stored item as the merge takes it."""
    return Item(header(entry), content_of(json.loads(entry.content)) if entry.content else None)


def find(case: JointCase, party: str, number: int) -> Entry | None:
    """The item of this party and number, if it is here."""
    return Entry.objects.filter(case=case, party=party, number=number).first()


def state(case: JointCase, entries: Iterable[Entry] | None = None) -> jointcases.State:
    """The case as it is today."""
    found = case.entries.all() if entries is None else entries
    return jointcases.merge(case.agreement, map(item, found), timezone.now().date())


def latest_clock(case: JointCase) -> int:
    """The highest clock of the case."""
    return int(case.entries.aggregate(Max("clock"))["clock__max"] or 0)


def withdrawn(case: JointCase, reference: Reference) -> bool:
    """Whether the party of the item has taken it back already."""
    return Entry.objects.filter(
        case=case, party=reference.party, kind="withdrawal", of_party=reference.party, of_number=reference.number
    ).exists()


def taken_along(case: JointCase, party: str) -> bool:
    """Whether the party has left and taken its own items along."""
    leaving = Entry.objects.filter(case=case, party=party, kind="leave").order_by("number").first()
    content = item(leaving).content if leaving else None
    return content is not None and content.fields.get("keep") != ("yes",)


def _advance(case: JointCase, header: Header, at: dt.datetime) -> None:
    """Moves the log of the item's party, and notes the numbers of others that the item names."""
    logs = {log.party: log for log in case.logs.select_for_update()}
    for party, number in [(header.party, header.number), *((p, seen.number) for p, seen in header.seen.items())]:
        log = logs.get(party)
        if log is None:
            continue
        log.known = max(log.known, number)
        if party == header.party:
            _climb(case, log)
        if log.head >= log.known:
            log.ask_at = None
        elif log.ask_at is None:
            log.ask_at = at + ASK_AFTER
        log.save(update_fields=["known", "head", "head_sha256", "ask_at"])


def _climb(case: JointCase, log: Log) -> None:
    above = Entry.objects.filter(case=case, party=log.party, number__gt=log.head).order_by("number")
    for number, sha256 in above.values_list("number", "sha256"):
        if number != log.head + 1:
            return
        log.head, log.head_sha256 = number, sha256
