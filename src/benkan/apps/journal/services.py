"""What other slices and the commands may ask of the journal."""

from __future__ import annotations

from benkan.apps.journal.events import EVENTS, FACTS
from benkan.apps.journal.export import about, export, inclusion
from benkan.apps.journal.gossip import due_gossip
from benkan.apps.journal.grouping import Place, write_with_others
from benkan.apps.journal.naming import origin
from benkan.apps.journal.reading import latest, of_event, verify
from benkan.apps.journal.split_views import as_file as split_view_file
from benkan.apps.journal.split_views import found as split_views
from benkan.apps.journal.status import Flag, flags
from benkan.apps.journal.status import as_object as status
from benkan.apps.journal.tiles import catch_up as fill_tiles
from benkan.apps.journal.tiles import make_again as make_tiles_again
from benkan.apps.journal.verification import Problem, Report, verify_file
from benkan.apps.journal.waiting import of_partner, waiting_for
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
    "Flag",
    "Place",
    "Problem",
    "Report",
    "about",
    "ask_by_courier",
    "checkpoint",
    "due_gossip",
    "due_witnessing",
    "export",
    "fill_tiles",
    "flags",
    "inclusion",
    "latest",
    "log_key",
    "make_tiles_again",
    "of_event",
    "of_partner",
    "origin",
    "seen_elsewhere",
    "size",
    "split_view_file",
    "split_views",
    "standing",
    "status",
    "take_cosignature",
    "verify",
    "verify_file",
    "waiting_for",
    "write",
    "write_with_others",
]
