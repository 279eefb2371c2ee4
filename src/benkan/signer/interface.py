"""What a node may ask its signer: ``service.Service`` does it, ``client.Client`` asks for it over the socket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Signer(Protocol):
    """Four answers and a count. Neither seed nor evaluation key is among them."""

    def public_keys(self, convention: str, epoch: int) -> dict[str, bytes]:
        """The 32 bytes of each kind of token that partners pin."""

    def answer(
        self, partner: str, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]
    ) -> dict[str, bytes]:
        """The evaluation of a partner's question, counted; see ``blind.answer``.

        Raises:
            Refused: a ceiling of the day is met (``signer.partner-ceiling``, ``signer.elements-ceiling``).
            Invalid: the question has not the shape of the protocol.
            Unreachable: ``signer.unreachable``: no signer runs.
        """

    def evaluate(self, convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> bytes:
        """The 64-byte outputs of own tokens, in their order, joined; counted.

        Raises:
            Refused: ``signer.own-ceiling``.
            Invalid: ``blind.kind`` or ``blind.token``.
            Unreachable: ``signer.unreachable``: no signer runs.
        """

    def secret(self, purpose: str, *words: str) -> bytes:
        """The 32 bytes that the node itself needs for a purpose; see ``keys.PURPOSES``."""

    def status(self) -> dict[str, Any]:
        """The counts of the day and the ceilings."""
