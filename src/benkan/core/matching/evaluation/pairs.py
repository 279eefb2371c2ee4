"""Labelled pairs of names, and how they become subjects, once without and once with their birth dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benkan.core.errors import Invalid
from benkan.core.matching.subject import Subject

# The slices over which the project's own figures are told; a file without them is told over all its slices.
MAIN_SLICES = ("same_script", "fr_en", "cross_script", "wa_variant")


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """Two names, the birth dates that were known with them, and whether they are one person's.

    Args:
        place: file and line, for whoever must correct it.
        slice: the group in whose figures the pair counts.
        same: whether both are the same person.
        name_a: one name; ``name_b`` the other.
        birth_date_a: as ``Subject`` takes it, or empty.
    """

    place: str
    slice: str
    same: bool
    name_a: str
    birth_date_a: str
    name_b: str
    birth_date_b: str


@dataclass(frozen=True, slots=True)
class OtherPerson:
    """A person who is none of those asked about: every hit on one is false."""

    place: str
    name: str
    birth_date: str


Sides = tuple[Subject, Subject]


def slice_positions(pairs: Sequence[LabelledPair]) -> dict[str, list[int]]:
    """The positions of the pairs of each slice, the main slices first, the others in the order of the file."""
    found: dict[str, list[int]] = {}
    for at, pair in enumerate(pairs):
        found.setdefault(pair.slice, []).append(at)
    return {name: found[name] for name in dict.fromkeys((*MAIN_SLICES, *found)) if name in found}


def main_positions(pairs: Sequence[LabelledPair]) -> list[int]:
    """The positions that count in the figures over all: those of the main slices that are there, or else every one."""
    found = main_slices(pairs)
    return [at for at, pair in enumerate(pairs) if pair.slice in found]


def main_slices(pairs: Iterable[LabelledPair]) -> tuple[str, ...]:
    """The main slices that are there, or else every slice."""
    found = tuple(dict.fromkeys(pair.slice for pair in pairs))
    return tuple(one for one in MAIN_SLICES if one in found) or found


def subjects(pairs: Sequence[LabelledPair], *, dated: bool) -> list[Sides | Invalid]:
    """Both sides of each pair, or why a side would be refused by every importer; in the order of the pairs."""
    found: list[Sides | Invalid] = []
    for pair in pairs:
        try:
            found.append(
                (
                    subject(pair.name_a, pair.birth_date_a if dated else ""),
                    subject(pair.name_b, pair.birth_date_b if dated else ""),
                )
            )
        except Invalid as error:
            found.append(error)
    return found


def other_subjects(others: Iterable[OtherPerson]) -> list[Subject | Invalid]:
    """Each of the others, or why every importer would refuse it; in their order."""
    found: list[Subject | Invalid] = []
    for other in others:
        try:
            found.append(subject(other.name, other.birth_date))
        except Invalid as error:
            found.append(error)
    return found


def subject(name: str, birth_date: str) -> Subject:
    """A person of one name and at most one birth date.

    Raises:
        Invalid: as ``Subject``.
    """
    return Subject(names=(name,), birth_dates=(birth_date,) if birth_date else ())
