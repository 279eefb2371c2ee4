"""Witnesses: partners that follow a log and cosign its checkpoints, so that it can neither fork nor go back.

A witness keeps one line for each log, the last checkpoint that it cosigned, and cosigns only a continuation of it.
Format: C2SP tlog-cosignature (cosignature/v1). The time is the caller's: this room has no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benkan.core.errors import N_, Invalid, Unverified
from benkan.core.tlog import checkpoint as checkpoints
from benkan.core.tlog.checkpoint import Checkpoint
from benkan.core.tlog.note import (
    COSIGNATURE,
    SIGNATURE_BYTES,
    TIME_BYTES,
    Signature,
    SigningKey,
    VerifierKey,
    bad_signature,
    cosigned_message,
    parse_line,
    split,
    verify,
)
from benkan.core.tlog.proofs import verify_consistency
from benkan.core.tlog.tree import EMPTY_ROOT

MAX_TIME = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The last state of a log that a witness has seen."""

    origin: str
    size: int
    root: bytes


def cosign(checkpoint_note: str, key: SigningKey, at: int) -> str:
    """The cosignature line, with its line feed, for the checkpoint of a signed note.

    Verify the note with ``open_note`` and its place in the log with ``advance`` first: this only signs.

    Args:
        checkpoint_note: the note of the log's owner.
        key: the witness's key.
        at: time of the check, Unix seconds from 1.

    Raises:
        Invalid: ``tlog.note``, ``tlog.checkpoint`` or ``tlog.time``.
    """
    if not 0 < at <= MAX_TIME:
        raise Invalid("tlog.time", N_("The time of a cosignature is out of range."), N_("Set the clock of the node."))
    text, _ = split(checkpoint_note)
    checkpoints.parse(text)
    value = at.to_bytes(TIME_BYTES, "big") + key.sign_bytes(cosigned_message(text, at).encode())
    return Signature(key.name, key.witness.key_id, value).line()


def verify_cosignature(checkpoint_text: str, line: str, key: VerifierKey) -> int:
    """The time, in Unix seconds, at which the witness cosigned the checkpoint.

    Args:
        checkpoint_text: the text of the note without its signatures.
        line: the cosignature line, with or without its line feed.
        key: the witness's public key, of either kind.

    Raises:
        Invalid: ``tlog.note``: not a signature line.
        Unverified: ``tlog.signature``: another key, another checkpoint, or altered.
    """
    signature = parse_line(line.removesuffix("\n") + "\n")
    if len(signature.value) != TIME_BYTES + SIGNATURE_BYTES:
        raise bad_signature()
    at = verify(checkpoint_text, signature, VerifierKey(key.name, key.public, COSIGNATURE))
    if not at or at > MAX_TIME:
        raise bad_signature()
    return at


def advance(seen: Witnessed | None, checkpoint: Checkpoint, proof: Sequence[bytes]) -> Witnessed:
    """The new state to remember, once the checkpoint has been shown to continue what was seen.

    Args:
        seen: the last state of this log, or None for a log met for the first time.
        checkpoint: the new checkpoint, its note already opened with the log's key.
        proof: consistency proof from the seen size; empty for a new log or an equal size.

    Raises:
        Unverified: ``tlog.origin`` (another log), ``tlog.rollback`` (smaller than seen), ``tlog.fork`` (the same size
            with another root), ``tlog.consistency`` (grown, but not from what was seen).
    """
    old = seen or Witnessed(checkpoint.origin, 0, EMPTY_ROOT)
    reached = Witnessed(checkpoint.origin, checkpoint.size, checkpoint.root)
    if checkpoint.origin != old.origin:
        raise Unverified(
            "tlog.origin",
            N_("The checkpoint is of another journal than the one that is followed."),
            N_("Ask the partner which journal it keeps."),
        )
    if checkpoint.size < old.size:
        raise Unverified(
            "tlog.rollback",
            N_("The journal went back from %(seen)d to %(size)d entries."),
            N_("Keep both checkpoints: they are evidence. Tell your control officer."),
            seen=old.size,
            size=checkpoint.size,
        )
    if checkpoint.size == old.size and checkpoint.root != old.root:
        raise Unverified(
            "tlog.fork",
            N_("The journal shows two different histories of %(size)d entries."),
            N_("Keep both checkpoints: they are evidence. Tell your control officer."),
            size=old.size,
        )
    if old.size == 0 and not proof:
        # Every log continues the empty one, so there is nothing to prove at the first meeting.
        return reached
    verify_consistency(old.size, checkpoint.size, old.root, checkpoint.root, proof)
    return reached
