"""The frames of the signer's socket: a length, a small JSON header, and named parts of bytes. Never pickle.

A frame is the length of the rest (4 bytes, big-endian), the length of the header (2 bytes), the header (one JSON
object: names, whole numbers, and the size of each part), and the parts one after the other. Both sides refuse whatever
has another form before they look at what it says.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from benkan.core.errors import N_, BenkanError, Invalid, Refused, Unreachable, Unverified

MAX_FRAME_BYTES = 4 << 20
MAX_HEADER_BYTES = 32 << 10
_LENGTH = struct.Struct(">I")
_HEADER = struct.Struct(">H")
_KINDS: dict[str, type[BenkanError]] = {kind.__name__: kind for kind in (Refused, Invalid, Unverified, Unreachable)}


@dataclass(frozen=True, slots=True)
class Frame:
    """One request or one reply."""

    header: dict[str, Any]
    parts: dict[str, bytes] = field(default_factory=dict, repr=False)


def packed(frame: Frame) -> bytes:
    """The frame as it travels.

    Raises:
        Invalid: ``signer.request``: larger than a frame may be.
    """
    sizes = {name: len(part) for name, part in frame.parts.items()}
    header = json.dumps({**frame.header, "parts": sizes}, separators=(",", ":")).encode()
    rest = _HEADER.size + len(header) + sum(sizes.values())
    if len(header) > MAX_HEADER_BYTES or rest > MAX_FRAME_BYTES:
        raise malformed("size")
    return b"".join((_LENGTH.pack(rest), _HEADER.pack(len(header)), header, *frame.parts.values()))


def unpacked(rest: bytes) -> Frame:
    """The frame in these bytes, which follow its length.

    Raises:
        Invalid: ``signer.request``; the place says what has another form.
    """
    if len(rest) < _HEADER.size:
        raise malformed("header")
    (size,) = _HEADER.unpack_from(rest)
    at = _HEADER.size + size
    if size > MAX_HEADER_BYTES or at > len(rest):
        raise malformed("header")
    try:
        header = json.loads(rest[_HEADER.size : at], object_pairs_hook=_once, parse_float=_no, parse_constant=_no)
    except (ValueError, RecursionError) as error:
        raise malformed("header") from error
    sizes = header.pop("parts", None) if isinstance(header, dict) else None
    if not isinstance(sizes, dict):
        raise malformed("parts")
    parts: dict[str, bytes] = {}
    for name, length in sizes.items():
        if type(length) is not int or not 0 <= length <= len(rest) - at:
            raise malformed("parts")
        parts[name] = rest[at : at + length]
        at += length
    if at != len(rest):
        raise malformed("parts")
    return Frame(header, parts)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _no(_text: str) -> None:
    raise ValueError("not a whole number")


def receive(connection: socket.socket, within_s: float | None, idle_s: float | None = None) -> Frame | None:
    """The next frame; None when the other side has nothing more to say.

    Args:
        within_s: the whole frame must be here in this time, however slowly its bytes come; None waits for ever.
        idle_s: so long its first byte may take, when that is another time.

    Raises:
        Invalid: ``signer.request``: not a frame.
        TimeoutError, OSError: too slow, or gone.
    """
    if idle_s is not None:
        connection.settimeout(idle_s)
        if not connection.recv(1, socket.MSG_PEEK):
            return None
    until = None if within_s is None else time.monotonic() + within_s
    head = _exactly(connection, _LENGTH.size, until)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    if not _HEADER.size <= length <= MAX_FRAME_BYTES:
        raise malformed("size")
    rest = _exactly(connection, length, until)
    if rest is None:
        raise malformed("size")
    return unpacked(rest)


def _exactly(connection: socket.socket, count: int, until: float | None) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            connection.settimeout(left)
        piece = connection.recv(min(count - len(data), 1 << 18))
        if not piece:
            if data:
                raise malformed("size")
            return None
        data += piece
    return bytes(data)


def malformed(place: str) -> Invalid:
    """The error of a frame that has another form than this module says."""
    return Invalid(
        "signer.request",
        N_("A message of the signer has another form than this version knows."),
        N_("Run the signer and the node from the same version."),
        place=place,
    )


def lengths_of(tokens: Sequence[bytes]) -> bytes:
    """The lengths of the tokens, 2 bytes each.

    Raises:
        Invalid: ``signer.request``: a token longer than two bytes can say.
    """
    try:
        return struct.pack(f">{len(tokens)}H", *map(len, tokens))
    except struct.error as error:
        raise malformed("tokens") from error


def tokens_of(lengths: bytes, joined: bytes) -> list[bytes]:
    """The tokens that were joined.

    Raises:
        Invalid: ``signer.request``: the lengths do not fit.
    """
    if len(lengths) % 2:
        raise malformed("lengths")
    ends = [0]
    for length in struct.unpack(f">{len(lengths) // 2}H", lengths):
        ends.append(ends[-1] + length)
    if ends[-1] != len(joined):
        raise malformed("lengths")
    return [joined[start:end] for start, end in pairwise(ends)]


def pieces(joined: bytes, size: int) -> list[bytes]:
    """The pieces of equal size that were joined.

    Raises:
        Invalid: ``signer.request``: the last one is cut short.
    """
    if len(joined) % size:
        raise malformed("elements")
    return [joined[start : start + size] for start in range(0, len(joined), size)]


def refusal(error: BenkanError) -> Frame:
    """The error as a reply."""
    kind = next(name for name in (*(each.__name__ for each in type(error).__mro__), "Refused") if name in _KINDS)
    facts = {name: value if type(value) is int else str(value)[:200] for name, value in error.facts.items()}
    said = {"kind": kind, "code": error.code, "text": error.text, "remedy": error.remedy, "place": error.place[:200]}
    return Frame({"error": {**said, "facts": facts}})


def raise_refusal(reply: Frame) -> None:
    """Raises the error that a reply is; nothing if it is none."""
    said: Mapping[str, Any] | None = reply.header.get("error")
    if said is None:
        return
    kind = _KINDS[said["kind"]]
    raise kind(said["code"], said["text"], said["remedy"], place=said["place"], **said["facts"])
