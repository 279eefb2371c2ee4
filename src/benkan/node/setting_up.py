"""A node's first minute and its own description: tables, own card, first line of the journal."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from benkan.core.errors import N_, Invalid

_AGENCY = re.compile(r"[a-z]{2}-[a-z0-9]{2,24}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LISTEN = re.compile(r"(\[[0-9a-f:]+\]|[A-Za-z0-9.-]+):\d{1,5}")


def valid_identity(*, agency: str, country: str, url: str, listen: str, language: str) -> None:
    """Nothing, when the five can name a node.

    Raises:
        Invalid: one of them cannot; the place names it.
    """
    web = urlsplit(url)
    loopback = web.hostname in {"127.0.0.1", "localhost", "::1"}
    good = {
        "--agency": bool(_AGENCY.fullmatch(agency)),
        "--country": bool(_COUNTRY.fullmatch(country)),
        "--url": bool(web.hostname) and (web.scheme == "https" or (web.scheme == "http" and loopback)),
        "--listen": bool(_LISTEN.fullmatch(listen)),
        "--language": language in {"fr", "en", "ar"},
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
