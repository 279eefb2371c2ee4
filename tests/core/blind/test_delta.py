"""Base, deltas and tombstones: the newest part that knows a token decides; a hostile part decides nothing."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.blind.conftest import DUMMY_SEED
from tests.vectors import index_reference

from benkan.core.blind import Delta, Index, Tag, Tagged, base, changes, delivery, name, padded, tagged, tombstones
from benkan.core.blind.packing import Packed, pack
from benkan.core.errors import Invalid, Unverified


def some(count, seed=0) -> Tagged:
    source = np.random.default_rng(seed)
    return tagged(source.bytes(22 * count), source.integers(0, 1 << 16, count, dtype=np.uint16))


def tag_of(entries, number) -> Tag:
    row = entries.tags[number].tobytes()
    return Tag(row[:16], int.from_bytes(row[16:], "little"))


def relabelled(entries, label) -> Tagged:
    return Tagged(entries.tags, np.full(len(entries), label, np.uint16))


def part(entries, start, end) -> Tagged:
    return Tagged(entries.tags[start:end], entries.labels[start:end])


NONE = some(0)
EVERY = some(1000)
BASE = base(EVERY, dummy_seed=DUMMY_SEED)[0]


def update(before, added=NONE, left=NONE, kept=NONE, seed=DUMMY_SEED):
    return changes(name(before), added, left, kept, dummy_seed=seed)


def labels(index, entries):
    return [index.lookup(tag_of(entries, number)) for number in range(len(entries))]


def test_what_was_added_is_found_and_what_left_is_not_and_the_rest_stays():
    added, left, kept = some(100, seed=1), part(EVERY, 0, 100), part(EVERY, 100, 1000)
    index = Index.load(BASE, [update(BASE, added, left, kept).data])
    assert labels(index, added) == added.labels.tolist()
    assert labels(index, left) == [None] * 100
    assert labels(index, kept) == kept.labels.tolist()
    assert labels(index, some(300, seed=2)) == [None] * 300


def test_a_label_in_a_newer_part_wins_and_a_token_may_leave_and_come_back():
    one = part(EVERY, 0, 1)
    chain, read = [BASE], []
    for added, left, label in (
        (relabelled(one, 5), NONE, 5),
        (NONE, one, None),
        (relabelled(one, 9), NONE, 9),
        (NONE, NONE, 9),
    ):
        chain.append(update(chain[-1], added, left).data)
        read.append(label)
        assert labels(Index.load(BASE, chain[1:]), one) == [label]
    assert read == [5, None, 9, 9]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.dictionaries(st.integers(0, 30), st.none() | st.integers(0, 9)), max_size=4))
def test_any_history_reads_like_a_table_and_a_second_reader_agrees(history):
    universe = some(31, seed=3)
    chain, state = [base(NONE, dummy_seed=DUMMY_SEED)[0]], {}
    for day in history:
        added = {at: label for at, label in day.items() if label is not None}
        gone = [at for at, label in day.items() if label is None and at in state]
        chain.append(
            update(
                chain[-1],
                Tagged(universe.tags[list(added)], np.array(list(added.values()), np.uint16)),
                Tagged(universe.tags[gone], universe.labels[gone]),
            ).data
        )
        state = {at: label for at, label in (state | added).items() if at not in gone}
    index = Index.load(chain[0], chain[1:])
    for number in range(31):
        at = tag_of(universe, number)
        assert index.lookup(at) == state.get(number)
        assert index_reference.lookup(chain[0], at.handle, at.mask, chain[1:]) == state.get(number)


def test_a_thousand_added_and_a_thousand_gone_are_less_than_eleven_thousand_bytes():
    made = update(BASE, some(1000, seed=1), EVERY)
    assert (made.count, made.tombstones) == (1025, 1025)
    assert len(made.data) < 11_000


def test_the_same_changes_in_any_order_are_the_same_bytes_and_others_share_no_padding():
    added, left = some(10, seed=1), part(EVERY, 0, 10)
    order = np.arange(10)[::-1]
    turned = Tagged(added.tags[order], added.labels[order])
    first = update(BASE, added, left)
    assert update(BASE, turned, part(EVERY, 0, 10)).data == first.data
    second = update(BASE, part(added, 0, 9), left)
    ours, theirs = (set(Delta.load(one.data).tombstones.tolist()) for one in (first, second))
    assert len(ours & theirs) == 10
    assert update(BASE, added, left, seed=bytes(32)).data != first.data


def test_an_update_of_nothing_looks_like_one_of_64_changes():
    nothing = update(BASE)
    assert (nothing.count, nothing.tombstones) == (64, 64)
    assert abs(len(update(BASE, some(64, seed=1), part(EVERY, 0, 64)).data) - len(nothing.data)) < 24


def test_a_token_that_a_tombstone_would_hide_by_chance_is_put_into_the_map(monkeypatch):
    monkeypatch.setattr(
        tombstones, "among", lambda numbers, marks: np.array([number < 3 for number in range(len(marks))])
    )
    made = update(BASE, NONE, part(EVERY, 900, 1000), part(EVERY, 0, 900))
    monkeypatch.undo()
    read = Delta.load(made.data)
    assert [read.map.lookup(tag_of(EVERY, number)) for number in range(4)] == [*EVERY.labels[:3].tolist(), None]


def test_tombstones_of_a_handle_are_found_one_by_one_and_all_at_once():
    left = part(EVERY, 0, 100)
    numbers = tombstones.fill(left.marks, bytes(32))
    assert len(numbers) == padded(100)
    assert tombstones.among(numbers, EVERY.marks).tolist() == [True] * 100 + [False] * 900
    for number in range(1000):
        assert tombstones.has(numbers, EVERY.tags[number, :16].tobytes()) is (number < 100)
    assert not tombstones.has(numbers, b"\xff" * 16)


# -- hostile parts -----------------------------------------------------------------------------------------------------


def test_a_delta_of_another_base_or_out_of_order_is_refused():
    other = base(some(1000, seed=9), dummy_seed=DUMMY_SEED)[0]
    first = update(BASE).data
    second = update(first, some(1, seed=4)).data
    Index.load(BASE, [first, second])
    for number, (given_base, deltas) in enumerate(
        [
            (other, [first]),
            (BASE, [second]),
            (BASE, [second, first]),
            (BASE, [first, first]),
            (BASE, [first, second, first]),
        ]
    ):
        with pytest.raises(Unverified) as refusal:
            Index.load(given_base, deltas)
        assert refusal.value.code == "blind.delta-order"
        assert refusal.value.place == ("deltas[0]", "deltas[0]", "deltas[0]", "deltas[1]", "deltas[2]")[number]


def test_a_truncated_delta_is_refused_wherever_it_is_cut():
    data = update(BASE, some(3, seed=1), part(EVERY, 0, 3)).data
    for length in range(len(data)):
        assert refused(data[:length])[0] == "blind.index"
    for tail in (b"\x00", b"more"):
        assert refused(data + tail)[0] == "blind.index"


def refused(data):
    with pytest.raises(Invalid) as refusal:
        Delta.load(data)
    assert refusal.value.remedy
    return refusal.value.code, refusal.value.place


@pytest.mark.parametrize("count", [0, 63, 65, 66, (1 << 32) - 1])
def test_a_lying_number_of_tombstones_is_refused(count):
    data = update(BASE).data
    forged = data[:20] + count.to_bytes(4, "little") + data[24:]
    assert refused(forged) == ("blind.index", "tombstones")


def test_forged_tombstones_are_refused():
    data = update(BASE).data
    # Unary bits that never end, and a number beyond the last place.
    assert refused(data[:24] + b"\xff" * (len(data) - 24)) == ("blind.index", "tombstones")
    beyond = np.array([*range(63), 64 << 32], np.uint64)
    assert refused(data[:24] + tombstones.pack(beyond) + BASE) == ("blind.index", "tombstones")


def test_a_delta_that_says_hit_to_everything_hits_nobody():
    cells = np.zeros(96, np.uint64)
    cells[:64] = 5 << 32
    numbers = tombstones.fill(NONE.marks, bytes(32))
    header = b"BKD2" + name(BASE) + len(numbers).to_bytes(4, "little")
    forged = header + tombstones.pack(numbers) + pack(Packed(64, 0, 4, 4, cells))
    index = Index.load(BASE, [forged])
    assert labels(index, some(300, seed=5)) == [None] * 300


def test_a_delta_whose_tombstones_cover_everything_hides_but_cannot_invent():
    count = 1_083
    places = np.arange(padded(count), dtype=np.uint64) << np.uint64(32)
    header = b"BKD2" + name(BASE) + len(places).to_bytes(4, "little")
    index = Index.load(BASE, [header + tombstones.pack(places) + base(NONE, dummy_seed=DUMMY_SEED)[0]])
    found = labels(index, EVERY)
    # As many numbers as there are places would take 2^32 times this size.
    assert found == EVERY.labels.tolist()


def test_a_base_is_no_delta_and_a_delta_no_base():
    assert refused(BASE) == ("blind.index", "header")
    with pytest.raises(Invalid):
        Index.load(update(BASE).data)


def test_a_delta_above_the_limit_is_refused_before_it_is_read(monkeypatch):
    from benkan.core.blind import delta

    monkeypatch.setattr(delta, "MAX_INDEX_BYTES", 100)
    assert refused(update(BASE).data) == ("blind.index-size", "")


def test_the_name_of_a_part_is_half_the_digest_of_its_chunks_digests():
    data = bytes(65_536) + b"x"
    assert name(data) == bytes.fromhex(delivery.root(delivery.digests(data)))[:16] == index_reference.name(data)[:16]
    assert delivery.root(delivery.digests(data)) != delivery.root(delivery.digests(data)[::-1])
