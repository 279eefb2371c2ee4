"""A case that two or more services keep together: the agreement, the signed items of each, and their merged state.

Documented in docs/protocol/BKP-10-joint-cases.md. This room reads no clock and no key; it knows nothing of conventions
or letters.
"""

from benkan.core.jointcases.agreement import Agreement, parse, signed_bytes, write
from benkan.core.jointcases.item import Content, Header, Item, Reference, Seen, content_of, day_of, header_of, tick
from benkan.core.jointcases.merge import head, merge, saw
from benkan.core.jointcases.rules import GRACE, Bounds, arrives, in_time, well_formed, within
from benkan.core.jointcases.state import Field, Ignored, State, Thing, Version
from benkan.core.jointcases.vocabulary import (
    KINDS,
    MAX_CONTENT_BYTES,
    MAX_FIELDS,
    MAX_ITEMS,
    MAX_PARTIES,
    MAX_VALUE,
    MAX_VALUES,
    NOTICES,
    SHARED,
    TASK_STATES,
    THINGS,
)

__all__ = [
    "GRACE",
    "KINDS",
    "MAX_CONTENT_BYTES",
    "MAX_FIELDS",
    "MAX_ITEMS",
    "MAX_PARTIES",
    "MAX_VALUE",
    "MAX_VALUES",
    "NOTICES",
    "SHARED",
    "TASK_STATES",
    "THINGS",
    "Agreement",
    "Bounds",
    "Content",
    "Field",
    "Header",
    "Ignored",
    "Item",
    "Reference",
    "Seen",
    "State",
    "Thing",
    "Version",
    "arrives",
    "content_of",
    "day_of",
    "head",
    "header_of",
    "in_time",
    "merge",
    "parse",
    "saw",
    "signed_bytes",
    "tick",
    "well_formed",
    "within",
    "write",
]
