"""Signed notes of C2SP: a text, a blank line, signature lines that a person can read and any tool can verify.

Ed25519 signatures (key type 0x01) and timestamped cosignatures (0x04) are verified; signatures of unknown keys are
kept and ignored, as the standard asks. A key's name and type are hashed into its id, so a signature line cannot be
moved to another name. Source: C2SP signed-note and tlog-cosignature; Go's sumdb/note.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from benkan.core.errors import N_, Invalid, Unverified

ED25519 = 0x01
COSIGNATURE = 0x04
KEY_BYTES = 32
SIGNATURE_BYTES = 64
TIME_BYTES = 8
MAX_NOTE_BYTES = 1_000_000
MAX_SIGNATURES = 100
COSIGNATURE_HEADER = "cosignature/v1\n"
_KEY_ID_BYTES = 4
_LINE_START = "— "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key that vouches for notes.

    Args:
        name: who signs, such as ``ml-ocs/journal``: no space, no ``+``.
        public: 32 bytes of Ed25519.
        kind: ``ED25519`` for a log, ``COSIGNATURE`` for a witness.

    Raises:
        Invalid: ``tlog.key``.
    """

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.public) != KEY_BYTES or self.kind not in {ED25519, COSIGNATURE}:
            raise _bad_key()

    @property
    def key_id(self) -> bytes:
        """The 4 bytes that open every signature of this key."""
        return _key_id(self.name, self.public, self.kind)

    def text(self) -> str:
        """The key as one line: name, id in hexadecimal, type and key in base64, joined by ``+``."""
        encoded = base64.b64encode(bytes([self.kind]) + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """The key that ``text`` wrote.

        Raises:
            Invalid: ``tlog.key``: malformed, of an unknown type, or with an id that is not its own.
        """
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = decode_base64(encoded)
        if raw is None or not raw:
            raise _bad_key()
        key = cls(name, raw[1:], raw[0])
        if key.key_id.hex() != key_id:
            raise _bad_key()
        return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private Ed25519 key under a name.

    Args:
        name: who signs: no space, no ``+``.
        seed: 32 secret bytes.

    Raises:
        Invalid: ``tlog.key``.
    """

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _is_name(self.name) or len(self.seed) != KEY_BYTES:
            raise _bad_key()

    @property
    def verifier(self) -> VerifierKey:
        """The public key that verifies what this key signs."""
        return VerifierKey(self.name, self._private.public_key().public_bytes_raw())

    @property
    def witness(self) -> VerifierKey:
        """The public key that verifies what this key cosigns."""
        return VerifierKey(self.name, self.verifier.public, COSIGNATURE)

    def sign_bytes(self, data: bytes) -> bytes:
        """The 64-byte Ed25519 signature over the data."""
        return self._private.sign(data)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: name, 4-byte key id, and the bytes that follow it."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line as it stands in a note, with its line feed."""
        return f"{_LINE_START}{self.name} {base64.b64encode(self.key_id + self.value).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note whose text at least one trusted key has signed.

    Args:
        text: what was signed, ending in a line feed.
        signatures: those that verified, in the order of the note.
        others: those of unknown keys, not verified.
    """

    text: str
    signatures: tuple[Signature, ...]
    others: tuple[Signature, ...] = ()


def sign(text: str, *signers: SigningKey) -> str:
    """The note: the text, a blank line, and one line for each signer.

    Args:
        text: ends in a line feed; no control characters besides line feeds.
        signers: one or more keys.

    Raises:
        Invalid: ``tlog.note``.
    """
    # The same key may cosign as a witness: it must never be led to sign a cosignature's own message as a note.
    if not signers or not _is_text(text) or text.startswith(COSIGNATURE_HEADER):
        raise _bad_note("text")
    lines = [Signature(key.name, key.verifier.key_id, key.sign_bytes(text.encode())).line() for key in signers]
    return f"{text}\n{''.join(lines)}"


def split(note: str) -> tuple[str, tuple[Signature, ...]]:
    """The text and the signatures of a note, none of them verified.

    Raises:
        Invalid: ``tlog.note`` with the place: too long, no signatures, a malformed line.
    """
    if len(note.encode(errors="replace")) > MAX_NOTE_BYTES:
        raise _bad_note("length")
    text, separator, block = note.rpartition("\n\n")
    text += "\n"
    if not separator or not _is_text(text) or not block.endswith("\n"):
        raise _bad_note("text")
    lines = block[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise _bad_note("signatures")
    return text, tuple(parse_line(line + "\n") for line in lines)


def parse_line(line: str) -> Signature:
    """The signature of one line of a note, with its line feed.

    Raises:
        Invalid: ``tlog.note``.
    """
    name, _, encoded = line.removeprefix(_LINE_START).removesuffix("\n").partition(" ")
    raw = decode_base64(encoded)
    framed = line.startswith(_LINE_START) and line.endswith("\n")
    if not framed or not _is_name(name) or raw is None or len(raw) <= _KEY_ID_BYTES:
        raise _bad_note("signature")
    return Signature(name, raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:])


def open_note(note: str, verifiers: Iterable[VerifierKey]) -> Note:
    """The note, after every signature of a known key has been verified.

    Args:
        note: the whole note.
        verifiers: the keys to trust; at least one of them must have signed.

    Raises:
        Invalid: ``tlog.note``.
        Unverified: ``tlog.signature``: a known key's signature is wrong, or no known key signed.
    """
    known = {(key.name, key.key_id): key for key in verifiers}
    text, signatures = split(note)
    good: dict[Signature, None] = {}
    others = []
    for each in signatures:
        key = known.get((each.name, each.key_id))
        if key is None:
            others.append(each)
            continue
        verify(text, each, key)
        good[each] = None
    if not good:
        raise bad_signature()
    return Note(text, tuple(good), tuple(others))


def verify(text: str, signature: Signature, key: VerifierKey) -> int | None:
    """The time of a cosignature in Unix seconds, or None for a plain signature, once it has been verified.

    Raises:
        Unverified: ``tlog.signature``.
    """
    value, at, message = signature.value, None, text
    if key.kind == COSIGNATURE:
        at = int.from_bytes(value[:TIME_BYTES], "big")
        value = value[TIME_BYTES:]
        message = cosigned_message(text, at)
    if (signature.name, signature.key_id) != (key.name, key.key_id):
        raise bad_signature()
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(value, message.encode())
    except InvalidSignature:
        raise bad_signature() from None
    return at


def cosigned_message(text: str, at: int) -> str:
    """What a witness signs: a header, the time in Unix seconds, and the text of the checkpoint."""
    return f"{COSIGNATURE_HEADER}time {at}\n{text}"


def decode_base64(text: str) -> bytes | None:
    """The bytes of standard padded base64, or None if it is not the one canonical spelling."""
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    # Python ignores stray bits after the last byte; two spellings of one signature would be two notes.
    return raw if base64.b64encode(raw).decode() == text else None


def bad_signature() -> Unverified:
    """The error of a note that no known key vouches for."""
    return Unverified(
        "tlog.signature",
        N_("The note is not signed by a key that this node trusts, or it was altered."),
        N_("Compare the partner's fingerprint by voice; keep the note: it is evidence."),
    )


def _is_name(name: str) -> bool:
    return bool(name) and name.isprintable() and "+" not in name and not any(each.isspace() for each in name)


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return text.endswith("\n") and all(each >= " " or each == "\n" for each in text)


def _key_id(name: str, public: bytes, kind: int) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:_KEY_ID_BYTES]


def _bad_key() -> Invalid:
    return Invalid(
        "tlog.key",
        N_("The key of a journal or witness is malformed."),
        N_("Take the key line from the partner's card again, whole."),
    )


def _bad_note(place: str) -> Invalid:
    return Invalid(
        "tlog.note",
        N_("The signed note is malformed."),
        N_("Fetch it again; it must end with its signature lines."),
        place=place,
    )
