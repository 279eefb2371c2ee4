"""Writes blind_search.json, the published vectors of BKP-01.

Run from the root of the project: python -m tests.vectors.write_blind_search
Blinds, nonces and evaluations come from the plain-Python reference; the index comes from the product, whose bytes a
second reader checks. Every secret in the file is a published test value.
"""

import hashlib
import json
from pathlib import Path

from tests.vectors import index_reference, voprf_reference

from benkan.core.blind import Entry, SecretKey, build, context

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
    for each in tokens:
        mask = int.from_bytes(bytes.fromhex(each["mask"]), "little")
        assert index_reference.lookup(built.data, bytes.fromhex(each["handle"]), mask) == each["label"]
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
        "index": {"dummy_seed": DUMMY_SEED.hex(), "count": built.count, "data": built.data.hex()},
        "refused_elements": refused_elements(),
        "refused_evaluations": refused_evaluations(evaluations[0]["evaluation"]),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n", encoding="utf-8")
