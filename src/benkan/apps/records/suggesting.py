"""Records that fit what an officer types to find one: part of a name, the name in another script, a phone, a plate."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from benkan.apps.records import labels
from benkan.apps.records.index.finding import find
from benkan.apps.records.listing import MAX_QUERY_CHARACTERS, Asked
from benkan.apps.records.models import Record
from benkan.apps.records.storing import by_ids
from benkan.apps.records.subjects import subject_from
from benkan.core.errors import Invalid

SHORTEST: Final = 2
FEWEST_DIGITS: Final = 4
_NUMBERS: Final = (("Person", "phone"), ("Person", "idNumber"), ("Vehicle", "registrationNumber"))


@dataclass(frozen=True, slots=True)
class Suggested:
    """A record as a list of suggestions shows it; ``hint`` tells namesakes apart: what it is, and its birth date."""

    pk: uuid.UUID
    caption: str
    hint: str


def suggested(text: str, limit: int) -> list[Suggested]:
    """The records, those found by their number first; withdrawn ones are left out. What was typed is kept nowhere."""
    wanted = text.replace("\0", "").strip()[:MAX_QUERY_CHARACTERS]
    if len(wanted) < SHORTEST:
        return []
    found = {record.pk: record for record in _by_number(wanted)}
    found |= {record.pk: record for record in Asked.of({"q": wanted}).records()[:limit]}
    return [Suggested(one.pk, one.caption, _hint(one)) for one in list(found.values())[:limit]]


def _hint(record: Record) -> str:
    born: list[str] = record.properties.get("birthDate", [])
    return " · ".join([labels.schema(record.schema), *born[:1]])


def _by_number(wanted: str) -> list[Record]:
    """Records that have this number, or whose identity it is."""
    try:
        ids = [uuid.UUID(wanted)]
    except ValueError:
        ids = []
    if sum(letter.isdecimal() for letter in wanted) >= FEWEST_DIGITS:
        for schema, name in _NUMBERS:
            try:
                ids += [one.record for one in find(subject_from(schema, {name: [wanted]}))]
            except Invalid:
                continue
    return [one for one in by_ids(ids).values() if one.withdrawn_at is None]
