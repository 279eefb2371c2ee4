import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.tlog.leaves import Leaves
from tests.shared_data import shared_data
from tests.vectors.write_journal import path, subproof

from benkan.core.errors import Invalid, Unverified
from benkan.core.tlog import consistency, inclusion, leaf_hash, root, verify_consistency, verify_inclusion

ENTRIES = [b"entry %d" % number for number in range(33)]
LEAVES = Leaves(leaf_hash(entry) for entry in ENTRIES)
ROOTS = [root(LEAVES[:size]) for size in range(len(LEAVES) + 1)]


def decoded(value):
    if isinstance(value, list):
        return [base64.b64decode(each) for each in value]
    return base64.b64decode(value or "")


def verdict(check, *args):
    try:
        check(*args)
    except Unverified as refusal:
        return refusal.code
    return "verified"


def published(kind):
    return json.loads(shared_data("vectors", "rfc6962-merkle.json").read_text())[kind]


def test_98_published_inclusion_proofs_good_and_bad_are_judged_right():
    cases = published("inclusion")
    assert len(cases) == 98
    for case in cases:
        proof = decoded(case["proof"] or [])
        judged = verdict(
            verify_inclusion, decoded(case["leafHash"]), case["leafIdx"], case["treeSize"], proof, decoded(case["root"])
        )
        assert judged == ("tlog.inclusion" if case["wantErr"] else "verified"), case["name"]


def test_98_published_consistency_proofs_good_and_bad_are_judged_right():
    cases = published("consistency")
    assert len(cases) == 98
    for case in cases:
        roots = decoded(case["root1"]), decoded(case["root2"])
        judged = verdict(verify_consistency, case["size1"], case["size2"], *roots, decoded(case["proof"] or []))
        assert judged == ("tlog.consistency" if case["wantErr"] else "verified"), case["name"]


def test_every_proof_made_is_the_recursive_one_and_verifies():
    for size in range(1, len(LEAVES) + 1):
        for index in range(size):
            proof = inclusion(LEAVES, index, size)
            assert proof == path(index, ENTRIES[:size])
            verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
        for old in range(1, size + 1):
            proof = consistency(LEAVES, old, size)
            assert proof == subproof(old, ENTRIES[:size])
            verify_consistency(old, size, ROOTS[old], ROOTS[size], proof)


@given(st.integers(1, 33), st.data())
def test_an_inclusion_proof_serves_one_place_only(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion(LEAVES, index, size)
    for other in range(size):
        expected = "verified" if other == index else "tlog.inclusion"
        assert verdict(verify_inclusion, LEAVES[index], other, size, proof, ROOTS[size]) == expected
    for altered in (proof[:-1] if proof else [bytes(32)], [*proof, bytes(32)], [bytes(32), *proof]):
        assert verdict(verify_inclusion, LEAVES[index], index, size, altered, ROOTS[size]) == "tlog.inclusion"
    for place in range(len(proof)):
        altered = [*proof[:place], bytes(32), *proof[place + 1 :]]
        assert verdict(verify_inclusion, LEAVES[index], index, size, altered, ROOTS[size]) == "tlog.inclusion"


@given(st.integers(2, 33), st.data())
def test_a_changed_history_has_no_consistency_proof(new, data):
    old = data.draw(st.integers(1, new - 1))
    changed = data.draw(st.integers(0, old - 1))
    forked = Leaves([*LEAVES[:changed], leaf_hash(b"forged"), *LEAVES[changed + 1 : new]])
    proof = consistency(forked, old, new)
    assert verdict(verify_consistency, old, new, ROOTS[old], root(forked), proof) == "tlog.consistency"
    good = consistency(LEAVES, old, new)
    for place in range(len(good)):
        altered = [*good[:place], bytes(32), *good[place + 1 :]]
        assert verdict(verify_consistency, old, new, ROOTS[old], ROOTS[new], altered) == "tlog.consistency"
    for altered in ([], good[:-1], [*good, bytes(32)]):
        if altered != good:
            assert verdict(verify_consistency, old, new, ROOTS[old], ROOTS[new], altered) == "tlog.consistency"
    assert verdict(verify_consistency, old, new, bytes(32), ROOTS[new], good) == "tlog.consistency"
    assert verdict(verify_consistency, old, new, ROOTS[old], bytes(32), good) == "tlog.consistency"


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (0, 34), (33, 34)])
def test_a_proof_of_an_entry_that_is_not_there_is_refused(index, size):
    with pytest.raises(Invalid) as refusal:
        inclusion(LEAVES, index, size)
    assert refusal.value.code == "tlog.range"
    assert verdict(verify_inclusion, LEAVES[0], index, 3, [], LEAVES[0]) == "tlog.inclusion"


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3), (0, 34), (34, 34)])
def test_a_proof_between_sizes_that_are_not_there_is_refused(old, new):
    with pytest.raises(Invalid) as refusal:
        consistency(LEAVES, old, new)
    assert refusal.value.code == "tlog.range"


def test_the_whole_log_is_within_range():
    assert inclusion(LEAVES, 32, 33) == path(32, ENTRIES)
    assert inclusion(LEAVES, 0, 1) == []
    assert consistency(LEAVES, 33, 33) == []
    assert consistency(LEAVES, 0, 33) == []
    assert consistency(LEAVES, 0, 0) == []


def test_equal_sizes_need_equal_roots_and_no_proof():
    assert verdict(verify_consistency, 3, 3, ROOTS[3], ROOTS[3], []) == "verified"
    assert verdict(verify_consistency, 3, 3, ROOTS[3], ROOTS[2], []) == "tlog.consistency"
    assert verdict(verify_consistency, 3, 3, ROOTS[3], ROOTS[3], [ROOTS[3]]) == "tlog.consistency"


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 3), (-1, 3), (4, 3)])
def test_consistency_from_nothing_or_backwards_is_never_verified(old, new):
    assert verdict(verify_consistency, old, new, ROOTS[0], ROOTS[new], []) == "tlog.consistency"


@pytest.mark.parametrize("leaf", [b"", LEAVES[0][:31], LEAVES[0] + b"\x00"])
def test_a_leaf_hash_of_another_length_is_never_included(leaf):
    assert verdict(verify_inclusion, leaf, 0, 1, [], leaf) == "tlog.inclusion"


def test_an_inner_node_does_not_pass_for_an_entry():
    assert verdict(verify_inclusion, leaf_hash(LEAVES[0] + LEAVES[1]), 0, 1, [], ROOTS[2]) == "tlog.inclusion"


def test_refusals_say_what_to_keep():
    for check in (
        lambda: verify_inclusion(LEAVES[0], 1, 1, [], ROOTS[1]),
        lambda: verify_consistency(1, 2, ROOTS[2], ROOTS[2], []),
    ):
        with pytest.raises(Unverified) as refusal:
            check()
        assert "eep" in refusal.value.remedy
        assert refusal.value.text
