"""A subject becomes exact tokens: what a record stores and what a query asks share some, two strangers hardly ever do.

Equality of tokens is all that a private search can see, so a token must tell enough by itself (``name_tokens``).
Identifiers are tokens of their own tier. The tier is the only score of a hit. A service's own index has keys of its own
(``open_keys``): every pair of parts, however common, so that it finds all that a private search would and more.

The tokens of one side meet those of the other only if both use the same tables and rules: compare ``MATCHING_VERSION``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from benkan.core.matching import organisation_tables, tables
from benkan.core.matching.identifiers import canonical
from benkan.core.matching.name_tokens import DEFAULT_BUDGET_BITS, TIERS, NameTokens, Tier, expected_share
from benkan.core.matching.subject import Subject

# Raise RULES when code changes what tokens come out: tests/core/matching/test_tokens.py holds a sample that tells.
RULES = 2
_TABLES = hashlib.sha256(f"{tables.TABLES_SHA256} {organisation_tables.TABLES_SHA256}".encode()).hexdigest()
MATCHING_VERSION = f"{RULES}-{_TABLES[:12]}"

Role = Literal["record", "query"]


class Token(NamedTuple):
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
        budget_bits: information that a name must tell by itself; both sides of a search need the same (0 to 64).
        default_region: ISO 3166 code for phones written in national form.
    """
    return frozenset(ranked(subject, role=role, budget_bits=budget_bits, default_region=default_region))


def ranked(
    subject: Subject,
    *,
    role: Role = "record",
    budget_bits: float = DEFAULT_BUDGET_BITS,
    default_region: str | None = None,
) -> dict[Token, int]:
    """The same tokens with their ranks: of what does not fit into a query the lowest ranks (0 is best) are asked."""
    found: dict[Token, int] = {
        Token("identifier", "identifier", f"I|{form}"): 0
        for identifier in subject.identifiers
        for form in canonical(identifier, default_region)
    }
    if subject.kind == "vehicle":  # a car's name is its model: it identifies nobody
        return found
    for name in subject.parts:
        sheet = NameTokens(name, subject.kind, asked=role == "query", budget_bits=budget_bits)
        for tier, rank, value in sheet.all(subject.dates):
            token = Token(tier, "name", value)
            known = found.get(token)
            if known is None or known > rank:
                found[token] = rank
    return found


def expected_namesakes(token: Token, people: int = 1_000_000) -> float:
    """How many of so many people share this token by chance; 0 for an identifier, which is one person's."""
    return 0.0 if token.kind == "identifier" else round(people * expected_share(token.value), 2)


def strongest(found: Mapping[Token, int] | Iterable[Token], limit: int) -> list[Token]:
    """At most ``limit`` tokens, the best ranks first and weak ones left out: what a query of fixed size can carry."""
    ranks = found if isinstance(found, Mapping) else dict.fromkeys(found, 0)
    kept = (token for token in ranks if token.tier != "weak")
    return sorted(kept, key=lambda token: (ranks[token], TIERS.index(token.tier), token.value))[:limit]
