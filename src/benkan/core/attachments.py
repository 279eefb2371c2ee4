"""The rules of a file that travels beside a letter: its pieces, the digest that names them, a name that is only one.

A file of up to 2 GiB is cut into chunks of one size; the digest over the chunks' digests is in the signed letter, so
each chunk can be judged alone, in any order, whichever way it came. Pure: no disk, no clock. What is inside a file is
no concern of this module: nothing here opens, renders or guesses it.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from benkan.core.errors import N_, Invalid

MAX_BYTES: Final = 2**31
"""2 GiB."""
CHUNK_BYTES: Final = 262_144
"""What this node cuts its own files into: half a minute at 64 kbit/s; eight of them in one answer on a fast link."""
LEAST_CHUNK_BYTES: Final = 65_536
MOST_CHUNK_BYTES: Final = 1_048_576
MAX_CHUNKS: Final = MAX_BYTES // LEAST_CHUNK_BYTES
MAX_ANSWER_BYTES: Final = 2_097_152
"""The most that one answer carries, of one chunk or of several in a row."""
DIGEST_BYTES: Final = 32
MAX_FILES: Final = 20
"""Files beside one letter."""

MAX_NAME: Final = 120
MAX_NAME_BYTES: Final = 200
_DOMAIN: Final = b"benkan-attachment-1\n"
_RESERVED_SIGNS: Final = frozenset('/\\:*?"<>|')
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Names that open a device and not a file where many officers work.
_RESERVED_NAMES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)


@dataclass(frozen=True, slots=True)
class Cut:
    """How a file is cut: its size in bytes and that of every chunk but the last."""

    data_bytes: int
    chunk_bytes: int

    @property
    def count(self) -> int:
        """How many chunks there are."""
        return -(-self.data_bytes // self.chunk_bytes)

    def size(self, number: int) -> int:
        """The bytes of the chunk of this number, from 0."""
        return min(self.chunk_bytes, self.data_bytes - number * self.chunk_bytes)

    @property
    def most_at_once(self) -> int:
        """How many chunks in a row fit into one answer; one at least."""
        return MAX_ANSWER_BYTES // self.chunk_bytes

    def split(self, number: int, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The chunks in an answer that begins with the chunk of this number.

        Raises:
            Invalid: ``attachment.size``: the bytes are not whole chunks of this file.
        """
        at = 0
        while at < len(data):
            size = self.size(number) if number < self.count else 0
            piece = data[at : at + size]
            if not size or len(piece) != size:
                raise Invalid(
                    "attachment.size",
                    N_("The partner sent a piece of another size than its letter says."),
                    N_("Tell the partner's administrator."),
                    place=f"chunks[{number}]",
                )
            yield number, piece
            at, number = at + size, number + 1


def root(cut: Cut, digests: bytes) -> str:
    """The digest that names the chunks: SHA-256 of a domain, both sizes (8 and 4 bytes) and the chunks' digests.

    Args:
        digests: the SHA-256 of each chunk, in order, 32 bytes each.
    """
    sizes = cut.data_bytes.to_bytes(8) + cut.chunk_bytes.to_bytes(4)
    return hashlib.sha256(_DOMAIN + sizes + digests).hexdigest()


def digest_of(digests: bytes, number: int) -> bytes:
    """The digest of the chunk of this number."""
    return digests[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES]


def is_safe_name(name: str) -> bool:
    """Whether it is a file's name and nothing else: no path, no device, nothing invisible, one spelling.

    Controls of direction are among the invisible: with one, ``gnp.exe`` reads as ``exe.png``.
    """
    return (
        0 < len(name) <= MAX_NAME
        and len(name.encode("utf-8", "replace")) <= MAX_NAME_BYTES
        and name == unicodedata.normalize("NFC", name)
        and not any(one in _RESERVED_SIGNS or unicodedata.category(one) in _HIDDEN for one in name)
        and not name.startswith((".", " ", "-", "~"))
        and not name.endswith((".", " "))
        and name.split(".", 1)[0].strip().casefold() not in _RESERVED_NAMES
    )


def safe_name(given: str) -> str:
    """The name under which a file of ours travels: the last part of what was given, what is not allowed left out.

    The extension stays when the rest is too long.
    """
    last = unicodedata.normalize("NFC", given.replace("\\", "/").rsplit("/", 1)[-1])
    kept = "".join(one for one in last if one not in _RESERVED_SIGNS and unicodedata.category(one) not in _HIDDEN)
    kept = kept.strip(" .").lstrip("-~ .")
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    ending = (dot + ending)[:16].rstrip(" .")
    while (
        stem and not is_safe_name(stem + ending) and (len(stem + ending) > MAX_NAME or _too_many_bytes(stem + ending))
    ):
        stem = stem[:-1].rstrip(" .")
    for candidate in (stem + ending, f"_{stem}{ending}" if stem else "", f"file{ending}"):
        if is_safe_name(candidate):
            return candidate
    return "file"


def extension(name: str) -> str:
    """The last extension in small letters, without its dot; empty when there is none."""
    _, dot, ending = name.rpartition(".")
    return ending.casefold() if dot else ""


def _too_many_bytes(name: str) -> bool:
    return len(name.encode("utf-8", "replace")) > MAX_NAME_BYTES
