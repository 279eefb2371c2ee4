"""A node's first minute and its own description: tables, own card, first line of the journal."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

from benkan.core.errors import N_, Invalid
from benkan.node.database import connection_of

_AGENCY = re.compile(r"[a-z]{2}-[a-z0-9]{2,24}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LISTEN = re.compile(r"(?:\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):(\d{1,5})")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
LONGEST_NAME = 200


def valid_identity(
    *,
    agency: str,
    country: str,
    url: str,
    listen: str,
    language: str,
    time_zone: str = "UTC",
    database: str = "sqlite",
    names: tuple[str, ...] = (),
) -> None:
    """Nothing, when these can make a node.

    Raises:
        Invalid: one of them cannot; the place names the option.
    """
    good = {
        "--agency": bool(_AGENCY.fullmatch(agency)),
        "--country": bool(_COUNTRY.fullmatch(country)),
        "--name": all(name.strip() and name.isprintable() and len(name) <= LONGEST_NAME for name in names),
        "--url": _address(url),
        "--listen": _listens(listen),
        "--language": language in {"fr", "en", "ar"},
        "--time-zone": time_zone in available_timezones(),
    }
    for option, fits in good.items():
        if not fits:
            raise Invalid(
                "node.identity",
                N_("%(option)s is not usable."),
                N_("See benkan node init --help; addresses are https, plain http only on this machine itself."),
                place=option,
                option=option,
            )
    connection_of(database, place="--database")


def _address(url: str) -> bool:
    try:
        web: SplitResult = urlsplit(url)
        host, _ = web.hostname, web.port
    except ValueError:
        return False
    plain = web.scheme == "http" and host in _LOOPBACK
    return bool(host) and (web.scheme == "https" or plain) and not (web.query or web.fragment or web.username)


def _listens(listen: str) -> bool:
    found = _LISTEN.fullmatch(listen)
    return found is not None and 0 < int(found[1]) < 65_536


def prepare() -> None:
    """Makes the tables, the node's own card and the first journal line; doing it again changes nothing."""
    from django.core.management import call_command

    from benkan.apps.agencies import services as agencies
    from benkan.apps.journal import services as journal

    call_command("migrate", verbosity=0, interactive=False)
    agencies.own()
    if not journal.size():
        journal.write("node-initialised")


def describe() -> dict[str, Any]:
    """Who this node is, for its administrator and for a partner on the telephone."""
    from django.conf import settings

    from benkan.apps.agencies import services as agencies
    from benkan.apps.journal import services as journal

    node = settings.BENKAN_NODE
    own = agencies.own()
    return {
        "agency": node.agency,
        "name": node.name["fr"],
        "country": node.country,
        "url": node.url,
        "home": str(node.home),
        "database": "sqlite" if node.database == "sqlite" else "postgresql",
        "fingerprint": agencies.fingerprint(own),
        "partners": len(list(agencies.partners())),
        "journal_lines": journal.size(),
    }
