"""Tests of a course: what an answer is worth, and what a group learned between two sittings of one test.

A question is right when exactly its right choices are marked: half an answer is none. What was learned is said of a
group, by question, and never of fewer persons than ``FEWEST``: a smaller group would show persons. There is no order of
persons here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

FEWEST: Final = 5
LEAST_CHOICES: Final = 2
MOST_CHOICES: Final = 8
LETTERS: Final = "ABCDEFGH"
"""The choices as a sheet of paper names them."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What the group knew of one question, as shares from 0 to 1."""

    question: str
    before: float
    after: float


def is_right(right: Collection[int], chosen: Collection[int]) -> bool:
    """Whether exactly the right choices are marked; nothing marked is wrong."""
    return bool(chosen) and set(chosen) == set(right)


def percent(right: int, questions: int) -> int:
    """Points in whole percent, a half rounded up; 0 of an empty test."""
    return (200 * right + questions) // (2 * questions) if questions else 0


def gains(
    questions: Sequence[str], before: Mapping[int, Collection[str]], after: Mapping[int, Collection[str]]
) -> list[Gain]:
    """By question, the share that answered it right before and after, of those who sat both; empty below ``FEWEST``.

    Args:
        before: by person, the questions answered right; ``after`` alike.
    """
    both = before.keys() & after.keys()
    if len(both) < FEWEST:
        return []
    return [
        Gain(
            one,
            sum(one in before[person] for person in both) / len(both),
            sum(one in after[person] for person in both) / len(both),
        )
        for one in questions
    ]


def read_letters(text: str, questions: int, choices: Sequence[int]) -> list[list[int]]:
    """Answers as they are copied from paper: ``A B - CD`` is one mark, one mark, none, two marks.

    Args:
        questions: how many the test has.
        choices: how many choices each has.

    Raises:
        ValueError: another number of answers, or a letter that the question has not.
    """
    words = text.upper().split()
    if len(words) != questions:
        raise ValueError("answers")
    found = []
    for word, count in zip(words, choices, strict=True):
        marks = [] if word == "-" else [LETTERS.index(letter) for letter in word]
        if any(mark >= count for mark in marks) or len(set(marks)) != len(marks):
            raise ValueError(word)
        found.append(sorted(marks))
    return found


def as_letters(answers: Sequence[Collection[int]]) -> str:
    """The other way."""
    return " ".join("".join(LETTERS[mark] for mark in sorted(marks)) or "-" for marks in answers)
