"""Lists of seizures of others: CSV and XLSX, headers in four languages, cells read without a guess. No tables.

``read_sheet`` gives rows of text, ``map_headers`` says which column is what, ``Reader`` reads each row: every cell is
sure, doubtful with its readings, or unreadable with why. Words are reviewed in resources/seizures; drugs, amounts and
places are read by ``core.substances`` and ``core.territories``.
"""

from benkan.formats.seizure_rows.headers import FIELDS, NEEDED, Mapping, map_headers
from benkan.formats.seizure_rows.reader import Reader, RowRead
from benkan.formats.typed.cells import WHY, Cell, Reading
from benkan.formats.typed.headers import header_key
from benkan.formats.typed.sheets import Row, read_sheet

__all__ = [
    "FIELDS",
    "NEEDED",
    "WHY",
    "Cell",
    "Mapping",
    "Reader",
    "Reading",
    "Row",
    "RowRead",
    "header_key",
    "map_headers",
    "read_sheet",
]
