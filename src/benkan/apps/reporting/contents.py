"""What was read of a report: its transfers as rows, and whom and what it names, each once.

Rows are the neutral ones of ``formats.money_rows``, kept as JSON and given back as they were.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.conf import settings

from benkan.apps.reporting.models import Doubt, Party, Report, Row
from benkan.apps.reporting.readers import Content
from benkan.core.errors import N_, Invalid
from benkan.core.matching.accounts import is_iban
from benkan.core.recognising import fold
from benkan.formats.money_rows import End, MoneyRow

MAX_PARTIES: Final = 5_000
"""Persons, companies and accounts that are listed of one report; all stay in its transfers."""
MAX_TEXT: Final = 10_000
BATCH: Final = 500
TOLD_EACH: Final = 1_000
"""After so many transfers whoever waits is told how many were read."""
SCHEMATA: Final = {"person": "Person", "company": "Company", "account": "BankAccount"}
_COMPANIES: Final = frozenset({"company", "merchant", "ngo", "agent"})


@dataclass(slots=True)
class Gathered:
    """Everything of one reading, ready to be stored."""

    rows: list[tuple[dt.datetime, Decimal | None, int, str]] = field(default_factory=list)
    parties: dict[tuple[str, ...], Party] = field(default_factory=dict)
    met: dict[End, list[Party]] = field(default_factory=dict)
    """What each side named, so that one that comes a thousand times is folded once."""

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """The first and the last day."""
        moments = [one[0] for one in self.rows]
        return (min(moments).date(), max(moments).date()) if moments else (None, None)

    @property
    def total_xof(self) -> Decimal | None:
        """The sum of what could be reckoned, or None when nothing could."""
        known = [one[1] for one in self.rows if one[1] is not None]
        return sum(known, Decimal(0)) if known else None


def gather(content: Content, progress: Callable[[int], object] | None = None) -> Gathered:
    """Reads the content to its end.

    Args:
        progress: is told now and then how many transfers were read.

    Raises:
        Invalid: ``report.too-many-rows``, or what the reader says of a file that cannot be read.
    """
    most = settings.BENKAN_NODE.reporting["rows"]
    found = Gathered()
    for row in content.rows:
        if len(found.rows) >= most:
            raise Invalid(
                "report.too-many-rows",
                N_("The file has more than %(limit)d transfers."),
                N_("Send it in parts, each of which is a report."),
                place=row.place or f"line {row.line}",
                limit=most,
            )
        found.rows.append((row.at, row.xof, row.line, as_text(row)))
        if progress is not None and len(found.rows) % TOLD_EACH == 0:
            progress(len(found.rows))
        for end in (row.source, row.destination):
            _meet(found, end)
    for one in content.named:
        _keep(found, one.kind, one.facts)
    return found


def store(report: Report, found: Gathered) -> None:
    """Puts parties beside their report; in the caller's transaction. Rows: ``store_rows``."""
    _store_parties(report, list(found.parties.values()), 0)


def store_again(report: Report, found: Gathered) -> None:
    """Parties of a further reading; those that are here keep their place and the record made of them."""
    here = {_same(one): one for one in report.parties.all()}
    for party in found.parties.values():
        known = here.get(_same(party))
        if known is not None:
            known.times, known.facts = party.times, party.facts
    Party.objects.bulk_update(here.values(), ["times", "facts"], batch_size=BATCH)
    _store_parties(report, [one for one in found.parties.values() if _same(one) not in here], len(here))


def store_rows(identity: uuid.UUID, found: Gathered) -> None:
    """Puts the rows beside the report that has or will have this identity, piece by piece; those that are here stay."""
    position, made = -1, []
    for at, xof, line, text in found.rows:
        position = max(position + 1, line)
        made.append(Row(report_id=identity, position=position, at=at, amount_xof=xof, row=text))
    for start in range(0, len(made), BATCH):
        Row.objects.bulk_create(made[start : start + BATCH], ignore_conflicts=True)


def drop_rows(identity: uuid.UUID) -> None:
    """Deletes rows whose report never came to be, piece by piece."""
    rows = Row.objects.filter(report_id=identity).order_by("pk").values_list("pk", flat=True)
    while piece := list(rows[:BATCH]):
        Row.objects.filter(pk__in=piece).delete()


def store_doubts(report: Report, content: Content) -> None:
    """What is asked, those of most rows first; in the caller's transaction."""
    asked = sorted(content.doubts.values(), key=lambda one: (-one.rows, one.first))
    Doubt.objects.bulk_create(
        [
            Doubt(
                report=report,
                position=position,
                field=one.field,
                written=one.written,
                why=one.why,
                codes=list(one.codes),
                rows=one.rows,
                first_row=one.first,
            )
            for position, one in enumerate(asked)
        ],
        batch_size=BATCH,
    )


def _same(one: Party) -> tuple[str, str, tuple[str, ...]]:
    """What makes one party of two readings the same."""
    telling = ("iban", "accountNumber", "birthDate", "idNumber", "registrationNumber")
    first = tuple((one.facts.get(name) or [""])[0] for name in telling)
    return (one.kind, one.caption, first)


def _store_parties(report: Report, parties: list[Party], first: int) -> None:
    for position, party in enumerate(parties, first):
        party.report, party.position = report, position
    for start in range(0, len(parties), BATCH):
        Party.objects.bulk_create(parties[start : start + BATCH])


def rows_of(report: Report) -> Iterator[MoneyRow]:
    """The transfers of the report, in the order of the file."""
    for text in report.rows.order_by("position").values_list("row", flat=True).iterator(chunk_size=BATCH):
        yield of_text(text)


def as_text(row: MoneyRow) -> str:
    """The row as it is kept."""
    return json.dumps(row.as_object(), ensure_ascii=False, separators=(",", ":"))


def of_text(text: str) -> MoneyRow:
    """The row that was kept."""
    found: dict[str, Any] = json.loads(text)
    for side in ("source", "destination"):
        given = found[side]
        given.pop("key")
        found[side] = End(**given)
    found["at"] = dt.datetime.fromisoformat(found["at"])
    found["amount"] = Decimal(found["amount"])
    found["xof"] = None if found["xof"] is None else Decimal(found["xof"])
    return MoneyRow(**found)


def _meet(found: Gathered, end: End) -> None:
    """One side of a transfer: its account and its holder."""
    known = found.met.get(end)
    if known is not None:
        for party in known:
            party.times += 1
        return
    kept = [_keep(found, kind, facts) for kind, facts in _named_by(end)]
    found.met[end] = [party for party in kept if party is not None]


def _named_by(end: End) -> Iterator[tuple[str, dict[str, list[str]]]]:
    if end.account:
        number = "iban" if is_iban(end.account) else "accountNumber"
        yield "account", {number: [end.account], "bankName": [end.institution], "name": [end.holder]}
    if end.holder:
        company = end.kind in _COMPANIES
        yield (
            "company" if company else "person",
            {
                "name": [end.holder],
                "birthDate": [end.born],
                "registrationNumber" if company else "idNumber": [end.document],
                "phone": [end.phone],
                "country": [end.country.lower()],
            },
        )


def _keep(found: Gathered, kind: str, given: dict[str, list[str]]) -> Party | None:
    facts = {name: kept for name, values in given.items() if (kept := [one[:300] for one in values if one.strip()])}
    caption = next((facts[name][0] for name in _CAPTIONS[kind] if facts.get(name)), "")
    if not caption:
        return None
    telling = ("iban", "accountNumber") if kind == "account" else ("birthDate", "idNumber", "registrationNumber")
    key = (kind, fold(caption), *(fold(one) for name in telling for one in facts.get(name, ())))
    known = found.parties.get(key)
    if known is None:
        if len(found.parties) >= MAX_PARTIES:
            return None
        known = found.parties[key] = Party(kind=kind, caption=caption[:300], facts={})
    known.times += 1
    for name, values in facts.items():
        have = known.facts.setdefault(name, [])
        have += [one for one in values if one not in have][: max(0, 20 - len(have))]
    return known


_CAPTIONS: Final = {
    "account": ("iban", "accountNumber"),
    "person": ("name", "idNumber", "phone"),
    "company": ("name", "registrationNumber", "phone"),
}
