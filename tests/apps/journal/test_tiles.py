"""The hashes kept for proofs: written with the line, filled for old journals, held against the lines."""

import hashlib
import random

import pytest
from django.db import transaction
from tests.core.tlog.leaves import Leaves

from benkan.apps.journal import services as journal
from benkan.apps.journal import tiles as kept
from benkan.apps.journal.models import Checkpoint, Line, Tile
from benkan.apps.journal.writing import append, draft
from benkan.core import tlog
from benkan.core.errors import Unverified
from benkan.core.tlog import tiles

pytestmark = pytest.mark.django_db


def grown(lines: int) -> None:
    """Brings the journal to so many lines, in batches of odd sizes."""
    one = draft("case-opened", officer="a.traore", reference="2025-1", facts={"purpose": "fraud"})
    while (size := journal.size()) < lines:
        append([one] * min(97, lines - size))


def leaves() -> Leaves:
    return Leaves(bytes(leaf) for leaf in Line.objects.order_by("seq").values_list("leaf_hash", flat=True))


def stored() -> dict[tiles.Place, bytes]:
    return {(one.level, one.number): bytes(one.hashes) for one in Tile.objects.all()}


def expected(hashes: Leaves) -> dict[tiles.Place, bytes]:
    tiling = tiles.Tiling()
    closed = dict(tiling.add(hashes))
    return closed | {place: tile for place, tile in tiling.unfinished() if place[0]}


def test_tiles_are_written_with_the_lines_that_close_them():
    grown(255)
    assert not stored()
    grown(256)
    assert list(stored()) == [(0, 0), (1, 0)]
    grown(1_030)
    assert stored() == expected(leaves())
    assert journal.verify().ok


def test_lines_that_are_rolled_back_leave_no_tile():
    grown(250)
    with pytest.raises(RuntimeError), transaction.atomic():
        grown(300)
        raise RuntimeError
    assert not stored()
    grown(300)
    assert stored() == expected(leaves())


def test_every_proof_is_the_one_that_all_leaves_give():
    grown(800)
    hashes, choose = leaves(), random.Random(5)
    for _ in range(60):
        size = choose.randint(1, 800)
        index = choose.randrange(size)
        assert tlog.inclusion(kept.Rows(size), index, size) == tlog.inclusion(hashes, index, size)
        assert tlog.consistency(kept.Rows(size), index, size) == tlog.consistency(hashes, index, size)
        assert tlog.root_at(kept.Rows(size), size) == tlog.root(hashes[:size])


def test_a_proof_reads_few_rows_however_long_the_journal_is(django_assert_max_num_queries):
    grown(800)
    journal.checkpoint()
    with django_assert_max_num_queries(6):
        found = journal.inclusion(300)
    stated = tlog.parse_checkpoint(tlog.split(found.checkpoint)[0])
    tlog.verify_inclusion(tlog.leaf_hash(found.entry), 299, found.size, found.proof, stated.root)


def test_the_levels_above_are_filled_past_a_full_tile():
    hashes = Leaves(hashlib.sha256(b"%d" % number).digest() for number in range(258 * 256))
    for first, count in ((0, 100), (100, 155), (255, 1), (256, 2)):
        kept._rise(0, first, b"".join(hashes[first * 256 : (first + count) * 256]))
    assert stored() == expected(hashes)
    for index, size in ((0, len(hashes)), (65_535, 65_536), (65_536, 65_792), (300, 65_600)):
        whole = size // 256 * 256
        assert tlog.inclusion(kept.Rows(whole), index % whole, whole) == tlog.inclusion(hashes, index % whole, whole)


# -- a journal from before there were tiles --------------------------------------------------------------------------
def test_a_journal_without_tiles_is_filled_in_short_transactions():
    grown(1_030)
    true = stored()
    Tile.objects.all().delete()
    assert journal.verify().ok, "tiles that were not made yet are no problem of the journal"
    with transaction.atomic():
        assert kept.extend(journal.size(), most=1) == 1
    assert journal.verify().ok
    assert kept.catch_up() == 3
    assert stored() == true
    assert kept.catch_up() == 0


def test_the_next_closing_line_and_the_next_proof_fill_what_is_missing():
    grown(700)
    Tile.objects.all().delete()
    grown(768)
    assert stored() == expected(leaves())
    Tile.objects.all().delete()
    journal.checkpoint()
    assert journal.inclusion(5).proof
    assert stored() == expected(leaves())


def test_missing_lines_stop_nobody_from_writing():
    grown(400)
    Line.objects.filter(seq=300).delete()
    grown(600)
    assert set(stored()) == {(0, 0), (1, 0)}
    assert [one.code for one in journal.verify().problems][:1] == ["journal.missing"]


# -- tiles that were tampered with -----------------------------------------------------------------------------------
def flip(level: int, number: int) -> None:
    row = Tile.objects.get(level=level, number=number)
    row.hashes = bytes(row.hashes)[:-1] + bytes([bytes(row.hashes)[-1] ^ 1])
    row.save()


@pytest.mark.parametrize(
    ("spoil", "first", "last"),
    [
        (lambda: flip(0, 1), 257, 512),
        (lambda: flip(1, 0), 1, 65_536),
        (lambda: Tile.objects.filter(level=0, number=0).delete(), 1, 256),
        (lambda: Tile.objects.filter(level=1).update(hashes=b""), 1, 65_536),
        (lambda: Tile.objects.create(level=0, number=9, hashes=bytes(8192)), 2305, 2560),
        (lambda: Tile.objects.create(level=2, number=0, hashes=bytes(32)), 1, 1 << 24),
        (lambda: Tile.objects.filter(level=0, number=0).update(hashes=b"x" * 8191), 1, 256),
    ],
)
def test_verification_names_the_lines_of_a_tile_that_is_not_theirs(spoil, first, last):
    grown(600)
    spoil()
    problems = journal.verify().problems
    assert (problems[0].code, dict(problems[0].facts)) == ("journal.tile", {"seq": first, "last": last})
    kept.make_again()
    assert journal.verify().ok
    assert stored() == expected(leaves())


def test_a_line_that_was_altered_with_its_hash_differs_from_its_tile_too():
    grown(300)
    Line.objects.filter(seq=9).update(leaf_hash=bytes(32))
    codes = {(one.code, one.seq) for one in journal.verify().problems}
    assert ("journal.altered", 9) in codes
    assert ("journal.tile", 1) in codes


def test_nobody_is_shown_a_proof_that_does_not_hold():
    from benkan.apps.journal.witnessing import proved

    grown(600)
    journal.checkpoint()
    flip(0, 1)
    with pytest.raises(Unverified) as refused:
        journal.inclusion(300)
    assert refused.value.code == "journal.tile"
    stated = tlog.parse_checkpoint(tlog.split(Checkpoint.objects.get().note)[0])
    with pytest.raises(Unverified) as refused:
        proved(300, stated)
    assert refused.value.code == "journal.tile"
