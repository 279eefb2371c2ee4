"""Identifiers packed into half-bytes: most of what they are made of is digits.

A digit is one half-byte, the usual letters and signs are two, any other character is seven; before each identifier
stands its kind. Phones and document numbers take half the space of their text, and nothing of it is lost: case, spaces
and leading zeros come back as they were written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from benkan.core.matching import Identifier
from benkan.core.matching.identifiers import KINDS

_BEGIN = "a"  # and the kind's half-byte
_USUAL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-. @/_:()#,"
_OTHER = "f"  # and six half-bytes of its code point


class _Codes(dict[int, str]):
    def __missing__(self, character: int) -> str:
        return f"{_OTHER}{character:06x}"


_WRITTEN = {**{digit: digit for digit in "0123456789"}, **{one: f"{at + 0xB0:02x}" for at, one in enumerate(_USUAL)}}
_CODES = _Codes({ord(one): code for one, code in _WRITTEN.items()})
_READ = {code: one for one, code in _WRITTEN.items()}
_BEGINS = {kind: f"{_BEGIN}{at:x}" for at, kind in enumerate(KINDS)}
_KINDS = {begin: kind for kind, begin in _BEGINS.items()}
_CODE = re.compile(f"{_BEGIN}.|[0-9]|[b-e].|{_OTHER}.{{6}}")


def packed(identifiers: Iterable[Identifier]) -> bytes:
    """The bytes of identifiers, in their order; none for none."""
    written = "".join([_BEGINS[one.kind] + one.value.translate(_CODES) for one in identifiers])
    return bytes.fromhex(written + _BEGIN if len(written) % 2 else written)


def unpacked(data: bytes) -> tuple[Identifier, ...]:
    """The identifiers of these bytes."""
    found: list[tuple[str, list[str]]] = []
    for code in _CODE.findall(data.hex()):
        if code[0] == _BEGIN:
            found.append((_KINDS[code], []))
        else:
            found[-1][1].append(_READ.get(code) or chr(int(code[1:], 16)))
    return tuple(Identifier(kind, "".join(value)) for kind, value in found)
