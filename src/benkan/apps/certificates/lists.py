"""Lists of revoked certificates: ours, made when somebody asks; partners', fetched once a day and kept."""

from __future__ import annotations

import datetime as dt
import logging
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.apps.certificates import issuing
from benkan.apps.certificates.models import Certificate, ErasedPlace, PartnerList
from benkan.core.errors import N_, BenkanError, Refused, Unverified
from benkan.formats import open_badges
from benkan.wire import CertificateStatusAsk

if TYPE_CHECKING:
    from benkan.apps.exchange.services import Lanes
    from benkan.core.conventions import Convention

LIFE: Final = dt.timedelta(days=14)
"""How long a list may be relied on: a partner that was cut off for two weeks still verifies, and says how old it is."""
EVERY: Final = dt.timedelta(days=1)
AGAIN: Final = dt.timedelta(minutes=10)
MOST_LISTS: Final = 64
logger = logging.getLogger("benkan.certificates")
_failed: dict[str, dt.datetime] = {}


def own_list(number: int, now: dt.datetime | None = None) -> str:
    """Our list of this number, signed today.

    Raises:
        Refused: ``certificate.no-list``: no certificate has a place in it.
    """
    erased = list(ErasedPlace.objects.filter(list_number=number).values_list("place", flat=True))
    if number != 1 and not erased and not Certificate.objects.filter(list_number=number).exists():
        raise Refused(
            "certificate.no-list",
            N_("There is no such list of certificates."),
            N_("Ask for one that a certificate names."),
        )
    # Rounded down: who asks twice in an hour gets the same bytes.
    made = (now or timezone.now()).replace(minute=0, second=0, microsecond=0)
    revoked = Certificate.objects.filter(list_number=number, revoked_at__isnull=False).values_list("place", flat=True)
    return open_badges.write_list(
        key=agencies.key_of(agencies.own()),
        url=issuing.list_address(number),
        revoked=sorted({*revoked, *erased}),
        made=made,
        until=made + LIFE,
        sign=issuing.sign,
    )


def keep(partner: str, text: str, now: dt.datetime | None = None) -> PartnerList:
    """A partner's list, kept in place of an older one.

    Raises:
        Invalid, Unverified: it cannot be read, or the partner did not sign it.
    """
    found = open_badges.read_list(text)
    if found.issuer_key != agencies.signing_key(partner):
        raise Unverified(
            "certificate.forged-list",
            N_("This list was not signed by the service whose certificates it is about."),
            N_("Ask the service for its list again."),
            place=partner,
        )
    number = number_in(found.url)
    with transaction.atomic():
        row = PartnerList.objects.select_for_update().filter(partner=partner, number=number).first()
        if row is None:
            row = PartnerList(partner=partner, number=number, made=found.made)
        elif row.made > found.made:  # an older copy would bring revoked certificates back to life
            return row
        row.text, row.made, row.until, row.fetched_at = text, found.made, found.until, now or timezone.now()
        row.save()
    return row


def number_in(url: str) -> int:
    """The number of a list from its address, 1 for one that has none."""
    last = url.rstrip("/").rpartition("/")[2]
    return int(last) if last.isdecimal() and len(last) < 7 else 1


def due_fetching(now: dt.datetime | None = None, *, wait_for: bool = True) -> int:
    """Asks partners with whom a convention has a training part for their lists, once a day, each in a lane of its own.

    Returns:
        How many partners were asked.
    """
    now = now or timezone.now()
    jobs = []
    for partner, convention in _trained_with(now):
        oldest = PartnerList.objects.filter(partner=partner).order_by("fetched_at").first()
        failed = _failed.get(partner)
        if (oldest and now - oldest.fetched_at < EVERY) or (failed and now - failed < AGAIN):
            continue
        jobs.append((partner, partial(_fetch_all, partner, convention, now)))
    return _lanes().start(jobs, wait_for=wait_for) if jobs else 0


def fetch(partner: str, now: dt.datetime | None = None) -> None:
    """Asks the partner for its lists at once: somebody has a certificate in hand and cannot wait for tomorrow's list.

    The partner learns that a certificate of its own is looked at, never which.

    Raises:
        Refused: ``certificate.no-training``: no convention with a training part, so nothing may be asked.
        Unreachable, Unverified, Invalid: the link is down, or the answer is no list of the partner's.
    """
    now = now or timezone.now()
    convention = dict(_trained_with(now)).get(partner)
    if convention is None:
        raise Refused(
            "certificate.no-training",
            N_("No convention with a part on training is in force with this service, so its list cannot be asked for."),
            N_("Ask the service to hand you its list as a file."),
            place=partner,
        )
    _fetch_lists(partner, convention, now)


def _fetch_lists(partner: str, convention: str, now: dt.datetime) -> None:
    lists = _fetch(partner, convention, 1, now)
    for number in range(2, min(lists, MOST_LISTS) + 1):
        _fetch(partner, convention, number, now)


def _fetch_all(partner: str, convention: str, now: dt.datetime) -> None:
    try:
        _fetch_lists(partner, convention, now)
    except BenkanError as error:
        _failed[partner] = now
        logger.info("the list of %s could not be fetched: %s", partner, error.code)
    else:
        _failed.pop(partner, None)


def _fetch(partner: str, convention: str, number: int, now: dt.datetime) -> int:
    """How many lists the partner says it has; the one asked for is kept."""
    from benkan.apps.exchange import services as exchange

    answer = exchange.ask(
        partner, "certificates.status.ask", CertificateStatusAsk(number=number), convention=convention
    )
    keep(partner, answer.list, now)
    return int(answer.lists)


@cache
def _lanes() -> Lanes:
    from benkan.apps.exchange import services as exchange

    return exchange.Lanes("certificates")


def _trained_with(now: dt.datetime) -> list[tuple[str, str]]:
    own = settings.BENKAN_NODE.agency
    found: dict[str, str] = {}
    convention: Convention
    known = set(agencies.signing_keys())
    for convention in accords.in_force(now):
        if convention.training is not None:
            found |= {partner: convention.identifier for partner in convention.partners(own) if partner in known}
    return sorted(found.items())


def how_many() -> int:
    """How many lists this service has."""
    return Certificate.objects.order_by("-list_number").values_list("list_number", flat=True).first() or 1
