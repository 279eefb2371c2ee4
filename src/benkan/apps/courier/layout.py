"""Names and bytes in a courier's folder: bags, whole envelopes, pieces of an envelope, the list of a bag (BKP-02, 8).

A bag is ``courier/<recipient>/<sender>/``. A file is what its first four bytes say it is; where it lies and what it is
called helps people and is believed in nothing, because mail and hands rename and move files.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from benkan.core.envelope import MAX_ENVELOPE_BYTES
from benkan.core.envelope.layout import LETTER, REPLY
from benkan.core.errors import N_, Invalid

ROOT, INDEXES, ATTACHMENTS, LIST = "courier", "indexes", "attachments", "manifest.json"
FORMAT = "benkan-courier-1"
PIECE = b"BKC1"
SUFFIX = {LETTER: ".bke", REPLY: ".bkr", PIECE: ".bkc"}
SMALLEST_FILE = 524_288
"""The smallest bound that mail may set: the list of the chunks of the largest index has as many bytes."""
MAX_PIECES = 16
MAX_LIST_BYTES = 4 * 1024 * 1024
_HEAD_BYTES = 4 + 32 + 4 + 1 + 1 + 32
_OWN_NAME = re.compile(r"([0-9a-f]{64})(-\d\d-of-\d\d)?\.bk[erc]", re.ASCII)


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of an envelope that was too large for mail.

    Args:
        sha256: digest of the whole envelope.
        size: its bytes.
        number: from 0.
        count: how many pieces it has.
        data: this part.
    """

    sha256: bytes
    size: int
    number: int
    count: int
    data: bytes = field(repr=False)

    def to_bytes(self) -> bytes:
        """The piece as a file."""
        return b"".join(
            (
                PIECE,
                self.sha256,
                self.size.to_bytes(4),
                self.number.to_bytes(1),
                self.count.to_bytes(1),
                hashlib.sha256(self.data).digest(),
                self.data,
            )
        )


def files_of(data: bytes, largest: int | None) -> dict[str, bytes]:
    """The envelope as files of at most ``largest`` bytes, by name: one, or its pieces."""
    digest = hashlib.sha256(data)
    if largest is None or len(data) <= largest:
        return {digest.hexdigest() + SUFFIX[data[:4]]: data}
    room = largest - _HEAD_BYTES
    parts = [data[start : start + room] for start in range(0, len(data), room)]
    return {
        f"{digest.hexdigest()}-{number + 1:02}-of-{len(parts):02}{SUFFIX[PIECE]}": Piece(
            digest.digest(), len(data), number, len(parts), part
        ).to_bytes()
        for number, part in enumerate(parts)
    }


def read_piece(data: bytes) -> Piece:
    """The piece in a file.

    Raises:
        Invalid: ``courier.piece``: cut, altered, or of a form that nobody writes.
    """
    head, part = data[:_HEAD_BYTES], data[_HEAD_BYTES:]
    if len(head) == _HEAD_BYTES and head[:4] == PIECE and hashlib.sha256(part).digest() == head[42:74]:
        found = Piece(head[4:36], int.from_bytes(head[36:40]), head[40], head[41], part)
        if found.number < found.count <= MAX_PIECES and len(part) <= found.size <= MAX_ENVELOPE_BYTES:
            return found
    raise Invalid(
        "courier.piece",
        N_("This piece of a letter is damaged or incomplete."),
        N_("Copy the file again from where it came; what is whole is kept."),
    )


def joined(pieces: Mapping[int, Piece]) -> bytes | None:
    """The envelope, or None while a piece of it is missing.

    Args:
        pieces: of one envelope, by their numbers.

    Raises:
        Invalid: ``courier.pieces``: all are there and they are not the pieces of one envelope.
    """
    first = next(iter(pieces.values()))
    if len(pieces) < first.count:
        return None
    data = b"".join(pieces[number].data for number in sorted(pieces))
    if len(data) != first.size or hashlib.sha256(data).digest() != first.sha256:
        raise Invalid(
            "courier.pieces",
            N_("The pieces of this letter do not fit together."),
            N_("Ask the partner to export it again."),
        )
    return data


def is_ours(name: str) -> bool:
    """Whether a file of a bag has a name that an export gives, and may be removed by the next."""
    return name == LIST or _OWN_NAME.fullmatch(name) is not None


def is_whole(name: str, data: bytes) -> bool:
    """Whether a file with a name that an export gives holds what the export put into it, as far as the name says."""
    found = _OWN_NAME.fullmatch(name)
    if found is None:
        return False
    return hashlib.sha256(data).hexdigest() == found[1] if not found[2] else _is_piece(data)


def states_digest(name: str) -> bool:
    """Whether the name says the digest of a whole envelope."""
    found = _OWN_NAME.fullmatch(name)
    return found is not None and not found[2]


def _is_piece(data: bytes) -> bool:
    try:
        read_piece(data)
    except Invalid:
        return False
    return True


def listed(sender: str, recipient: str, written_at: str, digests: Mapping[str, tuple[str, int]]) -> bytes:
    """The list of a bag: what must be there, so that what is missing can be named. It proves nothing.

    Args:
        digests: name of each file to its SHA-256 and its bytes.
    """
    files = [{"name": name, "sha256": sha256, "bytes": size} for name, (sha256, size) in sorted(digests.items())]
    told = {"format": FORMAT, "sender": sender, "recipient": recipient, "written_at": written_at, "files": files}
    return json.dumps(told, indent=1, sort_keys=True).encode() + b"\n"


def read_list(data: bytes) -> tuple[str, dict[str, str]] | None:
    """For whom the bag is, and the SHA-256 of each file by its name; None when this is no list of a bag.

    Raises:
        Invalid: ``courier.list``: it is one, and damaged or altered.
    """
    try:
        told = json.loads(data)
        if not isinstance(told, dict) or told.get("format") != FORMAT:
            return None
        files = {str(one["name"]): str(one["sha256"]) for one in told["files"]}
        recipient = str(told["recipient"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(
            "courier.list",
            N_("The list of what the courier should bring cannot be read."),
            N_("Compare with the partner how many files there should be; what is whole was taken in."),
        ) from error
    if any(not is_ours(name) for name in files):
        raise Invalid(
            "courier.list",
            N_("The list of what the courier should bring cannot be read."),
            N_("Compare with the partner how many files there should be; what is whole was taken in."),
        )
    return recipient, files
