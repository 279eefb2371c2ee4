"""What other slices may ask of screening. The tables themselves are private to this slice."""

from benkan.apps.screening.api import as_object, list_as_object
from benkan.apps.screening.comparing import Listed, compare_due, entries_like, waiting
from benkan.apps.screening.judging import Asked, judge, lists, of_record, to_judge
from benkan.apps.screening.loading import READERS, Loaded, load, remove
from benkan.apps.screening.named import Looked, Named, listed_names

__all__ = [
    "READERS",
    "Asked",
    "Listed",
    "Loaded",
    "Looked",
    "Named",
    "as_object",
    "compare_due",
    "entries_like",
    "judge",
    "list_as_object",
    "listed_names",
    "lists",
    "load",
    "of_record",
    "remove",
    "to_judge",
    "waiting",
]
