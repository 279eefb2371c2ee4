"""The name of an Ed25519 key as ``did:key``: multibase base58btc of the multicodec ed25519-pub and the key."""

from __future__ import annotations

from typing import Final

from benkan.core.errors import N_, Invalid

_LETTERS: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PLACES: Final = {letter: place for place, letter in enumerate(_LETTERS)}
_ED25519: Final = b"\xed\x01"
_LENGTH: Final = 48
"""Letters of every did:key of this kind behind the z, one more or less."""


def name_of(key: bytes) -> str:
    """``did:key:z6Mk…`` of a public key of 32 bytes."""
    number = int.from_bytes(_ED25519 + key)
    letters = ""
    while number:
        number, place = divmod(number, 58)
        letters = _LETTERS[place] + letters
    return f"did:key:z{letters}"


def key_in(name: str) -> bytes:
    """The public key, 32 bytes, that a ``did:key`` names; a fragment behind it is left out.

    Raises:
        Invalid: ``certificate.issuer-name``: another method, another kind of key, or no key at all.
    """
    text = name.partition("#")[0]
    letters = text.removeprefix("did:key:z")
    if text.startswith("did:key:z") and abs(len(letters) - _LENGTH) <= 2 and set(letters) <= _PLACES.keys():
        number = 0
        for letter in letters:
            number = 58 * number + _PLACES[letter]
        packed = number.to_bytes(max(34, (number.bit_length() + 7) // 8))
        if len(packed) == 34 and packed.startswith(_ED25519):
            return packed[2:]
    raise Invalid(
        "certificate.issuer-name",
        N_("The issuer is not named by an Ed25519 key."),
        N_("Only certificates whose issuer is a did:key of that kind are read here."),
        place="issuer",
    )
