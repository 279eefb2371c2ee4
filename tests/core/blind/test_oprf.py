import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.shared_data import shared_data
from tests.vectors import voprf_reference

from benkan.core.blind import (
    ELEMENT_BYTES,
    MAX_BATCH,
    MAX_TOKEN_BYTES,
    OUTPUT_BYTES,
    PROOF_BYTES,
    SCALAR_BYTES,
    Blinding,
    SecretKey,
    blind,
    finalize,
)
from benkan.core.blind.engine import ORDER
from benkan.core.errors import Invalid, Unverified

pytestmark = pytest.mark.usefixtures("asker")

KEY = SecretKey.from_seed(bytes(range(32)), b"test")
OTHER = SecretKey.from_seed(bytes(range(32)), b"other")
BASE = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
NOT_POINTS = {
    "identity": bytes(32),
    "not canonical": voprf_reference.P.to_bytes(32, "little"),
    "negative": (1).to_bytes(32, "little"),
    "all ones": b"\xff" * 32,
    "truncated": BASE[:31],
    "trailing byte": BASE + b"\x00",
    "empty": b"",
}


def published():
    suites = json.loads(shared_data("vectors", "rfc9497.json").read_text())
    (suite,) = [each for each in suites if each["identifier"] == "ristretto255-SHA512" and each["mode"] == 1]
    return suite


def parts(vector, field):
    return [bytes.fromhex(each) for each in vector[field].split(",")]


def test_the_sizes_are_those_of_the_rfc():
    assert (ELEMENT_BYTES, PROOF_BYTES, OUTPUT_BYTES, MAX_BATCH, MAX_TOKEN_BYTES) == (32, 64, 64, 64, 1024)


def test_published_keys_evaluations_and_outputs_of_rfc_9497_are_reproduced():
    suite = published()
    key = SecretKey.from_seed(bytes.fromhex(suite["seed"]), bytes.fromhex(suite["keyInfo"]))
    assert key.public_key.hex() == suite["pkSm"]
    assert len(suite["vectors"]) == 3
    for vector in suite["vectors"]:
        assert [key.evaluate_known(token) for token in parts(vector, "Input")] == parts(vector, "Output")
        evaluation = key.evaluate(parts(vector, "BlindedElement"))
        assert evaluation[PROOF_BYTES:] == b"".join(parts(vector, "EvaluationElement"))
        assert voprf_reference.verify(key.public_key, parts(vector, "BlindedElement"), evaluation)


def test_the_reference_replays_published_blinds_and_proofs_so_it_may_judge_the_library():
    suite = published()
    key = voprf_reference.derive_key(bytes.fromhex(suite["seed"]), bytes.fromhex(suite["keyInfo"]))
    for vector in suite["vectors"]:
        blinds = [int.from_bytes(each, "little") for each in parts(vector, "Blind")]
        elements = [voprf_reference.blind(*each) for each in zip(parts(vector, "Input"), blinds, strict=True)]
        assert elements == parts(vector, "BlindedElement")
        nonce = int.from_bytes(bytes.fromhex(vector["Proof"]["r"]), "little")
        assert voprf_reference.evaluate(key, elements, nonce)[:64].hex() == vector["Proof"]["proof"]
        assert not voprf_reference.verify(
            voprf_reference.public_key(key + 1), elements, voprf_reference.evaluate(key, elements, nonce)
        )


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.binary(min_size=1, max_size=64), min_size=1, max_size=6))
def test_what_the_asker_unblinds_is_what_the_key_holder_computes_in_the_clear(tokens):
    blindings = [blind(token) for token in tokens]
    evaluation = KEY.evaluate([each.element for each in blindings])
    outputs = finalize(blindings, evaluation, KEY.public_key)
    assert outputs == [KEY.evaluate_known(token) for token in tokens]
    assert {len(output) for output in outputs} == {OUTPUT_BYTES}


def test_the_second_implementation_agrees_on_proofs_and_outputs():
    for count in (1, 2, 5):
        tokens = [b"token %d" % number for number in range(count)]
        blindings = [blind(token) for token in tokens]
        elements = [each.element for each in blindings]
        assert voprf_reference.verify(KEY.public_key, elements, KEY.evaluate(elements))
        secret = voprf_reference.derive_key(bytes(range(32)), b"test")
        evaluation = voprf_reference.evaluate(secret, elements, 123456789)
        assert finalize(blindings, evaluation, KEY.public_key) == [KEY.evaluate_known(token) for token in tokens]


def test_many_tokens_are_evaluated_like_one_and_refused_before_the_first():
    for count in (3, 191, 192, 300):
        many = [b"%d" % number for number in range(count)]
        assert KEY.evaluate_many(many) == [KEY.evaluate_known(token) for token in many]
    tokens = [b"a", b"b" * 1024, b"a"]
    assert KEY.evaluate_many([]) == []
    for wrong in (b"", b"a" * 1025):
        with pytest.raises(Invalid) as refusal:
            KEY.evaluate_many([*tokens, wrong])
        assert (refusal.value.code, refusal.value.facts) == ("blind.token", {"length": len(wrong)})


def test_two_blindings_of_one_token_are_different():
    assert blind(b"same").element != blind(b"same").element
    assert len(blind(b"same").element) == ELEMENT_BYTES


def test_a_key_depends_on_seed_and_use():
    assert KEY.public_key != OTHER.public_key
    assert KEY.public_key != SecretKey.from_seed(bytes(32), b"test").public_key
    assert KEY.public_key == SecretKey.from_seed(bytes(range(32)), b"test").public_key


@pytest.mark.parametrize("length", [0, 31, 33])
def test_a_seed_that_is_not_32_bytes_is_refused(length):
    with pytest.raises(Invalid) as refusal:
        SecretKey.from_seed(bytes(length), b"test")
    assert refusal.value.code == "blind.seed"
    assert refusal.value.facts == {"length": length}
    assert f"has {length} bytes, not 32" in str(refusal.value)
    assert "key file" in refusal.value.remedy


def test_the_name_of_a_key_has_one_to_1024_bytes():
    assert len(SecretKey.from_seed(bytes(32), b"a" * 1024).public_key) == 32
    assert len(SecretKey.from_seed(bytes(32), b"a").public_key) == 32
    for length in (0, 1025):
        with pytest.raises(Invalid) as refusal:
            SecretKey.from_seed(bytes(32), b"a" * length)
        assert refusal.value.code == "blind.info"
        assert refusal.value.facts == {"length": length}
        assert f"has {length} bytes; 1 to 1024" in str(refusal.value)


@pytest.mark.parametrize("act", [blind, KEY.evaluate_known])
def test_a_token_has_one_to_1024_bytes_on_both_sides(act):
    act(b"a")
    act(b"a" * 1024)
    for length in (0, 1025, 65536):
        with pytest.raises(Invalid) as refusal:
            act(b"a" * length)
        assert refusal.value.code == "blind.token"
        assert refusal.value.facts == {"length": length}
        assert str(refusal.value).startswith(f"A token has {length} bytes; 1 to 1024 are allowed. ")


@pytest.mark.parametrize("element", NOT_POINTS.values(), ids=NOT_POINTS.keys())
def test_an_element_that_is_not_a_canonical_point_is_refused_with_its_place(element):
    with pytest.raises(Invalid) as refusal:
        KEY.evaluate([BASE, element])
    assert refusal.value.code == "blind.element"
    assert refusal.value.place == "elements[1]"
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_64_elements_are_answered_and_65_refused():
    assert len(KEY.evaluate([BASE] * 64)) == 64 + 64 * 32
    for count in (65, 10_000):
        with pytest.raises(Invalid) as refusal:
            KEY.evaluate([BASE] * count)
        assert refusal.value.code == "blind.too-many"
        assert refusal.value.facts == {"count": count, "limit": 64}
        assert f"holds {count} elements of one kind; 64 are allowed" in str(refusal.value)


def test_an_empty_search_is_refused_on_both_sides():
    for act in (lambda: KEY.evaluate([]), lambda: finalize([], bytes(64), KEY.public_key)):
        with pytest.raises(Invalid) as refusal:
            act()
        assert refusal.value.code == "blind.empty"
        assert refusal.value.remedy


def test_more_than_64_blindings_are_not_finalized():
    with pytest.raises(Invalid) as refusal:
        finalize([blind(b"a")] * 65, bytes(64 + 65 * 32), KEY.public_key)
    assert refusal.value.code == "blind.too-many"


@pytest.mark.parametrize("count", [1, 2, 32])
def test_an_answer_under_another_key_is_unverified(count):
    blindings = [blind(b"token %d" % number) for number in range(count)]
    evaluation = OTHER.evaluate([each.element for each in blindings])
    with pytest.raises(Unverified) as refusal:
        finalize(blindings, evaluation, KEY.public_key)
    assert refusal.value.code == "blind.proof"
    assert "control officer" in refusal.value.remedy


def test_an_answer_with_two_elements_exchanged_is_unverified():
    blindings = [blind(b"a"), blind(b"b")]
    evaluation = KEY.evaluate([each.element for each in blindings])
    exchanged = evaluation[:64] + evaluation[96:] + evaluation[64:96]
    with pytest.raises(Unverified) as refusal:
        finalize(blindings, exchanged, KEY.public_key)
    assert refusal.value.code == "blind.proof"


@pytest.mark.parametrize("at", [0, 32])
def test_one_altered_bit_of_the_proof_is_unverified(at):
    blinding = blind(b"a")
    evaluation = bytearray(KEY.evaluate([blinding.element]))
    evaluation[at] ^= 1
    with pytest.raises(Unverified) as refusal:
        finalize([blinding], bytes(evaluation), KEY.public_key)
    assert refusal.value.code == "blind.proof"


def test_the_answer_to_another_question_is_unverified():
    evaluation = KEY.evaluate([blind(b"a").element])
    with pytest.raises(Unverified) as refusal:
        finalize([blind(b"a")], evaluation, KEY.public_key)
    assert refusal.value.code == "blind.proof"


@pytest.mark.parametrize(
    "alter",
    [
        lambda evaluation: b"",
        lambda evaluation: evaluation[:-1],
        lambda evaluation: evaluation[:-32],
        lambda evaluation: evaluation + b"\x00",
        lambda evaluation: evaluation + evaluation[-32:],
        lambda evaluation: evaluation[:-32] + bytes(32),
        lambda evaluation: b"\xff" * 32 + evaluation[32:],
        lambda evaluation: bytes(len(evaluation)),
    ],
)
def test_an_answer_that_is_not_a_proof_and_as_many_points_is_invalid(alter):
    blindings = [blind(b"a"), blind(b"b")]
    evaluation = KEY.evaluate([each.element for each in blindings])
    with pytest.raises(Invalid) as refusal:
        finalize(blindings, alter(evaluation), KEY.public_key)
    assert refusal.value.code == "blind.evaluation"
    assert refusal.value.text == "The partner's answer is not a proof and as many points as were sent."


@pytest.mark.parametrize("public_key", NOT_POINTS.values(), ids=NOT_POINTS.keys())
def test_a_public_key_that_is_not_a_point_is_invalid(public_key):
    blinding = blind(b"a")
    with pytest.raises(Invalid) as refusal:
        finalize([blinding], KEY.evaluate([blinding.element]), public_key)
    assert refusal.value.code == "blind.public-key"
    assert refusal.value.__suppress_context__


def test_a_blinding_comes_back_from_its_secret_and_opens_an_answer_that_came_late():
    blinding = blind(b"secret name")
    evaluation = KEY.evaluate([blinding.element])
    restored = Blinding.from_bytes(b"secret name", blinding.to_bytes())
    assert restored == blinding
    assert len(blinding.to_bytes()) == SCALAR_BYTES == 32
    assert b"secret name" not in blinding.to_bytes()
    assert finalize([restored], evaluation, KEY.public_key) == [KEY.evaluate_known(b"secret name")]


def test_a_supervisor_tells_the_token_that_was_sent_from_any_other():
    blinding = blind(b"the one of the file")
    assert Blinding.from_bytes(b"the one of the file", blinding.to_bytes()).element == blinding.element
    assert Blinding.from_bytes(b"a neighbour", blinding.to_bytes()).element != blinding.element


@pytest.mark.parametrize(
    "data",
    [b"", bytes(31), bytes(33), bytes(32), ORDER.to_bytes(32, "little"), b"\xff" * 32, b"\x01" + bytes(32)],
    ids=["empty", "31 bytes", "33 bytes", "zero", "the order", "all ones", "trailing byte"],
)
def test_a_stored_secret_that_is_no_scalar_is_refused(data):
    with pytest.raises(Invalid) as refusal:
        Blinding.from_bytes(b"a", data)
    assert refusal.value.code == "blind.scalar"


def test_the_smallest_and_the_largest_scalar_are_taken():
    for scalar in (1, ORDER - 1):
        blinding = Blinding.from_bytes(b"a", scalar.to_bytes(32, "little"))
        assert blinding.scalar == scalar
        assert finalize([blinding], KEY.evaluate([blinding.element]), KEY.public_key) == [KEY.evaluate_known(b"a")]


def test_a_million_elements_are_refused_before_any_of_them_is_read():
    begun = time.process_time()
    with pytest.raises(Invalid) as refusal:
        KEY.evaluate([b"no element"] * 1_000_000)
    assert refusal.value.code == "blind.too-many"
    with pytest.raises(Invalid) as refusal:
        finalize([blind(b"a")] * 1_000_000, b"", b"")
    assert refusal.value.code == "blind.too-many"
    assert time.process_time() - begun < 1


def test_neither_key_nor_blinding_shows_its_secret():
    assert "00010203" not in repr(KEY)
    blinding = blind(b"secret name")
    assert "secret name" not in repr(blinding)
    assert str(blinding.scalar) not in repr(blinding)
