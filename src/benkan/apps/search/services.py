"""What other slices, the worker and the commands may do with searches and indexes."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.search import by_courier, carrying, own_index, partner_index, questions
from benkan.apps.search.alarms.watching import watch
from benkan.apps.search.asking import run_due
from benkan.apps.search.auditing.drawing import carry_out_unfinished, draw
from benkan.apps.search.auditing.judging import judge
from benkan.apps.search.here import FoundHere, Looked, look_here
from benkan.apps.search.making import Standing, make, whom
from benkan.apps.search.models import IndexCheck, OwnIndex, PartnerIndex, Search
from benkan.apps.search.network import FoundHit, Partner, by_ids, hit, in_case, network_overview, of_case
from benkan.apps.search.overview import LocalLine, Overview, get, local, overview, search_here, title, what_matched
from benkan.apps.search.own_index import record_ids_by_handle
from benkan.apps.search.publishing.wanted import Progress, silent
from benkan.apps.search.quotas import Used, used_today
from benkan.apps.search.subject import subjects
from benkan.core.errors import Refused

__all__ = [
    "FoundHere",
    "FoundHit",
    "LocalLine",
    "Looked",
    "Overview",
    "OwnIndex",
    "Partner",
    "PartnerIndex",
    "Search",
    "Standing",
    "Used",
    "build_index",
    "by_courier",
    "by_ids",
    "draw",
    "export_indexes",
    "fetch_indexes",
    "get",
    "hit",
    "import_index",
    "import_indexes",
    "in_case",
    "judge",
    "local",
    "look_here",
    "make",
    "network_overview",
    "of_case",
    "overview",
    "record_ids_by_handle",
    "refresh",
    "run_due",
    "search_here",
    "subjects",
    "tend",
    "title",
    "used_today",
    "watch",
    "what_matched",
    "whom",
]

_lanes = exchange.Lanes("index")
CEILING = "signer.own-ceiling"
HOLD_S = 900.0
"""So long no build is tried after the signer's ceiling of the day was met: each try walks over all records."""
_held_until = 0.0


def build_index(convention: str | None = None, *, force: bool = True, progress: Progress = silent) -> list[OwnIndex]:
    """The own indexes, built now; see ``own_index.build_all``."""
    return own_index.build_all(force=force, convention=convention, progress=progress)


def fetch_indexes(partner: str | None = None) -> list[tuple[str, str, Any]]:
    """Fetches every partner's index now: (partner, convention, copy or the error that stopped it)."""
    from benkan.core.errors import BenkanError

    results: list[tuple[str, str, Any]] = []
    for other, convention in partner_index.wanted():
        if partner in (None, other):
            try:
                results.append((other, convention, partner_index.fetch(other, convention)))
            except BenkanError as error:
                results.append((other, convention, error))
    return results


def export_indexes(folder: Path, convention: str | None = None, partner: str | None = None) -> list[tuple[str, str]]:
    """Writes our indexes into a folder; see ``carrying.export``."""
    return carrying.export(folder, convention, partner)


def import_indexes(folder: Path) -> list[tuple[str, str, Any]]:
    """Takes partners' indexes in from a folder; see ``carrying.take``."""
    return [*carrying.take(folder)]


def import_index(envelope: Path) -> PartnerIndex:
    """Takes one partner's index in from its sealed manifest and the chunks beside it; see ``carrying.take_one``."""
    return carrying.take_one(envelope)


def refresh(*, threads: bool = True, wait_for: bool = False) -> None:
    """Rebuilds our indexes where records or epochs changed, and looks at partners' indexes whose time has come."""
    partner_index.forget_expired()
    for other, convention in partner_index.wanted():
        IndexCheck.objects.get_or_create(partner=other, convention=convention, defaults={"next_at": timezone.now()})
    jobs: dict[str, list[tuple[str, str]]] = {}
    for check in IndexCheck.objects.filter(next_at__lte=timezone.now()):
        jobs.setdefault(check.partner, []).append((check.partner, check.convention))
    if not threads:
        _build_own()
        for pairs in jobs.values():
            _attempt(pairs)
        return
    _lanes.start(
        [("", _build_own), *((other, partial(_attempt, pairs)) for other, pairs in jobs.items())],
        wait_for=wait_for,
    )


def _build_own() -> None:
    global _held_until  # noqa: PLW0603 - one worker, one clock
    if time.monotonic() < _held_until:
        return
    try:
        own_index.build_all()
    except Refused as error:
        if error.code == CEILING:
            _held_until = time.monotonic() + HOLD_S
        raise


def tend() -> None:
    """Erases secrets that can no longer be audited, finishes draws that were cut short, and looks for enumeration."""
    questions.erase_due()
    carry_out_unfinished()
    watch()


def _attempt(pairs: list[tuple[str, str]]) -> None:
    for other, convention in pairs:
        partner_index.attempt(other, convention)
