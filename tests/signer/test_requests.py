"""The requests of the socket: exactly their form, and never a seed or an evaluation key in any reply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import blind
from benkan.core.errors import BenkanError, Invalid
from benkan.signer import messages, requests
from benkan.signer.keys import PURPOSES, Keys, name
from benkan.signer.messages import Frame, lengths_of, packed, raise_refusal
from benkan.signer.meter import Ceilings, Meter
from benkan.signer.requests import FIELDS, replied
from benkan.signer.service import Service
from tests.signer.conftest import SEED, SHAPE, elements

AES = {"convention": "aes-2025", "epoch": 3}
TOKENS = [b"one", b"two", b""]


@pytest.fixture
def service(tmp_path: Path) -> Service:
    return Service(Keys(SEED), Meter(tmp_path / "counts.json", Ceilings()))


def asked() -> dict[str, Frame]:
    """One right request of each operation."""
    tokens = TOKENS[:2]
    parts = {"lengths": lengths_of(tokens), "tokens": b"".join(tokens)}
    return {
        "public": Frame({"op": "public", **AES}),
        "answer": Frame(
            {"op": "answer", **AES, "partner": "ne-ocrtis"}, {kind: b"".join(some) for kind, some in elements().items()}
        ),
        "evaluate": Frame({"op": "evaluate", **AES, "kind": "name"}, parts),
        "secret": Frame({"op": "secret", "purpose": "opening", "words": ["case", "7", "ne-ocrtis", "aes-2025"]}),
        "status": Frame({"op": "status"}),
    }


def test_every_operation_has_one_right_request(service: Service) -> None:
    for operation, frame in asked().items():
        reply = replied(service, frame)
        assert "error" not in reply.header, operation
        assert reply.parts
    assert set(asked()) == set(FIELDS)


@pytest.mark.parametrize("operation", sorted(FIELDS))
def test_a_field_more_or_less_is_refused(service: Service, operation: str) -> None:
    frame = asked()[operation]
    with pytest.raises(Invalid):
        replied(service, Frame({**frame.header, "more": 1}, frame.parts))
    for left_out in frame.header:
        with pytest.raises(Invalid):
            replied(service, Frame({key: frame.header[key] for key in frame.header if key != left_out}, frame.parts))


@pytest.mark.parametrize("operation", sorted(set(FIELDS) - {"answer"}))
def test_a_part_more_or_less_is_refused(service: Service, operation: str) -> None:
    frame = asked()[operation]
    with pytest.raises(Invalid):
        replied(service, Frame(frame.header, {**frame.parts, "more": b""}))
    for left_out in frame.parts:
        with pytest.raises(Invalid):
            replied(service, Frame(frame.header, {key: frame.parts[key] for key in frame.parts if key != left_out}))


@pytest.mark.parametrize(
    ("operation", "field", "value"),
    [
        ("public", "epoch", -1),
        ("public", "epoch", True),
        ("public", "epoch", "3"),
        ("public", "epoch", 10**8),
        ("public", "convention", ""),
        ("public", "convention", "a" * 65),
        ("public", "convention", "../aes"),
        ("public", "convention", "aes|1"),
        ("public", "convention", ["aes"]),
        ("answer", "partner", "Né"),
        ("answer", "partner", None),
        ("evaluate", "kind", "NAME"),
        ("secret", "words", "case"),
        ("secret", "words", [1]),
        ("secret", "words", ["a\nb"]),
        ("secret", "words", ["x" * 301]),
        ("secret", "purpose", {"a": 1}),
    ],
)
def test_a_value_of_another_form_is_refused(service: Service, operation: str, field: str, value: object) -> None:
    frame = asked()[operation]
    with pytest.raises(Invalid) as raised:
        replied(service, Frame({**frame.header, field: value}, frame.parts))
    assert raised.value.place == field


@pytest.mark.parametrize("purpose", ["key", "seed", "commitment", "members-", "blind", "a"])
def test_no_other_secret_is_given(service: Service, purpose: str) -> None:
    for words in ([], ["aes-2025", "3"], ["aes-2025", "3", "name"], ["aes-2025", "3", "name", "x"]):
        reply = replied(service, Frame({"op": "secret", "purpose": purpose, "words": words}))
        assert reply.header["error"]["code"] == "signer.purpose"
        assert not reply.parts


def test_what_the_arithmetic_refuses_comes_back_as_an_error_and_is_not_counted(service: Service) -> None:
    good = asked()["answer"]
    for spoilt, code in (
        ({**good.parts, "name": good.parts["name"][:-32]}, "blind.shape"),
        ({**good.parts, "name": b"\xff" * 32 * 32}, "blind.element"),
        ({**good.parts, "name": bytes(32 * 10_000)}, "blind.too-many"),
        ({**good.parts, "key": bytes(32)}, "blind.kind"),
        ({}, "blind.shape"),
    ):
        assert replied(service, Frame(good.header, spoilt)).header["error"]["code"] == code
    assert service.status()["elements"] == 0
    with pytest.raises(Invalid):
        replied(service, Frame(good.header, {"name": bytes(33)}))


def test_a_token_that_cannot_be_is_refused(service: Service) -> None:
    for tokens, code in (([b""], "blind.token"), ([bytes(1_025)], "blind.token")):
        parts = {"lengths": lengths_of(tokens), "tokens": b"".join(tokens)}
        reply = replied(service, Frame({"op": "evaluate", **AES, "kind": "name"}, parts))
        assert reply.header["error"]["code"] == code
    parts = {"lengths": lengths_of([b"a"]), "tokens": b"a"}
    reply = replied(service, Frame({"op": "evaluate", **AES, "kind": "nom"}, parts))
    assert reply.header["error"]["code"] == "blind.kind"
    many = [b"a"] * (requests.MAX_TOKENS + 1)
    with pytest.raises(Invalid):
        replied(service, Frame(asked()["evaluate"].header, {"lengths": lengths_of(many), "tokens": b"".join(many)}))


def test_the_keys_and_secrets_are_those_of_homes_that_were_made_before() -> None:
    """What indexes, stored questions and commitments of an existing home depend on."""
    keys = Keys(SEED)
    assert name("members", "a-1", "3", "x") == b'["benkan-search-1","members","a-1","3","x"]'
    assert keys.public("a-1", 3)["name"].hex() == PUBLIC
    assert keys.secret("sealing").hex() == SEALING
    assert keys.secret("members", "a-1", "3", "bf-cnlcd", "ml-ocs").hex() == MEMBERS


# Made by the version before the signer, from the same seed.
PUBLIC = "baf59354807db731d984dcaa7a1b64042fba7aaaed7671370cbcfd8269e16a5e"
SEALING = "4c3259e3e175f421d0ba26f060b85edc732de64f9a6b6b05aa8cff39cfe061a6"
MEMBERS = "67c0325deed14cccfd106e5716edc8b636355a6177fe0ab6ae3adfa179bfdd02"

FIELD_VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.lists(st.text(max_size=4), max_size=5)
)


@given(
    st.dictionaries(
        st.sampled_from(["op", "convention", "epoch", "partner", "kind", "purpose", "words"]), FIELD_VALUES
    ),
    st.sampled_from([*FIELDS, "seed", ""]),
    st.dictionaries(st.sampled_from(["name", "identifier", "lengths", "tokens", "x"]), st.binary(max_size=70)),
)
def test_no_request_whatever_breaks_the_signer_or_gets_the_seed(
    tmp_path_factory: pytest.TempPathFactory, header: dict[str, object], operation: str, parts: dict[str, bytes]
) -> None:
    service = Service(Keys(SEED), Meter(tmp_path_factory.getbasetemp() / "fuzz-counts.json", Ceilings()))
    try:
        reply = packed(replied(service, Frame({"op": operation, **header}, parts)))
    except BenkanError as error:
        reply = error.code.encode()
        assert reply == b"signer.request"
    assert SEED not in reply
    assert SEED.hex().encode() not in reply


def test_no_reply_holds_the_seed_or_a_key(service: Service) -> None:
    """The scalar of a key is hidden by its library; what is known of a reply is that it is made of its right parts."""
    replies = {operation: replied(service, frame) for operation, frame in asked().items()}
    assert {kind: len(part) for kind, part in replies["public"].parts.items()} == dict.fromkeys(blind.KINDS, 32)
    assert len(replies["evaluate"].parts["outputs"]) == 128
    assert set(json.loads(replies["status"].parts["status"])) == {
        "day", "partners", "elements", "own_tokens", "ceilings",
    }  # fmt: skip
    assert [*replies["secret"].parts] == ["secret"]
    derived = {Keys(SEED).secret(purpose, *["w"] * least) for purpose, (least, _) in PURPOSES.items()}
    assert SEED not in derived
    assert len(derived) == len(PURPOSES)
    for reply in replies.values():
        assert SEED not in packed(reply)


def test_own_tokens_are_evaluated_under_the_key_that_partners_are_answered_with(service: Service) -> None:
    tokens = [b"token %d" % number for number in range(SHAPE["name"])]
    blindings = [blind.blind(token) for token in tokens]
    asked = {**elements(), "name": [one.element for one in blindings]}
    answers = service.answer("ne-ocrtis", "aes-2025", 3, asked)
    public = service.public_keys("aes-2025", 3)
    outputs = blind.finalize(blindings, answers["name"], public["name"])
    known = service.evaluate("aes-2025", 3, "name", tokens)
    assert outputs == messages.pieces(known, blind.OUTPUT_BYTES)


def test_an_error_of_the_signer_says_what_to_do(service: Service) -> None:
    reply = replied(service, Frame({"op": "secret", "purpose": "seed", "words": []}))
    with pytest.raises(Invalid) as raised:
        raise_refusal(reply)
    assert raised.value.remedy
