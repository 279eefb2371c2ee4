"""BKP-14: what was recommended goes to the service that owns it, and what became of it comes back. No personal data.

The author's ``followup.assign`` says how a recommendation stands, to its owner and to those who are kept informed; the
next version takes the place of the one before. The owner answers with numbered reports; the author ends it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from benkan.wire.fields import Agency, Date, Message, Short, Text, Time, Uuid, Version

MAX_TEXT = 4_000
MAX_NOTE = 1_000

Words = Annotated[str, Text(MAX_TEXT, smallest=0)]
Note = Annotated[str, Text(MAX_NOTE, smallest=0)]
Priority = Literal["high", "normal", "low"]
Progress = Literal["adopted", "under-way", "done"]
Ended = Literal["done", "lapsed", "withdrawn"]


class FollowUpAssign(Message):
    """A recommendation as it stands at its author; ``stands_at`` is when that was so.

    ``owner`` is the service that has to do it: the receiver, or another of whom the receiver is kept informed.
    """

    recommendation: Uuid
    version: Version
    number: Annotated[str, Text(40)]
    kind: Literal["recommendation", "resolution"]
    gathering: Annotated[str, Text(200, smallest=0)]
    fr: Words
    en: Words
    ar: Words
    owner: Agency
    priority: Priority
    due_on: Date | None
    state: Progress
    stands_at: Time

    @model_validator(mode="after")
    def _said(self) -> FollowUpAssign:
        if not (self.fr or self.en or self.ar):
            raise ValueError("a recommendation has words in one language at least")
        return self


class FollowUpReport(Message):
    """The owner's word about it; reports are numbered from 1 without gaps being needed, the highest counts."""

    recommendation: Uuid
    report: Annotated[int, Field(ge=1, le=9_999)]
    state: Literal["under-way", "done"]
    happened_on: Date
    note: Note
    evidence: Annotated[str, Text(500, smallest=0)]
    office: Short


class FollowUpClose(Message):
    """The author ends it: nothing follows. Its version stands above every ``followup.assign``."""

    recommendation: Uuid
    version: Version
    ended: Ended
    ended_on: Date
