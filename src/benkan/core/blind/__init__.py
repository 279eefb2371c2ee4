"""Ask without telling: unbalanced labelled private set intersection on RFC 9497.

A responder publishes an index that nobody can read without its key; an asker blinds its tokens, the responder
evaluates them without learning them, and the asker looks the results up at home. See docs/protocol/BKP-01.

Order of a search: ``prepare`` (asker) -> ``answer`` (responder) -> ``Query.resolve`` (asker), hours later in another
process if need be (``Query.to_bytes``, ``Query.restored``).
This room holds no keys, no quotas and no clock: who may ask what is ``core.conventions``' decision.
"""

from benkan.core.blind.answer import answer
from benkan.core.blind.columns import Tagged, tagged
from benkan.core.blind.delivery import CHUNK_BYTES, DIGEST_BYTES, NAME_BYTES, chunks, digests, join, name, root
from benkan.core.blind.delta import Changes, Delta, changes
from benkan.core.blind.engine import ELEMENT_BYTES, OUTPUT_BYTES, PROOF_BYTES, SCALAR_BYTES
from benkan.core.blind.index import Built, Entry, Index, base, build
from benkan.core.blind.oprf import MAX_BATCH, MAX_TOKEN_BYTES, Blinder, Blinding, SecretKey, blind, finalize
from benkan.core.blind.packing import MAX_INDEX_BYTES
from benkan.core.blind.padding import padded
from benkan.core.blind.published import Map
from benkan.core.blind.query import Hit, Query, Slot, prepare
from benkan.core.blind.shape import KINDS, LARGEST, SHAPES, SMALLEST, elements_sha256
from benkan.core.blind.tags import HANDLE_BYTES, TAG_BYTES, Context, Tag, context, tag, tags

__all__ = [
    "CHUNK_BYTES",
    "DIGEST_BYTES",
    "ELEMENT_BYTES",
    "HANDLE_BYTES",
    "KINDS",
    "LARGEST",
    "MAX_BATCH",
    "MAX_INDEX_BYTES",
    "MAX_TOKEN_BYTES",
    "NAME_BYTES",
    "OUTPUT_BYTES",
    "PROOF_BYTES",
    "SCALAR_BYTES",
    "SHAPES",
    "SMALLEST",
    "TAG_BYTES",
    "Blinder",
    "Blinding",
    "Built",
    "Changes",
    "Context",
    "Delta",
    "Entry",
    "Hit",
    "Index",
    "Map",
    "Query",
    "SecretKey",
    "Slot",
    "Tag",
    "Tagged",
    "answer",
    "base",
    "blind",
    "build",
    "changes",
    "chunks",
    "context",
    "digests",
    "elements_sha256",
    "finalize",
    "join",
    "name",
    "padded",
    "prepare",
    "root",
    "tag",
    "tagged",
    "tags",
]
