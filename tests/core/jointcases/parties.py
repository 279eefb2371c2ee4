"""Parties of a joint case that write honestly, each with what it has received; no keys and no letters."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from benkan.core.jointcases import Content, Header, Item, Reference, Seen, head, merge, parse, tick, write

CASE = "11111111-2222-4333-8444-555555555555"
NAMES = ("bf-drug", "ma-dgsn", "ml-ocs")
DAY = dt.date(2026, 3, 1)
UNTIL = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def text(**changes: object) -> str:
    given = {
        "case": CASE,
        "convention": "aes-2025",
        "reference": "JC-2026-1",
        "title": "Cargaison de Gao",
        "purpose": "drug-trafficking",
        "grounds": "Art. 12 de la convention",
        "lead": "ml-ocs",
        "starts_on": dt.date(2026, 1, 1),
        "ends_on": dt.date(2026, 12, 31),
        "categories": ["person", "phone"],
        "handling": ["H1", "H2"],
        "retention_days": 365,
        "parties": {name: f"Brigade {name}" for name in NAMES},
    }
    return write(**(given | changes))  # type: ignore[arg-type]


AGREEMENT = parse(text())


@dataclass
class Writer:
    """One party, with the items that it has."""

    name: str
    items: dict[Reference, Item] = field(default_factory=dict)
    now: dt.datetime = NOW

    def take(self, *items: Item) -> None:
        for item in items:
            self.items.setdefault(item.reference, item)

    def put(self, kind: str, fields: dict[str, list[str]], of: Reference | None = None, **content: object) -> Item:
        given = {"handling": "H1", "grade": "B2", "retained_until": UNTIL, "categories": ("person",), **content}
        if kind in ("withdrawal", "leave", "end"):
            given = {}
        made = Content("A. Traoré", {name: tuple(values) for name, values in fields.items()}, "0" * 32, **given)
        return self.sign(kind, of, made)

    def sign(self, kind: str, of: Reference | None, content: Content, **changes: object) -> Item:
        headers = {reference: item.header for reference, item in self.items.items()}
        number = head(headers, self.name) + 1
        before = headers.get(Reference(self.name, number - 1))
        seen = {}
        for party in NAMES:
            last = head(headers, party)
            if party != self.name and last:
                seen[party] = Seen(last, headers[Reference(party, last)].sha256())
        header = Header(
            case=CASE,
            party=self.name,
            number=number,
            previous=before.sha256() if before else "",
            clock=tick(self.now, max((each.clock for each in headers.values()), default=0)),
            kind=kind,
            of=of,
            seen=seen,
            content_sha256=content.sha256(),
            **changes,
        )
        made = Item(header, content)
        self.items[made.reference] = made
        return made

    def state(self, on: dt.date = DAY):
        return merge(AGREEMENT, self.items.values(), on)


def circle() -> dict[str, Writer]:
    return {name: Writer(name, now=NOW + dt.timedelta(minutes=place)) for place, name in enumerate(NAMES)}


def meet(*writers: Writer) -> None:
    """Everybody gets what the others wrote themselves: point to point."""
    for one in writers:
        for other in writers:
            own = [item for item in other.items.values() if item.header.party == other.name]
            one.take(*own)


PERSON = {"schema": ["Person"], "name": ["Moussa Ag Alhassane"]}
