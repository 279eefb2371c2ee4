"""A checkpoint: the origin, the size and the root of a log, as the three lines that its owner signs.

Format: C2SP tlog-checkpoint. Extension lines of other software are read and written back, never interpreted.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from benkan.core.errors import N_, Invalid
from benkan.core.tlog.note import decode_base64
from benkan.core.tlog.tree import EMPTY_ROOT, HASH_BYTES, MAX_SIZE

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one moment.

    Args:
        origin: unique name of the log, such as ``ml-ocs/journal``; one line.
        size: number of entries, 0 to 2**63 - 1.
        root: 32 bytes.
        extensions: further lines, opaque.

    Raises:
        Invalid: ``tlog.checkpoint`` with the place.
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not _is_line(self.origin):
            raise _malformed("origin")
        if not 0 <= self.size <= MAX_SIZE:
            raise _malformed("size")
        if len(self.root) != HASH_BYTES or (self.size == 0 and self.root != EMPTY_ROOT):
            raise _malformed("root")
        if not all(_is_line(each) for each in self.extensions):
            raise _malformed("extensions")

    def text(self) -> str:
        """The lines to sign, each with its line feed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse(text: str) -> Checkpoint:
    """The checkpoint of a note's text.

    Raises:
        Invalid: ``tlog.checkpoint`` with the place.
    """
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop():
        raise _malformed("lines")
    origin, size, encoded, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise _malformed("size")
    root = decode_base64(encoded)
    if root is None:
        raise _malformed("root")
    return Checkpoint(origin, int(size), root, tuple(extensions))


def _is_line(text: str) -> bool:
    return bool(text) and all(each >= " " for each in text)


def _malformed(place: str) -> Invalid:
    return Invalid(
        "tlog.checkpoint",
        N_("The checkpoint of the journal is malformed."),
        N_("Fetch it again: its lines are origin, size and root."),
        place=place,
    )
