"""Spellings, units and dates that are not in the development set: read rightly or asked, and never read wrongly."""

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from benkan.formats.seizure_rows import amounts, places
from benkan.formats.seizure_rows.reader import read_drug
from benkan.formats.typed import dates

TODAY = dt.date(2026, 11, 26)
READERS = {
    "drug": read_drug,
    "place": places.read,
    "date": lambda text: dates.read(text, TODAY),
    "quantity": amounts.read,
}
ROWS = list(csv.DictReader(Path(__file__).with_name("spellings.csv").open(encoding="utf-8")))
MOST_ASKED = 0.05


@pytest.mark.parametrize("kind", READERS)
def test_nothing_is_read_wrongly_and_little_is_asked(kind):
    outcome, wrong = Counter(), []
    for row in ROWS:
        if row["kind"] != kind:
            continue
        cell = READERS[kind](row["written"])
        said = cell.sure.code if cell.sure else "?"
        outcome["right" if said == row["meant"] else "asked" if said == "?" else "wrong"] += 1
        if said not in (row["meant"], "?"):
            wrong.append((row["written"], row["meant"], said))
    assert wrong == []
    assert outcome["asked"] <= MOST_ASKED * outcome.total(), outcome
    assert outcome.total() >= 80


def test_what_has_two_meanings_is_asked_with_both():
    assert {way.code for way in read_drug("roche").readings} >= {"diazepam", "clonazepam"}
    assert [way.code for way in amounts.read("1.417 kg").readings] == ["kg:1.417", "kg:1417"]
    assert [way.code for way in dates.read("03/04/2022", TODAY).readings] == ["2022-03-04", "2022-04-03"]
