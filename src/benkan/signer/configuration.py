"""``signer.toml``: where the seed and the socket are, who may call, and the ceilings. All of it may be left out.

The signer's folder is ``signer/`` in the node's home, or a folder of the signer's own user. Relative paths start there.
"""

from __future__ import annotations

import grp
import os
import pwd
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benkan.core.errors import N_, Invalid
from benkan.signer.meter import Ceilings

CEILINGS = {
    "elements_per_partner_per_day": "partner_elements",
    "elements_per_day": "all_elements",
    "own_tokens_per_day": "own_tokens",
}
KNOWN = frozenset({"seed", "socket", "passphrase_file", "allow_users", "group", *CEILINGS})
MAX_CEILING = 10**12


@dataclass(frozen=True, slots=True)
class Configuration:
    """Everything that a signer is told.

    Args:
        allowed: the users, as numbers, who may call; its own user always may.
        group: who may open the socket besides its owner, as a number; None: nobody.
        passphrase_file: where the passphrase lies when the seed is sealed.
    """

    folder: Path
    seed: Path
    socket: Path
    allowed: frozenset[int]
    ceilings: Ceilings
    group: int | None = None
    passphrase_file: Path | None = None

    @property
    def counts(self) -> Path:
        """The file of the meter."""
        return self.folder / "counts.json"

    @property
    def lock(self) -> Path:
        """Who holds it serves: two signers of one folder would count twice."""
        return self.folder / "signer.lock"


def load(folder: Path) -> Configuration:
    """The configuration in this folder.

    Raises:
        Invalid: ``signer.configuration``; the place names the file and the key.
    """
    file = folder / "signer.toml"
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        table = {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise _wrong(file, "") from error
    for key in table:
        if key not in KNOWN:
            raise _wrong(file, key)
    given = table.get("passphrase_file")
    return Configuration(
        folder=folder,
        seed=_path(table, "seed", "../keys/blind.key", file),
        socket=_path(table, "socket", "signer.sock", file),
        allowed=frozenset({os.getuid(), *_users(table.get("allow_users", []), file)}),
        ceilings=Ceilings(**{ours: _ceiling(table[key], key, file) for key, ours in CEILINGS.items() if key in table}),
        group=_group(table["group"], file) if "group" in table else None,
        passphrase_file=_path(table, "passphrase_file", "", file) if given is not None else None,
    )


def _path(table: dict[str, Any], key: str, usual: str, file: Path) -> Path:
    value = table.get(key, usual)
    if not isinstance(value, str) or not value or "\0" in value:
        raise _wrong(file, key)
    return file.parent / value


def _users(names: Any, file: Path) -> list[int]:
    if not isinstance(names, list):
        raise _wrong(file, "allow_users")
    try:
        return [pwd.getpwnam(name).pw_uid for name in names]
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(file, "allow_users") from error


def _group(name: Any, file: Path) -> int:
    try:
        return grp.getgrnam(name).gr_gid
    except (KeyError, TypeError, ValueError) as error:
        raise _wrong(file, "group") from error


def _ceiling(value: Any, key: str, file: Path) -> int:
    if type(value) is not int or not 1 <= value <= MAX_CEILING:
        raise _wrong(file, key)
    return value


def _wrong(file: Path, key: str) -> Invalid:
    return Invalid(
        "signer.configuration",
        N_("signer.toml cannot be read, or says something that it may not say."),
        N_("Compare it with docs/operating/signer.md."),
        place=f"{file} · {key}" if key else str(file),
    )
