"""Writes journal.json, the published vectors of BKP-06.

Run from the root of the project: python -m tests.vectors.write_journal
Roots and proofs come from the recursive definitions of RFC 6962, written out here once more; notes come from the
product (Ed25519 is deterministic). Every secret in the file is a published test value.
"""

import base64
import hashlib
import json
from pathlib import Path

from benkan.core.tlog import Checkpoint, Frontier, SigningKey, cosign, leaf_hash, sign

FILE = Path(__file__).with_name("journal.json")
ENTRIES = [
    b"",
    b"\x00",
    b"search.asked",
    b"search.answered",
    b"request.sent",
    b"\xd8\xa8",
    b"release",
    b"x" * 300,
    b"end",
]
LOG = SigningKey("ml-ocs/journal", bytes(range(32)))
WITNESS = SigningKey("ma-dgsn/witness", bytes(range(32, 64)))
AT = 1764547200


def tree_hash(entries):
    if len(entries) < 2:
        return hashlib.sha256(b"\x00" + entries[0]).digest() if entries else hashlib.sha256().digest()
    k = 1 << (len(entries) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + tree_hash(entries[:k]) + tree_hash(entries[k:])).digest()


def path(index, entries):
    if len(entries) == 1:
        return []
    k = 1 << (len(entries) - 1).bit_length() - 1
    if index < k:
        return [*path(index, entries[:k]), tree_hash(entries[k:])]
    return [*path(index - k, entries[k:]), tree_hash(entries[:k])]


def subproof(old, entries, *, known=True):
    if old == len(entries):
        return [] if known else [tree_hash(entries)]
    k = 1 << (len(entries) - 1).bit_length() - 1
    if old <= k:
        return [*subproof(old, entries[:k], known=known), tree_hash(entries[k:])]
    return [*subproof(old - k, entries[k:], known=False), tree_hash(entries[:k])]


def base64s(hashes):
    return [base64.b64encode(each).decode() for each in hashes]


def frontier_of(entries):
    frontier = Frontier()
    for entry in entries:
        frontier.append(leaf_hash(entry))
    return frontier.to_bytes().hex()


def vectors():
    sizes = range(len(ENTRIES) + 1)
    checkpoint = Checkpoint(LOG.name, len(ENTRIES), tree_hash(ENTRIES))
    note = sign(checkpoint.text(), LOG)
    return {
        "protocol": "BKP-06",
        "entries": [entry.hex() for entry in ENTRIES],
        "roots": base64s(tree_hash(ENTRIES[:size]) for size in sizes),
        "frontiers": [frontier_of(ENTRIES[:size]) for size in sizes],
        "inclusion": [
            {"index": index, "size": size, "proof": base64s(path(index, ENTRIES[:size]))}
            for size in sizes
            for index in range(size)
        ],
        "consistency": [
            {"old": old, "new": new, "proof": base64s(subproof(old, ENTRIES[:new]))}
            for new in sizes
            for old in range(1, new + 1)
        ],
        "log": {"name": LOG.name, "seed": LOG.seed.hex(), "vkey": LOG.verifier.text()},
        "witness": {"name": WITNESS.name, "seed": WITNESS.seed.hex(), "vkey": WITNESS.witness.text()},
        "checkpoint": checkpoint.text(),
        "note": note,
        "cosignature": {"at": AT, "line": cosign(note, WITNESS, AT)},
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
