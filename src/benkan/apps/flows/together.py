"""Goods, people and money of a case on one time: what its seizures, its exchange with partners and its transfers say.

Composed from the services of the slices that own the things. Transfers are those of the case's alerts and of accounts
that an officer put into the case, around the time of its other events; what does not fit is counted and said.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.flows import linking
from benkan.apps.flows.models import Transfer
from benkan.apps.flows.words import account_label, xof_words
from benkan.web.words import isolated

GOODS, PEOPLE, MONEY = range(3)
AROUND: Final = dt.timedelta(days=60)
MOST_TRANSFERS: Final = 300


@dataclass(frozen=True, slots=True)
class Thing:
    """Something that happened: on which lane, when, what, and how weighty its mark is (0 to 1)."""

    lane: int
    at: dt.datetime
    what: str | Promise
    text: str
    url: str = ""
    weight: float = 0.3
    owner: str = ""
    handling: str = ""


def of_case(officer: Officer, case: cases.Case) -> tuple[list[Thing], int]:
    """The things of a case in the order of time, and how many transfers were left out."""
    things = [*_goods(case), *_people(case)]
    money, left_out = _money(officer, case, [one.at for one in things])
    return sorted([*things, *money], key=lambda one: (one.at, one.lane)), left_out


def _goods(case: cases.Case) -> list[Thing]:
    from benkan.apps.seizures import services as seizures  # the slices know each other only here, at call time

    return [
        Thing(GOODS, one.at, one.title, one.text, one.url, 0.8, one.owner, one.handling)
        for one in seizures.of_case(case.pk)
    ]


def _people(case: cases.Case) -> list[Thing]:
    from benkan.apps.notices import services as notices
    from benkan.apps.requests import services as requests
    from benkan.apps.search import services as search

    found = [*requests.of_case(case.pk), *notices.of_case(case.pk)]
    things = [Thing(PEOPLE, one.at, one.title, one.text, one.url, 0.4, one.owner, one.handling) for one in found]
    things += [Thing(PEOPLE, made.at, _("Private search"), made.text, made.url) for made in search.of_case(case.pk)]
    return things


def _money(officer: Officer, case: cases.Case, moments: list[dt.datetime]) -> tuple[list[Thing], int]:
    shared = linking.of_case(officer, case.pk)
    mine = [one.account.pk for one in shared]
    of_alerts = Q(alerts__alert__case=case.pk)
    near = Q(payer__in=mine) | Q(payee__in=mine)
    seized = moments or [case.opened_at]
    near &= Q(at__gte=min(seized) - AROUND, at__lte=max(seized) + AROUND)
    found = Transfer.objects.filter(of_alerts | near).select_related("payer", "payee").distinct()
    count = found.count()
    # The largest are kept when there are too many: they are what an officer looks for first.
    kept = list(found.order_by("-xof", "-at")[:MOST_TRANSFERS])
    most = max((one.xof or 0 for one in kept), default=0) or 1
    known = {one.account.pk: one.account for one in shared}
    return [
        Thing(
            MONEY,
            one.at,
            _("Transfer"),
            f"{isolated(account_label(one.payer))} → {isolated(account_label(one.payee))} · "
            f"{isolated(xof_words(one.xof))}",
            _page(case, known, one),
            ((one.xof or 0) / most) ** 0.5,
        )
        for one in kept
    ], count - len(kept)


def _page(case: cases.Case, known: Collection[object], one: Transfer) -> str:
    account = one.payee_id if one.payee_id in known else one.payer_id
    return f"{reverse('flows:account', args=[account])}?case={case.pk}"
