"""A partner that repeats, forges or proves nothing: each is refused, told with its remedy, and leaves no hit."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.search import partner_index
from benkan.apps.search import services as search
from benkan.apps.search.models import Answered, Inquiry, InquiryState
from benkan.core import blind
from benkan.core.envelope import new_id
from benkan.core.errors import BenkanError, Invalid
from tests.one_node import JOURNAL, World, content, flipped
from tests.one_node import world as world  # noqa: PLC0414 - a fixture


def test_a_replayed_letter_gets_the_same_reply_and_changes_nothing(world: World) -> None:
    search.build_index(world.convention)
    data = world.letter(world.question())
    first = exchange.receive(data)
    before = content()
    assert exchange.receive(data) == first
    assert content() == before
    assert Answered.objects.count() == 1


def test_another_letter_under_a_known_identity_is_refused_and_not_handled(world: World) -> None:
    search.build_index(world.convention)
    identity = new_id()
    world.door(world.letter(world.question(), identity=identity))
    before = content()
    with pytest.raises(BenkanError) as raised:
        world.door(world.letter(world.question(), identity=identity))
    assert (raised.value.code, raised.value.place) == ("envelope.id-reused", identity)
    assert raised.value.remedy
    assert {label for label in before if before[label] != content()[label]} == JOURNAL


def test_a_request_body_that_is_no_letter_gets_a_plain_code(world: World) -> None:
    before = content()
    for body, status, code in ((b"hello", 400, "envelope.malformed"), (bytes(5_000_000), 413, "wire.too-large")):
        answer = world.client.post("/wire", body, content_type="application/octet-stream")
        assert (answer.status_code, json.loads(answer.content)["code"]) == (status, code)
    assert content() == before


def asked(world: World) -> Inquiry:
    made = search.make(world.analyst, world.case.pk, {"phone": "+223 76 12 34 56"})
    search.run_due(search=made.id, threads=False)
    return Inquiry.objects.get(search=made)


def test_a_partners_bad_proof_gives_no_hit_and_is_told_with_its_remedy(world: World) -> None:
    world.publish()
    right = asked(world)
    assert (right.state, len(right.hits)) == (InquiryState.ANSWERED, 1)
    world.partner.evaluating = {
        kind: blind.SecretKey.from_seed(b"w" * 32, kind.encode()) for kind in world.partner.evaluating
    }
    wrong = asked(world)
    assert (wrong.state, wrong.code, wrong.hits, wrong.proofs) == (InquiryState.FAILED, "blind.proof", [], 0)
    assert wrong.remedy
    assert Line.objects.filter(event="proof-refused").count() == 1


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(lambda data: data[:-1], "blind.chunk"), (flipped, "blind.chunk"), (lambda data: b"", "index.manifest")],
    ids=["truncated", "forged", "empty"],
)
def test_a_partners_spoilt_index_is_never_used(world: World, spoil: Callable[[bytes], bytes], code: str) -> None:
    world.publish()
    signed = world.partner.index_data
    world.partner.index_data = spoil(signed)
    if not world.partner.index_data:
        world.partner.sign_parts()
    ((_, _, error),) = search.fetch_indexes(world.partner.agency)
    assert isinstance(error, BenkanError)
    assert error.code == code, error
    assert error.place
    assert error.remedy
    assert partner_index.usable(world.partner.agency, world.convention) is None


def test_an_index_signed_by_the_partner_but_forged_is_never_used(world: World) -> None:
    world.publish()
    # One segment more than there is: the header claims cells that do not follow.
    forged = bytearray(world.partner.index_data)
    forged[8] += 1
    world.partner.index_data = bytes(forged)
    world.partner.sign_parts()
    ((_, _, error),) = search.fetch_indexes(world.partner.agency)
    assert isinstance(error, Invalid)
    assert error.code == "blind.index"
    assert partner_index.usable(world.partner.agency, world.convention) is None
