"""Epochs, and what the node asks its signer for: evaluations, public keys, and secrets that are never stored.

The seed is the signer's alone. It has one key for each convention, epoch and kind of token, which it never gives, and
one secret for each convention and epoch that only its members learn. An epoch is a number of days since 1970-01-01
divided by the convention's epoch length, so nobody has to agree on a beginning.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping, Sequence

import rfc8785
from django.conf import settings

from benkan.core.blind import KINDS, OUTPUT_BYTES, context
from benkan.signer.interface import Signer

FIRST_DAY = dt.date(1970, 1, 1)
OVERLAP = dt.timedelta(days=1)
"""So long at most an index is searched after its epoch, while partners fetch the next one."""


def epoch_of(day: dt.date, epoch_days: int) -> int:
    """The number of the epoch in which the day lies."""
    return (day - FIRST_DAY).days // epoch_days


def epoch_begins(epoch: int, epoch_days: int) -> dt.date:
    """The first day of the epoch."""
    return FIRST_DAY + dt.timedelta(days=epoch * epoch_days)


def expires_at(epoch: int, epoch_days: int) -> dt.datetime:
    """Until when an index of the epoch may be searched: its end and an overlap of a quarter of it, a day at most."""
    overlap = min(OVERLAP, dt.timedelta(days=epoch_days) / 4)
    return dt.datetime.combine(epoch_begins(epoch + 1, epoch_days), dt.time(), dt.UTC) + overlap


def public_keys(convention: str, epoch: int) -> dict[str, bytes]:
    """The key of each kind of token that partners pin for the convention and epoch."""
    return _signer().public_keys(convention, epoch)


def answer(partner: str, convention: str, epoch: int, elements: Mapping[str, Sequence[bytes]]) -> dict[str, bytes]:
    """The evaluation of a partner's question, with its proofs; the signer counts it."""
    return _signer().answer(partner, convention, epoch, elements)


def evaluate(convention: str, epoch: int, kind: str, tokens: Sequence[bytes]) -> list[bytes]:
    """The 64-byte outputs of this node's own tokens, in their order; many are evaluated on all cores.

    The only way by which a build comes to outputs.

    Args:
        tokens: of one kind, each of 1 to 1024 bytes.
    """
    joined = _signer().evaluate(convention, epoch, kind, tokens)
    return [joined[start : start + OUTPUT_BYTES] for start in range(0, len(joined), OUTPUT_BYTES)]


def members_secret(convention: str, epoch: int, members: Iterable[str]) -> bytes:
    """The 32 bytes that the members of the convention get in the manifest.

    Other members have another secret: who left cannot read what is published afterwards.
    """
    return _secret("members", convention, str(epoch), *sorted(members))


def padding_seed(convention: str, epoch: int, members: Iterable[str]) -> bytes:
    """The 32 bytes from which the padding of the index is made."""
    return _secret("padding", convention, str(epoch), *sorted(members))


def token_address(convention: str, epoch: int) -> bytes:
    """The 32-byte key of the digests under which this node keeps what it has evaluated."""
    return _secret("address", convention, str(epoch))


def contexts(responder: str, convention: str, epoch: int, secret: bytes) -> dict[str, bytes]:
    """The context of each kind of token in this responder's index."""
    return {kind: context(responder, convention, epoch, kind, secret) for kind in KINDS}


def commitment(kind: str, value: str, partner: str, convention: str) -> str:
    """What a partner learns of an officer or a case: the same value for the same one, and nothing else.

    A supervisor opens it by showing the value and its opening (``opening``). It differs for each partner and
    convention, so partners that compare notes learn nothing from it.
    """
    opened = opening(kind, value, partner, convention)
    named = rfc8785.dumps(["benkan-search-1", "commitment", kind, value])
    return hashlib.sha256(named + opened).hexdigest()


def opening(kind: str, value: str, partner: str, convention: str) -> bytes:
    """The 32 secret bytes that open a commitment."""
    return _secret("opening", kind, value, partner, convention)


def sealing_key() -> bytes:
    """The 32 bytes under which the secrets of this node's own searches lie in its database."""
    return _secret("sealing")


def _secret(purpose: str, *words: str) -> bytes:
    return _signer().secret(purpose, *words)


def _signer() -> Signer:
    signer: Signer = settings.BENKAN_SIGNER(settings.BENKAN_NODE)
    return signer
