"""Writes blind_search.json, the published vectors of BKP-01 and of the index of BKP-04.

Run from the root of the project: python -m tests.vectors.write_blind_search
Blinds, nonces and evaluations come from the plain-Python reference; base and deltas come from the product, and a second
implementation reads and rebuilds them. Every secret in the file is a published test value.
"""

import hashlib
import json
from pathlib import Path

import numpy as np
from tests.vectors import index_reference, voprf_reference

from benkan.core.blind import Entry, SecretKey, build, changes, context, name, tagged

FILE = Path(__file__).with_name("blind_search.json")
SEED, SECRET, DUMMY_SEED = bytes(range(32)), bytes(range(32, 64)), bytes(range(64, 96))
RESPONDER, CONVENTION, EPOCH = "ma-dgsn", "ml-ma-2025", 7
HELD = (
    ("name", b"test name one", 0x0841),
    ("name", b"test name two", 0xFFFF),
    ("identifier", b"test phone +22300000000", 0),
)
NOT_HELD = ("name", b"test name three")


def scalar(label):
    return int.from_bytes(hashlib.sha512(label.encode()).digest(), "little") % voprf_reference.ORDER


def key_info(kind):
    return f"{CONVENTION}|{EPOCH}|{kind}".encode()


def token_vector(kind, token, label, bound, key):
    output = voprf_reference.finalize(
        token, 1, voprf_reference.encode(voprf_reference.multiply(key, voprf_reference.to_group(token)))
    )
    digest = hashlib.sha512(bound + output).digest()
    return {
        "kind": kind,
        "token": token.hex(),
        "output": output.hex(),
        "handle": digest[:16].hex(),
        "mask": digest[16:22].hex(),
        "label": label,
    }


def two_deltas(base, tokens):
    """A first delta that adds and relabels, and a second one that takes away what the first added."""

    def columns(chosen):
        bare = b"".join(bytes.fromhex(tokens[number]["handle"] + tokens[number]["mask"]) for number in chosen)
        return tagged(bare, np.array(list(chosen.values()), np.uint16))

    made, before = [], base
    for added, left, held in (({3: 0x0840, 0: 0x0021}, {1: 0}, {2: 0}), ({}, {3: 0}, {0: 0x0021, 2: 0})):
        delta = changes(name(before), columns(added), columns(left), columns(held), dummy_seed=DUMMY_SEED)
        by_handle = {
            bytes.fromhex(tokens[at]["handle"]): (int.from_bytes(bytes.fromhex(tokens[at]["mask"]), "little"), label)
            for at, label in added.items()
        }
        gone = [bytes.fromhex(tokens[at]["handle"]) for at in left]
        assert delta.data == index_reference.build_delta(before, by_handle, gone, DUMMY_SEED)
        made.append({"follows": name(before).hex(), "count": delta.count, "tombstones": delta.tombstones})
        made[-1] |= {"sha256": index_reference.name(delta.data).hex(), "data": delta.data.hex()}
        before = delta.data
    return made


def evaluation_vector(kind, key, tokens):
    blinds = [scalar(f"blind {kind} {number}") for number in range(len(tokens))]
    elements = [voprf_reference.blind(token, each) for token, each in zip(tokens, blinds, strict=True)]
    nonce = scalar(f"nonce {kind}")
    return {
        "kind": kind,
        "tokens": [token.hex() for token in tokens],
        "blinds": [each.to_bytes(32, "little").hex() for each in blinds],
        "elements": [element.hex() for element in elements],
        "nonce": nonce.to_bytes(32, "little").hex(),
        "evaluation": voprf_reference.evaluate(key, elements, nonce).hex(),
    }


def refused_elements():
    return {
        "identity": bytes(32).hex(),
        "not-canonical (p)": voprf_reference.P.to_bytes(32, "little").hex(),
        "negative": (1).to_bytes(32, "little").hex(),
        "all ones": "ff" * 32,
        "highest bit set": voprf_reference.encode(voprf_reference.BASE)[:31].hex() + "f6",
        "short": voprf_reference.encode(voprf_reference.BASE)[:31].hex(),
        "trailing byte": voprf_reference.encode(voprf_reference.BASE).hex() + "00",
    }


def refused_evaluations(evaluation):
    raw = bytes.fromhex(evaluation)
    return {
        "proof altered": {"evaluation": bytes([raw[0] ^ 1, *raw[1:]]).hex(), "code": "blind.proof"},
        "elements exchanged": {"evaluation": (raw[:64] + raw[96:128] + raw[64:96]).hex(), "code": "blind.proof"},
        "last element missing": {"evaluation": raw[:-32].hex(), "code": "blind.evaluation"},
        "identity evaluated": {"evaluation": (raw[:-32] + bytes(32)).hex(), "code": "blind.evaluation"},
        "highest bit of an element set": {
            "evaluation": (raw[:-1] + bytes([raw[-1] | 0x80])).hex(),
            "code": "blind.evaluation",
        },
        "proof not canonical": {"evaluation": (b"\xff" * 32 + raw[32:]).hex(), "code": "blind.evaluation"},
        "trailing byte": {"evaluation": (raw + b"\x00").hex(), "code": "blind.evaluation"},
    }


def vectors():
    kinds = ("name", "identifier")
    keys = {kind: voprf_reference.derive_key(SEED, key_info(kind)) for kind in kinds}
    contexts = {kind: context(RESPONDER, CONVENTION, EPOCH, kind, SECRET) for kind in kinds}
    product_keys = {kind: SecretKey.from_seed(SEED, key_info(kind)) for kind in kinds}
    entries = [Entry(kind, token, label) for kind, token, label in HELD]
    built = build(entries, product_keys, contexts, dummy_seed=DUMMY_SEED)
    tokens = [
        token_vector(kind, token, label, contexts[kind], keys[kind])
        for kind, token, label in (*HELD, (*NOT_HELD, None))
    ]
    masks = [int.from_bytes(bytes.fromhex(each["mask"]), "little") for each in tokens]
    handles = [bytes.fromhex(each["handle"]) for each in tokens]
    cells = {
        handle: mask ^ each["label"] << 32
        for handle, mask, each in zip(handles, masks, tokens, strict=True)
        if each["label"] is not None
    }
    assert index_reference.build_map(cells, DUMMY_SEED) == built.data
    deltas = two_deltas(built.data, tokens)
    for number, after in ((0, tokens), (1, (0x0021, None, 0, 0x0840)), (2, (0x0021, None, 0, None))):
        read = [bytes.fromhex(each["data"]) for each in deltas[:number]]
        for handle, mask, label in zip(handles, masks, after, strict=True):
            expected = label["label"] if isinstance(label, dict) else label
            assert index_reference.lookup(built.data, handle, mask, read) == expected
        if number:
            deltas[number - 1]["labels_after"] = list(after)
    evaluations = [
        evaluation_vector("name", keys["name"], [HELD[0][1], NOT_HELD[1]]),
        evaluation_vector("identifier", keys["identifier"], [HELD[2][1]]),
    ]
    return {
        "protocol": "BKP-01",
        "suite": "VOPRF ristretto255-SHA512",
        "seed": SEED.hex(),
        "responder": RESPONDER,
        "convention": CONVENTION,
        "epoch": EPOCH,
        "secret": SECRET.hex(),
        "keys": {
            kind: {
                "info": key_info(kind).hex(),
                "secret_key": keys[kind].to_bytes(32, "little").hex(),
                "public_key": voprf_reference.public_key(keys[kind]).hex(),
                "context": contexts[kind].hex(),
            }
            for kind in kinds
        },
        "tokens": tokens,
        "evaluations": evaluations,
        "index": {
            "dummy_seed": DUMMY_SEED.hex(),
            "count": built.count,
            "sha256": index_reference.name(built.data).hex(),
            "data": built.data.hex(),
            "deltas": deltas,
        },
        "refused_elements": refused_elements(),
        "refused_evaluations": refused_evaluations(evaluations[0]["evaluation"]),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
