"""Made-up letters for the tests of this folder; the keys are fixed so that failures repeat."""

import dataclasses
import datetime as dt

from benkan.core.envelope import EncryptionKey, Header, SigningKey, open_reply, open_sealed, seal, seal_reply
from benkan.core.envelope.keys import encryption_public
from benkan.core.envelope.layout import LETTER as MAGIC
from benkan.core.envelope.layout import REPLY, commitment_of, join, padded, signed_bytes
from benkan.core.envelope.secrets import SUITE, info_of, letter_salt, reply_cipher, reply_salt

NOW = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
MALI, BURKINA = SigningKey.from_bytes(b"m" * 32), SigningKey.from_bytes(b"b" * 32)
MOROCCO, NIGER = EncryptionKey.from_bytes(b"a" * 32), EncryptionKey.from_bytes(b"n" * 32)
MOROCCO_SIGNS = SigningKey.from_bytes(b"d" * 32)
SECRET = b"s" * 32
SALT = letter_salt(SECRET)
HEADER = Header(
    sender="ml-ocs",
    recipient="ma-dgsn",
    convention="ml-ma",
    kind="search.ask",
    id="11111111-2222-4333-8444-555555555555",
    thread="99999999-2222-4333-8444-555555555555",
    previous="",
    sent_at="2026-01-01T12:00:00Z",
    expires_at="2026-01-04T12:00:00Z",
)
REPLY_HEADER = dataclasses.replace(
    HEADER,
    sender="ma-dgsn",
    recipient="ml-ocs",
    kind="search.answer",
    id="22222222-2222-4333-8444-555555555555",
    previous=HEADER.id,
)


def letter(payload=b"a question", *, key=MALI, to=MOROCCO, secret=SECRET, **changes):
    return seal(dataclasses.replace(HEADER, **changes), payload, key, to.public, secret=secret)


def opened(data, *, recipient="ma-dgsn", key=MOROCCO, sender=MALI.public, now=NOW):
    return open_sealed(data, recipient=recipient, key=key, sender_signing_public=sender, now=now)


def reply(payload=b"an answer", *, key=MOROCCO_SIGNS, secret=SECRET, **changes):
    return seal_reply(dataclasses.replace(REPLY_HEADER, **changes), payload, key, secret)


def reply_opened(data, *, recipient="ml-ocs", secret=SECRET, sender=MOROCCO_SIGNS.public, now=NOW):
    return open_reply(data, recipient=recipient, secret=secret, sender_signing_public=sender, now=now)


def signed(header_bytes, ciphertext, key=MALI, magic=MAGIC):
    """An envelope of any parts with a genuine signature: what a hostile partner can make."""
    return join(magic, header_bytes, ciphertext, key.sign(signed_bytes(magic, header_bytes, ciphertext)))


def crafted(plain=None, *, payload=b"x", header=None, info=None):
    """A letter of a sender who signs truly but does not keep to the layout."""
    header = header or dataclasses.replace(HEADER, commitment=commitment_of(SALT, payload))
    raw = header.to_bytes()
    plain = SECRET + padded(payload, header.kind) if plain is None else plain
    return signed(raw, SUITE.encrypt(plain, encryption_public(MOROCCO.public), info or info_of(raw)))


def crafted_reply(plain=None, *, payload=b"x", header=None):
    """A reply of a partner who signs truly but does not keep to the layout."""
    committed = commitment_of(reply_salt(SECRET, REPLY_HEADER.id), payload)
    header = header or dataclasses.replace(REPLY_HEADER, commitment=committed)
    raw = header.to_bytes()
    cipher, nonce = reply_cipher(SECRET, raw)
    plain = padded(payload, header.kind) if plain is None else plain
    return signed(raw, cipher.encrypt(nonce, plain, None), MOROCCO_SIGNS, REPLY)
