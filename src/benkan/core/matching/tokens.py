"""A subject becomes exact tokens: two records of one person share some, two strangers hardly ever do.

The scheme is an information budget over consonant skeletons: a pair of parts is a token only if together they tell
at least ``budget_bits``; a pair that tells less is lengthened by the birth year or the birth date, or by a third part.
What stays too common is flagged weak: fit for a service's own data, never for a private index. Identifiers are tokens
of their own tier. Equality of tokens is all that a private search can see, so the tier is its only score.

The tokens of one side meet those of the other only if both use the same tables and rules: compare ``MATCHING_VERSION``.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Literal

from benkan.core.matching.dates import PartialDate, day_key, year_buckets
from benkan.core.matching.identifiers import canonical
from benkan.core.matching.normalise import Part, information_bits, parts
from benkan.core.matching.subject import Subject
from benkan.core.matching.tables import TABLES_SHA256

# Raise RULES when code changes what tokens come out: tests/core/matching/test_tokens.py holds a sample that tells.
RULES = 1
MATCHING_VERSION = f"{RULES}-{TABLES_SHA256[:12]}"

Tier = Literal["identifier", "name+date", "rare-name", "weak"]
TIERS: tuple[Tier, ...] = ("identifier", "name+date", "rare-name", "weak")

Role = Literal["record", "query"]

DEFAULT_BUDGET_BITS = 12.0
YEAR_BITS = 4.3  # a bucket of two years among the forty in which most adults of a file are born
DAY_BITS = 13.0  # a day among the same forty years, its swapped twin counted
# Parts of one name are not independent and a long name has many threes: three parts must tell more than two.
TRIPLE_MARGIN = 1.5
_FULL_NAME_BITS = 10.0  # a one-word company must be at least this rare to be searched by its only word


@dataclass(frozen=True, slots=True, order=True)
class Token:
    """One exact key: its tier, its kind (``name`` or ``identifier``) and its value."""

    tier: Tier
    kind: Literal["name", "identifier"]
    value: str

    @property
    def bytes(self) -> bytes:
        """The value as the blind search takes it."""
        return self.value.encode()


def tokens(
    subject: Subject,
    *,
    role: Role = "record",
    budget_bits: float = DEFAULT_BUDGET_BITS,
    default_region: str | None = None,
) -> frozenset[Token]:
    """All tokens of the subject, of all its names and identifiers, weak ones included.

    Args:
        subject: who or what; every alias counts.
        role: ``record`` for what an index stores, ``query`` for what is asked of it.
        budget_bits: information that a name token must carry; both sides of a search need the same (0 to 64).
        default_region: ISO 3166 code for phones written in national form.
    """
    del role
    found: set[Token] = set()
    for identifier in subject.identifiers:
        for form in canonical(identifier, default_region):
            found.add(Token("identifier", "identifier", f"I|{form}"))
    if subject.kind != "vehicle":  # a car's name is its model: it identifies nobody
        for name in subject.names:
            found.update(_name_tokens(parts(name, subject.kind), subject, budget_bits))
    return frozenset(found)


def strongest(found: Iterable[Token], limit: int) -> list[Token]:
    """At most ``limit`` tokens, the best tiers first and weak ones left out: what a query of fixed size can carry."""
    kept = sorted((token for token in found if token.tier != "weak"), key=lambda t: (TIERS.index(t.tier), t.value))
    return kept[:limit]


def _name_tokens(found: tuple[Part, ...], subject: Subject, budget_bits: float) -> Iterator[Token]:
    full = [part for part in found if part.readings]
    prefix = subject.kind[:3]
    common: set[tuple[str, ...]] = set()
    sure = False
    for chosen in combinations(full, 2):
        rare = True
        for keys in _keys(chosen):
            if sum(map(information_bits, keys)) >= budget_bits:
                yield _token("rare-name", f"{prefix}|P", keys)
            else:
                rare = False
                common.add(keys)
                yield from _dated("P", prefix, keys, subject.dates, budget_bits)
        sure = sure or rare
    if common and len(full) >= 3:
        sure = yield from _threes(full, common, prefix, subject.dates, budget_bits, sure=sure)
    if subject.kind != "person" and len(full) == 1:
        yield from _one_word(prefix, full[0])
    if not sure:
        for keys in sorted(common):
            yield _token("weak", f"{prefix}|Z", keys)


def _threes(
    full: list[Part],
    common: set[tuple[str, ...]],
    prefix: str,
    dates: tuple[PartialDate, ...],
    budget_bits: float,
    *,
    sure: bool,
) -> Generator[Token, None, bool]:
    """Three parts where two tell too little. Returns whether the name now has a token in whatever spelling it comes."""
    for chosen in combinations(full, 3):
        keys = tuple(sorted(part.readings[0] for part in chosen))
        if not any(pair in common for pair in combinations(keys, 2)):
            continue
        if sum(map(information_bits, keys)) >= budget_bits + TRIPLE_MARGIN:
            sure = sure or all(len(part.readings) == 1 for part in chosen)
            yield _token("rare-name", f"{prefix}|T", keys)
        else:
            yield from _dated("T", prefix, keys, dates, budget_bits + TRIPLE_MARGIN)
    return sure


def _keys(chosen: Iterable[Part]) -> set[tuple[str, ...]]:
    """Every reading of the chosen parts, the order of the parts forgotten."""
    return {tuple(sorted(choice)) for choice in product(*(part.readings for part in chosen))}


def _dated(
    mark: str, prefix: str, keys: tuple[str, ...], dates: tuple[PartialDate, ...], budget_bits: float
) -> Iterator[Token]:
    told = sum(map(information_bits, keys))
    for date in dates:
        if told + YEAR_BITS >= budget_bits:
            for bucket in year_buckets(date):
                yield _token("name+date", f"{prefix}|{mark}Y", (*keys, bucket))
        elif mark == "P" and told + DAY_BITS >= budget_bits and (day := day_key(date)):
            yield _token("name+date", f"{prefix}|{mark}D", (*keys, day))


def _one_word(prefix: str, part: Part) -> Iterator[Token]:
    for key in part.readings:
        rare = information_bits(key) >= _FULL_NAME_BITS and len(key) >= 4
        yield _token("rare-name" if rare else "weak", f"{prefix}|W", (key,))


def _token(tier: Tier, mark: str, keys: tuple[str, ...]) -> Token:
    return Token(tier, "name", "|".join((mark, *keys)))
