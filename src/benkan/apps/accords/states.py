"""Where a draft stands, and where each of its parties stands with the text that is on the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count

from benkan.apps.accords import drafts, labels, reading
from benkan.apps.accords.labels import word
from benkan.apps.accords.models import Draft, Stance
from benkan.apps.accords.proposing import on_table, own
from benkan.core.conventions import Convention

REVIEW_NOTICE = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class PartyState:
    """One party: what it last said about the text on the table; ``state`` is one of ``labels.PARTY_STATES``."""

    agency: str
    name: str
    country: str
    own: bool
    reachable: bool
    state: str
    at: dt.datetime | None
    officer: str
    prepared_by: str

    @property
    def words(self) -> str:
        """The state in the reader's words."""
        return word(labels.PARTY_STATES, self.state)


@dataclass(frozen=True, slots=True)
class DraftState:
    """One of ``labels.DRAFT_STATES``, with how many of how many have signed."""

    code: str
    signed: int
    parties: int


def of(row: Draft) -> DraftState:
    """How far the draft is."""
    return of_all([row])[0]


def of_all(rows: Sequence[Draft]) -> list[DraftState]:
    """How far each draft is; one query for all, when their revisions were fetched with them."""
    signed: dict[tuple[str, int, str], int] = {
        (convention, version, sha256): count
        for convention, version, sha256, count in Stance.objects.filter(
            kind=Stance.Kind.SIGNED, sha256__in=[row.on_table for row in rows if row.on_table]
        )
        .order_by()
        .values_list("convention", "version", "sha256")
        .annotate(count=Count("party", distinct=True))
    }
    return [_of(row, signed.get((row.identifier, row.version, row.on_table), 0)) for row in rows]


def _of(row: Draft, signed: int) -> DraftState:
    convention = drafts.understood(on_table(row).text) if row.on_table else drafts.read(row)[0]
    total = len(convention.parties) if convention else 0
    if row.put_aside_at:
        code = "aside"
    elif not row.on_table:
        code = "draft"
    elif signed == total:
        code = "complete"
    else:
        code = "signing" if signed else "proposed"
    return DraftState(code, signed, total)


def parties(row: Draft, convention: Convention) -> list[PartyState]:
    """Each party in the order of the text; three queries."""
    from benkan.apps.agencies import services as agencies

    known = agencies.signing_keys()
    proposed_by = on_table(row).party if row.on_table else ""
    said: dict[str, list[Stance]] = {}
    for each in _stances(row, row.on_table):
        said.setdefault(each.party, []).append(each)
    found = []
    for party in convention.parties.values():
        last = _last(said.get(party.identifier, ()))
        if last is not None:
            state = str(last.kind)
        elif not proposed_by:
            state = "drafting" if party.identifier == own() else "untold"
        else:
            state = "proposed" if party.identifier == proposed_by else "silent"
        found.append(
            PartyState(
                agency=party.identifier,
                name=party.name[reading.language()],
                country=party.country,
                own=party.identifier == own(),
                reachable=party.identifier in known,
                state=state,
                at=last.at if last else None,
                officer=last.officer if last else "",
                prepared_by=last.prepared_by if last else "",
            )
        )
    return found


def review_due(convention: Convention, today: dt.date) -> bool:
    """Whether the joint review is near or overdue while the convention runs."""
    return convention.in_force(today) and convention.review_on - today <= REVIEW_NOTICE


def _stances(row: Draft, sha256: str) -> list[Stance]:
    return list(Stance.objects.filter(convention=row.identifier, version=row.version, sha256=sha256))


def _last(stances: Iterable[Stance]) -> Stance | None:
    """A signature counts above all; else the last word, having seen it being the least."""
    ranked = list(stances)
    for wanted in ({Stance.Kind.SIGNED}, set(Stance.Kind) - {Stance.Kind.SEEN}, {Stance.Kind.SEEN}):
        fitting = [each for each in ranked if each.kind in wanted]
        if fitting:
            return fitting[-1]
    return None
