"""An indexed record as a row that scoring reads, and back: what ``compare`` needs, without the ORM and its JSON.

Values were checked when their subject was made, so a subject is restored without checking them again.
"""

from __future__ import annotations

import json
from datetime import date
from functools import lru_cache

from benkan.apps.records.index import identifier_bytes
from benkan.apps.records.index.store import EntryRow
from benkan.core.matching import Subject
from benkan.core.matching.date_columns import packed, unpacked
from benkan.core.matching.dates import PartialDate
from benkan.core.matching.open_keys import has_bare_phone

KINDS = (None, "person", "company", "vehicle", "vessel")
_SEXES = (None, "male", "female")


def row_of(
    number: int, record: bytes, subject: Subject, *, kind: str | None, until: date, region: str | None
) -> EntryRow:
    """The row of a subject.

    Args:
        number: in the index.
        record: the 16 bytes of its id.
        kind: what the record is by itself; none for an account or a document, which is of whoever is asked for.
        until: the last day on which it may be found.
        region: country of phones in national form.
    """
    first, *more = subject.dates or (None,)
    person = [_SEXES.index(subject.sex), list(subject.nationalities), [str(one) for one in more]]
    return EntryRow(
        number=number,
        until=until.toordinal(),
        kind=KINDS.index(kind),
        born=0 if first is None else packed(first),
        names="\n".join(subject.names),
        person=json.dumps(person, separators=(",", ":")) if any(person) else "",
        bare=int(has_bare_phone(subject, region)),
        record=record,
        identifiers=identifier_bytes.packed(subject.identifiers),
    )


def subject_of(row: EntryRow, *, kind: str | None = None) -> Subject:
    """The subject of a row.

    Args:
        kind: what to take it for; its names count only if it is that by itself.
    """
    own = KINDS[row.kind]
    sex, nationalities, more = json.loads(row.person) if row.person else (0, (), ())
    names = tuple(row.names.split("\n")) if row.names and own is not None and own == (kind or own) else ()
    return Subject.restored(
        kind=kind or own or "person",
        names=names,
        dates=(*dates_of(row.born), *(_date(one) for one in more)),
        sex=_SEXES[sex],
        nationalities=tuple(nationalities),
        identifiers=identifier_bytes.unpacked(row.identifiers) if row.identifiers else (),
    )


@lru_cache(maxsize=1 << 16)
def dates_of(born: int) -> tuple[PartialDate, ...]:
    """The date of a row's ``born``; none for 0."""
    return (unpacked(born),) if born else ()


def _date(text: str) -> PartialDate:
    year, *rest = (int(one) for one in text.split("-"))
    return PartialDate(year, *rest)
