"""Where a draft stands, and where each of its parties stands with the text that is on the table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from benkan.apps.accords import drafts, labels, reading
from benkan.apps.accords.labels import word
from benkan.apps.accords.models import Draft, Stance
from benkan.apps.accords.proposing import on_table, own
from benkan.core import conventions
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
    if not row.on_table:
        convention, _error = drafts.read(row)
        count = len(convention.parties) if convention else 0
        return DraftState("aside" if row.put_aside_at else "draft", 0, count)
    convention = conventions.parse(on_table(row).text)
    signed = len({each.party for each in _stances(row, row.on_table) if each.kind == Stance.Kind.SIGNED})
    total = len(convention.parties)
    if row.put_aside_at:
        code = "aside"
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
        state = last.kind if last else ("proposed" if party.identifier == proposed_by else "silent")
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
