"""A node's home: one folder that holds its configuration, its keys, its database and its indexes.

``BENKAN_HOME`` names the folder. Keys are files readable by their owner alone; they are never in the database and
never leave the home. This module reads and makes homes; it does not open the database.
"""

from __future__ import annotations

import base64
import json
import os
import re
import secrets
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from benkan.apps.reporting import limits as reporting_limits
from benkan.apps.search.alarms import limits
from benkan.core.errors import N_, Invalid
from benkan.web import borders

KEY_NAMES = ("signing", "encryption", "django")
"""The keys that the node itself reads; the seed of private search beside them is the signer's alone."""
SEED_BYTES = 32


def home_path() -> Path:
    """The folder that BENKAN_HOME names, or ``~/.benkan``."""
    return Path(os.environ.get("BENKAN_HOME") or Path.home() / ".benkan").expanduser().resolve()


@dataclass(frozen=True, slots=True)
class Home:
    """What a node knows about itself before any database is opened."""

    home: Path
    agency: str
    name: dict[str, str]
    country: str
    url: str
    listen: str
    database: str = "sqlite"
    language: str = "fr"
    phone_region: str = ""
    time_zone: str = "UTC"
    audit_days: int = 90
    smallest_question: int = 8
    escalate_after_hours: int = 24
    attachment_quota_mb: int = 20_480
    attachment_kbit: int = 0
    witness_silent_days: int = 7
    witness_silent_lines: int = 10_000
    alarms: dict[str, int] = field(default_factory=lambda: limits.read({}))
    maps: borders.Borders = field(default_factory=borders.Borders)
    seizures_name_service: bool = True
    reporting: dict[str, int] = field(default_factory=lambda: reporting_limits.read({}))
    search_requires: str = ""
    signer: str = ""
    demo: bool = field(default=False)

    def key(self, name: str) -> bytes:
        """The bytes of one key file.

        Raises:
            Invalid: the file is missing, is not base64 or is cut short; restore it from the backup of the home.
        """
        path = self.home / "keys" / f"{name}.key"
        try:
            seen = path.stat()
            return _read_key(path, name, (seen.st_ino, seen.st_size, seen.st_mtime_ns))
        except (OSError, ValueError) as error:
            raise Invalid(
                "home.key-missing",
                N_("The key file %(name)s cannot be read."),
                N_("Restore the keys folder of this node from its backup."),
                place=str(path),
                name=f"{name}.key",
            ) from error

    def check_keys(self) -> None:
        """Nothing, when every key can be read; else ``Invalid`` as ``key`` says."""
        for name in KEY_NAMES:
            self.key(name)

    def signing_seed(self) -> bytes:
        """The 32-byte Ed25519 seed with which this agency signs."""
        return self.key("signing")

    def encryption_private(self) -> bytes:
        """The private key to which partners seal."""
        return self.key("encryption")

    @property
    def signer_folder(self) -> Path:
        """Where a signer of this node's own keeps its configuration, its counts and its socket."""
        return self.home / "signer"

    @property
    def signer_socket(self) -> Path:
        """Where the signer listens: in this home, or where a signer of another user does."""
        return self.home / self.signer if self.signer else self.signer_folder / "signer.sock"


def load(path: Path) -> Home:
    """The home in this folder.

    Raises:
        Invalid: there is no node here, or ``node.toml`` cannot be read; the place is named.
    """
    file = path / "node.toml"
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError as error:
        raise Invalid(
            "home.missing",
            N_("There is no node in %(folder)s."),
            N_("Set BENKAN_HOME to a node's home, or make one with: benkan node init"),
            place=str(file),
            folder=str(path),
        ) from error
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Invalid(
            "home.unreadable",
            N_("node.toml cannot be read: %(reason)s."),
            N_("Correct the file at the place named."),
            place=str(file),
            reason=str(error),
        ) from error
    try:
        names = {str(language): str(text) for language, text in dict(table["name"]).items()}
        return Home(
            home=path,
            agency=str(table["agency"]),
            name={"fr": names["fr"], **names},
            country=str(table["country"]),
            url=str(table["url"]).rstrip("/"),
            listen=str(table["listen"]),
            database=str(table.get("database", "sqlite")),
            language=str(table.get("language", "fr")),
            phone_region=str(table.get("phone_region", table["country"])),
            time_zone=str(table.get("time_zone", "UTC")),
            audit_days=_days(table.get("audit_days", 90)),
            smallest_question=_shape(table.get("smallest_question", 8)),
            escalate_after_hours=_hours(table.get("escalate_after_hours", 24)),
            attachment_quota_mb=_megabytes(table.get("attachment_quota_mb", 20_480)),
            attachment_kbit=_kbit(table.get("attachment_kbit", 0)),
            witness_silent_days=_most("witness_silent_days", table.get("witness_silent_days", 7), 366),
            witness_silent_lines=_most("witness_silent_lines", table.get("witness_silent_lines", 10_000), 10**9),
            alarms=limits.read(dict(table.get("alarms", {}))),
            maps=borders.read(dict(table.get("maps", {}))),
            seizures_name_service=_true(dict(table.get("seizures", {})).get("name_service", True)),
            reporting=reporting_limits.read(dict(table.get("reporting", {}))),
            search_requires=_competence(dict(table.get("training", {})).get("search_requires", "")),
            signer=_path(table.get("signer", "")),
            demo=(path / "demo.json").exists(),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            "home.incomplete",
            N_("node.toml lacks or misstates %(key)s."),
            N_("Compare it with docs/operating/node.md."),
            place=str(file),
            key=str(error).strip("'"),
        ) from error


def _true(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError("seizures.name_service")
    return value


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read; refuses to overwrite."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def make(
    path: Path,
    *,
    agency: str,
    name: dict[str, str],
    country: str,
    url: str,
    listen: str,
    database: str = "sqlite",
    language: str = "fr",
    time_zone: str = "UTC",
    seed: bytes | None = None,
) -> Home:
    """A new home with fresh keys.

    Args:
        seed: only the demo and the tests give one, to get the same keys again.

    Raises:
        Invalid: the folder already holds a node; nothing is changed then.
    """
    from benkan.core.envelope import EncryptionKey

    file = path / "node.toml"
    if file.exists() or (path / "keys").exists():
        raise Invalid(
            "home.exists",
            N_("%(folder)s already holds a node."),
            N_("Choose another folder, or remove this one by hand if you are sure."),
            place=str(file),
            folder=str(path),
        )
    material = {
        "signing": seed or secrets.token_bytes(SEED_BYTES),
        "encryption": EncryptionKey.generate().to_bytes(),
        "blind": secrets.token_bytes(SEED_BYTES),
        "django": secrets.token_bytes(48),
    }
    lines = [
        "# This node, in its own words. Keys are in keys/ and never leave this folder.",
        f"agency = {_quoted(agency)}",
        f"country = {_quoted(country)}",
        f"url = {_quoted(url)}",
        f"listen = {_quoted(listen)}",
        f"database = {_quoted(database)}",
        f"language = {_quoted(language)}",
        f"phone_region = {_quoted(country)}",
        f"time_zone = {_quoted(time_zone)}",
        "",
        "[name]",
        *(f"{key} = {_quoted(text)}" for key, text in name.items()),
    ]
    try:
        _write(path, material, "\n".join(lines) + "\n")
    except OSError as error:
        raise Invalid(
            "home.unwritable",
            N_("The home cannot be made in %(folder)s: %(reason)s."),
            N_("Choose a folder in which you may write, on a disk with room."),
            place=str(error.filename or path),
            folder=str(path),
            reason=error.strerror or type(error).__name__,
        ) from error
    return load(path)


def _write(path: Path, material: dict[str, bytes], description: str) -> None:
    """The folders and files of a home; the description comes last, so that a home with one is whole."""
    keys = path / "keys"
    keys.mkdir(parents=True)
    path.chmod(0o700)
    keys.chmod(0o700)
    for folder in ("indexes", "received"):
        (path / folder).mkdir(exist_ok=True)
    (path / "signer").mkdir(mode=0o700)
    for key_name, key in material.items():
        write_private(keys / f"{key_name}.key", base64.b64encode(key) + b"\n")
    # The address of the database may hold a password.
    write_private(path / "node.toml", description.encode())


@lru_cache(maxsize=16)
def _read_key(path: Path, name: str, _state: tuple[int, int, int]) -> bytes:
    """The key of the file in this state: it is asked for several times for every letter."""
    return _whole(name, base64.b64decode(path.read_bytes().strip(), validate=True))


def _whole(name: str, key: bytes) -> bytes:
    """The key itself, unless it is cut short: a short seed would sign and blind without anyone noticing."""
    if len(key) < SEED_BYTES or (name != "django" and len(key) != SEED_BYTES):
        raise ValueError("cut short")
    return key


def _days(value: Any) -> int:
    """Days for which secrets of searches are kept: longer than a search waits for its answer, ten years at most."""
    if isinstance(value, bool) or not isinstance(value, int) or not 2 <= value <= 3_660:
        raise ValueError("audit_days")
    return int(value)


def _hours(value: Any) -> int:
    """Hours after which the control officer sees an overdue request: none at least, a year at most."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 8_784:
        raise ValueError("escalate_after_hours")
    return int(value)


def _megabytes(value: Any) -> int:
    """How large all attached files of the node may be together: nothing, or up to a petabyte."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1_000_000_000:
        raise ValueError("attachment_quota_mb")
    return int(value)


def _kbit(value: Any) -> int:
    """Kilobits a second that fetching files may use; 0 for as much as there is."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000_000:
        raise ValueError("attachment_kbit")
    return int(value)


def _most(name: str, value: Any, largest: int) -> int:
    """Days or lines that a witness may leave without its cosignature before that is shown: one at least."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= largest:
        raise ValueError(name)
    return int(value)


def _shape(value: Any) -> int:
    """The size of the smallest question that this node asks."""
    from benkan.core.blind import SHAPES  # numpy, which `benkan --help` does without

    if isinstance(value, bool) or value not in SHAPES:
        raise ValueError("smallest_question")
    return int(value)


def _competence(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63})?", value):
        raise ValueError("training.search_requires")
    return value


def _path(value: Any) -> str:
    """The path of a socket, or nothing."""
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("signer")
    return value


def _quoted(text: str) -> str:
    """The text as TOML writes it: JSON's string, which TOML reads, with DEL escaped too."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
