"""What a partner, a mirror or a stick may do to an index on its way: nothing of it is ever used."""

import hashlib
from pathlib import Path

import numpy as np
import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import part_of
from tests.apps.search.conftest import MOUSSA, NOBODY
from tests.apps.search.test_asking import ask, asks, crowd

from benkan.apps.journal.models import Line
from benkan.apps.search import files, partner_index, services
from benkan.apps.search.models import IndexCheck, InquiryState, PartnerIndex
from benkan.core import blind
from benkan.core.blind import tombstones
from benkan.core.blind.packing import Packed, pack
from benkan.core.matching import tokens
from benkan.wire import IndexChunk, IndexDigests, encode, time_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(partner, convention, their_moussa):
    partner.publish(convention, [their_moussa, *crowd(40)])
    return convention


def fetched(partner):
    """The error of a fetch, or None."""
    ((_, _, result),) = services.fetch_indexes(partner.agency)
    return None if isinstance(result, PartnerIndex) else result


def folder(partner, convention) -> Path:
    return files.partner_folder(partner.agency, convention)


def phone(their_moussa):
    (token,) = (one for one in tokens(their_moussa, default_region="MA") if one.kind == "identifier")
    return token.kind, token.bytes


def spoilt(partner, change):
    """The partner's door, with chunks changed."""

    def spoil(header, reply):
        return reply.model_copy(update={"data": change(reply.data)}) if isinstance(reply, IndexChunk) else reply

    partner.spoil = spoil


# -- the honest way ----------------------------------------------------------------------------------------------------


def test_only_what_is_new_is_fetched(partner, published):
    assert fetched(partner) is None
    partner.change(added=[("identifier", b"I|document:NEW")])
    assert fetched(partner) is None
    partner.change(added=[("identifier", b"I|document:NEWER")])
    assert fetched(partner) is None
    assert partner.kinds().count("index.chunk.ask") == 3
    assert partner.kinds().count("index.digests.ask") == 0
    assert [one.suffix for one in folder(partner, published).iterdir()] == [".bki"] * 3
    assert PartnerIndex.objects.count() == 1


def test_a_search_follows_the_deltas(analyst, case, partner, published, their_moussa):
    assert len(ask(analyst, case, {"phone": MOUSSA["phone"]}).hits) == 1
    partner.change(left=[phone(their_moussa)])
    fetched(partner)
    row = ask(analyst, case, {"phone": MOUSSA["phone"]})
    assert (row.state, row.hits) == (InquiryState.ANSWERED, [])
    partner.change(added=[phone(their_moussa)], label=0x0820)
    fetched(partner)
    (hit,) = ask(analyst, case, {"phone": MOUSSA["phone"]}).hits
    assert hit["handling"] == "H1"


def test_a_part_of_several_chunks_is_fetched_in_any_order_and_goes_on(partner, convention, monkeypatch):
    monkeypatch.setattr("benkan.core.blind.delivery.CHUNK_BYTES", 256)
    monkeypatch.setattr(blind, "CHUNK_BYTES", 256)
    partner.publish(convention, crowd(150))
    listed = blind.digests(partner.index_data)
    pieces = folder(partner, convention) / partner.manifest.base.sha256
    pieces.mkdir(parents=True)
    # The last chunk came by another way, and so did one that is not what its name says.
    (pieces / listed[-1]).write_bytes(blind.chunks(partner.index_data)[-1])
    (pieces / listed[0]).write_bytes(b"not it")
    assert fetched(partner) is None
    numbers = [payload.number for header, payload in partner.opened if header.kind == "index.chunk.ask"]
    assert numbers == list(range(len(listed) - 1))


# -- chunks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [lambda data: data[:-1], lambda data: data + b"\x00", lambda data: b"", lambda data: b"\x00" * len(data)],
    ids=["truncated", "padded", "empty", "other"],
)
def test_a_chunk_that_is_not_the_signed_one_is_refused(partner, published, change):
    spoilt(partner, change)
    assert fetched(partner).code == "blind.chunk"
    assert partner_index.usable(partner.agency, published) is None
    assert Line.objects.get(event="proof-refused").facts["code"] == "blind.chunk"


def test_a_list_of_digests_that_is_not_the_signed_one_is_refused(partner, convention, monkeypatch):
    monkeypatch.setattr("benkan.core.blind.delivery.CHUNK_BYTES", 256)
    monkeypatch.setattr(blind, "CHUNK_BYTES", 256)
    partner.publish(convention, crowd(150))
    for change in (lambda given: given[:-32], lambda given: given + bytes(32), lambda given: given[32:] + given[:32]):

        def spoil(header, reply, change=change):
            if isinstance(reply, IndexDigests):
                return reply.model_copy(update={"digests": change(reply.digests)})
            return reply

        partner.spoil = spoil
        assert fetched(partner).code == "index.digests"
    assert partner.kinds().count("index.chunk.ask") == 0


@pytest.mark.parametrize("place", ["base", "delta"])
@pytest.mark.parametrize("field", ["count", "tombstones", "data_bytes"])
def test_a_lying_count_or_size_is_refused(partner, published, place, field):
    partner.change(added=[("identifier", b"I|document:NEW")])
    part = partner.manifest.base if place == "base" else partner.manifest.deltas[0]
    lie = part.model_copy(update={field: getattr(part, field) + 3})
    partner.sign_parts(**({"base": lie} if place == "base" else {"deltas": [lie]}))
    error = fetched(partner)
    assert error.code == "index.manifest"
    assert partner_index.usable(partner.agency, published) is None


# -- deltas ------------------------------------------------------------------------------------------------------------


def test_a_delta_of_another_base_is_refused_and_the_index_before_stays(partner, published):
    fetched(partner)
    partner.change(added=[("identifier", b"I|document:NEW")], follows=bytes(16))
    assert fetched(partner).code == "blind.delta-order"
    assert Line.objects.get(event="proof-refused").facts["code"] == "blind.delta-order"
    assert partner_index.manifest_of(partner_index.usable(partner.agency, published)).deltas == []


def test_deltas_out_of_order_or_twice_are_refused(partner, published):
    partner.change(added=[("identifier", b"I|document:NEW")])
    partner.change(added=[("identifier", b"I|document:NEWER")])
    first, second = partner.manifest.deltas
    data = partner.deltas
    for order in ((1, 0), (0, 0), (1,)):
        partner.deltas = [data[number] for number in order]
        partner.sign_parts(deltas=[(first, second)[number] for number in order])
        assert fetched(partner).code == "blind.delta-order"


def delta_of(partner, numbers, map_bytes):
    """A delta with these tombstones and this map, signed."""
    header = b"BKD2" + blind.name(partner.index_data) + len(numbers).to_bytes(4, "little")
    partner.deltas = [header + tombstones.pack(numbers) + map_bytes]
    partner.sign_parts(deltas=[part_of(partner.deltas[0], 64, len(numbers))])


def map_of(cell):
    cells = np.zeros(96, np.uint64)
    cells[:64] = cell
    return pack(Packed(64, 0, 4, 4, cells))


def test_a_forged_tombstone_file_is_refused(partner, published):
    for numbers in (np.arange(65, dtype=np.uint64), np.array([*range(63), 64 << 32], np.uint64)):
        delta_of(partner, numbers, map_of(1))
        assert fetched(partner).code == "blind.index"
    assert partner_index.usable(partner.agency, published) is None


def test_a_delta_in_which_everything_hits_hits_nothing(analyst, case, partner, published):
    delta_of(partner, np.arange(64, dtype=np.uint64), map_of(0x0800 << 32))
    assert fetched(partner) is None
    row = ask(analyst, case, NOBODY)
    assert (row.state, row.hits) == (InquiryState.ANSWERED, [])


def test_an_all_hits_delta_that_could_be_made_would_be_caught_by_the_canaries(
    analyst, case, partner, published, monkeypatch
):
    partner.change(added=[("identifier", b"I|document:NEW")])
    assert fetched(partner) is None
    # As if somebody had broken the map: every token opens a cell of the delta, and none of the base.
    monkeypatch.setattr(blind.Map, "lookup", lambda self, wanted: 0x0800 if self.count == 64 else None)
    row = ask(analyst, case, NOBODY)
    assert (row.state, row.code, row.hits) == (InquiryState.FAILED, "blind.canary", [])


# -- manifests ---------------------------------------------------------------------------------------------------------


def test_a_manifest_older_than_the_one_held_is_refused(partner, published):
    old, data = partner.manifest, partner.index_data
    fetched(partner)
    partner.change(left=[("identifier", b"I|document:P0000001")])
    fetched(partner)
    partner.manifest, partner.index_data, partner.deltas = old, data, []
    assert fetched(partner).code == "index.older"
    assert Line.objects.get(event="proof-refused").facts["code"] == "index.older"
    assert len(partner_index.manifest_of(partner_index.usable(partner.agency, published)).deltas) == 1


def test_a_newer_manifest_that_could_not_be_fetched_is_not_forgotten(partner, published):
    old = partner.manifest
    partner.sign_parts()
    partner.index_data = b"lost"
    assert fetched(partner) is not None
    partner.manifest = old
    assert fetched(partner).code == "index.older"


def test_a_stale_epoch_is_refused(partner, published):
    day = timezone.now().date()
    for days, code in ((0, None), (-29, "index.manifest"), (-60, "index.manifest")):
        from datetime import timedelta

        partner.sign_parts(epoch_started_on=(day + timedelta(days=days)).isoformat())
        error = fetched(partner)
        assert (error.code if error else None) == code
        if error:
            assert error.place == "expires_at"


def test_an_index_whose_epoch_is_over_is_not_used_and_is_deleted(partner, published, monkeypatch):
    from datetime import timedelta

    fetched(partner)
    copy = PartnerIndex.objects.get()
    later = timezone.now() + timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: later)
    assert partner_index.usable(partner.agency, published) is None
    partner_index.forget_expired()
    assert not PartnerIndex.objects.exists()
    assert not any(folder(partner, published).iterdir())
    assert copy.epoch == 7


def test_a_split_view_shows_in_the_journals(partner, published):
    fetched(partner)
    shown_to_us = hashlib.sha256(encode(partner.manifest)).hexdigest()
    line = Line.objects.get(event="index-fetched")
    assert line.facts["sha256"] == shown_to_us
    other = partner.manifest.model_copy(update={"secret": bytes(32)})
    assert hashlib.sha256(encode(other)).hexdigest() != shown_to_us


def test_a_part_that_the_disk_damaged_is_fetched_again(analyst, case, partner, published):
    fetched(partner)
    (file,) = folder(partner, published).iterdir()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data))
    row = ask(analyst, case, {"phone": MOUSSA["phone"]})
    assert (row.state, row.code) == (InquiryState.WAITING, "index.spoilt")
    assert asks(partner) == []
    services.fetch_indexes(partner.agency)
    assert len(ask(analyst, case, {"phone": MOUSSA["phone"]}).hits) == 1


def test_the_pins_remember_twelve_epochs_and_the_newest_manifest(partner, convention):
    for epoch in range(1, 15):
        partner.publish(convention, [], epoch=epoch)
        assert fetched(partner) is None
    check = IndexCheck.objects.get()
    assert len(check.pinned) == 12
    assert time_text(check.newest) == partner.manifest.built_at
