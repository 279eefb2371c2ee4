"""Which tokens of which records a convention lets into its index, and what a hit on each says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings

from benkan.core.conventions import HANDLING_CODES, PURPOSES, Convention
from benkan.core.matching import Token
from benkan.wire import SUBJECT_CATEGORIES, Label, count_bucket

CATEGORY_OF_SCHEMA = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "PublicBody": "company",
    "LegalEntity": "company",
    "Vehicle": "vehicle",
    "Vessel": "vessel",
}
CATEGORY_OF_IDENTIFIER = {
    "phone": "phone",
    "email": "phone",
    "account": "account",
    "wallet": "account",
    "plate": "vehicle",
    "vin": "vehicle",
    "imo": "vessel",
    "registration": "company",
}
AREAS = ("", *PURPOSES)
CATEGORIES = ("", *SUBJECT_CATEGORIES)


@dataclass(frozen=True, slots=True)
class Carrier:
    """One record with its tokens that may go in; area, category and handling are places in their lists."""

    record: bytes
    area: int
    category: int
    handling: int
    tokens: list[Token] = field(repr=False)


def carriers(convention: Convention, found: Iterable[tuple[Any, Iterable[Token]]]) -> Iterator[Carrier]:
    """The records that the convention allows, with the tokens that every other party may be told of."""
    own = settings.BENKAN_NODE.agency
    given = frozenset.intersection(*(convention.gives(own, other) for other in convention.partners(own)))
    for record, tokens in found:
        if record.handling not in convention.handling or not _for_purposes(convention, record):
            continue
        of_record = CATEGORY_OF_SCHEMA.get(record.schema, "person")
        chosen = [token for token in tokens if token.tier != "weak" and _category(token, of_record) in given]
        if chosen:
            yield Carrier(
                record.pk.bytes,
                _place(AREAS, record.crime_area or record.purpose or ""),
                _place(CATEGORIES, record.subject_category),
                HANDLING_CODES.index(record.handling),
                chosen,
            )


@lru_cache(maxsize=4096)
def label(area: int, category: int, handling: int, records: int) -> int:
    """The 16 bits that a hit on so many records says: what they have in common, the strictest of their handling codes.

    Args:
        area: place in ``AREAS``, 0 when the records differ; so for ``category``.
        handling: the strictest.
        records: how many, or any number of the same bucket.
    """
    return Label(AREAS[area], CATEGORIES[category], HANDLING_CODES[handling], count_bucket(records)).to_int()


def what(token: Token) -> str:
    """What the token is: ``name``, or the kind of its identifier such as ``phone``."""
    if token.kind == "name":
        return "name"
    return token.value.removeprefix("I|").split(":", 1)[0]


def _for_purposes(convention: Convention, record: Any) -> bool:
    areas = {area for area in (record.crime_area, record.purpose) if area}
    return not areas or bool(areas & set(convention.purposes))


def _category(token: Token, of_record: str) -> str:
    """The category of data that a hit on this token tells."""
    if token.kind == "name":
        return of_record
    return CATEGORY_OF_IDENTIFIER.get(what(token), "document")


def _place(words: tuple[str, ...], word: str) -> int:
    return words.index(word) if word in words else 0
