"""One timeline of a case: its notes, searches, requests, answers and their changes, newest first.

Composed from the services of the slices that own the things; each item shows owner, grade, handling and expiry where
it has them. The number of queries does not depend on the number of items.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.cases.models import Case


@dataclass(frozen=True, slots=True)
class Item:
    """Something that happened in a case, with what must be visible at a glance."""

    at: dt.datetime
    kind: str
    title: str | Promise
    text: str = ""
    owner: str = ""
    grade: str = ""
    handling: str = ""
    expires_on: dt.date | None = None
    due_at: dt.datetime | None = None
    state: str | Promise = ""
    url: str = ""


def timeline(case: Case) -> list[Item]:
    """Everything that happened in the case, newest first."""
    from benkan.apps.requests import services as requests  # the slices know each other only here, at call time
    from benkan.apps.search import services as search

    items = [Item(case.opened_at, "opened", _("Case opened"), case.summary, owner=str(case.opened_by))]
    if case.closed_at:
        items.append(Item(case.closed_at, "closed", _("Case closed")))
    items += [
        Item(note.at, "note", _("Note"), note.text, owner=str(note.officer))
        for note in case.notes.select_related("officer")
    ]
    items += [
        Item(made.at, "search", _("Private search"), made.text, owner=made.officer, state=made.state, url=made.url)
        for made in search.of_case(case.pk)
    ]
    items += [
        Item(
            entry.at,
            entry.kind,
            entry.title,
            entry.text,
            owner=entry.owner,
            grade=entry.grade,
            handling=entry.handling,
            expires_on=entry.expires_on,
            due_at=entry.due_at,
            state=entry.state,
            url=entry.url,
        )
        for entry in requests.of_case(case.pk)
    ]
    return sorted(items, key=lambda item: item.at, reverse=True)
