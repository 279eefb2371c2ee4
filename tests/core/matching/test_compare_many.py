"""Many people compared in columns get the scores that ``compare`` gives each of them."""

import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.matching import Subject, compare, compare_many, part_columns
from benkan.core.matching.date_columns import ORDER, UNDATED, best_ranks, packed, unpacked
from benkan.core.matching.dates import PartialDate, best_agreement, read
from benkan.core.matching.normalise import MAX_PARTS, parts
from benkan.core.matching.part_columns import PartColumns

WORDS = [
    "Moussa", "Mousa", "Moussou", "موسى", "Traoré", "Traore", "Traori", "تراوري", "Keita", "Keïta", "Kéta", "Oumar", "Omar",
    "Ali", "Aly", "Aliou", "Hassan", "Hussein", "Mohamed", "محمد", "M.", "J", "Abd", "Abdel", "al", "Rahman", "Abdelrahman",
    "عبد", "الرحمن", "ould", "ag", "Alhassane", "Ben", "Hamid", "Reza", "Hamidreza", "Jean-Pierre", "O'Brien", "Dr", "王小明",
    "1234", "Sangaré", "Tangaré", "Troaré",
]  # fmt: skip
NAME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
DATE = st.sampled_from(
    ["1984", "1985", "1986", "1984-05", "1984-01", "1985-05", "1984-05-03", "1984-03-05", "1985-05-03", "1984-05-04",
     "1984-01-01", "1985-01-01", "1984-05-01", "1960-12-31"]
)  # fmt: skip
PERSON = st.builds(
    lambda names, dates: Subject(names=names, birth_dates=dates),
    st.lists(NAME, min_size=1, max_size=3), st.lists(DATE, max_size=2),
)  # fmt: skip


def scores(subject, people):
    return compare_many.scores(
        subject,
        ["\n".join(one.names) for one in people],
        np.array([packed(one.dates[0]) if one.dates else 0 for one in people]),
    )


def with_one_date(one):
    return Subject(names=one.names, birth_dates=one.birth_dates[:1])


@settings(max_examples=300, deadline=None)
@given(PERSON, st.lists(PERSON.map(with_one_date), min_size=1, max_size=12))
def test_columns_tell_what_compare_tells(subject, people):
    assert scores(subject, people).tolist() == [pytest.approx(compare(subject, one).score) for one in people]


def test_the_columns_decide_without_aligning_what_is_plain(monkeypatch):
    aligned = []
    real = compare_many.evidence_of
    monkeypatch.setattr(compare_many, "evidence_of", lambda a, b: aligned.append(b) or real(a, b))
    subject = Subject(names=["Moussa Traoré"], birth_dates=["1984"])
    plain = ["Moussa Traoré", "Mousa Traore", "Fatoumata Traoré", "موسى تراوري", "Abdoulaye Keita", "Moussa ould Ahmed"]
    people = [Subject(names=[name], birth_dates=["1985"]) for name in plain]
    assert scores(subject, people).tolist() == [pytest.approx(compare(subject, one).score) for one in people]
    assert aligned == []
    scores(subject, [Subject(names=["Moussa Traoreé"]), Subject(names=["Moussa T."])])
    assert len(aligned) == 1


def test_a_name_with_too_many_parts_and_a_person_with_too_many_names_are_compared_all_the_same():
    long = " ".join(f"Moussa{chr(97 + n)}ra" for n in range(MAX_PARTS + 3))
    subject = Subject(names=["Moussa Traoré", "Moussa Keita"])
    people = [Subject(names=[long]), Subject(names=[f"Moussa Kei{chr(97 + n % 26)}a {n}" for n in range(70)])]
    assert scores(subject, people).tolist() == [pytest.approx(compare(subject, one).score) for one in people]


@given(st.lists(DATE, max_size=3), st.lists(DATE, min_size=1, max_size=20))
def test_dates_agree_in_columns_as_they_do_one_by_one(dates, born):
    mine = [read(date) for date in dates]
    theirs = [read(date) for date in born]
    expected = [best_agreement(mine, [one]) for one in theirs]
    found = best_ranks(mine, np.array([packed(one) for one in theirs]))
    assert found.tolist() == [ORDER.index(one[0]) if one else UNDATED for one in expected]


@given(DATE)
def test_a_packed_date_comes_back(date):
    assert unpacked(packed(read(date))) == read(date)


def test_nobody_is_born_in_the_year_nought():
    assert best_ranks([PartialDate(1984)], np.array([0])).tolist() == [UNDATED]


@given(st.lists(st.lists(NAME, min_size=1, max_size=3).map("\n".join), min_size=1, max_size=6))
def test_a_table_gives_back_the_parts_of_every_name(people):
    table = PartColumns()
    numbers, starts, first = table.of_people([Subject(names=one.split("\n")) and one for one in people])
    read_back = [
        tuple(table.parts[at].folded for at in numbers[begin:end].tolist())
        for begin, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
    ]
    names = [name for one in people for name in one.split("\n")]
    assert read_back == [tuple(part.folded for part in parts(name)) for name in names]
    assert np.diff(first).tolist() == [len(one.split("\n")) for one in people]


def test_a_full_table_is_begun_anew(monkeypatch):
    monkeypatch.setattr(part_columns, "_current", [PartColumns(at_most=3)])
    before = part_columns.columns()
    before.of_people(["Moussa Traoré", "Oumar Keita"])
    assert part_columns.columns() is not before


def test_threads_that_fill_one_table_agree():
    table = PartColumns()
    names = [f"Ka{chr(97 + a)}{chr(97 + b)}ra Di{chr(97 + b)}lo" for a in range(26) for b in range(26)] * 8
    wrong = []

    def fill(offset):
        for name in names[offset:] + names[:offset]:
            numbers, _, _ = table.of_people([name])
            folded = [table.parts[number].folded for number in numbers.tolist()]
            if folded != name.lower().split() or not table.spelling[numbers].all():
                wrong.append(name)

    threads = [threading.Thread(target=fill, args=(offset,)) for offset in (0, 400, 900)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    # Two threads may read one word at the same moment; both its parts then have one spelling.
    spellings = {(part.folded, int(table.spelling[number])) for number, part in enumerate(table.parts)}
    assert len(spellings) == len({folded for folded, _ in spellings}) == len({spelling for _, spelling in spellings})
