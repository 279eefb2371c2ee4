"""An account as its page reads it: what came in and went out, day by day, from whom and to whom, and its alerts.

Everything is asked of the database as sums; the number of statements does not depend on the number of transfers. Sums
are of whole francs; transfers in a currency without a known rate are counted and named, never taken for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from benkan.apps.flows.models import Account, Transfer
from benkan.apps.flows.picture.sankey import Flow, together

MOST_COUNTERPARTIES = 25
MOST_IN_FLOW = 4_000
HOPS = (1, 2)


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a page shows, both included; None leaves that end open."""

    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Window:
        """The query string of a page; what is no date is left out."""
        return cls(_day(parameters.get("since", "")), _day(parameters.get("until", "")))

    def of_transfers(self, found: QuerySet[Transfer]) -> QuerySet[Transfer]:
        """Those transfers that fall into the window."""
        if self.since:
            found = found.filter(at__gte=_midnight(self.since))
        if self.until:
            found = found.filter(at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return found


@dataclass(frozen=True, slots=True)
class Totals:
    """What came in and went out in whole francs, how often, between when and when."""

    received: int = 0
    paid: int = 0
    received_count: int = 0
    paid_count: int = 0
    without_rate: int = 0
    first_at: dt.datetime | None = None
    last_at: dt.datetime | None = None

    @property
    def kept(self) -> int:
        """What came in and did not go out."""
        return self.received - self.paid


@dataclass(frozen=True, slots=True)
class Counterparty:
    """Another account and what it paid to this one and received from it."""

    account: Account
    received: int
    paid: int
    count: int


def transfers(account: Account, window: Window) -> QuerySet[Transfer]:
    """The transfers of an account in a window, the newest first."""
    found = Transfer.objects.filter(Q(payer=account) | Q(payee=account)).select_related("payer", "payee", "brought")
    return window.of_transfers(found).order_by("-at", "-pk")


def totals(account: Account, window: Window) -> Totals:
    """The sums of an account in a window."""
    mine_in, mine_out = Q(payee=account), Q(payer=account)
    found = window.of_transfers(Transfer.objects.filter(mine_in | mine_out)).aggregate(
        received=Sum("xof", filter=mine_in),
        paid=Sum("xof", filter=mine_out),
        received_count=Count("pk", filter=mine_in),
        paid_count=Count("pk", filter=mine_out),
        without_rate=Count("pk", filter=Q(xof__isnull=True)),
        first_at=Min("at"),
        last_at=Max("at"),
    )
    return Totals(**{name: value for name, value in found.items() if value is not None})


def by_day(account: Account, window: Window) -> list[tuple[dt.date, int, int]]:
    """Day, received, paid, in the order of time; days of the node's own time zone."""
    found = (
        window.of_transfers(Transfer.objects.filter(Q(payer=account) | Q(payee=account)))
        .annotate(day=TruncDate("at"))
        .order_by()
        .values("day")
        .annotate(received=Sum("xof", filter=Q(payee=account)), paid=Sum("xof", filter=Q(payer=account)))
        .order_by("day")
    )
    return [(one["day"], one["received"] or 0, one["paid"] or 0) for one in found]


def counterparties(account: Account, window: Window) -> list[Counterparty]:
    """The accounts with which most was exchanged, the largest sum first."""
    sums: dict[Any, list[int]] = {}
    for other, mine, place in (("payer", "payee", 0), ("payee", "payer", 1)):
        found = (
            window.of_transfers(Transfer.objects.filter(**{mine: account}))
            .order_by()
            .values(other)
            .annotate(sum=Sum("xof"), count=Count("pk"))
            .order_by(F("sum").desc(nulls_last=True), other)[:MOST_COUNTERPARTIES]
        )
        for one in found:
            held = sums.setdefault(one[other], [0, 0, 0])
            held[place] += one["sum"] or 0
            held[2] += one["count"]
    known = Account.objects.in_bulk(list(sums))
    listed = [Counterparty(known[pk], *numbers) for pk, numbers in sums.items() if pk != account.pk]
    return sorted(listed, key=lambda one: (-(one.received + one.paid), one.account.key))[:MOST_COUNTERPARTIES]


def around(account: Account, window: Window, hops: int) -> tuple[list[Flow], dict[str, Account], int]:
    """The flows around an account, up to two steps away: flows, accounts by key, and how many transfers were left out.

    The newest transfers are taken when there are more than a picture can hold.
    """
    near = list(transfers(account, window)[: MOST_IN_FLOW + 1])
    left_out = max(0, transfers(account, window).count() - MOST_IN_FLOW) if len(near) > MOST_IN_FLOW else 0
    found = {one.pk: one for one in near[:MOST_IN_FLOW]}
    if hops > 1 and found:
        others = {one.payer_id for one in found.values()} | {one.payee_id for one in found.values()}
        wanted = sorted(others - {account.pk}, key=str)[:500]
        start = min(one.at for one in found.values()) - dt.timedelta(days=2)
        end = max(one.at for one in found.values()) + dt.timedelta(days=2)
        further = (
            Transfer.objects.filter(Q(payer__in=wanted) | Q(payee__in=wanted), at__gte=start, at__lte=end)
            .exclude(pk__in=list(found)[:900])
            .select_related("payer", "payee")
            .order_by("-at", "-pk")
        )
        more = list(further[: MOST_IN_FLOW - len(found) + 1])
        if len(more) > MOST_IN_FLOW - len(found):
            left_out += further.count() - (MOST_IN_FLOW - len(found))
        found |= {one.pk: one for one in more[: MOST_IN_FLOW - len(found)]}
    return (*flows_of(found.values()), left_out)


def flows_of(found: Any) -> tuple[list[Flow], dict[str, Account]]:
    """Transfers as flows between accounts, and the accounts by the key that the flows name."""
    listed = list(found)
    known = {str(side.pk): side for one in listed for side in (one.payer, one.payee)}
    return together((str(one.payer_id), str(one.payee_id), one.xof or 0, one.at) for one in listed), known


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
