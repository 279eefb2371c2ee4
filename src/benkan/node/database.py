"""What ``database`` in node.toml means: the file in the home, or a PostgreSQL address.

An address is a URI as libpq reads it (PostgreSQL manual, 34.1.1.2): ``postgresql://user:password@host:port/name``. A
socket's folder is given as ``?host=/run/postgresql`` or as a percent-encoded host. Several hosts are not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from benkan.core.errors import N_, Invalid

OPTIONS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "application_name"})


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a PostgreSQL database is and as whom to open it."""

    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""
    options: dict[str, str] = field(default_factory=dict)


def connection_of(address: str, *, place: str = "database") -> Connection | None:
    """The PostgreSQL database at this address; None for ``sqlite``, the file in the home.

    Raises:
        Invalid: ``home.database``; the sentence does not repeat the address, which may hold a password.
    """
    if address == "sqlite":
        return None
    try:
        found = _read(address)
    except ValueError as error:
        raise Invalid(
            "home.database",
            N_("The address of the database cannot be read."),
            N_("Write sqlite, or postgresql://user:password@host/name with special characters percent-encoded."),
            place=place,
        ) from error
    return found


def _read(address: str) -> Connection:
    parts = urlsplit(address)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in {"postgresql", "postgres"} or not name or parts.fragment:
        raise ValueError("not a PostgreSQL address")
    # ``parts.hostname`` would be in small letters, and a socket's folder is a path.
    at = parts.netloc.rpartition("@")[2]
    host = at[1:].partition("]")[0] if at.startswith("[") else at.partition(":")[0]
    given = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    host = given.pop("host", "") or unquote(host)
    port = given.pop("port", "") or str(parts.port or "")
    if given.keys() - OPTIONS or not (port == "" or port.isdecimal()):
        raise ValueError("unknown option")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Connection(name, user, password, host, port, given)
