"""What other slices may ask of seizures. The tables themselves are private to this slice."""

from benkan.apps.seizures.amounts import substance_names as substances
from benkan.apps.seizures.custody import waiting_for as bags_waiting_for
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven, change, record
from benkan.apps.seizures.importing.running import Done as ImportDone
from benkan.apps.seizures.importing.running import run as import_list
from benkan.apps.seizures.importing.settings import Said
from benkan.apps.seizures.importing.uploads import forget_old as forget_old_lists
from benkan.apps.seizures.importing.uploads import may_import
from benkan.apps.seizures.involving import link, linked, of_record
from benkan.apps.seizures.laboratory import record_result, sample
from benkan.apps.seizures.reading import (
    by_ids,
    get,
    in_case,
    involvement_words,
    leg_words,
    of_case,
    of_records,
    title_of,
)
from benkan.apps.seizures.receiving import expire_due
from benkan.apps.seizures.validating import validate, waiting_for, withdraw
from benkan.formats.typed.sheets import MAX_BYTES as MAX_LIST_BYTES

__all__ = [
    "MAX_LIST_BYTES",
    "DrugGiven",
    "ImportDone",
    "LegGiven",
    "Said",
    "SeizureGiven",
    "bags_waiting_for",
    "by_ids",
    "change",
    "expire_due",
    "forget_old_lists",
    "get",
    "import_list",
    "in_case",
    "involvement_words",
    "leg_words",
    "link",
    "linked",
    "may_import",
    "of_case",
    "of_record",
    "of_records",
    "record",
    "record_result",
    "sample",
    "substances",
    "title_of",
    "validate",
    "waiting_for",
    "withdraw",
]
