"""The seed as a file: 32 bytes in base64 and mode 0600, or sealed under a passphrase.

A sealed seed is one JSON object: scrypt (RFC 7914) makes a key of the passphrase, ChaCha20-Poly1305 (RFC 8439) seals
the seed under it and binds the numbers of scrypt. A sealed file keeps a thief of the disk or of a backup out; a plain
one lets a node start by itself after a power cut. Nothing else depends on which of the two it is.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from benkan.core.errors import N_, Invalid, Refused
from benkan.disk import write_whole

SEED_BYTES = 32
SCRYPT = {"n": 1 << 17, "r": 8, "p": 1}
"""128 MiB and half a second for each guess."""
LEAST_PASSPHRASE_BYTES = 16
MAX_FILE_BYTES = 4_096


def is_sealed(path: Path) -> bool:
    """Whether the file needs a passphrase.

    Raises:
        Invalid: ``signer.seed`` or ``signer.seed-mode``.
    """
    return _contents(path).startswith(b"{")


def read(path: Path, passphrase: Callable[[], bytes]) -> bytes:
    """The 32 bytes of the seed.

    Args:
        passphrase: asked only when the file is sealed.

    Raises:
        Invalid: ``signer.seed``: missing, cut short or altered; ``signer.seed-mode``: others may read the file.
        Refused: ``signer.passphrase``: not the passphrase under which it was sealed.
    """
    data = _contents(path)
    if data.startswith(b"{"):
        return _opened(data, passphrase(), path)
    try:
        seed = base64.b64decode(data, validate=True)
    except ValueError as error:
        raise _damaged(path) from error
    if len(seed) != SEED_BYTES:
        raise _damaged(path)
    return seed


def seal(path: Path, passphrase: bytes) -> None:
    """Puts the seed, sealed, in the place of the plain file.

    Raises:
        Refused: ``signer.sealed-already``.
        Invalid: as ``read``; ``signer.passphrase-short``.
    """
    if is_sealed(path):
        raise Refused("signer.sealed-already", N_("The seed is sealed."), N_("Unseal it first."), place=str(path))
    if len(passphrase) < LEAST_PASSPHRASE_BYTES:
        raise Invalid(
            "signer.passphrase-short",
            N_("The passphrase has fewer than %(least)d bytes."),
            N_("Take six words drawn by lot, and keep a copy on paper in a safe."),
            least=LEAST_PASSPHRASE_BYTES,
        )
    seed = read(path, lambda: b"")
    told = {"benkan-sealed": 1, "kdf": "scrypt", **SCRYPT}
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    box = ChaCha20Poly1305(_key(passphrase, salt, told)).encrypt(nonce, seed, _bound(told))
    spelled = {name: base64.b64encode(part).decode() for name, part in (("salt", salt), ("nonce", nonce), ("box", box))}
    data = json.dumps({**told, **spelled}).encode() + b"\n"
    if _opened(data, passphrase, path) != seed:
        raise _damaged(path)
    write_whole(path, data)


def unseal(path: Path, passphrase: bytes) -> None:
    """Puts the plain seed in the place of the sealed one.

    Raises:
        Refused: ``signer.not-sealed`` or ``signer.passphrase``.
        Invalid: as ``read``.
    """
    if not is_sealed(path):
        raise Refused("signer.not-sealed", N_("The seed is not sealed."), place=str(path))
    write_whole(path, base64.b64encode(read(path, lambda: passphrase)) + b"\n")


def _contents(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(MAX_FILE_BYTES + 1).strip()
    except OSError as error:
        raise Invalid(
            "signer.seed",
            N_("The seed of private search cannot be read."),
            N_("Restore the key file from its backup, or run the signer as the user who may read it."),
            place=str(path),
        ) from error
    if not stat.S_ISREG(mode) or len(data) > MAX_FILE_BYTES:
        raise _damaged(path)
    if mode & 0o077:
        raise Invalid(
            "signer.seed-mode",
            N_("Others than its owner may read the seed of private search."),
            N_("Take their rights away with: chmod 600"),
            place=str(path),
        )
    return data


def _opened(data: bytes, passphrase: bytes, path: Path) -> bytes:
    try:
        told: dict[str, Any] = json.loads(data)
        salt, nonce, box = (base64.b64decode(told.pop(name), validate=True) for name in ("salt", "nonce", "box"))
        key = _key(passphrase, salt, told)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise _damaged(path) from error
    try:
        seed = ChaCha20Poly1305(key).decrypt(nonce, box, _bound(told))
    except (InvalidTag, ValueError):
        raise Refused(
            "signer.passphrase",
            N_("The seed does not open with this passphrase."),
            N_("Try again; without the passphrase only a backup that is not sealed helps."),
            place=str(path),
        ) from None
    if len(seed) != SEED_BYTES:
        raise _damaged(path)
    return seed


def _key(passphrase: bytes, salt: bytes, told: dict[str, Any]) -> bytes:
    if set(told) != {"benkan-sealed", "kdf", *SCRYPT} or (told["benkan-sealed"], told["kdf"]) != (1, "scrypt"):
        raise ValueError("form")
    n, r, p = (told[name] for name in SCRYPT)
    # Bounds: a file that somebody altered must not ask for all memory.
    if any(type(each) is not int for each in (n, r, p)) or not (1 << 14 <= n <= 1 << 20 and r == 8 and 1 <= p <= 4):
        raise ValueError("scrypt")
    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase)


def _bound(told: dict[str, Any]) -> bytes:
    return json.dumps(told, sort_keys=True).encode()


def _damaged(path: Path) -> Invalid:
    return Invalid(
        "signer.seed",
        N_("The seed of private search is damaged."),
        N_("Restore the key file from its backup."),
        place=str(path),
    )
