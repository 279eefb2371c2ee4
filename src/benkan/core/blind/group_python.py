"""The group ristretto255 in plain Python, from RFC 9496: for an asker on a machine without libsodium.

Points are extended coordinates (X, Y, Z, T) of edwards25519, any representative of the coset. Python's integers do
**not** take constant time, and what is multiplied leaves its traces in the time it takes. For an asker that is
bearable: a blinding scalar is drawn once, multiplies one token and opens one answer. A responder's key, which answers
whoever asks for as long as an epoch lasts, never comes here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from benkan.core.blind.engine import ELEMENT_BYTES

Extended: TypeAlias = tuple[int, int, int, int]
_Addend: TypeAlias = tuple[int, int, int, int]
"""A point made ready to be added often: Y - X, Y + X, 2 Z, 2 d T."""

_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
_SQRT_M1 = pow(2, (_P - 1) // 4, _P)
_SQRT_AD_MINUS_ONE = 25063068953384623474111414158702152701244531502492656460079210482610430750235
_INVSQRT_A_MINUS_D = 54469307008909316920995813868745141605393597292927456921205312896311721017578
_ONE_MINUS_D_SQUARED = (1 - _D * _D) % _P
_D_MINUS_ONE_SQUARED = (_D - 1) ** 2 % _P
_ROOT = (_P - 5) // 8
_IDENTITY: Extended = (0, 1, 1, 0)
_WINDOW = 5
_BASE_Y = 4 * pow(5, -1, _P) % _P
_BASE_X = 15112221349535400772501151409588531511454012693041857206046113283949847762202


class PythonGroup:
    """ristretto255 of Python integers."""

    name = "python"
    base: Extended = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % _P)

    def decode(self, element: bytes) -> Extended:
        """The point of 32 bytes, canonical and not the identity: section 4.3.1."""
        s = int.from_bytes(element, "little")
        if len(element) != ELEMENT_BYTES or s >= _P or s & 1 or s == 0:
            raise ValueError
        ss = s * s % _P
        u1, u2 = 1 - ss, 1 + ss
        u2_squared = u2 * u2 % _P
        v = (-_D * u1 * u1 - u2_squared) % _P
        square, inverse = _ratio_root(1, v * u2_squared % _P)
        den_x = inverse * u2 % _P
        x = _absolute(2 * s * den_x % _P)
        y = u1 * inverse % _P * den_x % _P * v % _P
        t = x * y % _P
        if not square or t & 1 or y == 0:
            raise ValueError
        return x, y, 1, t

    def own(self, element: bytes) -> Extended:
        """The point of 32 bytes that this group wrote."""
        return self.decode(element)

    def encode(self, point: Extended) -> bytes:
        """The 32 bytes of a point: section 4.3.2."""
        x, y, z, t = point
        u1, u2 = (z + y) * (z - y) % _P, x * y % _P
        _, inverse = _ratio_root(1, u1 * u2 * u2 % _P)
        den1, den = inverse * u1 % _P, inverse * u2 % _P
        z_inverse = den1 * den % _P * t % _P
        if t * z_inverse % _P & 1:
            x, y, den = y * _SQRT_M1 % _P, x * _SQRT_M1 % _P, den1 * _INVSQRT_A_MINUS_D % _P
        if x * z_inverse % _P & 1:
            y = -y
        return _absolute(den * (z - y) % _P).to_bytes(ELEMENT_BYTES, "little")

    def from_uniform(self, uniform: bytes) -> Extended:
        """The point that 64 uniform bytes map to: section 4.3.4."""
        return _add(_elligator(uniform[:32]), _addend(_elligator(uniform[32:])))

    def multiply(self, scalar: int, point: Extended) -> Extended:
        """The point times the scalar."""
        return self.weighted_sum((scalar,), (point,))

    def weighted_sum(self, weights: Sequence[int], points: Sequence[Extended]) -> Extended:
        """The sum of the points times the weights, with one chain of doublings for all (Straus)."""
        steps: list[list[_Addend]] = [[] for _ in range(max(weight.bit_length() for weight in weights) + 1)]
        for weight, point in zip(weights, points, strict=True):
            odd = _odd_multiples(point)
            for place, digit in _sparse_digits(weight):
                steps[place].append(odd[digit >> 1] if digit > 0 else _negated(odd[-digit >> 1]))
        x, y, z, t = _IDENTITY
        p = _P
        for addends in reversed(steps):
            a, b = x * x, y * y
            e, g, h = 2 * x * y % p, (b - a) % p, (a + b) % p
            f = (2 * z * z - g) % p
            # Two factors of dbl-2008-hwcd with their signs turned: all coordinates turn, the same projective point.
            x, y, z = e * f % p, g * h % p, f * g % p
            if addends or addends is steps[0]:  # the next doubling does not read T
                t = e * h % p
            for addend in addends:
                x, y, z, t = _add((x, y, z, t), addend)
        return x, y, z, t


def _absolute(value: int) -> int:
    return _P - value if value & 1 else value


def _ratio_root(u: int, v: int) -> tuple[bool, int]:
    """Whether u / v is a square, and the non-negative root of it or of sqrt(-1) u / v: section 4.2."""
    v3 = v * v % _P * v % _P
    root = u * v3 % _P * pow(u * v3 % _P * v3 % _P * v % _P, _ROOT, _P) % _P
    check = v * root % _P * root % _P
    u %= _P
    if check == u:
        return True, _absolute(root)
    minus = -u % _P
    if check in {minus, minus * _SQRT_M1 % _P}:
        return check == minus, _absolute(root * _SQRT_M1 % _P)
    return False, _absolute(root)


def _elligator(half: bytes) -> Extended:
    """The map of 32 bytes, whose highest bit counts for nothing: section 4.3.4."""
    t = int.from_bytes(half, "little") % 2**255 % _P
    r = _SQRT_M1 * t % _P * t % _P
    u = (r + 1) * _ONE_MINUS_D_SQUARED % _P
    v = (-1 - r * _D) * (r + _D) % _P
    square, s = _ratio_root(u, v)
    c = -1
    if not square:
        s, c = -_absolute(s * t % _P), r
    n = (c * (r - 1) % _P * _D_MINUS_ONE_SQUARED - v) % _P
    ss = s * s % _P
    w0, w1, w2, w3 = 2 * s * v % _P, n * _SQRT_AD_MINUS_ONE % _P, 1 - ss, 1 + ss
    return w0 * w3 % _P, w2 * w1 % _P, w1 * w3 % _P, w0 * w2 % _P


def _add(point: Extended, addend: _Addend) -> Extended:
    x, y, z, t = point
    minus, plus, z2, t2d = addend
    a, b, c, d = (y - x) * minus, (y + x) * plus, t * t2d, z * z2
    e, f, g, h = (b - a) % _P, (d - c) % _P, (d + c) % _P, (b + a) % _P
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _addend(point: Extended) -> _Addend:
    x, y, z, t = point
    return y - x, y + x, 2 * z, 2 * _D * t % _P


def _negated(addend: _Addend) -> _Addend:
    minus, plus, z2, t2d = addend
    return plus, minus, z2, -t2d


def _odd_multiples(point: Extended) -> list[_Addend]:
    """The point 1, 3, 5, ... 15 times."""
    twice = _addend(_add(point, _addend(point)))
    multiples = [_addend(point)]
    for _ in range(2 ** (_WINDOW - 2) - 1):
        point = _add(point, twice)
        multiples.append(_addend(point))
    return multiples


def _sparse_digits(scalar: int) -> Iterator[tuple[int, int]]:
    """The places, and odd digits of -15 to 15, whose sum of digit times 2^place is the scalar (width-5 NAF)."""
    place = 0
    while scalar:
        zeros = (scalar & -scalar).bit_length() - 1
        scalar >>= zeros
        place += zeros
        digit = scalar & (2**_WINDOW - 1)
        if digit >> (_WINDOW - 1):
            digit -= 2**_WINDOW
        yield place, digit
        scalar -= digit
