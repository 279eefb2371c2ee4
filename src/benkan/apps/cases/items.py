"""What a timeline is made of; the slices that own the things make their own items."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise


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
