"""From the output of the OPRF to a place in the index: context, handle and mask.

SHA-512 over (context, output) gives the handle, which is the map's key and the name of the hit in a later request,
and the mask that hides the cell. The context binds a tag to one responder, convention, epoch and kind, and to the
32-byte secret of the convention's members: who stole the key alone can still read nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

from benkan.core.errors import N_, Invalid

Context: TypeAlias = bytes
HANDLE_BYTES = 16
MASK_BYTES = 6
TAG_BYTES = HANDLE_BYTES + MASK_BYTES
SECRET_BYTES = 32
_DOMAIN = b"benkan-blind-context-1"


@dataclass(frozen=True, slots=True)
class Tag:
    """Where a token lies in an index and what hides its cell.

    Args:
        handle: 16 bytes, the key in the map and the name of a hit.
        mask: 48-bit integer that is added (xor) to the cell.
    """

    handle: bytes
    mask: int = field(repr=False)


def context(responder: str, convention: str, epoch: int, kind: str, secret: bytes) -> Context:
    """The 64 bytes that bind a tag to its responder, convention, epoch, kind and members.

    Args:
        responder: agency id of the node that holds the index.
        convention: identifier of the convention.
        epoch: number of the key period, from 0.
        kind: kind of token, such as ``name``.
        secret: 32 bytes that only the members of the convention know.

    Raises:
        Invalid: ``blind.secret`` or ``blind.epoch``.
    """
    if len(secret) != SECRET_BYTES:
        raise Invalid(
            "blind.secret",
            N_("The secret of a convention's members has %(length)d bytes, not 32."),
            N_("Fetch the partner's index manifest again."),
            length=len(secret),
        )
    if not 0 <= epoch < 1 << 32:
        raise Invalid(
            "blind.epoch", N_("The epoch %(epoch)d is out of range."), N_("Count epochs from 0."), epoch=epoch
        )
    parts = (_DOMAIN, responder.encode(), convention.encode(), epoch.to_bytes(4, "big"), kind.encode(), secret)
    # Every part carries its length: no two different contexts can spell the same bytes.
    return hashlib.sha512(b"".join(len(part).to_bytes(2, "big") + part for part in parts)).digest()


def tag(bound: Context, output: bytes) -> Tag:
    """The handle and mask of one 64-byte output of the OPRF under a context."""
    digest = hashlib.sha512(bound + output).digest()
    return Tag(digest[:HANDLE_BYTES], int.from_bytes(digest[HANDLE_BYTES : HANDLE_BYTES + MASK_BYTES], "little"))


def tags(bound: Context, outputs: Iterable[bytes]) -> bytes:
    """The tags of many outputs under one context, in their order: handle and mask, 22 bytes each."""
    return b"".join([hashlib.sha512(bound + output).digest()[:TAG_BYTES] for output in outputs])
