"""Several letters in one post, and one answer for each: nothing but lengths around bytes that are judged one by one.

A bundle begins with ``BKB1``, its answers with ``BKA1``. A bundle proves nothing and protects nothing: every letter in
it has its own signature and its own seal, and its answer is what it would have got alone. Nothing is compressed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from benkan.core.envelope.layout import MAX_ENVELOPE_BYTES, malformed
from benkan.core.errors import N_, Invalid

BUNDLE, ANSWERS = b"BKB1", b"BKA1"
MAX_LETTERS = 64
MAX_BUNDLE_BYTES = MAX_ENVELOPE_BYTES
MAX_CODE_BYTES = 64
_LENGTH_BYTES = 4
_REPLY, _CODE = 0, 1
_PLAIN_CODE = re.compile(rb"[a-z0-9]+([.-][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Answer:
    """What one letter of a bundle got.

    Args:
        reply: the sealed reply; empty when there is none.
        code: why there is none: the plain code that the door would have given. Nobody signed it.
    """

    reply: bytes = field(default=b"", repr=False)
    code: str = ""


def bundle(letters: Sequence[bytes]) -> bytes:
    """The letters in this order, at most ``MAX_LETTERS`` and ``MAX_BUNDLE_BYTES``.

    Raises:
        Invalid: ``bundle.too-large``, or ``envelope.malformed`` for no letter or an empty one.
    """
    if not letters or not all(letters):
        raise malformed("bundle")
    data = BUNDLE + b"".join(_counted(letter) for letter in letters)
    _fits(len(letters), len(data))
    return data


def unbundle(data: bytes) -> list[bytes]:
    """The letters of a bundle, in order; errors as ``bundle``, and for bytes that are not exactly one."""
    if data[: len(BUNDLE)] != BUNDLE:
        raise malformed("magic")
    _fits(0, len(data))
    letters: list[bytes] = []
    at = len(BUNDLE)
    while at < len(data) or not letters:
        letters.append(_piece(data, at))
        _fits(len(letters), len(data))
        at += _LENGTH_BYTES + len(letters[-1])
    return letters


def answers(given: Sequence[Answer]) -> bytes:
    """The answers to the letters of a bundle, in their order."""
    return ANSWERS + b"".join(
        bytes((_REPLY,)) + _counted(one.reply) if one.reply else bytes((_CODE,)) + _counted(one.code.encode("ascii"))
        for one in given
    )


def read_answers(data: bytes, count: int) -> list[Answer]:
    """The answers to a bundle of this many letters.

    Raises:
        Invalid: ``envelope.malformed``: not exactly so many answers, or not in their form.
    """
    if data[: len(ANSWERS)] != ANSWERS or not 0 < count <= MAX_LETTERS:
        raise malformed("magic")
    found: list[Answer] = []
    at = len(ANSWERS)
    while at < len(data) and len(found) < count:
        sort, body = data[at], _piece(data, at + 1)
        if sort not in (_REPLY, _CODE):
            raise malformed("answers")
        found.append(Answer(reply=body) if sort == _REPLY else Answer(code=_code(body)))
        at += 1 + _LENGTH_BYTES + len(body)
    if len(found) != count or at != len(data):
        raise malformed("answers")
    return found


def _counted(part: bytes) -> bytes:
    return len(part).to_bytes(_LENGTH_BYTES) + part


def _piece(data: bytes, at: int) -> bytes:
    """The part at this place, with its length before it; none is empty."""
    begins = at + _LENGTH_BYTES
    ends = begins + int.from_bytes(data[at:begins])
    if begins >= len(data) or not begins < ends <= len(data):
        raise malformed("bundle")
    return data[begins:ends]


def _code(body: bytes) -> str:
    if len(body) > MAX_CODE_BYTES or not _PLAIN_CODE.fullmatch(body):
        raise malformed("answers")
    return body.decode("ascii")


def _fits(count: int, size: int) -> None:
    if count > MAX_LETTERS or size > MAX_BUNDLE_BYTES:
        raise Invalid(
            "bundle.too-large",
            N_("A bundle has at most %(letters)d letters and %(limit)d bytes."),
            N_("Send less at once."),
            place="bundle",
            letters=MAX_LETTERS,
            limit=MAX_BUNDLE_BYTES,
        )
