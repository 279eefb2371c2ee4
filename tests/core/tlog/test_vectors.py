import base64
import json

from tests.core.tlog.leaves import Leaves
from tests.vectors import write_journal

from benkan.core.tlog import (
    Frontier,
    SigningKey,
    VerifierKey,
    consistency,
    cosign,
    inclusion,
    leaf_hash,
    open_note,
    parse_checkpoint,
    root,
    sign,
    verify_consistency,
    verify_cosignature,
    verify_inclusion,
)

VECTORS = json.loads(write_journal.FILE.read_text(encoding="utf-8"))
LEAVES = Leaves(leaf_hash(bytes.fromhex(entry)) for entry in VECTORS["entries"])
ROOTS = [base64.b64decode(each) for each in VECTORS["roots"]]


def decoded(proof):
    return [base64.b64decode(each) for each in proof]


def test_the_published_file_is_what_its_script_writes():
    assert write_journal.vectors() == VECTORS


def test_published_roots_and_frontiers_are_reproduced():
    for size in range(len(LEAVES) + 1):
        frontier = Frontier.from_bytes(bytes.fromhex(VECTORS["frontiers"][size]))
        assert root(LEAVES[:size]) == frontier.root() == ROOTS[size]


def test_published_proofs_are_reproduced_and_verify():
    for each in VECTORS["inclusion"]:
        index, size, proof = each["index"], each["size"], decoded(each["proof"])
        assert inclusion(LEAVES, index, size) == proof
        verify_inclusion(LEAVES[index], index, size, proof, ROOTS[size])
    for each in VECTORS["consistency"]:
        old, new, proof = each["old"], each["new"], decoded(each["proof"])
        assert consistency(LEAVES, old, new) == proof
        verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


def test_published_notes_and_cosignatures_are_reproduced_and_verify():
    log, witness = (SigningKey(VECTORS[who]["name"], bytes.fromhex(VECTORS[who]["seed"])) for who in ("log", "witness"))
    assert (log.verifier.text(), witness.witness.text()) == (VECTORS["log"]["vkey"], VECTORS["witness"]["vkey"])
    assert sign(VECTORS["checkpoint"], log) == VECTORS["note"]
    opened = open_note(VECTORS["note"], [VerifierKey.parse(VECTORS["log"]["vkey"])])
    assert parse_checkpoint(opened.text).root == ROOTS[-1]
    at, line = VECTORS["cosignature"]["at"], VECTORS["cosignature"]["line"]
    assert cosign(VECTORS["note"], witness, at) == line
    assert verify_cosignature(opened.text, line, VerifierKey.parse(VECTORS["witness"]["vkey"])) == at
