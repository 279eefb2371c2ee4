"""The closed lists of a joint case: kinds of items, kinds of things, and which fields a thing of each kind has.

Codes only: the app translates them. Entities have the fields of FollowTheMoney, whose names the app checks.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = "benkan-joint-case-1"

THINGS: Final = ("entity", "task", "note", "document")
"""What a joint case is made of; an item of such a kind makes a thing or changes one."""
NOTICES: Final = ("withdrawal", "leave", "end")
"""Items that carry no data about people: they pass when a convention is suspended or over."""
KINDS: Final = (*THINGS, *NOTICES)

SHARED: Final = frozenset({"entity", "task"})
"""Things that every party may change; a note and a document are the word of one party alone."""

FIELDS: Final[dict[str, frozenset[str]]] = {
    "task": frozenset({"title", "text", "assignee", "due_on", "status"}),
    "note": frozenset({"title", "text", "happened_on"}),
    "document": frozenset({"name", "size", "sha256", "note"}),
}
NEEDED: Final[dict[str, frozenset[str]]] = {
    "entity": frozenset({"schema"}),
    "task": frozenset({"title", "assignee", "status"}),
    "note": frozenset({"text"}),
    "document": frozenset({"name", "size", "sha256"}),
}
"""Fields that the item which makes a thing must have."""
TASK_STATES: Final = ("open", "done", "dropped")

MAX_PARTIES: Final = 16
MAX_ITEMS: Final = 100_000
"""Of one party in one case."""
MAX_FIELDS: Final = 40
MAX_VALUES: Final = 50
MAX_VALUE: Final = 8_000
MAX_CONTENT_BYTES: Final = 65_536
