"""What other slices may ask of seizures. The tables themselves are private to this slice."""

from benkan.apps.seizures.custody import waiting_for as bags_waiting_for
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven, change, record
from benkan.apps.seizures.involving import of_record
from benkan.apps.seizures.reading import get, of_case
from benkan.apps.seizures.receiving import expire_due
from benkan.apps.seizures.validating import validate, waiting_for, withdraw

__all__ = [
    "DrugGiven",
    "LegGiven",
    "SeizureGiven",
    "bags_waiting_for",
    "change",
    "expire_due",
    "get",
    "of_case",
    "of_record",
    "record",
    "validate",
    "waiting_for",
    "withdraw",
]
