"""Attacks on the private search that no other test names; docs/threat-model.md lists the test of every attack."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import re
from pathlib import Path

import httpx
import pytest
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.exchange import transport
from benkan.apps.search import services as search
from benkan.apps.search.models import Answered
from benkan.core import blind
from benkan.core.errors import Invalid, Unverified
from benkan.wire import Refusal, SearchAnswer
from tests.one_node import World, points, shape
from tests.one_node import world as world  # noqa: PLC0414 - a fixture

DAY = dt.timedelta(days=1)
FIELD_PRIME = 2**255 - 19
# The eight points of Edwards25519 whose order divides 8, as RFC 8032 encodes them.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
NOT_CANONICAL = [
    number.to_bytes(32, "little").hex()
    for number in (FIELD_PRIME, FIELD_PRIME + 2, 2**255 - 2, 2**255, 2**256 - 1, FIELD_PRIME - 2)
]


@pytest.mark.parametrize("spelling", SMALL_ORDER)
def test_a_small_order_point_is_refused(spelling: str) -> None:
    """A key times a point of small order would tell the key modulo 8; ristretto255 has no such point."""
    key = blind.SecretKey.from_seed(bytes(32), b"key")
    with pytest.raises(Invalid) as raised:
        key.evaluate([blind.blind(b"token").element, bytes.fromhex(spelling)])
    assert (raised.value.code, raised.value.place) == ("blind.element", "elements[1]")


@pytest.mark.parametrize("spelling", NOT_CANONICAL)
def test_a_point_in_a_second_spelling_is_refused(spelling: str) -> None:
    key = blind.SecretKey.from_seed(bytes(32), b"key")
    with pytest.raises(Invalid) as raised:
        key.evaluate([bytes.fromhex(spelling)])
    assert raised.value.code == "blind.element"


def test_an_asker_that_is_answered_under_a_key_of_its_own_refuses() -> None:
    """One published key for all askers; the responder keeps another for one of them, to know it by its answers."""
    published = {kind: blind.SecretKey.from_seed(b"p" * 32, kind.encode()) for kind in blind.KINDS}
    for_one = {kind: blind.SecretKey.from_seed(b"o" * 32, kind.encode()) for kind in blind.KINDS}
    pinned = {kind: key.public_key for kind, key in published.items()}
    contexts = {kind: blind.context("ma-dgsn", "c-2026", 1, kind, bytes(32)) for kind in blind.KINDS}
    entry = blind.Entry("name", b"token", 7)
    index = blind.Index.load(blind.build([entry], published, contexts, dummy_seed=bytes(32)).data)
    asked = [blind.prepare({"name": [b"token"]}) for _ in range(2)]
    (hit,) = asked[0].resolve(blind.answer(asked[0].elements, published), pinned, contexts, index)
    assert hit.label == 7
    with pytest.raises(Unverified) as raised:
        asked[1].resolve(blind.answer(asked[1].elements, for_one), pinned, contexts, index)
    assert raised.value.code == "blind.proof"


@pytest.mark.parametrize(
    "wrong",
    [DAY, -DAY, dt.timedelta(hours=30), -dt.timedelta(hours=30)],
    ids=["a day ahead", "a day behind", "30 h ahead", "30 h behind"],
)
def test_a_partner_whose_clock_is_a_day_wrong_is_answered_and_its_searches_count_today(
    world: World, wrong: dt.timedelta
) -> None:
    search.build_index(world.convention)
    theirs = timezone.now() + wrong
    letter = world.letter(world.question(), sent_at=theirs, expires_at=theirs + dt.timedelta(hours=1))
    assert isinstance(world.door(letter), SearchAnswer)
    assert abs(Answered.objects.get().at - timezone.now()) < dt.timedelta(minutes=1)
    used = search.used_today(actor=world.partner.agency, counterparty="", convention=world.convention)
    assert used.party == 1


def test_a_letter_older_than_the_grace_is_not_answered(world: World) -> None:
    search.build_index(world.convention)
    sent_at = timezone.now() - dt.timedelta(hours=50)
    letter = world.letter(world.question(), sent_at=sent_at, expires_at=sent_at + dt.timedelta(hours=1))
    with pytest.raises(Unverified) as raised:
        exchange.receive(letter)
    assert raised.value.code == "envelope.expired"
    assert not Answered.objects.exists()


def test_a_search_of_a_stale_epoch_is_not_evaluated(world: World) -> None:
    search.build_index(world.convention)
    question = world.question()
    stale = question.model_copy(update={"epoch": question.epoch - 1})
    _, reply = world.partner.read(exchange.receive(world.letter(stale)))
    assert isinstance(reply, Refusal)
    assert reply.code == "index.epoch"
    assert not Answered.objects.exists()


def test_a_letter_of_a_million_tokens_is_turned_away_unread(world: World) -> None:
    before = Answered.objects.count()
    body = b"BKE2" + bytes(32 * 1_000_000)
    answer = world.client.post("/wire", body, content_type="application/octet-stream")
    assert (answer.status_code, json.loads(answer.content)["code"]) == (413, "wire.too-large")
    lied = world.client.generic(
        "POST", "/wire", b"BKE2" + bytes(100), "application/octet-stream", CONTENT_LENGTH=str(32 * 1_000_000)
    )
    assert lied.status_code == 413
    assert Answered.objects.count() == before


def test_the_largest_batch_that_fits_in_a_letter_is_refused_before_a_point_is_read(world: World) -> None:
    search.build_index(world.convention)
    flood = world.question().model_copy(update={"elements": {**shape(), "name": points(1) * 60_000}})
    with pytest.raises(Exception) as raised:
        world.door(world.letter(flood))
    assert raised.value.code == "wire.invalid"
    assert not Answered.objects.exists()


def test_a_compressed_bomb_is_never_unpacked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither side of the door unpacks anything: what says that it is compressed is read as the bytes that it is."""
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    answer = world.client.post(
        "/wire", bomb, content_type="application/octet-stream", headers={"Content-Encoding": "gzip"}
    )
    assert (answer.status_code, json.loads(answer.content)["code"]) == (400, "envelope.malformed")
    monkeypatch.undo()  # the real transport; the world has put a pretended one in its place

    def compressed(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(bomb))

    client = httpx.Client(transport=httpx.MockTransport(compressed))
    monkeypatch.setattr(transport, "client", lambda: client)
    assert transport.post("http://partner", b"letter") == bomb


def test_every_attack_of_the_threat_model_has_its_test() -> None:
    root = Path(__file__).resolve().parents[1]
    table = (root / "docs" / "threat-model.md").read_text("utf-8").partition("each with its test")[2]
    named = re.findall(r"`(tests/[a-z_/]+\.py)::(test_\w+)` \|", table)
    assert len(named) == table.count("\n| ") - 1
    for file, name in named:
        assert f"def {name}(" in (root / file).read_text("utf-8"), f"{file} has no {name}"
