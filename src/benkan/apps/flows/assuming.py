"""What holds where a file about money is silent, and the unit's own XSD of goAML where this home has it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings

from benkan.formats import goaml
from benkan.formats.money_rows import Assumed
from benkan.formats.report import Report

SCHEMA: Final = "goaml.xsd"
_FRANC: Final = frozenset({"BF", "BJ", "CI", "GW", "ML", "NE", "SN", "TG"})
"""Countries whose money is the XOF (UEMOA)."""


def assumed(country: str = "") -> Assumed:
    """The clock and, in the CFA zone, the franc of this node's country.

    Args:
        country: of accounts that name none; empty where nobody can say.
    """
    node = settings.BENKAN_NODE
    return Assumed(zone=ZoneInfo(node.time_zone), currency="XOF" if node.country in _FRANC else "", country=country)


def schema() -> goaml.Schema | None:
    """The unit's XSD: ``goaml.xsd`` of the home."""
    path = Path(settings.BENKAN_NODE.home) / SCHEMA
    try:
        seen = path.stat()
    except OSError:
        return None
    return _loaded(path, seen.st_ino, seen.st_size, seen.st_mtime_ns)


@lru_cache(maxsize=1)
def _loaded(path: Path, *_state: int) -> goaml.Schema:
    return goaml.load(path.read_bytes(), Report())
