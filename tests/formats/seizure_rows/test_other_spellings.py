"""Two lists of 400 rows as strangers would write them: nothing is answered wrongly, what is doubtful is asked.

The first was written before the reader was mended for it, the second after; an expected ``?`` (or a count of -1) means
that no answer is right.
"""

import datetime as dt
from pathlib import Path

import pytest

from benkan.formats.report import Report
from benkan.formats.seizure_rows.evaluation import evaluate
from benkan.formats.typed.sheets import read_sheet

MOST_ASKED = {"first": 0.13, "second": 0.18}


@pytest.mark.parametrize("which", MOST_ASKED)
def test_a_list_of_other_spellings_is_read_rightly_or_asked(which):
    file = Path(__file__).with_name(f"other_spellings_{which}.csv")
    with file.open("rb") as stream:
        rows = list(read_sheet(stream, Report()))
    figures, wrong, _read = evaluate(rows, dt.date(2026, 11, 26))
    assert [(one.field, one.written, one.answered) for one in wrong] == []
    assert figures["rows"] == 400
    assert figures["asked"] <= MOST_ASKED[which]
