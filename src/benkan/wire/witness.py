"""BKP-06, messages: a partner is asked to co-sign a checkpoint of the journal (C2SP tlog-witness)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from benkan.wire.fields import Binary, Count, Message, Text


class WitnessAsk(Message):
    """A signed checkpoint with the proof that it extends the one of ``old_size``."""

    checkpoint: Annotated[str, Text(16_384)]
    proof: Annotated[list[Annotated[bytes, Binary(32, 32)]], Field(max_length=64)]
    old_size: Count


class WitnessCosignature(Message):
    """One signature line of a cosignature/v1."""

    line: Annotated[str, Text(1_024)]
