"""The published convention: its canonical bytes, its digest and its signatures never change."""

import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benkan.core.conventions import canonical, parse, verify
from benkan.core.conventions.canonical import signed_bytes

VECTOR = json.loads((Path(__file__).parents[2] / "vectors" / "convention.json").read_text(encoding="utf-8"))


def test_the_published_convention_has_its_published_form_and_holds():
    convention = parse(VECTOR["text"])
    assert canonical(VECTOR["text"]).decode() == VECTOR["canonical"]
    assert convention.sha256 == VECTOR["sha256"]
    assert verify(convention).complete


def test_the_published_keys_make_the_published_signatures():
    convention = parse(VECTOR["text"])
    assert len(convention.signatures) == len(VECTOR["seeds"]) == 2
    for signature in convention.signatures:
        message = signed_bytes(convention.sha256, signature.party, signature.signed_on)
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(VECTOR["seeds"][signature.party]))
        assert message.decode() == VECTOR["signed"][signature.party]
        assert key.sign(message) == signature.value == bytes.fromhex(VECTOR["signatures"][signature.party])
