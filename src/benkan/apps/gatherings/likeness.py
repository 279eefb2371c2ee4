"""Who of a gathering could be here twice, in another spelling or script: asked, and decided by a person.

Two names are compared when they share the skeletons of two parts (of one, where a name has but one); what ``compare``
finds likely enough is shown with its reasons. Nothing is joined or refused by itself.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings import accrediting
from benkan.apps.gatherings.keeping import RIGHT
from benkan.apps.gatherings.models import Apart, Delegate, Gathering
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.matching import THRESHOLD, Reason, Subject, compare

MOST_SHARING: Final = 40
"""A key that more delegates carry says nothing of any two of them."""
MOST_PAIRS: Final = 500
MOST_PARTS: Final = 8
HERE: Final = (Delegate.State.ASKED, Delegate.State.GRANTED)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two delegates who could be one, how likely, and why."""

    first: Delegate
    second: Delegate
    score: float
    reasons: Sequence[Reason]


def beside(gathering: Gathering, name: str) -> list[Delegate]:
    """Delegates who could be the person of this name, the likeliest first."""
    asked, keys = _subject(name), _keys(name)
    if asked is None:
        return []
    found = []
    for one in _here(gathering):
        other = _subject(one.name) if keys & _keys(one.name) else None
        score = compare(asked, other).score if other is not None else 0.0
        if score >= THRESHOLD:
            found.append((score, one))
    return [one for _score, one in sorted(found, key=lambda pair: (-pair[0], pair[1].name))]


def need_other(gathering: Gathering, name: str) -> None:
    """Nothing when nobody of this name is here in another spelling; ``Refused`` with ``delegate.alike`` otherwise."""
    found = [one for one in beside(gathering, name) if one.folded != " ".join(name.split()).casefold()]
    if found:
        raise Refused(
            "delegate.alike",
            N_("“%(name)s” of “%(delegation)s” could be the same person in another spelling."),
            N_("Look at the list. If these are two persons, say so below and add this one again."),
            place="name",
            name=found[0].name,
            delegation=found[0].delegation.sort,
        )


def pairs(gathering: Gathering) -> list[Pair]:
    """Everybody who could be here twice and of whom nobody said that they are two; the likeliest first."""
    people = {one.pk: one for one in _here(gathering)}
    sharing: dict[tuple[str, ...], list[uuid.UUID]] = defaultdict(list)
    for one in people.values():
        for key in _keys(one.name):
            sharing[key].append(one.pk)
    apart = set(Apart.objects.filter(first__gathering=gathering).values_list("first", "second"))
    wanted = {
        (first, second)
        for carried in sharing.values()
        if len(carried) <= MOST_SHARING
        for first, second in combinations(sorted(carried), 2)
    } - apart
    found = [made for first, second in wanted if (made := _compared(people[first], people[second])) is not None]
    return sorted(found, key=lambda pair: (-pair.score, pair.first.name, pair.second.name))[:MOST_PAIRS]


def two(first: Delegate, second: Delegate, *, by: Officer) -> None:
    """An officer says that these are two persons; they are not asked about again."""
    accounts.need(by, RIGHT)
    _need_two(first, second)
    one, other = sorted((first, second), key=lambda row: row.pk)
    with transaction.atomic():
        _row, new = Apart.objects.get_or_create(
            first=one, second=other, defaults={"judged_by": accounts.handle(by), "judged_at": timezone.now()}
        )
        if new:
            journal.write("delegates-judged", officer=accounts.handle(by), reference=str(one.gathering_id), same=False)


def same(kept: Delegate, dropped: Delegate, *, by: Officer, reason: str) -> None:
    """An officer says that these are one person: the second accreditation ends, with the reason.

    Raises:
        Refused: ``role.not-allowed``; ``delegate.alike-two``: not two of one gathering.
        Invalid: ``delegate.decision``.
    """
    accounts.need(by, RIGHT)
    _need_two(kept, dropped)
    granted = dropped.state == Delegate.State.GRANTED
    with transaction.atomic():
        ended = Delegate.State.WITHDRAWN if granted else Delegate.State.REFUSED
        accrediting.decide(dropped, ended, by=by, reason=reason)
        journal.write("delegates-judged", officer=accounts.handle(by), reference=str(kept.gathering_id), same=True)


def _need_two(first: Delegate, second: Delegate) -> None:
    if first.pk == second.pk or first.gathering_id != second.gathering_id:
        raise Refused(
            "delegate.alike-two",
            N_("Only two delegates of one gathering can be one person or two."),
            N_("Open the list of who could be one."),
        )


def _here(gathering: Gathering) -> Iterator[Delegate]:
    return gathering.delegates.filter(state__in=HERE).select_related("delegation").iterator()


def _compared(first: Delegate, second: Delegate) -> Pair | None:
    one, other = _subject(first.name), _subject(second.name)
    match = compare(one, other) if one is not None and other is not None else None
    return Pair(first, second, match.score, match.reasons[:4]) if match and match.score >= THRESHOLD else None


@lru_cache(maxsize=4096)
def _subject(name: str) -> Subject | None:
    try:
        return Subject(names=(name,))
    except Invalid:
        return None


@lru_cache(maxsize=4096)
def _keys(name: str) -> frozenset[tuple[str, ...]]:
    """Pairs of skeletons of different parts of the name; the skeletons alone where it has one part."""
    made = _subject(name)
    if made is None:
        return frozenset()
    parts = [part.readings for whole in made.parts for part in whole if part.readings][:MOST_PARTS]
    if len(parts) == 1:
        return frozenset((one,) for one in parts[0])
    return frozenset(
        tuple(sorted((one, other))) for first, second in combinations(parts, 2) for one, other in product(first, second)
    )
