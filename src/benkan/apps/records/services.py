"""What other slices may ask of records. The tables themselves are private to this slice."""

from benkan.apps.records.choices import CrimeArea, Grade, Handling, SubjectCategory
from benkan.apps.records.importing import import_entities
from benkan.apps.records.index.finding import Found, find, matching
from benkan.apps.records.labels import rows as rows_of
from benkan.apps.records.labels import schema as schema_words
from benkan.apps.records.local_index import LocalHit, local_search, rebuild, tend
from benkan.apps.records.models import Record
from benkan.apps.records.reporting import Defaults, ImportReport
from benkan.apps.records.resembling import Resembling, resembling
from benkan.apps.records.store import not_withdrawn
from benkan.apps.records.storing import (
    add,
    by_ids,
    changed_since,
    expire_due,
    get,
    held_by,
    indexable,
    renew,
    standing_by_ids,
    version,
    withdraw,
)
from benkan.apps.records.subjects import caption_of, kind_of, subject_from, subject_of
from benkan.apps.records.suggesting import Suggested, suggested

__all__ = [
    "CrimeArea",
    "Defaults",
    "Found",
    "Grade",
    "Handling",
    "ImportReport",
    "LocalHit",
    "Record",
    "Resembling",
    "SubjectCategory",
    "Suggested",
    "add",
    "by_ids",
    "caption_of",
    "changed_since",
    "expire_due",
    "find",
    "get",
    "held_by",
    "import_entities",
    "indexable",
    "kind_of",
    "local_search",
    "matching",
    "not_withdrawn",
    "rebuild",
    "renew",
    "resembling",
    "rows_of",
    "schema_words",
    "standing_by_ids",
    "subject_from",
    "subject_of",
    "suggested",
    "tend",
    "version",
    "withdraw",
]
