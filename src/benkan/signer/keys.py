"""What the seed gives: one key for each convention, epoch and kind of token, and the secrets that a node may have.

An evaluation key is ``DeriveKeyPair`` (RFC 9497) of the seed; a secret is HMAC-SHA256 of its name under the seed. The
names cannot spell each other, so no secret is a key, and none tells anything of another or of the seed.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from functools import lru_cache

import rfc8785

from benkan.core import blind
from benkan.core.blind import KINDS, SecretKey
from benkan.core.errors import N_, Invalid

PURPOSES: Mapping[str, tuple[int, int]] = {
    "members": (2, 500),
    "padding": (2, 500),
    "address": (2, 2),
    "opening": (4, 4),
    "sealing": (0, 0),
}
"""The secrets that are given out, each with how many words name it: at least and at most."""


class Keys:
    """The keys and secrets of one seed, evaluated here and now."""

    def __init__(self, seed: bytes) -> None:
        self._seed = seed
        self._of = lru_cache(maxsize=64)(self._derived)

    def __repr__(self) -> str:
        return "Keys(…)"

    def public(self, convention: str, epoch: int) -> dict[str, bytes]:
        """The 32 bytes of each kind of token that partners pin."""
        return {kind: key.public_key for kind, key in self._of(convention, epoch).items()}

    def answer(self, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]) -> dict[str, bytes]:
        """Proof and evaluated elements of each kind; see ``blind.answer``."""
        return blind.answer(elements, self._of(convention, epoch))

    def evaluate(self, convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> bytes:
        """The 64-byte outputs of tokens in the clear, in their order, joined.

        Raises:
            Invalid: ``blind.kind``: there is no such kind; ``blind.token``: a token has a length that is not allowed.
        """
        key = self._of(convention, epoch).get(kind)
        if key is None:
            raise Invalid(
                "blind.kind",
                N_("There is no search key for tokens of the kind %(kind)s."),
                N_("Use the kinds that the index manifest lists."),
                place=kind,
                kind=kind,
            )
        return b"".join(key.evaluate_many(tokens))

    def secret(self, purpose: str, *words: str) -> bytes:
        """The 32 bytes of one purpose and these words.

        Raises:
            Invalid: ``signer.purpose``: no secret of that name is given out.
        """
        least, most = PURPOSES.get(purpose, (1, 0))
        if not least <= len(words) <= most:
            raise Invalid(
                "signer.purpose",
                N_("The signer gives out no such secret."),
                N_("Run the signer and the node from the same version."),
                place="purpose",
            )
        return hmac.new(self._seed, name(purpose, *words), hashlib.sha256).digest()

    def _derived(self, convention: str, epoch: int) -> dict[str, SecretKey]:
        return {kind: SecretKey.from_seed(self._seed, name("key", convention, str(epoch), kind)) for kind in KINDS}


def name(*words: str) -> bytes:
    """The words as one byte string that no other words can spell."""
    return rfc8785.dumps(["benkan-search-1", *words])
