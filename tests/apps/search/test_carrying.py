"""Indexes on a stick: sealed for each partner, checked like a fetch, and refused like one."""

import json

import pytest
import typer
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.search.conftest import MOUSSA
from tests.apps.search.test_asking import ask, crowd
from typer.testing import CliRunner

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.journal.models import Line
from benkan.apps.search import own_index, partner_index, services
from benkan.apps.search.models import PartnerIndex
from benkan.core import blind
from benkan.core.errors import Refused
from benkan.node.cli import index as index_commands
from benkan.wire import encode

pytestmark = pytest.mark.django_db


@pytest.fixture
def command():
    app = typer.Typer()
    index_commands.register(app)
    return lambda *words: CliRunner().invoke(app, ["index", *map(str, words)])


def carried(partner, convention, folder, *, manifest=None, recipient=None):
    """The folder that the partner's node would have written."""
    target = folder / convention / partner.agency
    target.mkdir(parents=True, exist_ok=True)
    manifest = manifest or partner.manifest
    for part, data in zip(manifest.parts, [partner.index_data, *partner.deltas], strict=True):
        for piece, digest in zip(blind.chunks(data), blind.digests(data), strict=True):
            (target / digest).write_bytes(piece)
        listed = b"".join(bytes.fromhex(digest) for digest in blind.digests(data))
        (target / f"{part.sha256}.digests").write_bytes(listed)
    envelope = partner.letter(manifest, convention=convention, **({"recipient": recipient} if recipient else {}))
    (target / "manifest-ml-ocs.bke").write_bytes(envelope)
    return target


def taken(folder):
    ((_, _, result),) = services.import_indexes(folder)
    return result


def test_an_index_that_was_carried_is_searched_like_one_that_was_fetched(
    analyst, case, partner, convention, their_moussa, tmp_path
):
    partner.publish(convention, [their_moussa, *crowd(40)])
    partner.change(added=[("identifier", b"I|document:NEW")])
    carried(partner, convention, tmp_path / "stick")
    copy = taken(tmp_path / "stick")
    assert copy.complete
    assert "index.chunk.ask" not in partner.kinds()
    assert Line.objects.get(event="index-fetched").facts["deltas"] == 1
    assert len(ask(analyst, case, {"phone": MOUSSA["phone"]}).hits) == 1


def test_what_the_stick_lacks_is_fetched_and_what_it_has_is_not(partner, convention, tmp_path, monkeypatch):
    monkeypatch.setattr("benkan.core.blind.delivery.CHUNK_BYTES", 256)
    monkeypatch.setattr(blind, "CHUNK_BYTES", 256)
    partner.publish(convention, crowd(150))
    target = carried(partner, convention, tmp_path / "stick")
    last = blind.digests(partner.index_data)[-1]
    (target / last).unlink()
    assert taken(tmp_path / "stick").code == "index.not-carried"
    services.fetch_indexes(partner.agency)
    assert PartnerIndex.objects.get().complete
    assert partner.kinds().count("index.chunk.ask") == 1


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"x", lambda data: b"\0" * len(data)])
def test_a_chunk_that_was_changed_on_the_way_is_refused(partner, convention, tmp_path, change):
    partner.publish(convention, crowd(40))
    target = carried(partner, convention, tmp_path / "stick")
    piece = target / blind.digests(partner.index_data)[0]
    piece.write_bytes(change(piece.read_bytes()))
    assert taken(tmp_path / "stick").code == "blind.chunk"
    assert partner_index.usable(partner.agency, convention) is None
    assert Line.objects.get(event="proof-refused").facts["code"] == "blind.chunk"


def test_a_manifest_older_than_the_one_held_is_refused_from_a_stick_too(partner, convention, tmp_path):
    partner.publish(convention, crowd(40))
    carried(partner, convention, tmp_path / "stick")
    partner.change(left=[("identifier", b"I|document:P0000001")])
    services.fetch_indexes(partner.agency)
    assert taken(tmp_path / "stick").code == "index.older"
    assert len(partner_index.manifest_of(partner_index.usable(partner.agency, convention)).deltas) == 1


def test_a_manifest_for_another_service_altered_or_of_a_stranger_is_refused(partner, convention, tmp_path):
    partner.publish(convention, crowd(40))
    target = carried(partner, convention, tmp_path / "stick", recipient="ne-ocrtis")
    assert taken(tmp_path / "stick").code == "envelope.recipient"
    carried(partner, convention, tmp_path / "stick")
    envelope = target / "manifest-ml-ocs.bke"
    data = bytearray(envelope.read_bytes())
    data[-1] ^= 1
    envelope.write_bytes(bytes(data))
    assert taken(tmp_path / "stick").code == "envelope.signature"
    envelope.write_bytes(b"x" * 70_000)
    assert taken(tmp_path / "stick").code.startswith("envelope.")
    stranger = FakePartner("xx-unknown", "XX")
    stranger.publish(convention, [])
    carried(stranger, convention, tmp_path / "other")
    assert taken(tmp_path / "other").code == "agency.unknown"


def test_a_letter_of_another_kind_is_no_manifest(partner, convention, tmp_path):
    from benkan.wire import IndexAsk

    partner.publish(convention, crowd(40))
    target = carried(partner, convention, tmp_path / "stick")
    letter = partner.letter(IndexAsk(format="x", matching_version="x"), convention=convention)
    (target / "manifest-ml-ocs.bke").write_bytes(letter)
    assert taken(tmp_path / "stick").code == "envelope.kind"


def test_a_suspended_convention_takes_nothing_in_and_gives_nothing_out(partner, convention, our_moussa, tmp_path):
    services.build_index()
    partner.publish(convention, crowd(40))
    carried(partner, convention, tmp_path / "stick")
    supervisor = accounts.create_officer("superviseur", "Superviseur", "supervisor")
    accords.suspend(convention, supervisor, "Contrôle en cours")
    assert taken(tmp_path / "stick").code.startswith("convention.")
    assert services.export_indexes(tmp_path / "out") == []
    assert not list(tmp_path.glob("out/*/*/*.bke"))


def test_what_is_exported_opens_for_its_partner_alone_and_holds_the_whole_index(partner, network, our_moussa, tmp_path):
    other = network.add(FakePartner("ne-ocrtis", "NE").join_directory())
    name = agree(partner, other)
    services.build_index()
    assert services.export_indexes(tmp_path) == [(name, partner.agency), (name, other.agency)]
    folder = tmp_path / name / "ml-ocs"
    header, manifest = partner.read((folder / f"manifest-{partner.agency}.bke").read_bytes())
    assert (header.kind, header.convention) == ("index.manifest", name)
    assert encode(manifest) == bytes(own_index.current(name).manifest)
    listed = (folder / f"{manifest.base.sha256}.digests").read_bytes()
    digests = [listed[start : start + 32].hex() for start in range(0, len(listed), 32)]
    data = blind.join([(folder / digest).read_bytes() for digest in digests], digests)
    assert blind.Index.load(data).count == manifest.base.count
    from benkan.core.errors import BenkanError

    with pytest.raises(BenkanError):
        other.read((folder / f"manifest-{partner.agency}.bke").read_bytes())
    # Again into the same folder: the chunks that lie there stay.
    assert len(services.export_indexes(tmp_path, name)) == 2


def test_nothing_to_export_or_to_take_in_says_so(partner, convention, tmp_path):
    for act in (services.export_indexes, services.import_indexes):
        with pytest.raises(Refused) as refusal:
            act(tmp_path)
        assert refusal.value.code in {"index.none-here", "index.not-carried"}
        assert refusal.value.remedy


def test_the_commands_tell_people_and_programs(command, partner, convention, our_moussa, tmp_path):
    services.build_index()
    done = command("export", tmp_path / "out", "--json")
    assert done.exit_code == 0, done.output + repr(done.exception)
    assert json.loads(done.stdout) == {"exported": [{"convention": convention, "partner": partner.agency}]}
    assert f"{convention}: for {partner.agency}" in command("export", tmp_path / "out").stdout
    partner.publish(convention, crowd(40))
    carried(partner, convention, tmp_path / "stick")
    assert "index of 20" in command("import", tmp_path / "stick").stdout
    failed = command("import", tmp_path / "nothing", "--json")
    assert failed.exit_code == 1
    assert json.loads(failed.stdout)["error"]["code"] == "index.not-carried"
    unwritable = tmp_path / "file"
    unwritable.write_text("x")
    assert json.loads(command("export", unwritable, "--json").stdout)["error"]["code"] == "index.folder"
    for name in ("export", "import"):
        assert "Example" in command(name, "--help").stdout
