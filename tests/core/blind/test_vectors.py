import json

import pytest
from tests.vectors import voprf_reference, write_blind_search

from benkan.core.blind import Blinding, Entry, Index, SecretKey, Tag, build, context, finalize, tag
from benkan.core.errors import BenkanError, Invalid

VECTORS = json.loads(write_blind_search.FILE.read_text(encoding="utf-8"))
raw = bytes.fromhex


def key_of(kind):
    return SecretKey.from_seed(raw(VECTORS["seed"]), raw(VECTORS["keys"][kind]["info"]))


def test_the_published_file_is_what_its_script_writes():
    assert write_blind_search.vectors() == VECTORS


@pytest.mark.parametrize("kind", VECTORS["keys"])
def test_published_keys_and_contexts_are_reproduced(kind):
    published = VECTORS["keys"][kind]
    assert key_of(kind).public_key.hex() == published["public_key"]
    bound = context(VECTORS["responder"], VECTORS["convention"], VECTORS["epoch"], kind, raw(VECTORS["secret"]))
    assert bound.hex() == published["context"]


@pytest.mark.parametrize("vector", VECTORS["tokens"])
def test_published_outputs_tags_and_labels_are_reproduced(vector):
    output = key_of(vector["kind"]).evaluate_known(raw(vector["token"]))
    assert output.hex() == vector["output"]
    found = tag(raw(VECTORS["keys"][vector["kind"]]["context"]), output)
    assert (found.handle.hex(), found.mask.to_bytes(6, "little").hex()) == (vector["handle"], vector["mask"])
    assert Index.load(raw(VECTORS["index"]["data"])).lookup(found) == vector["label"]


@pytest.mark.parametrize("vector", VECTORS["evaluations"])
def test_published_evaluations_are_reproduced_and_verify(vector):
    elements = [raw(element) for element in vector["elements"]]
    evaluation = raw(vector["evaluation"])
    key = key_of(vector["kind"])
    assert key.evaluate(elements)[64:] == evaluation[64:]
    assert voprf_reference.verify(key.public_key, elements, evaluation)
    tokens = [raw(token) for token in vector["tokens"]]
    blindings = [Blinding.from_bytes(token, raw(each)) for token, each in zip(tokens, vector["blinds"], strict=True)]
    assert [each.element for each in blindings] == elements
    assert finalize(blindings, evaluation, key.public_key) == [key.evaluate_known(token) for token in tokens]


def test_the_published_index_is_rebuilt_byte_by_byte():
    entries = [
        Entry(each["kind"], raw(each["token"]), each["label"])
        for each in VECTORS["tokens"]
        if each["label"] is not None
    ]
    keys = {kind: key_of(kind) for kind in VECTORS["keys"]}
    contexts = {kind: raw(each["context"]) for kind, each in VECTORS["keys"].items()}
    built = build(entries, keys, contexts, dummy_seed=raw(VECTORS["index"]["dummy_seed"]))
    assert (built.data.hex(), built.count) == (VECTORS["index"]["data"], VECTORS["index"]["count"])


@pytest.mark.parametrize("number", [0, 1, 2])
def test_published_deltas_change_what_the_index_says(number):
    index = VECTORS["index"]
    deltas = index["deltas"][:number]
    read = Index.load(raw(index["data"]), [raw(each["data"]) for each in deltas])
    after = deltas[-1]["labels_after"] if deltas else [each["label"] for each in VECTORS["tokens"]]
    for vector, label in zip(VECTORS["tokens"], after, strict=True):
        assert read.lookup(Tag(raw(vector["handle"]), int.from_bytes(raw(vector["mask"]), "little"))) == label


@pytest.mark.parametrize("name", VECTORS["refused_elements"])
def test_published_bad_elements_are_refused(name):
    with pytest.raises(Invalid) as refusal:
        key_of("name").evaluate([raw(VECTORS["refused_elements"][name])])
    assert refusal.value.code == "blind.element"


@pytest.mark.parametrize("name", VECTORS["refused_evaluations"])
def test_published_bad_evaluations_are_refused_with_their_code(name):
    vector = VECTORS["refused_evaluations"][name]
    asked = VECTORS["evaluations"][0]
    blindings = [
        Blinding.from_bytes(raw(token), raw(each)) for token, each in zip(asked["tokens"], asked["blinds"], strict=True)
    ]
    with pytest.raises(BenkanError) as refusal:
        finalize(blindings, raw(vector["evaluation"]), key_of("name").public_key)
    assert refusal.value.code == vector["code"]
