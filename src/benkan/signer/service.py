"""What a signer does for a node, and nothing else: four answers and a count. Neither seed nor key is among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from benkan.core.errors import BenkanError
from benkan.signer.keys import Keys
from benkan.signer.meter import Meter


class Evaluating(Protocol):
    """Who does the arithmetic: ``Keys`` itself, or processes that have it."""

    def answer(self, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]) -> dict[str, bytes]:
        """See ``Keys.answer``."""

    def evaluate(self, convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> bytes:
        """See ``Keys.evaluate``."""


class Service:
    """A signer in one object: keys, a meter, and whoever evaluates."""

    def __init__(self, keys: Keys, meter: Meter, evaluating: Evaluating | None = None) -> None:
        self._keys, self._meter = keys, meter
        self._evaluating: Evaluating = evaluating or keys

    def public_keys(self, convention: str, epoch: int) -> dict[str, bytes]:
        """See ``interface.Signer``."""
        return self._keys.public(convention, epoch)

    def answer(
        self, partner: str, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]
    ) -> dict[str, bytes]:
        """See ``interface.Signer``."""
        count = sum(map(len, elements.values()))
        self._meter.take_elements(convention, partner, count)
        try:
            return self._evaluating.answer(convention, epoch, elements)
        except BenkanError:
            self._meter.give_back_elements(convention, partner, count)
            raise

    def evaluate(self, convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> bytes:
        """See ``interface.Signer``."""
        self._meter.take_own(len(tokens))
        return self._evaluating.evaluate(convention, epoch, kind, tokens)

    def secret(self, purpose: str, *words: str) -> bytes:
        """See ``interface.Signer``."""
        return self._keys.secret(purpose, *words)

    def status(self) -> dict[str, Any]:
        """See ``interface.Signer``."""
        return self._meter.told()
