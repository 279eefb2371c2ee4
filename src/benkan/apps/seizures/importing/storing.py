"""Many seizures into the tables at once: numbers in one block, places and sums once. The caller has the transaction."""

from __future__ import annotations

import re
import uuid
from collections import Counter
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.utils import timezone

from benkan.apps.seizures import counting
from benkan.apps.seizures.counting import BATCH
from benkan.apps.seizures.entering import DrugGiven, LegGiven, SeizureGiven
from benkan.apps.seizures.importing.inserting import Table
from benkan.apps.seizures.importing.planning import Planned, RowRefused
from benkan.apps.seizures.models import Drug, Leg, Numbering, Seizure
from benkan.core.errors import N_, Invalid
from benkan.core.seizures.similar import logo_key

_DRUG_FIELDS = tuple(DrugGiven.__dataclass_fields__)
_LEG_FIELDS = tuple(LegGiven.__dataclass_fields__)
_COLUMNS = (
    "id", "owner", "number", "state", "version", "logo_key", "spot_id", "entered_by", "entered_at", "changed_at",
    "validated_by", "validated_at", "withdrawn_at", "withdrawn_reason",
)  # fmt: skip
_PLAIN = tuple(name for name in SeizureGiven.__dataclass_fields__ if name not in ("drugs", "legs", "number"))
_RECORDED = Seizure.State.RECORDED.value
_plain = attrgetter(*_PLAIN)
_drug = attrgetter(*_DRUG_FIELDS)
_leg = attrgetter(*_LEG_FIELDS)
_OWN_NUMBER = re.compile(r"S-(\d{4})-(\d{1,9})")


def fresh(planned: list[Planned], source: str) -> tuple[list[Planned], int]:
    """Those whose row is not stored yet, and how many are."""
    known: set[str] = set()
    keys = [one.given.source_key or "" for one in planned]
    for start in range(0, len(keys), BATCH // 2):
        some = Seizure.objects.filter(source=source, source_key__in=keys[start : start + BATCH // 2])
        known.update(key for key in some.values_list("source_key", flat=True) if key)
    left = [one for one in planned if one.given.source_key not in known]
    return left, len(planned) - len(left)


def free(planned: list[Planned]) -> tuple[list[Planned], list[RowRefused]]:
    """Those whose number no other seizure of this service has, and the refused ones."""
    numbers = [one.given.number for one in planned if one.given.number]
    taken: set[str] = set()
    for start in range(0, len(numbers), BATCH // 2):
        some = Seizure.objects.filter(owner=settings.BENKAN_NODE.agency, number__in=numbers[start : start + BATCH // 2])
        taken.update(some.values_list("number", flat=True))
    refused = [
        RowRefused(
            one.row,
            Invalid(
                "seizure.number-taken",
                N_("Another seizure already has the number %(number)s."),
                N_("Choose another number, or leave it empty to get the next one."),
                place="number",
                number=one.given.number,
            ),
        )
        for one in planned
        if one.given.number in taken
    ]
    return [one for one in planned if one.given.number not in taken], refused


def store(planned: list[Planned], username: str) -> int:
    """Stores them, waiting for a second officer; how many there are."""
    if not planned:
        return 0
    now = timezone.now()
    owner = settings.BENKAN_NODE.agency
    places = {(one.given.country, "", one.given.place, one.given.latitude, one.given.longitude) for one in planned}
    places |= {(leg.country, "", leg.place, leg.latitude, leg.longitude) for one in planned for leg in one.given.legs}
    spots = counting.spots(places)
    numbers = _numbers(planned)
    sums: dict[counting.Key, counting.Sums] = {}
    seizures, drugs = Table(Seizure, (*_COLUMNS, *_PLAIN)), Table(Drug, ("seizure_id", "position", *_DRUG_FIELDS))
    ways = Table(Leg, ("seizure_id", "position", *_LEG_FIELDS))
    for start in range(0, len(planned), BATCH):
        stops: list[tuple[Any, ...]] = []
        rows: list[tuple[Any, ...]] = []
        parts: list[tuple[Any, ...]] = []
        for one in planned[start : start + BATCH]:
            given, pk = one.given, uuid.uuid4()
            spot = spots[given.country, "", given.place]
            number = given.number or numbers[given.happened_on.year].pop()
            key = logo_key(given.logo) if given.logo else ""
            rows.append(
                (pk, owner, number, _RECORDED, 1, key, spot, username, now, now, "", None, None, "", *_plain(given))
            )
            parts += [(pk, position, *_drug(drug)) for position, drug in enumerate(given.drugs)]
            stops += [(pk, position, *_leg(leg)) for position, leg in enumerate(given.legs)]
            share = counting.share_of(
                spot,
                given.country,
                given.happened_on,
                given.conveyance,
                owner,
                given.persons_count,
                given.drugs,
                validated=False,
                way=counting.stretches(spot, [(spots[leg.country, "", leg.place], leg.role) for leg in given.legs])
                if given.legs
                else (),
            )
            for cell, each in share.items():
                sums[cell] = counting.plus(sums.get(cell, counting.NOTHING), each)
        seizures.insert(rows)
        drugs.insert(parts)
        ways.insert(stops)
    counting.add(sums)
    return len(planned)


def _numbers(planned: list[Planned]) -> dict[int, list[str]]:
    """For each year enough free numbers, the smallest last, and the counter behind them."""
    owner = settings.BENKAN_NODE.agency
    needed = Counter(one.given.happened_on.year for one in planned if not one.given.number)
    given = {one.given.number for one in planned if one.given.number}
    found: dict[int, list[str]] = {}
    for year, count in sorted(needed.items()):
        row, _made = Numbering.objects.select_for_update().get_or_create(year=year)
        highest = row.last
        ours = Seizure.objects.filter(owner=owner, number__startswith=f"S-{year}-")
        # Numbers of our own form that an officer gave by hand are not given again.
        for name in {*given, *ours.values_list("number", flat=True)}:
            own = _OWN_NUMBER.fullmatch(name)
            if own and int(own[1]) == year:
                highest = max(highest, int(own[2]))
        row.last = highest + count
        row.save(update_fields=["last"])
        found[year] = [f"S-{year}-{number}" for number in range(row.last, highest, -1)]
    return found
