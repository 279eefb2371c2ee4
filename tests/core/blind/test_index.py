import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.blind.conftest import DUMMY_SEED, make_responder
from tests.vectors import index_reference

from benkan.core.blind import Entry, Index, build, fuse, padded, padding, tag
from benkan.core.blind.packing import Packed, pack
from benkan.core.errors import Invalid


def wanted(responder, entry):
    return tag(responder.contexts[entry.kind], responder.keys[entry.kind].evaluate_known(entry.token))


def refused(data):
    with pytest.raises(Invalid) as refusal:
        Index.load(data)
    assert refusal.value.text
    assert refusal.value.remedy
    return refusal.value.code, refusal.value.place


def test_every_entry_answers_with_its_label(responder):
    for entry in responder.entries:
        assert responder.index.lookup(wanted(responder, entry)) == entry.label


def test_a_second_reader_written_from_the_document_agrees(responder):
    for entry in responder.entries:
        at = wanted(responder, entry)
        assert index_reference.lookup(responder.built.data, at.handle, at.mask) == entry.label
    absent = wanted(responder, Entry("name", b"absent", 0))
    assert index_reference.lookup(responder.built.data, absent.handle, absent.mask) is None


def test_an_absent_token_and_a_token_of_another_kind_do_not_answer(responder):
    for number in range(500):
        assert responder.index.lookup(wanted(responder, Entry("name", b"absent %d" % number, 0))) is None
    assert responder.index.lookup(wanted(responder, Entry("identifier", b"name 1", 0))) is None


def test_a_handle_without_its_mask_reads_nothing(responder):
    at = wanted(responder, responder.entries[0])
    for bit in range(32):
        assert responder.index.lookup(type(at)(at.handle, at.mask ^ (1 << bit))) is None
    assert responder.index.lookup(type(at)(at.handle, at.mask ^ (1 << 32))) == 1


def test_the_build_gives_the_same_bytes_whatever_the_order_and_when_repeated(responder):
    shuffled = list(responder.entries)
    random.Random(1).shuffle(shuffled)
    assert make_responder(entries=tuple(shuffled)).built == responder.built
    assert make_responder().built.data == responder.built.data


def test_another_key_dummy_seed_or_label_gives_other_bytes(responder):
    assert make_responder(bytes(32)).built.data != responder.built.data
    again = build(responder.entries, responder.keys, responder.contexts, dummy_seed=bytes(32))
    assert again.data != responder.built.data
    relabelled = (Entry("name", b"name 0", 9), *responder.entries[1:])
    assert make_responder(entries=relabelled).built.data != responder.built.data


def test_the_count_is_padded_and_the_handles_are_of_the_real_tokens_only(responder):
    assert responder.built.count == responder.index.count == padded(100) == 102
    assert len(responder.built.handles) == 100
    for entry in responder.entries:
        assert responder.built.handles[wanted(responder, entry).handle] == [entry.token]


@pytest.mark.parametrize(("count", "size"), [(0, 64), (1, 64), (64, 64), (65, 67), (67, 67), (68, 70), (1000, 1025)])
def test_sizes_are_padded_to_the_published_ladder(count, size):
    assert padded(count) == size


@given(st.integers(64, 10**9))
def test_padding_adds_at_most_five_percent(count):
    assert count <= padded(count) <= count * 1.05
    assert padded(padded(count)) == padded(count)


def test_an_empty_index_looks_like_one_of_64_entries():
    empty = make_responder(entries=())
    assert empty.built.count == 64
    assert empty.built.handles == {}
    assert len(empty.built.data) == len(make_responder(entries=(Entry("name", b"one", 1),)).built.data) == 420


def test_the_published_bytes_are_near_the_bound_of_48_bits(responder):
    entries = tuple(Entry("name", b"%d" % number, 1) for number in range(1000))
    built = make_responder(entries=entries).built
    assert len(built.data) * 8 / built.count <= 48 * 1.03


def test_labels_of_16_bits_survive_and_others_are_refused(responder):
    edge = make_responder(entries=(Entry("name", b"low", 0), Entry("name", b"high", 65535)))
    assert edge.index.lookup(wanted(edge, edge.entries[0])) == 0
    assert edge.index.lookup(wanted(edge, edge.entries[1])) == 65535
    for label in (-1, 65536):
        with pytest.raises(Invalid) as refusal:
            make_responder(entries=(Entry("name", b"a", 1), Entry("name", b"b", label)))
        assert (refusal.value.code, refusal.value.place) == ("blind.label", "entries[1]")
        assert refusal.value.facts == {"label": label}
        assert f"label {label} does not fit in 16 bits" in str(refusal.value)


def test_a_token_that_stands_twice_is_refused_but_not_printed():
    with pytest.raises(Invalid) as refusal:
        make_responder(entries=(Entry("name", b"secret-a", 1), Entry("name", b"b", 1), Entry("name", b"secret-a", 2)))
    assert (refusal.value.code, refusal.value.place) == ("blind.duplicate", "entries[2]")
    assert "secret-a" not in str(refusal.value)
    assert refusal.value.remedy


def test_one_token_under_two_kinds_is_two_entries():
    both = make_responder(entries=(Entry("name", b"same", 1), Entry("identifier", b"same", 2)))
    assert [both.index.lookup(wanted(both, entry)) for entry in both.entries] == [1, 2]


def test_a_kind_without_key_or_context_is_refused(responder):
    bad = [Entry("name", b"a", 1), Entry("k" * 40, b"b", 1)]
    for keys, contexts in (
        (responder.keys, {**responder.contexts, "k" * 40: bytes(64)}),
        ({**responder.keys, "k" * 40: responder.keys["name"]}, responder.contexts),
    ):
        with pytest.raises(Invalid) as refusal:
            build(bad, keys, contexts, dummy_seed=DUMMY_SEED)
        assert (refusal.value.code, refusal.value.place) == ("blind.kind", "entries[1]")
        assert refusal.value.facts == {"kind": "k" * 32}


def test_a_token_that_is_too_long_is_refused_by_the_build():
    with pytest.raises(Invalid) as refusal:
        make_responder(entries=(Entry("name", b"a" * 1025, 1),))
    assert refusal.value.code == "blind.token"


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_dummy_seed_that_is_not_32_bytes_is_refused(responder, length):
    with pytest.raises(Invalid) as refusal:
        build([], responder.keys, responder.contexts, dummy_seed=bytes(length))
    assert refusal.value.code == "blind.seed"
    assert refusal.value.facts == {"length": length}


def test_padding_is_noise_that_the_dummy_seed_determines():
    assert padding.noise(bytes(32), 0) != padding.noise(bytes(32), 1)
    assert padding.noise(bytes(32), 0) != padding.noise(bytes([1]) * 32, 0)
    assert len(padding.noise(bytes(32), 5)) == 22
    assert padding.noise(bytes(32), 5) == index_reference.noise(bytes(32), 5)


def test_a_form_that_is_not_of_the_protocol_is_refused(responder):
    data = responder.built.data
    assert refused(data[:-1]) == ("blind.index", "length")
    assert refused(data + b"x") == ("blind.index", "length")
    assert refused(b"") == ("blind.index", "header")
    # 103 entries: the header holds, but no ladder has that step.
    assert refused(data[:4] + (103).to_bytes(4, "little") + data[8:])[0] == "blind.index"


def test_a_number_of_entries_off_the_ladder_is_refused():
    cells = np.arange(1, 129, dtype=np.uint64)
    cells[103:] = 0
    assert refused(pack(Packed(103, 0, 4, 6, cells))) == ("blind.index", "count")
    cells[102:] = 0
    assert Index.load(pack(Packed(102, 0, 4, 6, cells))).count == 102


def test_an_index_that_says_hit_to_everything_cannot_be_forged(responder):
    cells = np.zeros(128, np.uint64)
    cells[:102] = 5 << 32
    forged = Index.load(pack(Packed(102, 0, 4, 6, cells)))
    assert all(forged.lookup(wanted(responder, entry)) is None for entry in responder.entries)


def test_two_handles_in_one_place_are_told_apart_from_a_defect(responder, monkeypatch):
    monkeypatch.setattr(fuse, "solve", lambda places, values: None)
    with pytest.raises(Invalid) as refusal:
        build([Entry("name", b"a", 1)], responder.keys, responder.contexts, dummy_seed=DUMMY_SEED)
    assert refusal.value.code == "blind.collision"
    assert refusal.value.remedy


def test_an_entry_and_a_build_do_not_print_what_they_hold(responder):
    assert "name 1" not in repr(responder.entries[1])
    assert repr(responder.built) == "Built(count=102)"


def test_a_build_keeps_its_tokens_and_its_count_by_itself():
    made = make_responder(entries=(Entry("name", b"one", 1),))
    assert made.built.handles == {wanted(made, made.entries[0]).handle: [b"one"]}
    assert made.index.count == 64
