"""What other slices may ask of records. The tables themselves are private to this slice."""

from benkan.apps.records.choices import CrimeArea, Grade, Handling, SubjectCategory
from benkan.apps.records.importing import import_entities
from benkan.apps.records.index.finding import Found, find, matching
from benkan.apps.records.local_index import LocalHit, local_search, rebuild, tend
from benkan.apps.records.reporting import Defaults, ImportReport
from benkan.apps.records.store import not_withdrawn
from benkan.apps.records.storing import add, by_ids, expire_due, get, held_by, indexable, renew, version, withdraw
from benkan.apps.records.subjects import subject_from, subject_of

__all__ = [
    "CrimeArea",
    "Defaults",
    "Found",
    "Grade",
    "Handling",
    "ImportReport",
    "LocalHit",
    "SubjectCategory",
    "add",
    "by_ids",
    "expire_due",
    "find",
    "get",
    "held_by",
    "import_entities",
    "indexable",
    "local_search",
    "matching",
    "not_withdrawn",
    "rebuild",
    "renew",
    "subject_from",
    "subject_of",
    "tend",
    "version",
    "withdraw",
]
