"""The verifiable oblivious pseudorandom function VOPRF(ristretto255, SHA-512) of RFC 9497, with every bound checked.

The asker blinds a token, the key holder evaluates the blinded element and proves which key it used, the asker
verifies and unblinds. The blinded element is uniform in the group, so the key holder learns nothing about the token,
whatever computer it owns. A blinding can be stored: its answer may come hours later to another process, and a
supervisor can recompute what an officer sent.

Which library does the work is ``engine``'s matter. It does neither the base OPRF (no proof) nor the POPRF.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from benkan.core.blind.engine import (
    ELEMENT_BYTES,
    ORDER,
    PROOF_BYTES,
    SCALAR_BYTES,
    SEED_BYTES,
    EvaluatingKey,
    asking_engine,
    evaluating_engine,
)
from benkan.core.blind.refusals import bad_element, bad_evaluation
from benkan.core.errors import N_, Invalid

MAX_INFO_BYTES = 1024
MAX_TOKEN_BYTES = 1024
MAX_BATCH = 64


class SecretKey:
    """One key of one responder for one convention, epoch and kind of token."""

    __slots__ = ("_key",)

    def __init__(self, key: EvaluatingKey) -> None:
        self._key = key

    @classmethod
    def from_seed(cls, seed: bytes, info: bytes) -> SecretKey:
        """The key that ``DeriveKeyPair`` (RFC 9497 section 3.2.1) makes of a seed.

        Args:
            seed: 32 secret bytes.
            info: 1 to 1024 public bytes that name the use of the key: convention, epoch, kind.

        Raises:
            Invalid: ``blind.seed`` or ``blind.info``.
        """
        if len(seed) != SEED_BYTES:
            raise Invalid(
                "blind.seed",
                N_("The seed of a search key has %(length)d bytes, not 32."),
                N_("Restore the key file of the node or make a new one."),
                length=len(seed),
            )
        if not 1 <= len(info) <= MAX_INFO_BYTES:
            raise Invalid(
                "blind.info",
                N_("The name of a search key has %(length)d bytes; 1 to 1024 are allowed."),
                N_("Name the convention, the epoch and the kind of token."),
                length=len(info),
            )
        return cls(evaluating_engine().derive(seed, info))

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that a partner pins to verify every evaluation."""
        return self._key.public_key

    def evaluate(self, elements: Sequence[bytes]) -> bytes:
        """One proof for all, then the evaluated elements in the order asked: 64 + 32 n bytes.

        Args:
            elements: 1 to 64 blinded elements of 32 bytes.

        Raises:
            Invalid: ``blind.empty``, ``blind.too-many`` or ``blind.element`` (with its place); nothing is evaluated.
        """
        _bounded(len(elements))
        for place, element in enumerate(elements):
            if len(element) != ELEMENT_BYTES:
                raise bad_element(place)
        return self._key.evaluate(elements)

    def evaluate_known(self, token: bytes) -> bytes:
        """The 64-byte output for a token in the clear: what the asker gets after unblinding.

        Raises:
            Invalid: ``blind.token``, outside 1 to 1024 bytes.
        """
        if not 1 <= len(token) <= MAX_TOKEN_BYTES:
            raise _bad_token(len(token))
        return self._key.evaluate_known(token)

    def evaluate_many(self, tokens: Sequence[bytes]) -> list[bytes]:
        """The 64-byte outputs of many tokens in the clear, in their order, as fast as the engine can.

        Raises:
            Invalid: ``blind.token``, one outside 1 to 1024 bytes; nothing is evaluated.
        """
        for length in set(map(len, tokens)):
            if not 1 <= length <= MAX_TOKEN_BYTES:
                raise _bad_token(length)
        return self._key.evaluate_many(tokens)


@dataclass(frozen=True, slots=True)
class Blinding:
    """A blinded token: the element that travels, and the secret that opens its evaluation.

    Args:
        token: 1 to 1024 bytes, never to be logged.
        element: 32 bytes.
        scalar: the secret, 1 to the order of the group less one, drawn for this element alone.
    """

    token: bytes = field(repr=False)
    element: bytes
    scalar: int = field(repr=False)

    def to_bytes(self) -> bytes:
        """The secret, 32 bytes little-endian, without the token: who has it and the element can test guesses."""
        return self.scalar.to_bytes(SCALAR_BYTES, "little")

    @classmethod
    def from_bytes(cls, token: bytes, data: bytes) -> Blinding:
        """The blinding of this token with a stored secret; its element is computed anew.

        For a search that waited, and for a supervisor who compares the element with the one that was sent.

        Raises:
            Invalid: ``blind.token`` or ``blind.scalar``.
        """
        scalar = int.from_bytes(data, "little")
        if len(data) != SCALAR_BYTES or not 0 < scalar < ORDER:
            raise Invalid(
                "blind.scalar",
                N_("The stored secret of a search is damaged."),
                N_("Search again; if it stays so, check the disk of this node."),
            )
        return cls(token, asking_engine().blind(_hashed(token), scalar), scalar)


class Blinder:
    """Blinds tokens for many partners: each is hashed to the group once, and gets a fresh scalar each time."""

    __slots__ = ("_points",)

    def __init__(self) -> None:
        self._points: dict[bytes, Any] = {}

    def blind(self, token: bytes) -> Blinding:
        """A fresh blinding of the token; two blindings of one token cannot be linked.

        Args:
            token: 1 to 1024 bytes.

        Raises:
            Invalid: ``blind.token``.
        """
        point = self._points.get(token)
        if point is None:
            point = self._points[token] = _hashed(token)
        scalar = 1 + secrets.randbelow(ORDER - 1)
        return Blinding(token, asking_engine().blind(point, scalar), scalar)


def blind(token: bytes) -> Blinding:
    """A fresh blinding of one token; see ``Blinder``."""
    return Blinder().blind(token)


def finalize(blindings: Sequence[Blinding], evaluation: bytes, public_key: bytes) -> list[bytes]:
    """The 64-byte outputs, in the order of the blindings, after the proof has been verified.

    Args:
        blindings: 1 to 64, in the order in which their elements were sent.
        evaluation: proof and evaluated elements as ``SecretKey.evaluate`` gives them.
        public_key: the pinned 32 bytes of the responder.

    Raises:
        Invalid: ``blind.public-key`` or ``blind.evaluation``: not points of the group, or not as many as were sent.
        Unverified: ``blind.proof``: evaluated under another key or altered. Keep the answer: it is evidence.
    """
    _bounded(len(blindings))
    if len(evaluation) != PROOF_BYTES + ELEMENT_BYTES * len(blindings):
        raise bad_evaluation()
    return asking_engine().finalize(
        [each.token for each in blindings],
        [each.scalar for each in blindings],
        [each.element for each in blindings],
        evaluation,
        public_key,
    )


def _bounded(count: int) -> None:
    if count == 0:
        raise Invalid("blind.empty", N_("The search holds no element."), N_("Fill one of the shapes of the protocol."))
    if count > MAX_BATCH:
        raise Invalid(
            "blind.too-many",
            N_("The search holds %(count)d elements of one kind; %(limit)d are allowed."),
            N_("Search for fewer names or identifiers at a time."),
            count=count,
            limit=MAX_BATCH,
        )


def _hashed(token: bytes) -> Any:
    """The token's point, in whatever form the engine has it."""
    if not 1 <= len(token) <= MAX_TOKEN_BYTES:
        raise _bad_token(len(token))
    return asking_engine().hashed(token)


def _bad_token(length: int) -> Invalid:
    return Invalid(
        "blind.token",
        N_("A token has %(length)d bytes; 1 to 1024 are allowed."),
        N_("Shorten the name or identifier."),
        length=length,
    )
