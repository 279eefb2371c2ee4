"""Sealed letters: signed by one service, readable by one other, by any channel and days later.

Standards: HPKE (RFC 9180) with ML-KEM-768 + X25519, HKDF (RFC 5869), ChaCha20-Poly1305 (RFC 8439), Ed25519
(RFC 8032). Documented in
docs/protocol/BKP-02-envelope.md. This room keeps no keys, sends nothing and does not recognise replays.
"""

from benkan.core.envelope.bundle import (
    MAX_BUNDLE_BYTES,
    MAX_LETTERS,
    Answer,
    answers,
    bundle,
    read_answers,
    unbundle,
)
from benkan.core.envelope.header import Header, new_id, parse_header, time_text
from benkan.core.envelope.keys import (
    ENCRYPTION_PUBLIC_BYTES,
    SIGNING_PUBLIC_BYTES,
    EncryptionKey,
    SigningKey,
    fingerprint,
    verify_signature,
)
from benkan.core.envelope.layout import MAX_ENVELOPE_BYTES
from benkan.core.envelope.open import (
    CLOCK_GRACE,
    Opened,
    open_reply,
    open_sealed,
    other_reply,
    peek,
    verify,
    verify_content,
)
from benkan.core.envelope.seal import MAX_PAYLOAD_BYTES, seal, seal_reply
from benkan.core.envelope.secrets import letter_salt

__all__ = [
    "CLOCK_GRACE",
    "ENCRYPTION_PUBLIC_BYTES",
    "MAX_BUNDLE_BYTES",
    "MAX_ENVELOPE_BYTES",
    "MAX_LETTERS",
    "MAX_PAYLOAD_BYTES",
    "SIGNING_PUBLIC_BYTES",
    "Answer",
    "EncryptionKey",
    "Header",
    "Opened",
    "SigningKey",
    "answers",
    "bundle",
    "fingerprint",
    "letter_salt",
    "new_id",
    "open_reply",
    "open_sealed",
    "other_reply",
    "parse_header",
    "peek",
    "read_answers",
    "seal",
    "seal_reply",
    "time_text",
    "unbundle",
    "verify",
    "verify_content",
    "verify_signature",
]
