import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.blind.conftest import DUMMY_SEED, make_responder
from tests.vectors import index_reference

from benkan.core.blind import MAX_INDEX_BYTES, Entry, Index, build, index, packing, padded, tag
from benkan.core.errors import Invalid

HEADER = struct.Struct("<4sIQIIQ")


def wanted(responder, entry):
    return tag(responder.contexts[entry.kind], responder.keys[entry.kind].evaluate_known(entry.token))


def header_of(data):
    return list(HEADER.unpack_from(data))


def with_header(data, fields):
    return HEADER.pack(*fields) + data[HEADER.size :]


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
    assert len(empty.built.data) == len(make_responder(entries=(Entry("name", b"one", 1),)).built.data) == 432


def test_the_published_bytes_are_near_the_bound_of_48_bits(responder):
    entries = tuple(Entry("name", b"%d" % number, 1) for number in range(2000))
    built = make_responder(entries=entries).built
    assert len(built.data) * 8 / built.count < 48 * 1.06


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
    assert index._dummy(bytes(32), 0) != index._dummy(bytes(32), 1)
    assert index._dummy(bytes(32), 0) != index._dummy(bytes([1]) * 32, 0)
    handle, cell = index._dummy(bytes(32), 5)
    assert len(handle) == 16
    assert 0 < cell < 1 << 48


def test_a_truncated_index_is_refused_wherever_it_is_cut(responder):
    data = responder.built.data
    for length in range(len(data)):
        code, _ = refused(data[:length])
        assert code == "blind.index"
    assert refused(data[:31]) == ("blind.index", "header")
    assert refused(data[:32]) == ("blind.index", "length")
    assert refused(data[:-1]) == ("blind.index", "length")


@pytest.mark.parametrize("tail", [b"\x00", b"\x00" * 6, b"more"])
def test_trailing_bytes_are_refused(responder, tail):
    assert refused(responder.built.data + tail) == ("blind.index", "length")


def test_another_magic_is_refused(responder):
    assert refused(b"BKI2" + responder.built.data[4:]) == ("blind.index", "header")
    assert refused(b"") == ("blind.index", "header")


def test_an_index_above_the_limit_is_refused_before_it_is_read(responder, monkeypatch):
    assert MAX_INDEX_BYTES == 1 << 30
    size = len(responder.built.data)
    monkeypatch.setattr(packing, "MAX_INDEX_BYTES", size)
    Index.load(responder.built.data)
    monkeypatch.setattr(packing, "MAX_INDEX_BYTES", size - 1)
    with pytest.raises(Invalid) as refusal:
        Index.load(responder.built.data)
    assert refusal.value.code == "blind.index-size"
    assert refusal.value.facts == {"size": size, "limit": size - 1}


@pytest.mark.parametrize(
    ("segment", "segments", "place"),
    [
        (1 << 18, 1 << 13, "cells"),  # would make the library read gigabytes beyond its array
        (0, 2, "geometry"),
        (48, 2, "geometry"),
        (1 << 19, 1, "geometry"),
        (1 << 31, 1, "geometry"),
        (32, 0, "geometry"),
        (32, (1 << 32) - 1, "cells"),
        (32, 1, "cells"),
    ],
)
def test_a_forged_geometry_is_refused_before_the_library_reads_it(responder, segment, segments, place):
    fields = header_of(responder.built.data)
    fields[3:5] = [segment, segments]
    assert refused(with_header(responder.built.data, fields)) == ("blind.index", place)


def test_another_geometry_of_the_same_size_fails_the_checksum(responder):
    fields = header_of(responder.built.data)
    assert fields[3:5] == [64, 1]
    fields[3:5] = [32, 4]
    assert refused(with_header(responder.built.data, fields)) == ("blind.index", "checksum")


@pytest.mark.parametrize("entries", [0, 63, (1 << 32) - 1])
def test_a_forged_number_of_entries_is_refused(responder, entries):
    fields = header_of(responder.built.data)
    fields[1] = entries
    code, place = refused(with_header(responder.built.data, fields))
    assert (code, place) == ("blind.index", "geometry" if entries < 64 else "cells")


def test_a_number_of_entries_off_the_ladder_is_refused(responder):
    fields = header_of(responder.built.data)
    fields[1] = 103
    assert refused(with_header(responder.built.data, fields)) == ("blind.index", "count")


def test_one_altered_bit_of_a_cell_or_of_the_seed_fails_the_checksum(responder):
    data = bytearray(responder.built.data)
    data[-1] ^= 1
    assert refused(bytes(data)) == ("blind.index", "checksum")
    fields = header_of(responder.built.data)
    fields[2] ^= 1
    assert refused(with_header(responder.built.data, fields)) == ("blind.index", "checksum")


def test_a_bitmap_with_bits_behind_its_last_cell_is_refused():
    """Segments of one cell, 67 cells: the ninth byte of the bitmap has three bits in use."""
    header = HEADER.pack(b"BKI1", 64, 1, 1, 65, 0)
    body = b"\x01".ljust(6, b"\x00")
    assert refused(header + b"\xff" * 8 + b"\x00" + body * 64) == ("blind.index", "checksum")
    assert refused(header + b"\xff" * 7 + b"\x7f\x04" + body * 64) == ("blind.index", "checksum")
    assert refused(header + b"\xff" * 7 + b"\x7f\x08" + body * 64) == ("blind.index", "bitmap")


def test_a_bitmap_that_claims_more_cells_than_entries_is_refused(responder):
    fields = header_of(responder.built.data)
    cells = (fields[4] + 2) * fields[3]
    full = HEADER.pack(*fields) + b"\xff" * (cells // 8) + bytes(6 * cells)
    assert refused(full) == ("blind.index", "bitmap")


def test_a_bitmap_that_claims_hardly_any_cell_is_refused(responder):
    fields = header_of(responder.built.data)
    cells = (fields[4] + 2) * fields[3]
    # As many bytes as the least index of this size, all of them bitmap and none of them counted.
    bare = HEADER.pack(*fields) + bytes(cells // 8) + bytes(6 * (fields[1] // 2))
    assert refused(bare) == ("blind.index", "bitmap")
    assert refused(bare[:-1]) == ("blind.index", "length")


def with_constant_cells(responder, cell):
    """An index of the right form whose first 102 cells all hold one value, checksum included."""
    fields = header_of(responder.built.data)
    cells = (fields[4] + 2) * fields[3]
    bitmap = b"\xff" * 12 + b"\x3f" + bytes(cells // 8 - 13)
    values = [cell] * 102 + [0] * (cells - 102)
    blob = struct.pack(f"<8sQIIII{cells}Q", b"CMAP0003", *fields[2:5], cells, 102, *values)
    fields[5] = index_reference.fnv1a64(blob)
    return HEADER.pack(*fields) + bitmap + cell.to_bytes(6, "little") * 102


def test_an_index_that_says_hit_to_everything_cannot_be_forged(responder):
    forged = Index.load(with_constant_cells(responder, 5 << 32))
    assert all(forged.lookup(wanted(responder, entry)) is None for entry in responder.entries)


def test_a_cell_that_is_listed_as_full_but_empty_is_refused(responder):
    assert refused(with_constant_cells(responder, 0)) == ("blind.index", "cells")


def test_two_handles_with_one_hash_are_told_apart_from_a_defect(responder, monkeypatch):
    def full(_):
        raise ValueError("duplicate key")

    monkeypatch.setattr(index, "ConstMap", full)
    with pytest.raises(Invalid) as refusal:
        build([Entry("name", b"a", 1)], responder.keys, responder.contexts, dummy_seed=DUMMY_SEED)
    assert refusal.value.code == "blind.collision"
    assert refusal.value.remedy


def test_an_entry_and_a_build_do_not_print_what_they_hold(responder):
    assert "name 1" not in repr(responder.entries[1])
    assert repr(responder.built) == "Built(count=102)"


def forged_geometry(entries, segment, segments, full):
    """A form of this geometry whose first ``full`` cells are listed; only its checksum is wrong when all bounds hold."""
    cells = (segments + 2) * segment
    bitmap = ((1 << full) - 1).to_bytes((cells + 7) // 8, "little")
    return HEADER.pack(b"BKI1", entries, 1, segment, segments, 0) + bitmap + b"\x01\x00\x00\x00\x00\x00" * full


@pytest.mark.parametrize(
    ("entries", "segment", "segments", "full", "place"),
    [
        (64, 1, 61, 63, "cells"),
        (64, 1, 62, 64, "checksum"),
        (64, 1, 128, 64, "checksum"),
        (64, 1, 129, 64, "cells"),
        (64, 4, 32, 64, "checksum"),
        (64, 4, 33, 64, "cells"),
        (64, 1, 80, 31, "length"),
        (64, 1, 80, 32, "checksum"),
        (67, 1, 80, 33, "checksum"),
        (64, 1, 80, 65, "bitmap"),
    ],
)
def test_the_bounds_of_the_geometry_are_exact(entries, segment, segments, full, place):
    assert refused(forged_geometry(entries, segment, segments, full)) == ("blind.index", place)


def test_a_build_keeps_its_tokens_and_its_count_by_itself():
    made = make_responder(entries=(Entry("name", b"one", 1),))
    assert made.built.handles == {wanted(made, made.entries[0]).handle: [b"one"]}
    assert made.index.count == 64
