"""Made-up letters for the tests of this folder; the keys are fixed so that failures repeat."""

import dataclasses
import datetime as dt

from benkan.core.envelope import EncryptionKey, Header, SigningKey, open_sealed, seal
from benkan.core.envelope.keys import encryption_public
from benkan.core.envelope.layout import SUITE, commitment_of, info_of, join, padded, signed_bytes

NOW = dt.datetime(2026, 1, 2, 12, tzinfo=dt.UTC)
MALI, BURKINA = SigningKey.from_bytes(b"m" * 32), SigningKey.from_bytes(b"b" * 32)
MOROCCO, NIGER = EncryptionKey.from_bytes(b"a" * 32), EncryptionKey.from_bytes(b"n" * 32)
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


def letter(payload=b"a question", *, key=MALI, to=MOROCCO, salt=b"s" * 32, **changes):
    return seal(dataclasses.replace(HEADER, **changes), payload, key, to.public, salt=salt)


def opened(data, *, recipient="ma-dgsn", key=MOROCCO, sender=MALI.public, now=NOW):
    return open_sealed(data, recipient=recipient, key=key, sender_signing_public=sender, now=now)


def signed(header_bytes, ciphertext, key=MALI):
    """An envelope of any parts with a genuine signature: what a hostile partner can make."""
    return join(header_bytes, ciphertext, key.sign(signed_bytes(header_bytes, ciphertext)))


def crafted(plain=None, *, payload=b"x", salt=b"s" * 32, header=None, info=None):
    """A letter of a sender who signs truly but does not keep to the layout."""
    header = header or dataclasses.replace(HEADER, commitment=commitment_of(salt, payload))
    raw = header.to_bytes()
    plain = padded(salt, payload) if plain is None else plain
    return signed(raw, SUITE.encrypt(plain, encryption_public(MOROCCO.public), info or info_of(raw)))
