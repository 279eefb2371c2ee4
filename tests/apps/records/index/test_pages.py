"""Packed postings: what goes in comes out, and merging is the arithmetic of sets."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from benkan.apps.records.index import pages
from benkan.apps.records.index.pages import LAST_NUMBER, LONGEST_IN_PAGE, MARKER, Postings

KEYS = st.integers(0, 2**44 - 1) | st.integers(0, 3).map(lambda small: (5 << 24) + small)
NUMBERS = st.integers(1, 40) | st.sampled_from([2**24 - 2, 2**24 - 1, 2**24, LAST_NUMBER, MARKER])
POSTINGS = st.lists(st.tuples(KEYS, NUMBERS), max_size=60)


def postings(pairs):
    table = np.array(sorted(pairs), dtype=np.uint64).reshape(-1, 2)
    return Postings.of(table[:, 0], table[:, 1])


def pairs(found):
    return list(zip(found.keys.tolist(), found.numbers.tolist(), strict=True))


@given(POSTINGS)
def test_what_is_packed_is_unpacked_the_same(given_pairs):
    before = postings(set(given_pairs))
    assert pairs(pages.unpacked(list(pages.packed(before)))) == pairs(before)


@given(POSTINGS)
def test_each_page_holds_the_keys_that_begin_with_its_number(given_pairs):
    for page, body in pages.packed(postings(set(given_pairs))):
        assert {key >> 24 for key in pages.unpacked([(page, body)]).keys.tolist()} == {page}


@given(POSTINGS, POSTINGS)
def test_pages_written_with_numbers_of_three_and_of_four_bytes_are_read_together(low, high):
    narrow = {(key, number) for key, number in low if number < 2**24 - 1}
    taken = {key >> 24 for key, _ in narrow}
    wide = {(key, number) for key, number in high if key >> 24 not in taken}
    rows = sorted([*pages.packed(postings(narrow)), *pages.packed(postings(wide | {(2**44 - 1, 2**24)} - narrow))])
    if 2**20 - 1 not in taken:
        assert pairs(pages.unpacked(rows)) == sorted(narrow | wide | {(2**44 - 1, 2**24)})


@given(POSTINGS, st.lists(KEYS, max_size=8))
def test_the_carriers_of_keys_are_their_postings_and_no_others(given_pairs, more):
    held = postings(set(given_pairs))
    keys = np.array(sorted({*more, *(key for key, _ in given_pairs[::2])}), dtype=np.uint64)
    assert carried(list(pages.packed(held)), keys) == [pair for pair in pairs(held) if pair[0] in set(keys.tolist())]


def test_pages_of_both_widths_are_read_together_however_many_there_are():
    held = {(page << 24 | 5, (1 << 24) * (page % 2) + page) for page in range(700)}
    rows = [
        row for width in (0, 1) for row in pages.packed(postings({one for one in held if one[0] >> 24 & 1 == width}))
    ]
    keys = np.array([page << 24 | 5 for page in range(0, 800, 3)], dtype=np.uint64)
    assert len({body[0] for _, body in rows}) == 2
    assert carried(rows, keys) == sorted(one for one in held if one[0] in set(keys.tolist()))
    assert carried([], keys) == []


def carried(rows, keys):
    which, numbers = pages.carriers(rows, keys)
    return sorted(zip(keys[which].tolist(), numbers.tolist(), strict=True))


def test_a_posting_takes_six_bytes_and_seven_beyond_sixteen_million_records():
    ((_, narrow),) = pages.packed(postings([(7, 2**24 - 2), (7, MARKER)]))
    ((_, wide),) = pages.packed(postings([(7, 2**24 - 1), (7, MARKER)]))
    assert (len(narrow), len(wide)) == (1 + 2 * 6, 1 + 2 * 7)


@given(POSTINGS)
def test_sorting_is_by_key_and_then_by_number_however_far_apart_they_are(given_pairs):
    table = np.array(given_pairs, dtype=np.uint64).reshape(-1, 2)
    assert pairs(Postings.of(table[:, 0], table[:, 1])) == sorted(given_pairs)


@given(POSTINGS, POSTINGS, POSTINGS)
def test_merging_is_union_and_difference(old, added, gone):
    found = pages.merged(postings(set(old)), postings(added), postings(gone))
    assert pairs(found) == sorted((set(old) | set(added)) - set(gone))


def test_a_key_with_too_many_postings_leaves_its_page_and_a_marker_stays():
    many = [(7, number) for number in range(1, LONGEST_IN_PAGE + 2)]
    found, long = pages.without_long(postings([(3, 1), *many, (9, 2)]))
    assert pairs(found) == [(3, 1), (7, MARKER), (9, 2)]
    assert [(key, numbers.tolist()) for key, numbers in long] == [(7, [number for _, number in many])]


def test_a_key_with_as_many_as_fit_stays():
    found, long = pages.without_long(postings([(7, number) for number in range(1, LONGEST_IN_PAGE + 1)]))
    assert (len(found), long) == (LONGEST_IN_PAGE, [])


def test_no_postings_fill_no_page():
    assert list(pages.packed(Postings.none())) == []
    assert len(pages.unpacked([])) == 0
