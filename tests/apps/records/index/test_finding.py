"""Searching the index: nothing that matters is left out, and what is gone is not found."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benkan.apps.records.index import compacting, finding, store
from benkan.apps.records.index.finding import LEAST_SCORE, find
from benkan.apps.records.index.version import current_version, region
from benkan.core.errors import Unreachable
from benkan.core.matching import Identifier, Subject, compare, tokens

pytestmark = pytest.mark.django_db

MOUSSA = Subject(names=["Moussa AG ALHASSANE"], birth_dates=["1984"])


def ids(found):
    return [one.record for one in found]


def exhaustive(subject, candidates):
    """Every candidate compared, as the slow way would."""
    scores = {}
    for identifier, other in candidates.items():
        score = compare(subject, other, default_region=region()).score
        if score >= LEAST_SCORE:
            scores[identifier] = score
    return scores


NAME = st.sampled_from(
    [
        "Moussa Traoré",
        "Mousa Traore",
        "موسى تراوري",
        "Moussa Keita",
        "Fatoumata Traoré",
        "Moussa Oumar Traoré",
        "Moussa Troaré",
    ]
)
DATE = st.sampled_from(
    [[], ["1984"], ["1985"], ["1984-05-03"], ["1984-03-05"], ["1985-05-03"], ["1960"], ["1961-01-01", "1984"]]
)
PHONE = st.sampled_from([[], ["+22376000001"], ["76000001"], ["+33176000001"], ["0076000001"]])
PERSON = st.builds(
    lambda names, dates, phones, sex, nationality: Subject(
        names=names, birth_dates=dates, sex=sex, nationalities=nationality,
        identifiers=[Identifier("phone", one) for one in phones],
    ),
    st.lists(NAME, min_size=1, max_size=2), DATE, PHONE, st.sampled_from([None, "male", "female"]),
    st.sampled_from([[], ["ML"], ["NE"]]),
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=25), PERSON, st.booleans())
def test_no_candidate_is_left_out_that_an_exhaustive_comparison_would_keep(put, people, subject, compacted):
    with transaction.atomic():
        store.clear()
    candidates = dict(zip(put(*people), people, strict=True))
    if compacted:
        compacting.compact()
    wanted = exhaustive(subject, candidates)
    found = {one.record: one.score for one in find(subject)}
    keys = finding.open_keys(subject, role="query", default_region=region())
    sharing = {
        one for one, other in candidates.items()
        if set(keys) & set(finding.open_keys(other, role="record", default_region=region()))
    }  # fmt: skip
    assert {one: pytest.approx(score) for one, score in wanted.items() if one in sharing} == {
        one: score for one, score in found.items() if one in sharing
    }
    assert all(score == pytest.approx(wanted[one]) for one, score in found.items())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=10), PERSON)
def test_what_a_private_search_would_hit_is_found_here(put, people, subject):
    with transaction.atomic():
        store.clear()
    candidates = dict(zip(put(*people), people, strict=True))
    asked = {one for one in tokens(subject, role="query", default_region=region()) if one.tier != "weak"}
    hit = {
        one for one, other in candidates.items()
        if asked & tokens(other, role="record", default_region=region())
        and compare(subject, other, default_region=region()).score >= LEAST_SCORE
    }  # fmt: skip
    assert hit <= set(ids(find(subject)))


@pytest.mark.parametrize("registration", ["RC-1234", "RC-9999"])
def test_a_number_of_a_company_that_differs_weighs_as_it_does_in_a_comparison(put, registration):
    def company(number):
        return Subject(
            kind="company", names=["Sahel Transit Services SARL"], identifiers=[Identifier("registration", number)]
        )

    (kept,) = put(company("RC-1234"))
    (found,) = find(company(registration))
    assert found.record == kept
    assert found.score == pytest.approx(compare(company(registration), company("RC-1234")).score)


def test_a_wrong_letter_is_found_in_the_second_pass(put):
    (kept,) = put(Subject(names=["Oumar Sangaré"], birth_dates=["1984"]))
    assert ids(find(Subject(names=["Oumar Tangaré"], birth_dates=["1984"]))) == [kept]
    assert ids(find(Subject(names=["Oumar Sangmaré"]))) == [kept]


def test_a_name_too_common_for_a_private_index_is_found_here(put):
    kept = put(Subject(names=["Mohamed Ali"]), Subject(names=["محمد علي"]))
    assert set(ids(find(Subject(names=["Mohamed Ali"])))) == set(kept)


def test_a_record_past_its_day_is_not_found(put):
    put(MOUSSA, until=date.today() - timedelta(days=1))
    (kept,) = put(MOUSSA, until=date.today())
    assert ids(find(MOUSSA)) == [kept]


def test_a_record_that_was_taken_out_is_not_found_before_nor_after_compacting(put, take):
    gone, kept = put(MOUSSA, MOUSSA)
    compacting.compact()
    assert take(gone) == 1
    assert ids(find(MOUSSA)) == [kept]
    compacting.compact()
    assert ids(find(MOUSSA)) == [kept]
    assert take(gone) == 0


def test_the_skeletons_of_a_record_go_with_its_last_carrier(put, take):
    from benkan.apps.records.models import Skeleton, SkeletonVariant

    one, other = put(MOUSSA, MOUSSA)
    before = Skeleton.objects.count()
    take(one)
    assert Skeleton.objects.count() == before > 0
    take(other)
    assert not Skeleton.objects.exists()
    assert not SkeletonVariant.objects.exists()


def test_a_common_name_does_not_hide_the_one_with_the_right_year(put, monkeypatch):
    monkeypatch.setattr(finding, "HEAVY", 20)
    put(*[Subject(names=["Moussa Keita"], birth_dates=[str(1950 + number % 30)]) for number in range(60)])
    (kept,) = put(Subject(names=["Moussa Keita"], birth_dates=["1999"]))
    compacting.compact()
    assert ids(find(Subject(names=["Moussa Keita"], birth_dates=["1999"]), limit=1)) == [kept]


def test_a_name_that_only_many_carry_gives_some_of_them(put, monkeypatch):
    monkeypatch.setattr(finding, "HEAVY", 20)
    put(*[Subject(names=["Moussa Keita"]) for _ in range(150)])
    assert len(find(Subject(names=["Moussa Keita"]))) == finding.MOST_CANDIDATES


def test_an_index_of_other_rules_is_not_searched(put):
    put(MOUSSA)
    with transaction.atomic():
        from dataclasses import replace

        store.write_state(replace(store.state(current_version(), lock=True), version="older"))
    with pytest.raises(Unreachable) as refused:
        find(MOUSSA)
    assert refused.value.code == "records.index-building"
    put(MOUSSA)  # not written: the index will be made anew


def test_namesakes_of_one_name_are_compared_once(put, monkeypatch):
    compared = []
    real = finding.compare
    monkeypatch.setattr(finding, "compare", lambda *a, **k: compared.append(a) or real(*a, **k))
    put(*[Subject(names=["Moussa Sangaré"], birth_dates=[str(1940 + number)]) for number in range(60)])
    assert find(Subject(names=["Moussa Sangaré"], birth_dates=["1984"]))
    assert len(compared) <= 6


def test_a_search_takes_a_bounded_number_of_statements(put, monkeypatch):
    from benkan.apps.records.index import statements

    put(*[Subject(names=[f"Moussa {word}"]) for word in ("Sangaré", "Tangaré", "Sangara", "Keita")])
    done = []
    real = statements._executed
    monkeypatch.setattr(statements, "_executed", lambda sql, given: done.append(sql) or real(sql, given))
    find(Subject(names=["Moussa Dangaré"], birth_dates=["1984"]))
    assert 2 < len(done) <= 7


@pytest.mark.parametrize(
    "subject", [Subject(), Subject(names=["J"]), Subject(names=["王小明"]), Subject(kind="vehicle", names=["Toyota"])]
)
def test_a_subject_with_next_to_nothing_finds_nothing(put, subject):
    put(MOUSSA, Subject(kind="vehicle", names=["Toyota"], identifiers=[Identifier("plate", "AB-1234-MD")]))
    assert find(subject) == []


def test_a_hostile_subject_is_searched_in_bounded_time(put):
    import time

    put(MOUSSA)
    names = [" ".join(f"Name{chr(97 + n % 26)}{chr(97 + m)}ra" for m in range(12)) + f" {n}" for n in range(500)]
    started = time.process_time()
    find(Subject(names=names, birth_dates=[str(1900 + n % 100) for n in range(500)]))
    assert time.process_time() - started < 5
