"""A made-up evidence file: one request and its release between two services, with the journal lines of the asker."""

import dataclasses
import datetime as dt
import hashlib
import json

from benkan import wire
from benkan.core import tlog
from benkan.core.conventions import PartyDraft, draft, sign
from benkan.core.envelope import EncryptionKey, Header, SigningKey, letter_salt, seal
from tests.core.tlog.leaves import Leaves

from .samples import AT, BY_KIND, UUIDS

SEEDS = {"ml-ocs": b"m" * 32, "ma-dgsn": b"d" * 32}
KEYS = {name: SigningKey.from_bytes(seed) for name, seed in SEEDS.items()}
RECEIVING = {name: EncryptionKey.from_bytes(seed) for name, seed in SEEDS.items()}
OTHER = SigningKey.from_bytes(b"o" * 32)
REQUEST, RELEASE, RECEIPT = UUIDS[0], UUIDS[1], UUIDS[2]
SEEN_AT = 1_767_268_800


def card(name, key=None):
    return wire.sign_card(
        agency=name,
        name={"fr": name, "en": name, "ar": name},
        country=name[:2].upper(),
        url="http://127.0.0.1:8441",
        encryption_key=RECEIVING[name].public if name in RECEIVING else RECEIVING["ml-ocs"].public,
        issued_at=AT,
        signing_key=key or KEYS[name],
    )


def unsigned_convention(identifier="ml-ma", keys=KEYS, **changes):
    parties = [
        PartyDraft(name, {"fr": name, "en": name, "ar": name}, name[:2].upper(), key.public)
        for name, key in keys.items()
    ]
    return draft(
        identifier,
        parties,
        "bilateral",
        **({"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2027, 1, 1)} | changes),
    )


def convention(*, keys=KEYS, **changes):
    text = unsigned_convention(keys=keys, **changes)
    for name, key in keys.items():
        text = sign(text, name, key.sign, key.public, dt.date(2024, 12, 1))
    return text


def letter(sender, identifier, message, *, key=None, bare=False, **changes):
    recipient = next(name for name in KEYS if name != sender)
    header = Header(
        sender=sender,
        recipient=recipient,
        convention="ml-ma",
        kind=wire.kind_of(message),
        id=identifier,
        thread=REQUEST,
        previous="",
        sent_at=AT,
        expires_at="2026-01-04T12:00:00Z",
    )
    payload, secret = wire.encode(message), hashlib.sha256(identifier.encode()).digest()
    data = seal(
        dataclasses.replace(header, **changes), payload, key or KEYS[sender], RECEIVING[recipient].public, secret=secret
    )
    salt = letter_salt(secret)
    return wire.Letter(envelope=data, salt=None if bare else salt, payload=None if bare else payload)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def entry(number, envelope, digest):
    return json.dumps({"line": number, "facts": {"envelope": envelope, "sha256": digest}}).encode()


def journal(entries, agency="ml-ocs", *, origin=None, key=None, witness="ma-dgsn", witness_key=None):
    """The lines with their proofs in one checkpoint, co-signed unless ``witness`` is None."""
    leaves = [tlog.leaf_hash(each) for each in entries]
    origin = origin or f"{agency}/journal"
    seed = SEEDS[agency] if key is None else key.to_bytes()
    note = tlog.sign(
        tlog.Checkpoint(origin, len(leaves), tlog.root(leaves)).text(), tlog.SigningKey(f"{agency}/journal", seed)
    )
    cosignatures = []
    if witness:
        seed = SEEDS[witness] if witness_key is None else witness_key.to_bytes()
        cosignatures = [
            wire.Cosignature(
                witness=witness, line=tlog.cosign(note, tlog.SigningKey(f"{witness}/journal", seed), SEEN_AT)
            )
        ]
    return [
        wire.JournalLine(
            agency=agency,
            entry=each,
            index=index,
            proof=tlog.inclusion(Leaves(leaves), index, len(leaves)),
            checkpoint=note,
            cosignatures=cosignatures,
        )
        for index, each in enumerate(entries)
    ]


ASKED = letter("ml-ocs", REQUEST, BY_KIND["request"])
GIVEN = letter("ma-dgsn", RELEASE, BY_KIND["release"])
RECEIVED = letter("ml-ocs", RECEIPT, wire.Receipt(envelope=RELEASE, sha256=sha256(GIVEN.envelope), received_at=AT))
ENTRIES = [
    entry(1, REQUEST, sha256(ASKED.envelope)),
    entry(2, RELEASE, sha256(GIVEN.payload)),
    entry(3, RECEIPT, sha256(RECEIVED.envelope)),
]
PARTS = {
    "made_by": "ml-ocs",
    "made_at": AT,
    "cards": [card("ml-ocs"), card("ma-dgsn")],
    "conventions": [convention()],
    "letters": [ASKED, GIVEN, RECEIVED],
    "journal": journal(ENTRIES),
    "signing_key": KEYS["ml-ocs"],
}


def made(**changes):
    return wire.make_evidence(**(PARTS | changes))
