"""Writes messages.json, labels.json, evidence.json, split_view.json and envelope.json from the tests' made-up samples.

Run from the root of the repository: ``python -m tests.vectors.write_wire``. Encryption is randomised, so envelope.json
and the letters in evidence.json differ at each run; a second implementation opens them, it does not remake them.
"""

import dataclasses
import hashlib
import json
from pathlib import Path

from tests.wire.file import made
from tests.wire.samples import BY_KIND

from benkan import wire
from benkan.core.envelope import (
    Answer,
    EncryptionKey,
    Header,
    SigningKey,
    answers,
    bundle,
    fingerprint,
    letter_salt,
    peek,
    seal,
    seal_reply,
)
from benkan.core.envelope.secrets import reply_salt
from benkan.wire.fields import Packed

HERE = Path(__file__).parent
LABELS = [
    wire.Label("", "", "H0", "1"),
    wire.Label("drug-trafficking", "suspect", "H0", "1"),
    wire.Label("terrorist-financing", "convicted", "H1", "2"),
    wire.Label("money-laundering", "contact", "H2", "3-5"),
    wire.Label("firearms", "victim", "H3", "6-20"),
    wire.Label("other-serious-crime", "witness", "H3", ">20"),
]


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def seed(name):
    return hashlib.sha256(f"benkan vector: {name}".encode()).digest()


def bundled() -> dict[str, object]:
    """A bundle of two letters and its answers; what is in them does not matter to it."""
    letters = [b"BKE2 the bytes of one letter", b"BKE2 the bytes of another, which the node could not handle"]
    given = [Answer(reply=b"BKR2 the sealed reply"), Answer(code="node.failed")]
    return {
        "about": "Several letters in one post (BKP-02, section 9), and one answer for each.",
        "letters": [one.hex() for one in letters],
        "bundle": bundle(letters).hex(),
        "answers": [{"reply": one.reply.hex(), "code": one.code} for one in given],
        "answers_bundle": answers(given).hex(),
    }


def envelope():
    signing, receiving = SigningKey.from_bytes(seed("signing")), EncryptionKey.from_bytes(seed("encryption"))
    header = Header(
        sender="ml-ocs",
        recipient="ma-dgsn",
        convention="ml-ma",
        kind="receipt",
        id="11111111-2222-4333-8444-555555555555",
        thread="99999999-2222-4333-8444-555555555555",
        previous="",
        sent_at="2026-01-01T12:00:00Z",
        expires_at="2026-01-04T12:00:00Z",
    )
    payload, secret = wire.encode(BY_KIND["receipt"]), seed("secret")
    data = seal(header, payload, signing, receiving.public, secret=secret)
    answering = dataclasses.replace(
        header,
        sender="ma-dgsn",
        recipient="ml-ocs",
        id="22222222-2222-4333-8444-555555555555",
        thread=header.id,
        previous=header.id,
    )
    answerer = SigningKey.from_bytes(seed("answering"))
    reply = seal_reply(answering, payload, answerer, secret)
    return {
        "about": "A letter of BKP-02 and a reply to it. The seeds are published test keys: never use them.",
        "suite": {"kem": "0x647a MLKEM768-X25519", "kdf": "0x0011 SHAKE256", "aead": "0x0003 ChaCha20-Poly1305"},
        "signing_seed": signing.to_bytes().hex(),
        "signing_public": signing.public.hex(),
        "encryption_seed": receiving.to_bytes().hex(),
        "encryption_public_sha256": hashlib.sha256(receiving.public).hexdigest(),
        "fingerprint": fingerprint(signing.public, receiving.public),
        "secret": secret.hex(),
        "salt": letter_salt(secret).hex(),
        "payload": payload.decode(),
        **outside(data),
        "reply": {
            "signing_seed": answerer.to_bytes().hex(),
            "secret": secret.hex(),
            "salt": reply_salt(secret, answering.id).hex(),
            "payload": payload.decode(),
            **outside(reply),
        },
    }


def outside(data):
    header = peek(data)
    return {
        "header": dataclasses.asdict(header),
        "header_bytes": header.to_bytes().hex(),
        "envelope": data.hex(),
    }


def main():
    # A packed message and one with a body are no text: their bytes are in hexadecimal.
    messages = {
        kind: {"hex": wire.encode(message).hex()}
        if message.body or isinstance(message, Packed)
        else wire.encode(message).decode()
        for kind, message in sorted(BY_KIND.items())
    }
    about = (
        "The canonical bytes (RFC 8785, UTF-8) of one invented message of every kind: BKP-01, 03 to 07 and 10 to 12."
    )
    write("messages.json", {"about": about, "messages": messages})
    about = "Labels of hits as 16 bits: area 5, category 4, handling 2, count 3, spare 2 (BKP-01)."
    labels = [
        {"area": one.area, "category": one.category, "handling": one.handling, "count": one.count, "bits": one.to_int()}
        for one in LABELS
    ]
    write("labels.json", {"about": about, "labels": labels})
    write("envelope.json", envelope())
    write("bundle.json", bundled())
    (HERE / "evidence.json").write_bytes(made() + b"\n")
    (HERE / "split_view.json").write_bytes(fork() + b"\n")


def fork() -> bytes:
    from tests.wire import test_split_view as split

    return split.made(split.note(6), split.note(6, split.FORKED))


if __name__ == "__main__":
    main()
