"""What a reporter may send, and how often somebody may fail to sign in; ``[reporting]`` in node.toml sets others.

- ``file_mb`` 64: the largest file. Of 10,000 goAML transactions with both sides written out, one has about 30 MB.
- ``rows`` 50,000: transfers that one file may have; more are sent in parts.
- ``at_once_kb`` 256: a larger file gets its number at once and is read by the worker; a smaller one while one waits.
- ``files_a_day`` 200, ``mb_a_day`` 1,024: of one reporter, its people and machines together, refused files too.
- ``quota_mb`` 20,480: all files of all reporters on this node's disk.
- ``kept_days`` 1,827: five years after it came a report that is in no case is erased, as FATF recommendation 11 counts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

DEFAULTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "file_mb": 64,
        "rows": 50_000,
        "at_once_kb": 256,
        "files_a_day": 200,
        "mb_a_day": 1_024,
        "quota_mb": 20_480,
        "kept_days": 1_827,
    }
)
LARGEST: Final = MappingProxyType(
    {
        "file_mb": 2_048,
        "rows": 1_000_000,
        "at_once_kb": 65_536,
        "files_a_day": 100_000,
        "mb_a_day": 1_000_000,
        "quota_mb": 1_000_000_000,
        "kept_days": 36_525,
    }
)
SHORTEST_DAYS: Final = 366
"""A number of a year is not given twice, so nothing of a year is erased before it ends."""
MEGABYTE: Final = 1024**2
KILOBYTE: Final = 1024

FAILURES: Final = 5
"""Sign-ins under one name that fail within ``LOCKED``, whoever bears it or nobody; then the door stays shut."""
ADDRESS_FAILURES: Final = 20
"""Sign-ins from one address that fail within ``LOCKED``, whoever it says that it is."""
LOCKED: Final = dt.timedelta(minutes=15)
DAY: Final = dt.timedelta(days=1)
SESSION: Final = dt.timedelta(hours=8)
INVITATION: Final = dt.timedelta(days=7)
TOKEN: Final = dt.timedelta(days=365)


def read(table: Mapping[str, object]) -> dict[str, int]:
    """The limits of a node.

    Raises:
        ValueError: an unknown name, or no whole number in its range; the name is its text.
    """
    for name, value in table.items():
        if (
            name not in DEFAULTS
            or isinstance(value, bool)
            or not isinstance(value, int)
            or not (SHORTEST_DAYS if name == "kept_days" else 1) <= value <= LARGEST[name]
        ):
            raise ValueError(f"reporting.{name}")
    return {**DEFAULTS, **{name: int(str(value)) for name, value in table.items()}}


def counted(what: str, value: str, secret: str) -> str:
    """Under which key failures from an address or of a name are counted: no list of addresses lies in the database."""
    return (
        f"{what}:"
        + hmac.digest(secret.encode(), f"benkan reporting door\n{what}\n{value}".encode(), "sha256").hex()[:32]
    )


def digest(secret: str) -> str:
    """How a cookie, a token or an invitation is kept: they have 160 random bits and more, so one round suffices."""
    return hashlib.sha256(secret.encode()).hexdigest()
