"""The conventions of this node as ``core.conventions.decide`` takes them: parsed, verified, with their suspensions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benkan.core import conventions
from benkan.core.conventions import Act, ActKind, Agreement, Permit
from benkan.core.errors import N_, Refused

_SUSPENDED = "SELECT convention, party FROM accords_suspension WHERE lifted_at IS NULL"
_TEXTS = "SELECT text FROM accords_convention ORDER BY identifier, version"
KEY_MISMATCH = N_("The convention “%(convention)s” names another key of “%(agency)s” than the directory.")
KEY_REMEDY = N_("Compare the fingerprint of this service by voice, then sign the convention again with the right key.")


@dataclass(frozen=True, slots=True)
class Whom:
    """Who may be asked, and under which convention; who may not, and why."""

    asked: list[tuple[str, str]]
    not_asked: list[tuple[str, Refused]]


@dataclass(frozen=True, slots=True)
class Standings:
    """One reading of the database, enough for any number of decisions.

    Args:
        agreements: every convention, in the order of identifier and version.
        mismatched: identifier -> the first party whose key in the directory is another one.
        known: the agencies of the directory.
    """

    agreements: list[Agreement]
    mismatched: dict[str, str]
    known: frozenset[str]

    def decide(self, act: Act) -> Permit | Refused:
        """The permit or the refusal, with the true reason where keys do not agree."""
        verdict = conventions.decide(self.agreements, act)
        if isinstance(verdict, Refused) and verdict.code == "convention.unsigned":
            agency = self.mismatched.get(str(verdict.facts.get("convention")))
            if agency:
                other = Refused("convention.key-mismatch", KEY_MISMATCH, KEY_REMEDY, clause=verdict.clause)
                other.facts = {**verdict.facts, "agency": agency}
                return other
        return verdict


_kept: ContextVar[list[Standings] | None] = ContextVar("kept", default=None)


@contextmanager
def one_reading() -> Iterator[None]:
    """Within it every decision and every rule looks at one reading of the conventions, made when first needed.

    For one letter, or for letters of ours that are judged in one transaction. Who changes conventions or keys within it
    calls ``read_anew``.
    """
    token = _kept.set([])
    try:
        yield
    finally:
        _kept.reset(token)


def read_anew() -> None:
    """Forgets what ``one_reading`` keeps: a convention, a suspension or a key has just changed."""
    kept = _kept.get()
    if kept is not None:
        kept.clear()


def read() -> Standings:
    """Every convention as it stands now, or as ``one_reading`` has read it; three queries."""
    kept = _kept.get()
    if kept:
        return kept[0]
    found = _read()
    if kept is not None:
        kept.append(found)
    return found


def _read() -> Standings:
    from benkan.apps.agencies import services as agencies

    keys = agencies.signing_keys()
    suspended: dict[str, set[str]] = {}
    for identifier, party in _rows(_SUSPENDED):
        suspended.setdefault(identifier, set()).add(party)
    agreements, mismatched = [], {}
    for (text,) in _rows(_TEXTS):
        convention, complete = parsed(text)
        other = mismatch(convention, keys)
        if other:
            mismatched[convention.identifier] = other
        # Only parties suspend: one that left with a later version holds nobody up any more.
        by = frozenset(suspended.get(convention.identifier, ())) & frozenset(convention.parties)
        agreements.append(Agreement(convention, complete and not other, by))
    return Standings(agreements, mismatched, frozenset(keys))


def _rows(query: str) -> list[tuple[str, ...]]:
    """Every letter of a partner is judged by these: the ORM would take several times as long as the database."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


@lru_cache(maxsize=128)
def parsed(text: str) -> tuple[conventions.Convention, bool]:
    """The convention and whether all have signed; the text decides both, so the answer is kept with the text."""
    convention = conventions.parse(text)
    return convention, conventions.verify(convention).complete


def mismatch(convention: conventions.Convention, keys: dict[str, bytes]) -> str:
    """The first party whose signing key in the directory is another than in the text; empty when none."""
    for party in convention.parties.values():
        if keys.get(party.identifier, party.signing_key) != party.signing_key:
            return party.identifier
    return ""


def agreements() -> list[Agreement]:
    """Every convention as it stands now, in the order of identifier and version."""
    return read().agreements


def decide(
    kind: ActKind | str,
    *,
    actor: str,
    counterparty: str,
    purpose: str | None = None,
    convention: str | None = None,
    handling: str | None = None,
    categories: Iterable[str] = (),
    owner: str | None = None,
    officer: str | None = None,
    case: str | None = None,
    again: bool = False,
    certified_until: dt.date | None = None,
    means: str | None = None,
    at: dt.datetime | None = None,
) -> Permit:
    """The permit, with its convention and clause.

    Args:
        kind: what the actor does; for a search, what was searched today is counted here.
        owner: whose data are passed on, when they are not the actor's.
        officer: user name of ours, or the commitment that a partner sent.
        case: case id of ours, or the commitment that a partner sent.
        again: a search that has been counted today and whose letter goes once more.
        certified_until: for a search, the last day on which the officer is certified; None: not at all.
        means: for a loan, the kind of means.

    Raises:
        Refused: with the clause that stands in the way; the caller writes the journal line.
    """
    at = at or timezone.now()
    if kind == ActKind.NEGOTIATION:
        return _negotiation(Act(ActKind.NEGOTIATION, actor, counterparty, at))
    counts: dict[str, Any] = {}
    if kind == ActKind.SEARCH:
        from benkan.apps.search import services as search

        used = search.used_today(
            actor=actor, counterparty=counterparty, convention=convention, officer=officer, case=case, at=at
        )
        counts = {
            "party_searches_today": used.party - again,
            "officer_searches_today": used.officer - again,
            "case_searches_today": used.case - again,
        }
    act = Act(
        ActKind(kind),
        actor,
        counterparty,
        at,
        purpose=purpose,
        convention=convention,
        categories=frozenset(categories),
        handling=handling,
        owner=owner,
        certified_until=certified_until,
        means=means,
        **counts,
    )
    verdict = read().decide(act)
    if isinstance(verdict, Refused):
        raise verdict
    return verdict


def _negotiation(act: Act) -> Permit:
    """The making of conventions moves outside them: cards, bounds, nothing else (core.conventions.negotiating)."""
    from benkan.apps.accords import proposing
    from benkan.apps.agencies import services as agencies

    held = {act.actor, act.counterparty} <= set(agencies.signing_keys())
    received = 0 if act.actor == settings.BENKAN_NODE.agency else proposing.letters_today(act.actor, act.at)
    verdict = conventions.admit(act, card_held=held, letters_today=received)
    if isinstance(verdict, Refused):
        raise verdict
    return verdict


def whom(purpose: str, certified_until: dt.date | None = None, at: dt.datetime | None = None) -> Whom:
    """Which partners this node may search for this purpose, and why not the others; quotas are not counted here.

    Every service of the directory and every party of a convention is in one of the two lists.
    """
    at = at or timezone.now()
    own = settings.BENKAN_NODE.agency
    state = read()
    parties = {party for each in state.agreements for party in each.convention.partners(own)}
    asked: list[tuple[str, str]] = []
    not_asked: list[tuple[str, Refused]] = []
    for partner in sorted((state.known | parties) - {own}):
        act = Act(ActKind.SEARCH, own, partner, at, purpose=purpose, certified_until=certified_until)
        verdict = state.decide(act)
        if isinstance(verdict, Refused):
            not_asked.append((partner, verdict))
        elif partner not in state.known:
            not_asked.append((partner, _no_card(partner, verdict)))
        else:
            asked.append((partner, verdict.convention))
    return Whom(asked, not_asked)


def takers(
    kind: ActKind,
    *,
    purpose: str,
    categories: Iterable[str],
    handling: str | None = None,
    at: dt.datetime | None = None,
) -> list[tuple[str, str]]:
    """The partners to whom this node may give such data now, each with the convention that says so.

    Only services of the directory: to the others nothing can be sent.
    """
    at = at or timezone.now()
    own = settings.BENKAN_NODE.agency
    state = read()
    found = []
    for partner in sorted(state.known - {own}):
        act = Act(kind, own, partner, at, purpose=purpose, categories=frozenset(categories), handling=handling)
        verdict = state.decide(act)
        if not isinstance(verdict, Refused):
            found.append((partner, verdict.convention))
    return found


def conventions_with(partner: str) -> list[str]:
    """Identifiers of the conventions that link this node to the partner, suspended and expired ones too."""
    own = settings.BENKAN_NODE.agency
    found = [
        each.convention.identifier
        for each in agreements()
        if each.signed and {own, partner} <= set(each.convention.parties)
    ]
    return list(dict.fromkeys(found))


def also_with(partner: str) -> set[str]:
    """Who else is a party to a convention between this node and the partner: both know that the other knows them."""
    own = settings.BENKAN_NODE.agency
    found: set[str] = set()
    for each in agreements():
        if each.signed and {own, partner} <= set(each.convention.parties):
            found |= set(each.convention.parties)
    return found - {own, partner}


def in_force(at: dt.datetime | None = None) -> list[conventions.Convention]:
    """The conventions under which this node and its partners may act now: signed, begun, not ended, not suspended."""
    own = settings.BENKAN_NODE.agency
    today = (at or timezone.now()).astimezone(dt.UTC).date()
    return [
        each.convention
        for each in agreements()
        if each.signed and not each.suspended_by and own in each.convention.parties and each.convention.in_force(today)
    ]


def of_index(at: dt.datetime | None = None) -> list[tuple[str, int, tuple[str, ...]]]:
    """(identifier, days of an epoch, other parties) of the conventions for which this node publishes an index now."""
    own = settings.BENKAN_NODE.agency
    today = (at or timezone.now()).astimezone(dt.UTC).date()
    newest = {
        each.convention.identifier: each
        for each in agreements()
        if each.signed and own in each.convention.parties and each.convention.starts_on <= today
    }
    return [
        (identifier, each.convention.epoch_days, each.convention.partners(own))
        for identifier, each in newest.items()
        if each.convention.in_force(today) and not each.suspended_by and each.convention.search_mode == "blind"
    ]


def _no_card(partner: str, permit: Permit) -> Refused:
    refused = Refused(
        "agency.unknown",
        N_("The directory has no service “%(agency)s”."),
        N_("Add its card with: benkan agency add FILE"),
        place=partner,
        clause=f"{permit.convention} · {permit.clause.article}",
    )
    refused.facts = {**{f"clause_{code}": text for code, text in permit.clause.text.items()}, "agency": partner}
    return refused
