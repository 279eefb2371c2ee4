"""Keys of a service's own index: whoever meets in private meets here, spelled apart or together, and nothing explodes."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benkan.core.matching import Identifier, Subject, tokens
from benkan.core.matching.open_keys import (
    KEY_BITS,
    MAX_KEYS,
    NUMBER,
    PAIR,
    component,
    has_bare_phone,
    mixed,
    mixed_columns,
    open_keys,
    similar_keys,
    skeletons_of,
)

WORDS = st.sampled_from(
    ["Moussa", "موسى", "Mousa", "Traoré", "Traore", "ag", "Alhassane", "الحسن", "Abdel", "Aziz", "عبد العزيز", "Iyad",
     "إياد", "Ghali", "غالي", "Mohamed", "Ali", "Hamid", "Reza", "Hamidreza", "Ben", "Ould", "Sidi", "J", "王", "Keita"]
)  # fmt: skip
NAMES = st.lists(st.lists(WORDS, min_size=1, max_size=4).map(" ".join), min_size=0, max_size=2)
DATES = st.lists(
    st.sampled_from(["1984", "1985", "1984-05", "1984-05-03", "1984-03-05", "1985-05-03", "1984-01-01"]), max_size=2
)
NUMBERS = st.lists(
    st.sampled_from(
        [Identifier("phone", "+223 76 12 34 56"), Identifier("phone", "76123456"), Identifier("plate", "AB-1234-MD"),
         Identifier("account", "+22376123456"), Identifier("document", "A 1037434")]
    ),
    max_size=2,
)  # fmt: skip
SUBJECTS = st.builds(
    lambda kind, names, dates, numbers: Subject(kind=kind, names=names, birth_dates=dates, identifiers=numbers),
    st.sampled_from(["person", "person", "company", "vehicle"]), NAMES, DATES, NUMBERS,
)  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(SUBJECTS, SUBJECTS, st.sampled_from(["ML", None]))
@example(
    Subject(names=["Hamid Reza"], birth_dates=["1984"]), Subject(names=["Hamidreza"], birth_dates=["1985-05-03"]), None
)
@example(
    Subject(names=["Iyad Ghali"], birth_dates=["1984-05-03"]),
    Subject(names=["Iyad Kone"], birth_dates=["1985-05-03"]),
    None,
)
def test_whoever_shares_a_private_token_shares_a_key(record, query, region):
    for budget in (8.0, 10.6, 12.0):
        private = tokens(record, role="record", budget_bits=budget, default_region=region) & tokens(
            query, role="query", budget_bits=budget, default_region=region
        )
        if private:
            stored = open_keys(record, role="record", default_region=region)
            assert set(stored) & set(open_keys(query, role="query", default_region=region)), private


def test_a_common_name_without_a_date_has_a_key_of_its_own():
    (key,) = [key for key, says in open_keys(Subject(names=["Mohamed Ali"]), role="query").items() if says == PAIR][:1]
    assert key in open_keys(Subject(names=["محمد علي"], birth_dates=["1984"]), role="record")


def test_a_year_refines_its_pair_and_a_query_asks_for_those_beside():
    record = open_keys(Subject(names=["Moussa Keita"], birth_dates=["1984"]), role="record")
    (pair, *_) = [key for key, says in record.items() if says == PAIR]
    (dated,) = [key for key, says in record.items() if says == pair]
    for year, meets in ((1982, False), (1983, True), (1985, True), (1986, False)):
        asked = open_keys(Subject(names=["Moussa Keita"], birth_dates=[str(year)]), role="query")
        assert (dated in asked) is meets


def test_a_number_is_told_apart_from_a_name():
    found = open_keys(Subject(identifiers=[Identifier("plate", "AB-1234-MD")]), role="record")
    assert list(found.values()) == [NUMBER]


def test_a_misspelt_part_leads_to_the_pairs_beside_it():
    stored = open_keys(Subject(names=["Oumar Sangaré"], birth_dates=["1984"]), role="record")
    query = Subject(names=["Oumar Tangaré"], birth_dates=["1984"])
    (right,) = skeletons_of(Subject(names=["Sangaré"]))
    (wrong,) = skeletons_of(Subject(names=["Tangaré"]))
    assert not set(stored) & set(open_keys(query, role="query"))
    assert set(stored) & set(similar_keys(query, {wrong: [right]}, 10))


def test_scripts_without_letters_are_never_mistaken_by_one():
    assert skeletons_of(Subject(names=["王小明"])) == set()


@given(st.lists(st.tuples(*[st.integers(0, 2**64 - 1)] * 3), min_size=1, max_size=8), st.integers(0, 2**66))
def test_columns_of_keys_are_the_keys(components, mark):
    columns = np.array(components, dtype=np.uint64).T
    assert mixed_columns(mark, *columns).tolist() == [mixed(mark, *one) for one in components]
    assert all(0 <= key < 1 << KEY_BITS for key in mixed_columns(mark, *columns).tolist())


def test_keys_do_not_change_between_versions_unnoticed():
    """If this fails, raise OPEN_RULES: every index must be made anew."""
    found = open_keys(Subject(names=["Moussa Keita"], birth_dates=["1984-05-03"]), role="record")
    assert [f"{key:011x}" for key in sorted(found)] == PINNED


PINNED = ["1901ab0ba03", "4708180a8e2", "916e5bd1ed2", "b371dad8f4d", "c685c57ab46"]


def test_a_subject_of_five_hundred_long_names_has_a_bounded_number_of_keys():
    names = [" ".join(f"Name{chr(97 + n % 26)}{chr(97 + m)}ra" for m in range(12)) + f" {n}" for n in range(500)]
    assert len(open_keys(Subject(names=names, birth_dates=["1984"]), role="query")) <= MAX_KEYS


@pytest.mark.parametrize(
    ("phone", "region", "bare"), [("76123456", None, True), ("76123456", "ML", False), ("+22376123456", None, False)]
)
def test_a_phone_without_its_country_is_noticed(phone, region, bare):
    assert has_bare_phone(Subject(identifiers=[Identifier("phone", phone)]), region) is bare


def test_a_component_is_hashed_as_documented():
    import hashlib

    assert component("KL") == int.from_bytes(hashlib.blake2b(b"KL", digest_size=8).digest(), "big")
