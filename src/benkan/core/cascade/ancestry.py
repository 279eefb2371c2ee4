"""Nobody is trained by whom he trained: the way from one person up to another, over every training."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from benkan.core.errors import N_, Refused

MOST_LOOKED_AT: Final = 50_000
"""Persons above one person that are looked at: six levels of people trained three times are a thousand."""
Above = Callable[[Sequence[int]], Iterable[tuple[int, int]]]
"""For these persons, pairs of (person, one of the trainers)."""


def chain(person: int, wanted: int, above: Above) -> list[int]:
    """The shortest way from ``person`` up to ``wanted``, both included; empty when ``wanted`` is not above.

    Raises:
        Refused: ``cascade.tangled`` when more than ``MOST_LOOKED_AT`` persons stand above.
    """
    if person == wanted:
        return [person]
    came: dict[int, int] = {person: person}
    level = [person]
    while level:
        following: list[int] = []
        for one, trainer in above(level):
            if trainer not in came:
                came[trainer] = one
                following.append(trainer)
        if wanted in came:
            way = [wanted]
            while way[-1] != person:
                way.append(came[way[-1]])
            return way[::-1]
        if len(came) > MOST_LOOKED_AT:
            raise Refused(
                "cascade.tangled",
                N_("More than %(most)d persons stand above this one."),
                N_("Look whether sessions have the right trainers."),
                most=MOST_LOOKED_AT,
            )
        level = following
    return []


def refuse_circle(way: Sequence[str]) -> None:
    """Nothing when the way is empty.

    Args:
        way: names from the trainer up to the attendee, as the reader may see them.

    Raises:
        Refused: ``cascade.circle``, with the way.
    """
    if way:
        raise Refused(
            "cascade.circle",
            N_("Nobody can be trained by somebody whom he trained: %(way)s."),
            N_("Look whether two persons of one name were taken for one, or the trainer and the attendee exchanged."),
            place="attendee",
            way=" ← ".join(way),
        )
