"""What other slices and the commands may ask of the journal."""

from __future__ import annotations

from benkan.apps.journal.events import EVENTS, FACTS
from benkan.apps.journal.export import about, export, inclusion
from benkan.apps.journal.grouping import Place, write_with_others
from benkan.apps.journal.naming import origin
from benkan.apps.journal.reading import latest, of_event, verify
from benkan.apps.journal.verification import Problem, Report, verify_file
from benkan.apps.journal.witnessing import (
    ask_by_courier,
    due_witnessing,
    seen_elsewhere,
    standing,
    take_cosignature,
)
from benkan.apps.journal.writing import checkpoint, log_key, size, write

__all__ = [
    "EVENTS",
    "FACTS",
    "Place",
    "Problem",
    "Report",
    "about",
    "ask_by_courier",
    "checkpoint",
    "due_witnessing",
    "export",
    "inclusion",
    "latest",
    "log_key",
    "of_event",
    "origin",
    "seen_elsewhere",
    "size",
    "standing",
    "take_cosignature",
    "verify",
    "verify_file",
    "write",
    "write_with_others",
]
