"""How many letters of 4 KiB one CPU second seals and opens, beside what the primitives under them cost alone.

The primitives are those of BKP-02 on the same bytes, one after the other: HPKE with ML-KEM-768 + X25519 both ways, one
Ed25519 signature made and verified, the digests. `floor_per_cpu_s` is what a program could reach that did nothing else,
measured in turn with ours, so that a busy machine slows both; `of_floor` is how near ours comes.

Run: python bench/envelope_speed.py [--letters 3000] [--json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import hashlib
import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from benkan.core.envelope import EncryptionKey, Header, SigningKey, new_id, open_sealed, seal, time_text
from benkan.core.envelope.keys import encryption_public
from benkan.core.envelope.secrets import SUITE

PAYLOAD_BYTES = 4096
RECEIPT_BYTES = 256
ROUNDS = 15


def cpu_us(act: Callable[[], object], repeats: int) -> float:
    """CPU microseconds of the act: the median of rounds, since others share the machine."""
    act()
    each = max(1, repeats // ROUNDS)
    took = []
    for _ in range(ROUNDS):
        begun = time.process_time_ns()
        for _ in range(each):
            act()
        took.append((time.process_time_ns() - begun) / each / 1000)
    return statistics.median(took)


def primitives_us(size: int, repeats: int = 1500) -> dict[str, float]:
    """CPU microseconds of each primitive on this many bytes."""
    key = EncryptionKey.generate()
    public = encryption_public(key.public)
    signing = Ed25519PrivateKey.generate()
    verifying, plain, digest = signing.public_key(), os.urandom(size), os.urandom(92)
    sealed, signature = SUITE.encrypt(plain, public, digest), signing.sign(digest)
    cipher, nonce, small = ChaCha20Poly1305(bytes(32)), bytes(12), os.urandom(RECEIPT_BYTES)
    encrypted = cipher.encrypt(nonce, small, None)
    return {
        "hpke_seal_us": cpu_us(lambda: SUITE.encrypt(plain, public, digest), repeats),
        "hpke_open_us": cpu_us(lambda: SUITE.decrypt(sealed, key.private, digest), repeats),
        "sign_us": cpu_us(lambda: signing.sign(digest), repeats),
        "verify_us": cpu_us(lambda: verifying.verify(signature, digest), repeats),
        "sha512_us": cpu_us(lambda: hashlib.sha512(sealed).digest(), repeats),
        "sha256_us": cpu_us(lambda: hashlib.sha256(plain).digest(), repeats),
        "reply_cipher_us": cpu_us(
            lambda: cipher.decrypt(nonce, cipher.encrypt(nonce, small, None) and encrypted, None), repeats
        ),
    }


def in_turn(ours: Callable[[], object], floor: Callable[[], object], repeats: int) -> tuple[float, float]:
    """CPU microseconds of the two, their rounds in turn: the median of each."""
    rounds = [(cpu_us(ours, repeats // ROUNDS), cpu_us(floor, repeats // ROUNDS)) for _ in range(ROUNDS)]
    return statistics.median(one for one, _ in rounds), statistics.median(one for _, one in rounds)


def chain(size: int) -> Callable[[], object]:
    """Everything that sealing and opening cannot do without, and nothing else."""
    key, signing = EncryptionKey.generate(), Ed25519PrivateKey.generate()
    public, verifying = encryption_public(key.public), signing.public_key()
    plain, info = os.urandom(size), os.urandom(87)

    def once() -> None:
        sealed = SUITE.encrypt(plain, public, info)
        hashlib.sha256(plain).digest()
        signature = signing.sign(hashlib.sha512(sealed).digest())
        verifying.verify(signature, hashlib.sha512(sealed).digest())
        hashlib.sha256(SUITE.decrypt(sealed, key.private, info)).digest()

    return once


def floor_us(found: dict[str, float]) -> float:
    """Seal and open: one HPKE each way, one signature and its check, two digests on either side."""
    once = ("hpke_seal_us", "hpke_open_us", "sign_us", "verify_us")
    return sum(found[name] for name in once) + 2 * (found["sha512_us"] + found["sha256_us"])


def floor_of_a_letter(size: int) -> dict[str, Any]:
    """The primitives of a letter of this size and of its receipt, which is signed, checked and ciphered too."""
    found = primitives_us(size)
    both = floor_us(found) + found["sign_us"] + found["verify_us"] + found["reply_cipher_us"]
    return {"primitives_ms": round(both / 1000, 3)}


def measure(letters: int) -> dict[str, Any]:
    sender, receiver = SigningKey.generate(), EncryptionKey.generate()
    payload, now = os.urandom(PAYLOAD_BYTES), dt.datetime.now(dt.UTC)
    identity = new_id()
    header = Header(
        sender="ml-ocs", recipient="ne-ocrtis", convention="aes-2025", kind="request", id=identity, thread=identity,
        previous="", sent_at=time_text(now), expires_at=time_text(now + dt.timedelta(days=14)),
    )  # fmt: skip

    def sealed() -> bytes:
        return seal(header, payload, sender, receiver.public, secret=receiver.letter_secret("ne-ocrtis", identity))

    def opened(data: bytes) -> bytes:
        return open_sealed(
            data, recipient="ne-ocrtis", key=receiver, sender_signing_public=sender.public, now=now
        ).payload

    letter = sealed()
    assert opened(letter) == payload
    found = primitives_us(PAYLOAD_BYTES, letters)
    both_us, floor = in_turn(lambda: opened(sealed()), chain(PAYLOAD_BYTES), letters)
    return {
        "payload_bytes": PAYLOAD_BYTES,
        "seal_open_per_cpu_s": round(1e6 / both_us),
        "floor_per_cpu_s": round(1e6 / floor),
        "of_floor": round(floor / both_us, 3),
        "seal_us": round(cpu_us(sealed, letters), 1),
        "open_us": round(cpu_us(lambda: opened(letter), letters), 1),
        **{name: round(value, 1) for name, value in found.items()},
        "load_1m": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=3_000)
    parser.add_argument("--json", action="store_true", help="one object instead of a table")
    given = parser.parse_args()
    figures = measure(given.letters)
    if given.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:22} {value}")


if __name__ == "__main__":
    main()
