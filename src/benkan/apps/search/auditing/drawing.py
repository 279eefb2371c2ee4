"""Drawing a sample: the seed and what it will be drawn from are a line of the journal before anything is drawn.

The population is every element that the lines ``search-made`` from ``first_line`` up to the draw's own line commit to,
in the order of the lines and of each search's tree: who has the journal can count it and draw the same numbers again.
Elements are opened in the order drawn until so many that are no padding have been found; padding on the way is opened
and checked too. Nobody chooses, and whoever draws again leaves a second line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.search.auditing import opening
from benkan.apps.search.models import Draw, Search
from benkan.core.errors import N_, Invalid, Refused

SAMPLE = b"benkan-audit-sample-1"
USUAL_COUNT = 60
"""60 judged searches catch an abuse of one search in twenty with 95 %: 1 - 0.95^60."""
USUAL_DAYS = 30
MOST_WANTED = 500


def draw(officer: Any, wanted: int = USUAL_COUNT, days: int = USUAL_DAYS) -> Draw:
    """A sample of the searches of the last days, opened.

    Args:
        wanted: how many elements that are no padding, 1 to 500; fewer when there are not so many.
        days: 1 to one less than the node's audit period.

    Raises:
        Refused: ``role.not-allowed``, or ``audit.nothing``: nothing was searched in these days.
        Invalid: ``audit.count`` or ``audit.days``.
    """
    accounts.need(officer, "audit")
    _between("audit.count", wanted, MOST_WANTED, "count")
    _between("audit.days", days, settings.BENKAN_NODE.audit_days - 1, "days")
    now = timezone.now()
    recent = Search.objects.filter(created_at__gte=now - dt.timedelta(days=days), committed__gt=0, line__gt=0)
    first = recent.order_by("line").values_list("line", flat=True).first()
    if first is None:
        raise Refused(
            "audit.nothing",
            N_("No partner was searched in these days."),
            N_("Choose a longer period."),
        )
    made = Draw(officer=officer, at=now, seed=secrets.token_hex(32), first_line=first, days=days, wanted=wanted)
    with transaction.atomic():
        made.line = journal.write(
            "audit-drawn",
            officer=accounts.handle(officer),
            seed=made.seed,
            first_line=first,
            days=days,
            wanted=wanted,
        )
        made.save(force_insert=True)
    carry_out(made)
    return made


def carry_out(made: Draw) -> None:
    """Opens what the seed draws; doing it again changes nothing."""
    if made.opened_line:
        return
    population = opening.Population.of(made)
    found = opening.opened(population, order(made.seed, population.size), made.wanted)
    opening.save(made, population, found)


def carry_out_unfinished() -> None:
    """Opens draws whose process was killed after the line of their seed."""
    for made in Draw.objects.filter(opened_line=0, at__lt=timezone.now() - dt.timedelta(minutes=5)):
        carry_out(made)


def order(seed: str, population: int) -> Iterator[int]:
    """Every number below the population once, in the order that the seed gives.

    Number i of the order, repeated ones left out, is the first 16 bytes of SHA-256(domain, seed, i as 8 bytes), as a
    big-endian number, modulo the population.
    """
    seen: set[int] = set()
    counter = 0
    while len(seen) < population:
        digest = hashlib.sha256(SAMPLE + bytes.fromhex(seed) + counter.to_bytes(8, "big")).digest()
        number = int.from_bytes(digest[:16], "big") % population
        counter += 1
        if number not in seen:
            seen.add(number)
            yield number


def _between(code: str, value: object, most: int, place: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= most:
        raise Invalid(
            code,
            N_("A whole number from 1 to %(most)d is expected here."),
            N_("Correct the number, or leave it out."),
            place=place,
            most=most,
        )
