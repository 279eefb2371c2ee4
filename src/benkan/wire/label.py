"""The 16 bits that a hit reveals: crime area, category of the subject, handling code, how many records.

From the highest bit: area 5 (place in the convention's list of purposes, 0 unknown), category 4 (0 unknown),
handling 2 (H0 to H3), count bucket 3 (1, 2, 3-5, 6-20, more), 2 spare bits that must be zero.
"""

from __future__ import annotations

from dataclasses import dataclass

from benkan.core.conventions import HANDLING_CODES, PURPOSES
from benkan.core.errors import N_, Invalid

SUBJECT_CATEGORIES = ("suspect", "convicted", "contact", "victim", "witness")
"""Who the subject is to the case; the order never changes."""

COUNT_BUCKETS = ("1", "2", "3-5", "6-20", ">20")


@dataclass(frozen=True, slots=True)
class Label:
    """What a hit says before any request; ``""`` stands for unknown, ``count`` is a bucket of ``COUNT_BUCKETS``."""

    area: str
    category: str
    handling: str
    count: str

    def to_int(self) -> int:
        """The label as 16 bits.

        Raises:
            Invalid: ``label.invalid`` for a word that has no code.
        """
        area = _code(("", *PURPOSES), self.area, "area")
        category = _code(("", *SUBJECT_CATEGORIES), self.category, "category")
        handling = _code(HANDLING_CODES, self.handling, "handling")
        count = _code(COUNT_BUCKETS, self.count, "count")
        return area << 11 | category << 7 | handling << 5 | count << 2

    @classmethod
    def from_int(cls, value: int) -> Label:
        """The label in the 16 bits; codes of a later version read as unknown.

        Raises:
            Invalid: ``label.invalid`` when the number has more than 16 bits or a spare bit is set.
        """
        if not 0 <= value < 1 << 16 or value & 0b11:
            raise _invalid("label")
        areas, categories = ("", *PURPOSES), ("", *SUBJECT_CATEGORIES)
        area, category, count = value >> 11, value >> 7 & 0b1111, value >> 2 & 0b111
        return cls(
            areas[area] if area < len(areas) else "",
            categories[category] if category < len(categories) else "",
            HANDLING_CODES[value >> 5 & 0b11],
            COUNT_BUCKETS[min(count, len(COUNT_BUCKETS) - 1)],
        )


def count_bucket(records: int) -> str:
    """The bucket for a number of records (at least 1): an exact number would say too much."""
    for largest, bucket in ((1, "1"), (2, "2"), (5, "3-5"), (20, "6-20")):
        if records <= largest:
            return bucket
    return ">20"


def _code(words: tuple[str, ...], word: str, place: str) -> int:
    if word not in words:
        raise _invalid(f"label.{place}")
    return words.index(word)


def _invalid(place: str) -> Invalid:
    return Invalid(
        "label.invalid",
        N_("This is not a label of a hit."),
        N_("Update the software of both services."),
        place=place,
    )
