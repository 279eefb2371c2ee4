"""The group ristretto255 by the machine's libsodium (1.0.18 or newer), when there is one.

Points are their 32 bytes. The library multiplies in constant time. It is found by its names, never downloaded, and
must reproduce two values of RFC 9496 before it is trusted. Calls keep the GIL: each takes a few dozen microseconds,
and to queue for the lock anew after each of hundreds made a search half as slow again beside one busy thread.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence

from benkan.core.blind.engine import ELEMENT_BYTES

_NAMES = ("libsodium.so.26", "libsodium.so.23", "libsodium.so", "libsodium.dylib", "libsodium.dll")
_FIELD = 2**255 - 19
_IDENTITY = bytes(ELEMENT_BYTES)
_BASE = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
_TWICE_BASE = bytes.fromhex("6a493210f7499cd17fecb510ae0cea23a110e8d5b901f8acadd3095c73a3b919")
# RFC 9496 appendix A.3: SHA-512 of a sentence about espresso, and its point.
_UNIFORM = bytes.fromhex(
    "5d1be09e3d0c82fc538112490e35701979d99e06ca3e2b5b54bffe8b4dc772c1"
    "4d98b696a1bbfb5ca32c436cc61c16563790306c79eaca7705668b47dffe5bb6"
)
_OF_UNIFORM = bytes.fromhex("3066f82a1a747d45120d1740f14358531a8f04bbffe6a819f86dfe50f44a0a46")


class LibsodiumGroup:
    """ristretto255 of libsodium.

    Raises:
        OSError: no libsodium here, one without ristretto255, or one that computes something else.
    """

    name = "libsodium"
    base = _BASE

    def __init__(self, names: Sequence[str] = _NAMES) -> None:
        library = _loaded(names)
        try:
            self._multiply = library.crypto_scalarmult_ristretto255
            self._multiply_base = library.crypto_scalarmult_ristretto255_base
            self._add = library.crypto_core_ristretto255_add
            self._from_hash = library.crypto_core_ristretto255_from_hash
            self._is_valid = library.crypto_core_ristretto255_is_valid_point
            ready = library.sodium_init() >= 0
        except AttributeError as error:
            raise OSError from error
        if not (
            ready
            and self.multiply(2, _BASE) == self.weighted_sum((1, 1), (_BASE, _BASE)) == _TWICE_BASE
            and self.from_uniform(_UNIFORM) == _OF_UNIFORM
        ):
            raise OSError

    def decode(self, element: bytes) -> bytes:
        """The same bytes, when they are a canonical point and not the identity."""
        number = int.from_bytes(element, "little")
        # Version 1.0.18 overlooks the highest bit, so canonical is checked here.
        if len(element) != ELEMENT_BYTES or not 0 < number < _FIELD or number & 1 or not self._is_valid(element):
            raise ValueError
        return element

    def own(self, element: bytes) -> bytes:
        """The same bytes: what this group wrote needs no check."""
        return element

    def encode(self, point: bytes) -> bytes:
        """The same bytes."""
        return point

    def from_uniform(self, uniform: bytes) -> bytes:
        """The point that 64 uniform bytes map to."""
        out = ctypes.create_string_buffer(ELEMENT_BYTES)
        self._from_hash(out, uniform)
        return out.raw

    def multiply(self, scalar: int, point: bytes) -> bytes:
        """The point times the scalar, in constant time."""
        out = ctypes.create_string_buffer(ELEMENT_BYTES)
        # The library refuses a product that is the identity. Points were decoded or made here: it means nothing else.
        spelled = scalar.to_bytes(32, "little")
        failed = self._multiply_base(out, spelled) if point == _BASE else self._multiply(out, spelled, point)
        return _IDENTITY if failed else out.raw

    def weighted_sum(self, weights: Sequence[int], points: Sequence[bytes]) -> bytes:
        """The sum of the points times the weights."""
        first, *others = (self.multiply(weight, point) for weight, point in zip(weights, points, strict=True))
        total = ctypes.create_string_buffer(first, ELEMENT_BYTES)
        for product in others:
            self._add(total, total, product)
        return total.raw


def _loaded(names: Sequence[str]) -> ctypes.PyDLL:
    for name in names:
        try:
            return ctypes.PyDLL(name)
        except OSError:
            continue
    raise OSError
