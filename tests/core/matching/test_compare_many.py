"""Many people compared at once get the scores that ``compare`` gives each of them."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.matching import Subject, compare, compare_many, name_beside
from benkan.core.matching.date_columns import ORDER, UNDATED, best_ranks, packed, unpacked
from benkan.core.matching.dates import PartialDate, best_agreement, read
from benkan.core.matching.normalise import MAX_PARTS

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
def test_many_are_told_what_compare_tells_each(subject, people):
    assert scores(subject, people).tolist() == [pytest.approx(compare(subject, one).score) for one in people]


def test_what_is_plain_is_decided_without_an_alignment(monkeypatch):
    aligned = []
    real = name_beside.evidence_of
    monkeypatch.setattr(name_beside, "evidence_of", lambda a, b: aligned.append(b) or real(a, b))
    subject = Subject(names=["Moussa Traoré"], birth_dates=["1984"])
    plain = ["Moussa Traoré", "Mousa Traore", "Fatoumata Traoré", "موسى تراوري", "Abdoulaye Keita", "Moussa ould Ahmed"]
    people = [Subject(names=[name], birth_dates=["1985"]) for name in plain]
    assert scores(subject, people).tolist() == [pytest.approx(compare(subject, one).score) for one in people]
    assert aligned == []
    scores(subject, [Subject(names=["Moussa Traoreé"]), Subject(names=["Moussa T."])])
    assert len(aligned) == 1


@pytest.mark.parametrize("name", ["M.", "M. Keita", "Moussa M.", "م موسى"])
def test_an_initial_is_weighed_as_compare_does_it_whatever_the_script(name):
    for subject in (Subject(names=["موسى"]), Subject(names=["Moussa Keita"]), Subject(names=["M. Keita"])):
        (found,) = scores(subject, [Subject(names=[name])])
        assert found == pytest.approx(compare(subject, Subject(names=[name])).score)


def test_of_names_that_tell_the_same_the_one_is_taken_that_compare_takes():
    subject = Subject(names=["Moussa Keita", "Oumar Diallo"])
    people = [Subject(names=list(names)) for names in permutations(["Moussa Diallo", "Oumar Keita", "Moussa Oumar"])]
    assert scores(subject, people).tolist() == [pytest.approx(compare(subject, one).score) for one in people]


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
