"""Which substance a written word means; the rules are ``core.recognising``, the names are the catalogue's."""

from __future__ import annotations

from functools import lru_cache

from benkan.core.recognising import Candidate, Found, Recogniser
from benkan.core.substances.catalogue import CATALOGUE
from benkan.core.substances.table import NOISE


def find(text: str, *, limit: int = 6) -> Found:
    """The substance that the text names; see ``Recogniser.find``."""
    return _recogniser().find(text, limit=limit)


def suggest(text: str, *, limit: int = 8) -> list[Candidate]:
    """Substances that fit the letters typed so far; see ``Recogniser.suggest``."""
    return _recogniser().suggest(text, limit=limit)


@lru_cache(maxsize=1)
def _recogniser() -> Recogniser:
    return Recogniser({code: (*one.names.values(), *one.street) for code, one in CATALOGUE.items()}, NOISE)
