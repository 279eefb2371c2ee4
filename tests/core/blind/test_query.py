import secrets
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.blind.conftest import DUMMY_SEED, make_responder

from benkan.core.blind import (
    KINDS,
    LARGEST,
    MAX_BATCH,
    SHAPES,
    SMALLEST,
    Blinder,
    Hit,
    Query,
    answer,
    oprf,
    prepare,
    query,
)
from benkan.core.blind.index import Entry as IndexEntry
from benkan.core.blind.index import Index, build
from benkan.core.errors import Invalid, Unverified

NAMES = [b"name %d" % number for number in range(90)]


def resolve(prepared, responder, **changes):
    answers = answer(prepared.elements, responder.keys)
    given = {
        "answers": answers,
        "public_keys": responder.public_keys,
        "contexts": responder.contexts,
        "index": responder.index,
        **changes,
    }
    return prepared.resolve(**given)


def shape(prepared):
    return {kind: [len(element) for element in elements] for kind, elements in prepared.elements.items()}


def lengths(size):
    return {kind: [32] * slots for kind, slots in SHAPES[size].items()}


def test_the_shapes_are_8_16_24_and_40():
    assert {size: dict(shape) for size, shape in SHAPES.items()} == {
        8: {"name": 6, "identifier": 2},
        16: {"name": 12, "identifier": 4},
        24: {"name": 18, "identifier": 6},
        40: {"name": 32, "identifier": 8},
    }
    assert (SMALLEST, LARGEST, KINDS) == (8, 40, ("name", "identifier"))
    assert max(SHAPES[LARGEST].values()) <= MAX_BATCH


@pytest.mark.parametrize(("names", "up", "down"), [(5, 256, 384), (7, 512, 640), (18, 768, 896), (19, 1280, 1408)])
def test_a_search_is_as_many_bytes_as_its_shape_has_elements(responder, names, up, down):
    asked = prepare({"name": NAMES[:names]})
    answered = answer(asked.elements, responder.keys)
    assert sum(len(element) for elements in asked.elements.values() for element in elements) == up
    assert sum(map(len, answered.values())) == down


def test_held_tokens_hit_with_label_and_handle_and_others_do_not(responder):
    prepared = prepare({"name": [b"absent", b"name 7", b"name 3"], "identifier": [b"phone 2", b"nobody"]})
    hits = resolve(prepared, responder)
    assert [(hit.kind, hit.token, hit.label) for hit in hits] == [
        ("name", b"name 7", 7),
        ("name", b"name 3", 3),
        ("identifier", b"phone 2", 65533),
    ]
    assert [responder.built.handles[hit.handle] for hit in hits] == [[b"name 7"], [b"name 3"], [b"phone 2"]]


def test_a_subject_that_nobody_holds_gives_no_hit(responder):
    assert resolve(prepare({"name": [b"absent"]}), responder) == []


def test_a_cover_query_without_tokens_looks_like_any_other(responder):
    cover = prepare({})
    assert shape(cover) == shape(prepare({"name": NAMES[:6], "identifier": [b"phone 1"]})) == lengths(8)
    assert cover.count == 8
    assert resolve(cover, responder) == []
    assert shape(prepare({}, smallest=40)) == lengths(40)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 32), st.integers(0, 8), st.sampled_from(list(SHAPES)))
def test_what_travels_depends_on_nothing_of_the_subject_but_the_shape_that_holds_it(names, identifiers, smallest):
    tokens = {"name": NAMES[:names], "identifier": [b"%d" % each for each in range(identifiers)]}
    prepared = prepare(tokens, smallest=smallest)
    fits = [size for size, slots in SHAPES.items() if names <= slots["name"] and identifiers <= slots["identifier"]]
    assert shape(prepared) == lengths(max(smallest, min(fits)))
    assert list(prepared.elements) == ["name", "identifier"]


@pytest.mark.parametrize(
    ("names", "identifiers", "size"),
    [(6, 2, 8), (7, 0, 16), (0, 3, 16), (12, 4, 16), (13, 0, 24), (0, 5, 24), (18, 6, 24), (19, 0, 40), (0, 7, 40)],
)
def test_more_tokens_take_the_next_shape(responder, names, identifiers, size):
    prepared = prepare({"name": NAMES[:names], "identifier": [b"phone %d" % each for each in range(identifiers)]})
    assert shape(prepared) == lengths(size)
    assert prepared.count == size
    assert len(resolve(prepared, responder)) == names + identifiers


@pytest.mark.parametrize(("kind", "count", "limit"), [("name", 33, 32), ("identifier", 9, 8), ("name", 10_000, 32)])
def test_more_than_the_largest_shape_is_refused_by_the_asker(kind, count, limit):
    with pytest.raises(Invalid) as refusal:
        prepare({kind: [b"%d" % number for number in range(count)]})
    assert (refusal.value.code, refusal.value.place) == ("blind.too-many", kind)
    assert refusal.value.facts == {"count": count, "limit": limit}


def test_a_repeated_token_is_asked_once(responder):
    prepared = prepare({"name": [b"name 1"] * 100})
    assert prepared.count == 8
    assert [hit.token for hit in resolve(prepared, responder)] == [b"name 1"]


def test_a_kind_outside_the_shape_is_refused_and_cut_short():
    with pytest.raises(Invalid) as refusal:
        prepare({"x" * 50: [b"a"]})
    assert (refusal.value.code, refusal.value.place) == ("blind.kind", "x" * 32)
    assert refusal.value.facts == {"kind": "x" * 32}


def test_an_empty_or_long_token_is_refused():
    for token in (b"", b"a" * 1025):
        with pytest.raises(Invalid) as refusal:
            prepare({"name": [token]})
        assert refusal.value.code == "blind.token"


def test_every_slot_is_blinded_afresh_for_each_partner():
    blinder = Blinder()
    first, second = (prepare({"name": [b"name 1"]}, blinder=blinder) for _ in range(2))
    every = [element for each in (first, second) for elements in each.elements.values() for element in elements]
    assert len(set(every)) == 16


def test_a_token_is_hashed_to_the_group_once_for_all_partners(responder, monkeypatch):
    hashed = []
    real = oprf.asking_engine().hashed
    monkeypatch.setattr(oprf.asking_engine(), "hashed", lambda token: hashed.append(token) or real(token))
    blinder = Blinder()
    for _ in range(3):
        hits = resolve(prepare({"name": [b"name 1", b"absent"]}, blinder=blinder), responder)
        assert [hit.token for hit in hits] == [b"name 1"]
    assert [hashed.count(token) for token in (b"name 1", b"absent")] == [1, 1]


def test_an_index_that_holds_a_canary_is_fraud(responder, monkeypatch):
    canary = bytes(range(32))
    monkeypatch.setattr(query.secrets, "token_bytes", lambda size: canary[:size])
    entries = (*responder.entries, IndexEntry("identifier", canary, 77))
    built = build(entries, responder.keys, responder.contexts, dummy_seed=DUMMY_SEED)
    with pytest.raises(Unverified) as refusal:
        resolve(prepare({"name": [b"name 1"]}), responder, index=Index.load(built.data))
    assert refusal.value.code == "blind.canary"
    assert "control officer" in refusal.value.remedy


def test_only_the_last_slot_being_a_canary_is_enough(responder, monkeypatch):
    monkeypatch.setattr(query.secrets, "token_bytes", lambda size: b"name 89" if size == 32 else b"")
    with pytest.raises(Unverified) as refusal:
        resolve(prepare({"name": NAMES[:17], "identifier": [b"%d" % each for each in range(6)]}), responder)
    assert refusal.value.code == "blind.canary"


def test_a_full_query_has_no_canary_and_every_slot_may_hit(responder):
    prepared = prepare({"name": NAMES[:32], "identifier": [b"phone %d" % number for number in range(8)]})
    assert len(resolve(prepared, responder)) == 40


def test_canaries_are_32_random_bytes(monkeypatch):
    asked = []
    real = secrets.token_bytes
    monkeypatch.setattr(query.secrets, "token_bytes", lambda size: asked.append(size) or real(size))
    prepare({"name": [b"a"]})
    assert asked == [32] * 7


def test_an_answer_under_a_key_that_was_not_published_is_unverified(responder):
    prepared = prepare({"name": [b"name 1"]})
    other = make_responder(bytes(32))
    with pytest.raises(Unverified) as refusal:
        resolve(prepared, responder, answers=answer(prepared.elements, other.keys))
    assert refusal.value.code == "blind.proof"


def test_a_key_split_between_kinds_is_unverified(responder):
    prepared = prepare({"name": [b"name 1"]})
    answers = {**answer(prepared.elements, responder.keys)}
    answers["identifier"] = make_responder(bytes(32)).keys["identifier"].evaluate(prepared.elements["identifier"])
    with pytest.raises(Unverified) as refusal:
        resolve(prepared, responder, answers=answers)
    assert refusal.value.code == "blind.proof"


def test_an_answer_with_missing_or_extra_kinds_is_invalid(responder):
    prepared = prepare({"name": [b"name 1"]})
    answers = answer(prepared.elements, responder.keys)
    for changes in (
        {"answers": {"name": answers["name"]}},
        {"answers": {**answers, "face": answers["name"]}},
        {"public_keys": {"name": responder.public_keys["name"]}},
        {"contexts": {}},
    ):
        with pytest.raises(Invalid) as refusal:
            resolve(prepared, responder, **changes)
        assert refusal.value.code == "blind.answer-kinds"


def test_the_index_of_another_epoch_gives_no_hit(responder):
    contexts = {kind: bytes(64) for kind in KINDS}
    assert resolve(prepare({"name": [b"name 1"]}), responder, contexts=contexts) == []


def test_neither_query_nor_hit_prints_what_was_searched():
    assert b"secret" not in repr(prepare({"name": [b"secret"]})).encode()
    assert "secret" not in repr(Hit("name", b"secret", bytes(16), 1))


TOKENS = {"name": [b"absent", b"name 7", b"name 7", b"name 3"], "identifier": [b"phone 2"]}


def test_a_stored_query_reads_an_answer_that_comes_hours_later(responder, asker):
    asked = prepare(TOKENS)
    answers = answer(asked.elements, responder.keys)
    stored = asked.to_bytes()
    restored = Query.restored(TOKENS, stored)
    assert restored == asked
    assert restored.to_bytes() == stored
    hits = resolve(restored, responder, answers=answers)
    assert [(hit.kind, hit.token, hit.label) for hit in hits] == [
        ("name", b"name 7", 7),
        ("name", b"name 3", 3),
        ("identifier", b"phone 2", 65533),
    ]


def test_a_stored_query_opens_in_another_process(tmp_path, responder):
    asked = prepare(TOKENS)
    stored, outcome = tmp_path / "stored", tmp_path / "elements"
    stored.write_bytes(asked.to_bytes())
    program = (
        "import sys, pathlib; from benkan.core.blind import Query\n"
        f"query = Query.restored({TOKENS!r}, pathlib.Path(sys.argv[1]).read_bytes())\n"
        "pathlib.Path(sys.argv[2]).write_text(repr(query.elements))\n"
    )
    subprocess.run([sys.executable, "-c", program, str(stored), str(outcome)], check=True)
    assert outcome.read_text() == repr(asked.elements)


def test_what_is_stored_holds_no_token_and_is_small():
    asked = prepare({"name": [b"a secret name"] * 3, "identifier": [b"a secret phone"]})
    assert b"secret" not in asked.to_bytes()
    assert len(asked.to_bytes()) == 5 + (1 + 4 + 4) + (1 + 10 + 4) + 8 * 32 + 6 * 32 + 32


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 32), st.integers(0, 8))
def test_every_shape_comes_back(names, identifiers):
    tokens = {"name": NAMES[:names], "identifier": [b"%d" % each for each in range(identifiers)]}
    asked = prepare(tokens)
    assert Query.restored(tokens, asked.to_bytes()) == asked


def test_a_place_beyond_a_query_is_another_query_s():
    asked = prepare(TOKENS)
    assert [asked.slot(place) for place in range(8)] == asked.slots()
    with pytest.raises(Invalid) as refusal:
        asked.slot(8)
    assert refusal.value.code == "blind.stored"


def test_a_cover_query_comes_back():
    asked = prepare({})
    assert Query.restored({}, asked.to_bytes()) == asked


@pytest.mark.parametrize(
    "tokens",
    [
        {},
        {"name": TOKENS["name"]},
        {"name": [b"absent", b"name 3", b"name 7"], "identifier": [b"phone 2"]},
        {"name": [b"absent", b"name 7", b"name 4"], "identifier": [b"phone 2"]},
        {"name": [b"absent", b"name 7", b""], "identifier": [b"phone 2"]},
        {"name": [b"absent", b"name 7", b"name 3", b"name 4"], "identifier": [b"phone 2"]},
        {**TOKENS, "face": []},
    ],
    ids=["none", "a kind less", "another order", "another token", "no token", "a token more", "a kind more"],
)
def test_a_stored_query_of_other_tokens_is_refused(tokens):
    stored = prepare(TOKENS).to_bytes()
    with pytest.raises(Invalid) as refusal:
        Query.restored(tokens, stored)
    assert refusal.value.code == "blind.stored"


def test_a_stored_query_that_was_cut_lengthened_or_altered_anywhere_is_refused():
    stored = prepare(TOKENS).to_bytes()
    cut = [stored[:at] for at in (*range(40), 100, len(stored) - 33, len(stored) - 1)]
    altered = [stored[:at] + bytes([stored[at] ^ 1]) + stored[at + 1 :] for at in (*range(40), 200, 350, -33, -2)]
    for data in (*cut, stored + b"\x00", *altered, b"BKQ2" + stored[4:]):
        with pytest.raises(Invalid) as refusal:
            Query.restored(TOKENS, data)
        assert refusal.value.code == "blind.stored"


def test_a_stored_query_that_claims_many_elements_is_refused_before_any_work():
    header = b"BKQ1\x01\x04name" + (0).to_bytes(2, "big") + (65535).to_bytes(2, "big")
    begun = time.process_time()
    for data in (header, header + bytes(64 * 65535 + 32)):
        with pytest.raises(Invalid) as refusal:
            Query.restored({}, data)
        assert refusal.value.code == "blind.stored"
    assert time.process_time() - begun < 0.5


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_refused_as_a_stored_query_and_nothing_else_happens(data):
    for prefix in (b"", b"BKQ1", b"BKQ1\x01\x04name"):
        with pytest.raises(Invalid) as refusal:
            Query.restored({}, prefix + data)
        assert refusal.value.code == "blind.stored"
