"""Numbers in words: right, or left as they stand."""

import pytest

from benkan.core.substances.spoken import in_digits


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("deux cent cinquante grammes", "250 grammes"),
        ("quatre vingts kilos", "80 kilos"),
        ("quatre vingt dix sept", "97"),
        ("soixante quinze", "75"),
        ("vingt et un sacs", "21 sacs"),
        ("trois mille deux cents comprimes", "3200 comprimes"),
        ("two hundred and fifty tablets", "250 tablets"),
        ("خمسه وعشرون كيلو", "25 كيلو"),
        ("ثلاثمايه قرص", "300 قرص"),
        ("خمسه عشر", "15"),
        ("deux kilos et trois cents grammes", "2 kilos et 300 grammes"),
    ],
)
def test_a_number_in_words_becomes_digits(written, meant):
    assert in_digits(written) == meant


@pytest.mark.parametrize("written", ["deux trois kilos", "2 millions de comprimes", "cent cent", "dix vingt"])
def test_words_that_are_no_one_number_stay(written):
    assert in_digits(written) == written
