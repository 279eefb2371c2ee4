"""VOPRF(ristretto255, SHA-512) of RFC 9497 over any implementation of the group: ``libsodium`` or plain Python.

Sections: 2.2 (proofs), 3.2.1 (keys), 3.3.2 (the protocol), 4.1 (the suite); hashing to the group is RFC 9380
``expand_message_xmd``. What is secret goes through the group as a scalar; whether that takes constant time is the
group's property. The arithmetic of scalars is Python's and does not. It does neither the base mode nor the POPRF.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from itertools import accumulate
from typing import Generic, Protocol, TypeVar

from benkan.core.blind.engine import ELEMENT_BYTES, ORDER, PROOF_BYTES, SCALAR_BYTES
from benkan.core.blind.refusals import bad_element, bad_evaluation, bad_proof, bad_public_key

Point = TypeVar("Point")
_CONTEXT = b"OPRFV1-\x01-ristretto255-SHA512"
_BLOCK = bytes(128)


class Group(Protocol[Point]):
    """The group ristretto255, RFC 9496. Scalars are 0 to ``ORDER`` - 1."""

    name: str
    base: Point

    def decode(self, element: bytes) -> Point:
        """The point of 32 bytes.

        Raises:
            ValueError: another length, not canonical, or the identity.
        """

    def own(self, element: bytes) -> Point:
        """The point of 32 bytes that this group wrote itself: they need no check."""

    def encode(self, point: Point) -> bytes:
        """The 32 bytes of a point; zeros for the identity."""

    def from_uniform(self, uniform: bytes) -> Point:
        """The point that 64 uniform bytes map to: RFC 9496 section 4.3.4."""

    def multiply(self, scalar: int, point: Point) -> Point:
        """The point added to itself ``scalar`` times."""

    def weighted_sum(self, weights: Sequence[int], points: Sequence[Point]) -> Point:
        """The sum of public points times public weights: need not take constant time."""


class SuiteEngine(Generic[Point]):
    """Both sides of the protocol over one group."""

    def __init__(self, group: Group[Point]) -> None:
        self._group = group
        self.name = group.name

    def derive(self, seed: bytes, info: bytes) -> SuiteKey[Point]:
        """The key that ``DeriveKeyPair`` makes."""
        return SuiteKey(self._group, _derived_scalar(seed, info))

    def hashed(self, token: bytes) -> Point:
        """The token hashed to the group."""
        return _hashed_to_group(self._group, token)

    def blind(self, point: Point, scalar: int) -> bytes:
        """The element of a hashed token blinded with this scalar."""
        return self._group.encode(self._group.multiply(scalar, point))

    def finalize(
        self, tokens: Sequence[bytes], scalars: Sequence[int], elements: Sequence[bytes], evaluation: bytes, key: bytes
    ) -> list[bytes]:
        """The outputs, after the proof was verified."""
        group = self._group
        evaluated = [evaluation[at : at + ELEMENT_BYTES] for at in range(PROOF_BYTES, len(evaluation), ELEMENT_BYTES)]
        try:
            pinned = group.decode(key)
        except ValueError:
            raise bad_public_key() from None
        try:
            challenge = _scalar(evaluation[:SCALAR_BYTES])
            response = _scalar(evaluation[SCALAR_BYTES:PROOF_BYTES])
            points = [group.decode(each) for each in evaluated]
        except ValueError:
            raise bad_evaluation() from None
        weights = _weights(key, elements, evaluated)
        m = group.weighted_sum(weights, [group.own(each) for each in elements])
        z = group.weighted_sum(weights, points)
        t2 = group.weighted_sum((response, challenge), (group.base, pinned))
        t3 = group.weighted_sum((response, challenge), (m, z))
        if _challenge(key, *map(group.encode, (m, z, t2, t3))) != challenge:
            raise bad_proof()
        opened = (
            group.encode(group.multiply(inverse, point))
            for inverse, point in zip(_inverses(scalars), points, strict=True)
        )
        return [_output(token, element) for token, element in zip(tokens, opened, strict=True)]


class SuiteKey(Generic[Point]):
    """A responder's key whose scalar is a Python integer."""

    __slots__ = ("_group", "_public_key", "_scalar")

    def __init__(self, group: Group[Point], scalar: int) -> None:
        self._group = group
        self._scalar = scalar
        self._public_key = group.encode(group.multiply(scalar, group.base))

    @property
    def public_key(self) -> bytes:
        """The 32 bytes that partners pin."""
        return self._public_key

    def evaluate(self, elements: Sequence[bytes]) -> bytes:
        """Proof and evaluated elements; every element is read before the first one is evaluated."""
        return self._proven(elements, _random_scalar())

    def evaluate_known(self, token: bytes) -> bytes:
        """The 64-byte output of a token in the clear."""
        group = self._group
        return _output(token, group.encode(group.multiply(self._scalar, _hashed_to_group(group, token))))

    def evaluate_many(self, tokens: Sequence[bytes]) -> list[bytes]:
        """The outputs of many tokens, in their order."""
        return list(map(self.evaluate_known, tokens))

    def _proven(self, elements: Sequence[bytes], nonce: int) -> bytes:
        # A nonce used twice gives the key away: only the vectors of the RFC choose it.
        group = self._group
        points = []
        for place, element in enumerate(elements):
            try:
                points.append(group.decode(element))
            except ValueError:
                raise bad_element(place) from None
        evaluated = [group.encode(group.multiply(self._scalar, point)) for point in points]
        m = group.weighted_sum(_weights(self._public_key, elements, evaluated), points)
        z, t2, t3 = group.multiply(self._scalar, m), group.multiply(nonce, group.base), group.multiply(nonce, m)
        challenge = _challenge(self._public_key, *map(group.encode, (m, z, t2, t3)))
        response = (nonce - challenge * self._scalar) % ORDER
        return b"".join((_spelled(challenge), _spelled(response), *evaluated))


def _random_scalar() -> int:
    return 1 + secrets.randbelow(ORDER - 1)


def _inverses(scalars: Sequence[int]) -> list[int]:
    """The inverse of each scalar by one inversion for all (Montgomery); none is zero."""
    products = list(accumulate(scalars, lambda left, right: left * right % ORDER))
    inverse = pow(products[-1], -1, ORDER)
    found = []
    for scalar, before in zip(reversed(scalars), [*reversed(products[:-1]), 1], strict=True):
        found.append(inverse * before % ORDER)
        inverse = inverse * scalar % ORDER
    return found[::-1]


def _spelled(scalar: int) -> bytes:
    return scalar.to_bytes(SCALAR_BYTES, "little")


def _scalar(data: bytes) -> int:
    scalar = int.from_bytes(data, "little")
    if scalar >= ORDER:
        raise ValueError
    return scalar


def _prefixed(data: bytes) -> bytes:
    return len(data).to_bytes(2, "big") + data


def _expanded(message: bytes, purpose: bytes) -> bytes:
    """``expand_message_xmd`` (RFC 9380 section 5.3.1) to 64 bytes, which is one block of SHA-512."""
    purpose += bytes((len(purpose),))
    first = hashlib.sha512(_BLOCK + message + b"\x00\x40\x00" + purpose).digest()
    return hashlib.sha512(first + b"\x01" + purpose).digest()


def _hashed_to_group(group: Group[Point], token: bytes) -> Point:
    return group.from_uniform(_expanded(token, b"HashToGroup-" + _CONTEXT))


def _hashed_to_scalar(message: bytes, purpose: bytes = b"HashToScalar-" + _CONTEXT) -> int:
    return int.from_bytes(_expanded(message, purpose), "little") % ORDER


def _derived_scalar(seed: bytes, info: bytes) -> int:
    message, counter = seed + _prefixed(info), 0
    while not (scalar := _hashed_to_scalar(message + bytes((counter,)), b"DeriveKeyPair" + _CONTEXT)):
        counter += 1
    return scalar


def _weights(key: bytes, elements: Sequence[bytes], evaluated: Sequence[bytes]) -> list[int]:
    seed = _prefixed(hashlib.sha512(_prefixed(key) + _prefixed(b"Seed-" + _CONTEXT)).digest())
    return [
        _hashed_to_scalar(seed + number.to_bytes(2, "big") + _prefixed(asked) + _prefixed(answered) + b"Composite")
        for number, (asked, answered) in enumerate(zip(elements, evaluated, strict=True))
    ]


def _challenge(*elements: bytes) -> int:
    return _hashed_to_scalar(b"".join(map(_prefixed, elements)) + b"Challenge")


def _output(token: bytes, element: bytes) -> bytes:
    return hashlib.sha512(_prefixed(token) + _prefixed(element) + b"Finalize").digest()
