"""What the audits of the last days prove: how much was opened, and how likely an abuse would have been seen.

If a share f of the searches is abusive and k searches were drawn blindly and judged, at least one abusive one is among
them with probability 1 - (1 - f)^k. Several elements of one search tell no more than one, and padding tells nothing, so
k counts searches; drawing without putting back only raises the chance.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

from django.db.models import CharField, Count, Q, Sum, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from benkan.apps.search.models import Opening, Search, Verdict

SHARE = 0.05
AIM = 0.95
DAYS = 30


@dataclass(frozen=True, slots=True)
class Coverage:
    """The audits of searches of the last days.

    Args:
        searches, elements: made and committed to in these days, padding included.
        opened: elements opened, padding included; ``canaries`` of them were padding, ``broken`` did not hold.
        judged: searches that a person judged; ``unfit`` of them did not fit their case.
        waiting: opened searches that nobody has judged yet.
    """

    days: int
    searches: int
    elements: int
    opened: int
    canaries: int
    broken: int
    judged: int
    unfit: int
    waiting: int

    @property
    def chance(self) -> float:
        """The chance that an abuse of one search in twenty would have been seen, 0 to 1."""
        return chance(self.judged)

    @property
    def percent(self) -> int:
        """The same in whole per cent, rounded down."""
        return int(100 * self.chance)

    @property
    def missing(self) -> int:
        """How many more searches must be judged for a chance of 95 %."""
        return max(0, needed() - self.judged)


def chance(judged: int, share: float = SHARE) -> float:
    """1 - (1 - f)^k."""
    return 1.0 - (1.0 - share) ** judged


def needed(aim: float = AIM, share: float = SHARE) -> int:
    """The smallest k whose chance reaches the aim."""
    return math.ceil(math.log(1.0 - aim) / math.log(1.0 - share))


def coverage(days: int = DAYS) -> Coverage:
    """The audits of the searches of the last days; five queries."""
    since = timezone.now() - dt.timedelta(days=days)
    made = Search.objects.filter(created_at__gte=since, committed__gt=0).aggregate(
        searches=Count("id"), elements=Sum("committed")
    )
    element = Concat(Cast("search_id", CharField()), Value(" "), Cast("place", CharField()))
    openings = Opening.objects.filter(Q(search__created_at__gte=since) | Q(search=None, draw__at__gte=since)).annotate(
        element=element
    )
    elements = {
        row["verdict"]: row["count"]
        for row in openings.order_by().values("verdict").annotate(count=Count("element", distinct=True))
    }
    searches = {
        row["verdict"]: row["count"]
        for row in openings.order_by().values("verdict").annotate(count=Count("search", distinct=True))
    }
    unfit = searches.get(Verdict.UNFIT, 0)
    judged = openings.filter(verdict__in=(Verdict.FITS, Verdict.UNFIT)).aggregate(n=Count("search", distinct=True))["n"]
    return Coverage(
        days=days,
        searches=made["searches"],
        elements=made["elements"] or 0,
        opened=openings.aggregate(n=Count("element", distinct=True))["n"],
        canaries=elements.get(Verdict.CANARY, 0),
        broken=elements.get(Verdict.BROKEN, 0),
        judged=judged,
        unfit=unfit,
        waiting=searches.get(Verdict.WAITING, 0),
    )
