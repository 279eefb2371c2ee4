"""BKP-06, messages: partners co-sign checkpoints of each other's journals (C2SP tlog-witness) and compare them.

A note is told as its owner signed it, so whoever passes it on can neither make one up nor change one.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from benkan.wire.fields import Binary, Count, Message, Text

MAX_NOTES = 64

Note = Annotated[str, Text(16_384)]
Proof = Annotated[list[Annotated[bytes, Binary(32, 32)]], Field(max_length=64)]


class WitnessAsk(Message):
    """A signed checkpoint with the proof that it extends the one of ``old_size``."""

    checkpoint: Note
    proof: Proof
    old_size: Count


class WitnessCosignature(Message):
    """One signature line of a cosignature/v1."""

    line: Annotated[str, Text(1_024)]


class WitnessGossip(Message):
    """The newest checkpoints that the sender has seen of journals that both follow; one for each at most."""

    notes: Annotated[list[Note], Field(max_length=MAX_NOTES)]


class WitnessHeard(Message):
    """The answer: what the other side has seen of the journals that both follow."""

    notes: Annotated[list[Note], Field(max_length=MAX_NOTES)]


class WitnessProofAsk(Message):
    """The owner of a journal is asked to show that two notes that it signed are of one history, the smaller first.

    The notes themselves are shown, so that an owner that has fewer lines than it signed cannot say it never did, and
    an honest one is never led to speak of a state that it has not reached yet.
    """

    old: Note
    new: Note


class WitnessProof(Message):
    """The consistency proof between the two sizes; the owner's signature on the letter makes a false one evidence."""

    old_size: Count
    new_size: Count
    proof: Proof
