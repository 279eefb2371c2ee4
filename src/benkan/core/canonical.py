"""The canonical bytes of JSON values (RFC 8785), in a tenth of the time where Python's own writer gives the same ones.

For texts, whole numbers, true, false, null, lists and objects with ASCII keys, sorted compact JSON is RFC 8785 already:
both escape as ECMAScript does, and ASCII keys sort alike as code points and as UTF-16. Everything else, a fraction, a
key in another script, a number beyond 2^53, goes to the library, which also says what has no canonical form.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

_LARGEST = 2**53 - 1
_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode


def canonical(value: Any) -> bytes:
    """The one spelling of the value.

    Raises:
        rfc8785.CanonicalizationError: it has none.
        RecursionError: it is nested too deep.
    """
    if _is_plain(value):
        try:
            return _write(value).encode()
        except UnicodeEncodeError:  # half a surrogate pair
            pass
    return rfc8785.dumps(value)


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-_LARGEST <= value <= _LARGEST)
    if kind is dict:
        return all(type(key) is str and key.isascii() and _is_plain(each) for key, each in value.items())
    return kind is list and all(map(_is_plain, value))
