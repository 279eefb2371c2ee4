"""Nothing is denied later: a Merkle log, its signed checkpoints and the partners that witness them.

Trees and proofs are RFC 6962, texts are C2SP signed notes, checkpoints and cosignatures, so the tools that read public
transparency logs read these. See docs/protocol/BKP-06. Where the lines are stored and who is asked to witness is
the journal's business, not this room's.
"""

from benkan.core.tlog.checkpoint import Checkpoint
from benkan.core.tlog.checkpoint import parse as parse_checkpoint
from benkan.core.tlog.note import (
    COSIGNATURE,
    ED25519,
    Note,
    Signature,
    SigningKey,
    VerifierKey,
    open_note,
    sign,
    split,
)
from benkan.core.tlog.proofs import Node, Tree, consistency, inclusion, root_at, verify_consistency, verify_inclusion
from benkan.core.tlog.tree import EMPTY_ROOT, HASH_BYTES, Frontier, leaf_hash, node_hash, root
from benkan.core.tlog.witness import Witnessed, advance, cosign, verify_cosignature

__all__ = [
    "COSIGNATURE",
    "ED25519",
    "EMPTY_ROOT",
    "HASH_BYTES",
    "Checkpoint",
    "Frontier",
    "Node",
    "Note",
    "Signature",
    "SigningKey",
    "Tree",
    "VerifierKey",
    "Witnessed",
    "advance",
    "consistency",
    "cosign",
    "inclusion",
    "leaf_hash",
    "node_hash",
    "open_note",
    "parse_checkpoint",
    "root",
    "root_at",
    "sign",
    "split",
    "verify_consistency",
    "verify_cosignature",
    "verify_inclusion",
]
