"""Where the passphrase of a sealed seed comes from: a file, systemd's credential, or somebody at the terminal."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

from benkan.core.errors import N_, Invalid, Refused

CREDENTIAL = "passphrase"
MAX_BYTES = 4_096


def passphrase(file: Path | None, sealed: Path) -> bytes:
    """The passphrase: of the file if one is configured, of systemd's credential if there is one, or typed.

    Args:
        sealed: the file that it opens, to be named when nobody is there.

    Raises:
        Refused: ``signer.sealed``: there is none of them.
        Invalid: ``signer.passphrase-file``: the file cannot be read.
    """
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    handed = Path(credentials) / CREDENTIAL if credentials else None
    if file is not None:
        return read(file)
    if handed is not None and handed.exists():
        return read(handed)
    try:
        # getpass would fall back to standard input, which is not a person's here.
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
        return getpass.getpass("Passphrase of the seed: ").encode()
    except (OSError, EOFError) as error:
        raise Refused(
            "signer.sealed",
            N_("The seed is sealed, and nobody is there to type its passphrase."),
            N_("Start the signer at a terminal, or name a file with passphrase_file in signer.toml."),
            place=str(sealed),
        ) from error


def read(path: Path) -> bytes:
    """The first line of the file.

    Raises:
        Invalid: ``signer.passphrase-file``.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES)
    except OSError as error:
        raise Invalid(
            "signer.passphrase-file",
            N_("The file with the passphrase cannot be read."),
            N_("Put the stick in, or correct the path."),
            place=str(path),
        ) from error
    return data.splitlines()[0] if data.strip() else b""
