"""How valid bytes are spoilt: a few edits of the bytes, or of the values of a JSON text that is spelt right again."""

from __future__ import annotations

import copy
import json
from typing import Any

import rfc8785
from hypothesis import strategies as st

EXTREMES = [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 62, (1 << 64) - 1]
ODD_VALUES: list[Any] = [
    None, True, False, 0, -1, 1 << 31, 1 << 53, -(1 << 53) + 1, 1.5, "", "\x00", "a" * 300, "é", "\u202e", "\ud83d\ude00",
    "AAAA", "=" * 8, "9999-12-31T23:59:59Z", "0000-00-00", [], {}, [[]], {"": ""}, "%(x)s", "%d", "{}", "<script>",
]  # fmt: skip

_place = st.floats(0, 1, exclude_max=True)
_noise = st.binary(min_size=1, max_size=16)
_numbers = st.builds(
    lambda value, size, order: (value % (1 << 8 * size)).to_bytes(size, order),
    st.sampled_from(EXTREMES),
    st.sampled_from([1, 2, 4, 8]),
    st.sampled_from(["big", "little"]),
)
_edit = st.one_of(
    st.tuples(st.just("flip"), _place, st.integers(1, 255)),
    st.tuples(st.just("write"), _place, _noise | _numbers),
    st.tuples(st.just("insert"), _place, _noise | _numbers),
    st.tuples(st.just("delete"), _place, st.integers(1, 64)),
    st.tuples(st.just("repeat"), _place, st.integers(1, 64)),
    st.tuples(st.just("cut"), _place, st.just(0)),
    st.tuples(st.just("move"), _place, _place),
)


def spoilt_bytes(samples: list[bytes]) -> st.SearchStrategy[bytes]:
    """Random bytes; random bytes behind a valid beginning; a valid sample with one to six edits."""
    sample = st.sampled_from(samples)
    edited = st.builds(_edited, sample, st.lists(_edit, min_size=1, max_size=6))
    begun = st.builds(
        lambda good, cut, tail: good[: int(cut * len(good))] + tail, sample, _place, st.binary(max_size=64)
    )
    joined = st.builds(
        lambda one, other, cut: one[: int(cut * len(one))] + other[int(cut * len(other)) :], sample, sample, _place
    )
    return st.one_of(edited, edited, begun, joined, st.binary(max_size=200))


def spoilt_json(samples: list[bytes]) -> st.SearchStrategy[bytes]:
    """As ``spoilt_bytes``, and canonical JSON of which one to four values were changed, taken out or put in.

    What follows a line feed (the body of a message that has one) stays as it is.
    """
    texts = [one for one in samples if one.startswith(b"{")]
    if not texts:
        return spoilt_bytes(samples)
    value = st.sampled_from(ODD_VALUES) | st.integers(-(1 << 53) + 1, (1 << 53) - 1) | st.text(max_size=20)
    change = st.tuples(_place, st.sampled_from(["set", "drop", "add", "copy"]), value, st.text(max_size=6))
    values = st.builds(_changed, st.sampled_from(texts), st.lists(change, min_size=1, max_size=4))
    return st.one_of(values, values, spoilt_bytes(samples))


def _edited(data: bytes, edits: list[tuple[str, float, Any]]) -> bytes:
    for what, where, how in edits:
        at = int(where * len(data))
        if what == "flip" and data:
            data = data[:at] + bytes([data[at] ^ how]) + data[at + 1 :]
        elif what == "write":
            data = data[:at] + how + data[at + len(how) :]
        elif what == "insert":
            data = data[:at] + how + data[at:]
        elif what == "delete":
            data = data[:at] + data[at + how :]
        elif what == "repeat":
            data = data[: at + how] + data[at:]
        elif what == "cut":
            data = data[:at]
        elif what == "move":
            start, end = sorted((at, int(how * len(data))))
            data = data[end:] + data[start:end] + data[:start]
    return data


def _changed(data: bytes, changes: list[tuple[float, str, Any, str]]) -> bytes:
    text, separator, body = data.partition(b"\n")
    tree = json.loads(text)
    for where, what, value, name in changes:
        places = [*_places(tree)]
        if not places:
            break
        value = copy.deepcopy(value)  # noqa: PLW2901 - a list put in twice would hold itself
        holder, key = places[int(where * len(places))]
        if what == "set":
            holder[key] = value
        elif what == "drop":
            del holder[key]
        elif what == "add":
            if isinstance(holder, dict):
                holder[name] = value
            else:
                holder.append(value)
        elif isinstance(holder, list):
            holder += copy.deepcopy(holder[:100])
        else:
            holder[key] = [copy.deepcopy(holder[key]), holder[key]]
    try:
        return rfc8785.dumps(tree) + separator + body
    except (rfc8785.CanonicalizationError, UnicodeEncodeError):  # a number or a text that has no canonical form
        return json.dumps(tree).encode() + separator + body


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every value of the tree, as its holder and its key."""
    found: list[tuple[Any, Any]] = []
    waiting = [tree]
    while waiting:
        holder = waiting.pop()
        keys: Any = holder if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in list(keys):
            found.append((holder, key))
            waiting.append(holder[key])
    return found
