"""The published vectors of HPKE, and our own envelope that must open for ever."""

import dataclasses
import datetime as dt
import hashlib
import json
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from benkan.core.envelope import (
    EncryptionKey,
    SigningKey,
    fingerprint,
    open_reply,
    open_sealed,
    seal_reply,
    verify,
    verify_content,
)
from benkan.core.envelope.keys import encryption_public
from benkan.core.envelope.secrets import SUITE
from tests.shared_data import shared_data

VECTORS = Path(__file__).parents[2] / "vectors" / "envelope.json"
X25519, MLKEM, HYBRID = 0x0020, 0x0041, 0x647A
KEMS = {X25519: KEM.X25519, MLKEM: KEM.MLKEM768, HYBRID: KEM.MLKEM768_X25519}
KDFS = {0x0001: KDF.HKDF_SHA256, 0x0010: KDF.SHAKE128, 0x0011: KDF.SHAKE256}
AEADS = {0x0001: AEAD.AES_128_GCM, 0x0002: AEAD.AES_256_GCM, 0x0003: AEAD.CHACHA20_POLY1305}


def private_key(vector):
    secret = bytes.fromhex(vector["skRm"])
    if vector["kem_id"] == X25519:
        key = X25519PrivateKey.from_private_bytes(secret)
        return key, key.public_key().public_bytes_raw()
    if vector["kem_id"] == MLKEM:
        key = MLKEM768PrivateKey.from_seed_bytes(secret)
        return key, key.public_key().public_bytes_raw()
    key = EncryptionKey.from_bytes(secret)  # ours: the seed is expanded as HPKE says
    return key.private, key.public


def opens(vector):
    key, public = private_key(vector)
    assert public.hex() == vector["pkRm"]
    suite = Suite(KEMS[vector["kem_id"]], KDFS[vector["kdf_id"]], AEADS[vector["aead_id"]])
    first = vector["encryptions"][0]
    sealed = bytes.fromhex(vector["enc"]) + bytes.fromhex(first["ct"])
    info, aad = bytes.fromhex(vector["info"]), bytes.fromhex(first["aad"])
    # The vectors carry associated data, which the library offers to its own tests only; envelopes use none.
    assert openssl.hpke._decrypt_with_aad(suite, sealed, key, info, aad).hex() == first["pt"]
    with pytest.raises(InvalidTag):
        openssl.hpke._decrypt_with_aad(suite, sealed, key, info + b"x", aad)


def test_rfc_9180_base_mode_opens_with_every_cipher():
    vectors = [
        each for each in json.loads(shared_data("vectors", "rfc9180-x25519.json").read_bytes()) if each["mode"] == 0
    ]
    assert [each["aead_id"] for each in vectors] == [1, 2, 3]
    for vector in vectors:
        opens(vector)


def test_the_post_quantum_vectors_open_and_ours_is_among_the_suites():
    vectors = json.loads(shared_data("vectors", "hpke-pq.json").read_bytes())
    known = [each for each in vectors if each["kdf_id"] in KDFS]  # TurboSHAKE128 is not in the library, nor in use here
    assert (len(vectors), len(known)) == (4, 3)
    for vector in known:
        opens(vector)
    assert (HYBRID, 0x0011, 0x0003) in {(each["kem_id"], each["kdf_id"], each["aead_id"]) for each in known}


def test_our_suite_is_the_hybrid_with_shake256_and_chacha20():
    seed = bytes(32)
    key = EncryptionKey.from_bytes(seed)
    sealed = SUITE.encrypt(b"x", encryption_public(key.public), b"info")
    assert (
        Suite(KEM.MLKEM768_X25519, KDF.SHAKE256, AEAD.CHACHA20_POLY1305).decrypt(sealed, key.private, b"info") == b"x"
    )


def test_the_published_envelope_opens_and_proves_its_content():
    vector = json.loads(VECTORS.read_text(encoding="utf-8"))
    signing = SigningKey.from_bytes(bytes.fromhex(vector["signing_seed"]))
    receiving = EncryptionKey.from_bytes(bytes.fromhex(vector["encryption_seed"]))
    assert signing.public.hex() == vector["signing_public"]
    assert hashlib.sha256(receiving.public).hexdigest() == vector["encryption_public_sha256"]
    assert fingerprint(signing.public, receiving.public) == vector["fingerprint"]
    data = bytes.fromhex(vector["envelope"])
    opened = open_sealed(
        data,
        recipient=vector["header"]["recipient"],
        key=receiving,
        sender_signing_public=signing.public,
        now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    assert opened.payload == vector["payload"].encode()
    assert opened.salt.hex() == vector["salt"]
    assert opened.secret.hex() == vector["secret"]
    assert dataclasses.asdict(opened.header) == vector["header"]
    assert opened.header.to_bytes().hex() == vector["header_bytes"]
    assert verify(data, signing.public) == opened.header
    assert verify_content(data, signing.public, opened.salt, opened.payload) == opened.header


def test_the_published_reply_opens_and_is_made_again_byte_by_byte():
    vector = json.loads(VECTORS.read_text(encoding="utf-8"))["reply"]
    signing = SigningKey.from_bytes(bytes.fromhex(vector["signing_seed"]))
    secret, data = bytes.fromhex(vector["secret"]), bytes.fromhex(vector["envelope"])
    opened = open_reply(
        data,
        recipient=vector["header"]["recipient"],
        secret=secret,
        sender_signing_public=signing.public,
        now=dt.datetime(2026, 1, 2, tzinfo=dt.UTC),
    )
    assert opened.payload == vector["payload"].encode()
    assert (opened.salt.hex(), opened.header.to_bytes().hex()) == (vector["salt"], vector["header_bytes"])
    assert dataclasses.asdict(opened.header) == vector["header"]
    assert verify_content(data, signing.public, opened.salt, opened.payload) == opened.header
    assert seal_reply(opened.header, opened.payload, signing, secret) == data
