"""Adding lines and signing checkpoints: the only place that writes the journal.

Writers are serialised by the head row: SQLite's transactions are immediate, PostgreSQL locks the row until the caller's
transaction ends. A line costs one read, one insert and one update whatever the length of the log, because only the
tree's compact frontier is kept; several lines of one transaction share the read and the update, and every 256th line
writes the hashes of 256 for proofs. A line is in the caller's transaction: either both the act and its line exist, or
neither.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.journal import store, tiles
from benkan.apps.journal.entry import Entry, instant
from benkan.apps.journal.events import Fact, checked
from benkan.apps.journal.models import Checkpoint, Head
from benkan.apps.journal.naming import origin
from benkan.core import tlog
from benkan.core.errors import N_, Invalid

HEAD = 1
_LONGEST = {"officer": 150, "partner": 40, "convention": 64, "clause": 100, "reference": 64}


def log_key() -> tlog.SigningKey:
    """The key with which this node signs its checkpoints and cosigns those of its partners."""
    node = settings.BENKAN_NODE
    return tlog.SigningKey(origin(node.agency), node.signing_seed())


def write(
    event: str,
    *,
    officer: str = "",
    partner: str = "",
    convention: str = "",
    clause: str = "",
    reference: str = "",
    **facts: object,
) -> int:
    """The number of the new line, counted from 1.

    Call it last in the transaction of the act, since other writers wait from here to its end.

    Args:
        event: one of ``events.EVENTS``.
        officer: handle of the officer who acted, empty for the node itself.
        partner: agency id of the other side.
        clause: as refusals and permits say it, such as ``aes-2025 · 4``.
        reference: case number or public id of what the line is about.
        facts: only those that ``events.FACTS`` lists; None values are left out.

    Raises:
        Invalid: unknown event, a fact that is not listed, or a text that is too long or has control characters.
    """
    drafted = draft(
        event, officer=officer, partner=partner, convention=convention, clause=clause, reference=reference, facts=facts
    )
    return append([drafted])[0]


@dataclass(frozen=True, slots=True)
class Draft:
    """A line that was checked and not yet written."""

    event: str
    columns: dict[str, str]
    facts: dict[str, Fact]


def draft(
    event: str,
    *,
    officer: str = "",
    partner: str = "",
    convention: str = "",
    clause: str = "",
    reference: str = "",
    facts: Mapping[str, object],
) -> Draft:
    """A line ready to be written; arguments and errors are those of ``write``."""
    kept = checked(event, {key: value for key, value in facts.items() if value is not None})
    columns = {
        "officer": officer,
        "partner": partner,
        "convention": convention,
        "clause": clause,
        "reference": reference,
    }
    for key, value in columns.items():
        if len(value) > _LONGEST[key] or not value.isprintable():
            raise Invalid(
                "journal.column",
                N_("The journal cannot take this “%(key)s”: it is too long or has control characters."),
                N_("Shorten it."),
                place=f"{event}.{key}",
                key=key,
            )
    return Draft(event, columns, kept)


def append(drafts: Sequence[Draft]) -> list[int]:
    """Writes lines in this order, in one transaction; their numbers."""
    with transaction.atomic():
        frontier = store.locked_frontier()
        lines = []
        for one in drafts:
            at = timezone.now()
            entry = Entry(
                line=frontier.size + 1,
                at=instant(at),
                event=one.event,
                facts=one.facts,
                before=frontier.root().hex(),
                salt=secrets.token_hex(16),
                **one.columns,
            )
            data = entry.encode()
            leaf = tlog.leaf_hash(data)
            frontier.append(leaf)
            lines.append(store.NewLine(at, entry, data, leaf))
        if store.add(lines, frontier):
            tiles.extend(frontier.size)
    return [line.entry.line for line in lines]


def checkpoint() -> str:
    """The signed note of the log as it stands now; signed anew only when the log has grown."""
    with transaction.atomic():
        frontier = store.locked_frontier()
        newest = Checkpoint.objects.filter(size=frontier.size).first()
        if newest is not None:
            return newest.note
        root = frontier.root()
        key = log_key()
        note = tlog.sign(tlog.Checkpoint(key.name, frontier.size, root).text(), key)
        Checkpoint.objects.create(size=frontier.size, root=root, note=note, at=timezone.now())
        return note


def size() -> int:
    """How many lines the journal has."""
    return Head.objects.filter(pk=HEAD).values_list("size", flat=True).first() or 0
