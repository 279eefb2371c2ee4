"""Every engine against the published vectors, and each against the others.

BENKAN_BATCHES=1000 runs the random batches a thousand times instead of fifty.
"""

import json
import os
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.blind.conftest import suite_engine
from tests.shared_data import shared_data
from voprf import ristretto

from benkan.core.blind import SecretKey, blind, engine, finalize, suite
from benkan.core.blind.engine import ORDER, asking_engine, evaluating_engine
from benkan.core.blind.engine_voprf import VoprfEngine
from benkan.core.blind.group_libsodium import LibsodiumGroup
from benkan.core.blind.group_python import PythonGroup
from benkan.core.errors import Invalid, Unverified

BATCHES = int(os.environ.get("BENKAN_BATCHES", "50"))
BASE = bytes.fromhex("e2f2ae0a6abc4e71a884a961c500515f58e30b6aa582dd8db6a65945e08d2d76")
P = 2**255 - 19
# RFC 9496 appendix A.2 and what an attacker adds to it: none is a canonical encoding of a point but the identity.
BAD_ENCODINGS = {
    "identity": bytes(32),
    "p": P.to_bytes(32, "little"),
    "p + 1": (P + 1).to_bytes(32, "little"),
    "all ones": b"\xff" * 32,
    "base with the highest bit": BASE[:31] + bytes([BASE[31] | 0x80]),
    "negative": (1).to_bytes(32, "little"),
    "negative of base": (P - int.from_bytes(BASE, "little")).to_bytes(32, "little"),
    "xy is negative": bytes.fromhex("3eb858e78f5a7254d8c9731174a94f76755fd3941c0ac93735c07ba14579630e"),
    "no square": bytes.fromhex("26948d35ca62e643e26a83177332e6b6afeb9d08e4268b650f1f5bbd8d81d371"),
    "s = -1": (P - 1).to_bytes(32, "little"),
    "Edwards base point": bytes([0x58]) + b"\x66" * 31,
    "Edwards point of order 8": bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    "Edwards point of order 4": bytes(31) + b"\x80",
    "31 bytes": BASE[:31],
    "33 bytes": BASE + b"\x00",
    "empty": b"",
}


def key_engine(name):
    return VoprfEngine() if name == "voprf" else suite_engine(name)


@pytest.fixture(params=["voprf", "libsodium", "python"])
def keys(request):
    return key_engine(request.param)


def published():
    suites = json.loads(shared_data("vectors", "rfc9497.json").read_text())
    (suite,) = [each for each in suites if each["identifier"] == "ristretto255-SHA512" and each["mode"] == 1]
    return suite


def parts(vector, field):
    return [bytes.fromhex(each) for each in vector[field].split(",")]


def numbers(vector, field):
    return [int.from_bytes(each, "little") for each in parts(vector, field)]


def blinded_by_voprf(tokens):
    clients = [ristretto.Client.blind(token) for token in tokens]
    return [client for client, _ in clients], [element.serialize() for _, element in clients]


def verified_by_voprf(clients, evaluation, public_key):
    outputs = ristretto.VerifiableBatchOutput.deserialize(evaluation)
    return list(ristretto.Client.finalize_batch(clients, outputs, ristretto.PublicKey.deserialize(public_key)))


def test_every_engine_derives_and_evaluates_what_rfc_9497_publishes(keys):
    suite = published()
    key = keys.derive(bytes.fromhex(suite["seed"]), bytes.fromhex(suite["keyInfo"]))
    assert key.public_key.hex() == suite["pkSm"]
    assert len(suite["vectors"]) == 3
    for vector in suite["vectors"]:
        assert key.evaluate(parts(vector, "BlindedElement"))[64:] == b"".join(parts(vector, "EvaluationElement"))
        assert [key.evaluate_known(token) for token in parts(vector, "Input")] == parts(vector, "Output")


def test_every_asker_blinds_verifies_and_finalizes_what_rfc_9497_publishes(asker):
    suite = published()
    for vector in suite["vectors"]:
        tokens, scalars, elements = parts(vector, "Input"), numbers(vector, "Blind"), parts(vector, "BlindedElement")
        assert [
            asker.blind(asker.hashed(token), scalar) for token, scalar in zip(tokens, scalars, strict=True)
        ] == elements
        evaluation = bytes.fromhex(vector["Proof"]["proof"]) + b"".join(parts(vector, "EvaluationElement"))
        opened = asker.finalize(tokens, scalars, elements, evaluation, bytes.fromhex(suite["pkSm"]))
        assert opened == parts(vector, "Output")


def test_published_proofs_are_reproduced_from_their_nonces(asker):
    suite = published()
    key = asker.derive(bytes.fromhex(suite["seed"]), bytes.fromhex(suite["keyInfo"]))
    for vector in suite["vectors"]:
        (nonce,) = [int.from_bytes(bytes.fromhex(vector["Proof"]["r"]), "little")]
        assert key._proven(parts(vector, "BlindedElement"), nonce)[:64].hex() == vector["Proof"]["proof"]


def test_engines_agree_on_random_batches_and_verify_each_other(keys, asker):
    dice = random.Random(f"{keys.name} {asker.name}")
    for _ in range(BATCHES):
        seed, info = dice.randbytes(32), dice.randbytes(dice.randint(1, 40))
        tokens = [dice.randbytes(dice.choice((1, 7, 32, 127, 128, 129, 1024))) for _ in range(dice.randint(1, 6))]
        scalars = [dice.randint(1, ORDER - 1) for _ in tokens]
        elements = [asker.blind(asker.hashed(token), scalar) for token, scalar in zip(tokens, scalars, strict=True)]
        key, judge = keys.derive(seed, info), VoprfEngine().derive(seed, info)
        assert key.public_key == judge.public_key
        evaluation = key.evaluate(elements)
        assert evaluation[64:] == judge.evaluate(elements)[64:]
        expected = [judge.evaluate_known(token) for token in tokens]
        assert asker.finalize(tokens, scalars, elements, evaluation, key.public_key) == expected
        clients, asked = blinded_by_voprf(tokens)
        assert verified_by_voprf(clients, key.evaluate(asked), key.public_key) == expected
        assert key.evaluate_known(tokens[0]) == expected[0]


def test_voprf_rejects_what_the_second_engine_evaluated_under_another_key(asker):
    clients, asked = blinded_by_voprf([b"a", b"b"])
    evaluation = asker.derive(bytes(32), b"other").evaluate(asked)
    with pytest.raises(BaseException) as failure:
        verified_by_voprf(clients, evaluation, asker.derive(bytes(32), b"a").public_key)
    assert type(failure.value).__name__ == "PanicException"


@pytest.mark.parametrize("element", BAD_ENCODINGS.values(), ids=BAD_ENCODINGS.keys())
@pytest.mark.usefixtures("asker")
def test_no_engine_evaluates_or_opens_what_is_not_a_canonical_point(keys, element):
    key = SecretKey(keys.derive(bytes(32), b"a"))
    with pytest.raises(Invalid) as refusal:
        key.evaluate([BASE, element])
    assert (refusal.value.code, refusal.value.place) == ("blind.element", "elements[1]")
    blinding = blind(b"token")
    evaluation = key.evaluate([blinding.element])
    with pytest.raises(Invalid) as refusal:
        finalize([blinding], evaluation[:64] + element, key.public_key)
    assert refusal.value.code == "blind.evaluation"
    with pytest.raises(Invalid) as refusal:
        finalize([blinding], evaluation, element)
    assert refusal.value.code == "blind.public-key"


@pytest.mark.parametrize(
    ("challenge", "response"),
    [(0, 0), (0, 1), (1, 0), (ORDER - 1, ORDER - 1), (ORDER, 0), (0, ORDER), (2**256 - 1, 0), (0, 2**253)],
)
def test_a_proof_of_chosen_scalars_is_refused_and_nothing_else_happens(asker, challenge, response):
    key = asker.derive(bytes(32), b"a")
    asked = asker.blind(asker.hashed(b"token"), 5)
    forged = challenge.to_bytes(32, "little") + response.to_bytes(32, "little") + key.evaluate([asked])[64:]
    with pytest.raises(Unverified if max(challenge, response) < ORDER else Invalid) as refusal:
        asker.finalize([b"token"], [5], [asked], forged, key.public_key)
    assert refusal.value.code == ("blind.proof" if max(challenge, response) < ORDER else "blind.evaluation")


def test_one_altered_bit_anywhere_in_an_answer_is_refused(asker):
    key = asker.derive(bytes(32), b"a")
    tokens, scalars = [b"one", b"two"], [5, 7]
    asked = [asker.blind(asker.hashed(token), scalar) for token, scalar in zip(tokens, scalars, strict=True)]
    evaluation = key.evaluate(asked)
    for at in range(0, 8 * len(evaluation), 37):
        altered = bytearray(evaluation)
        altered[at // 8] ^= 1 << at % 8
        with pytest.raises((Invalid, Unverified)):
            asker.finalize(tokens, scalars, asked, bytes(altered), key.public_key)


def test_answers_made_of_other_valid_points_are_unverified(asker):
    key, tokens, scalars = asker.derive(bytes(32), b"a"), [b"one", b"two"], [5, 7]
    asked = [asker.blind(asker.hashed(token), scalar) for token, scalar in zip(tokens, scalars, strict=True)]
    proof, one, two = (key.evaluate(asked)[at:end] for at, end in ((0, 64), (64, 96), (96, 128)))
    for points in (two + one, one + one, BASE + two, asked[0] + asked[1], key.public_key + two):
        with pytest.raises(Unverified) as refusal:
            asker.finalize(tokens, scalars, asked, proof + points, key.public_key)
        assert refusal.value.code == "blind.proof"


def test_the_groups_agree_on_multiples_sums_and_maps():
    library = LibsodiumGroup() if suite_engine("libsodium") else None
    python, dice = PythonGroup(), random.Random(1)
    assert python.encode(python.base) == library.base
    edges = [0, 1, 2, 15, 16, 31, ORDER - 1, ORDER // 2, 2**252 - 1]
    for scalar in edges + [dice.randrange(ORDER) for _ in range(20)]:
        uniform = dice.randbytes(64)
        point, encoded = python.from_uniform(uniform), library.from_uniform(uniform)
        assert python.encode(point) == encoded
        assert python.encode(python.multiply(scalar, python.decode(encoded))) == library.multiply(scalar, encoded)
        weights = (scalar, dice.randrange(ORDER), 0)
        total = python.weighted_sum(weights, (point, python.base, point))
        assert python.encode(total) == library.weighted_sum(weights, (encoded, library.base, encoded))
    assert python.encode(python.weighted_sum((1, ORDER - 1), (point, point))) == bytes(32)
    assert library.weighted_sum((1, ORDER - 1), (encoded, encoded)) == bytes(32)


def test_a_machine_without_libsodium_or_with_another_one_asks_in_plain_python(monkeypatch):
    for names in ((), ("libno-such.so.1",), ("libc.so.6",)):
        with pytest.raises(OSError):
            LibsodiumGroup(names)
    suite_engine("libsodium")
    monkeypatch.setattr(LibsodiumGroup, "from_uniform", lambda *_: BASE)
    with pytest.raises(OSError):
        LibsodiumGroup()
    assert engine.asking_engine.__wrapped__().name == "python"


def test_the_product_evaluates_with_voprf_and_asks_with_libsodium_where_it_is():
    assert evaluating_engine().name == "voprf"
    assert asking_engine().name == suite_engine("libsodium").name == "libsodium"


@given(st.lists(st.integers(1, ORDER - 1), min_size=1, max_size=64))
def test_one_inversion_for_all_scalars_gives_the_inverse_of_each(scalars):
    assert suite._inverses(scalars) == [pow(scalar, -1, ORDER) for scalar in scalars]
