"""Who can do what: holders of each competence by service, what runs out soon, what is missing against the targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.certificates.issuing import CODE, RIGHT
from benkan.apps.certificates.models import Certificate, Target
from benkan.core.errors import N_, Invalid

SOON: Final = dt.timedelta(days=90)
MOST_WANTED: Final = 100_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One competence of one service; ``wanted`` None where nobody set a target."""

    service: str
    competence: str
    holders: int = 0
    soon: int = 0
    wanted: int | None = None

    @property
    def missing(self) -> int:
        """How many holders are missing now."""
        return max(0, (self.wanted or 0) - self.holders)


def cells(country: str = "", region: str = "") -> list[Cell]:
    """Every competence of every service that holds it or wants it, by service and competence: two queries.

    Holders are persons: who holds two certificates of one competence counts once.
    """
    now = timezone.now()
    held = Certificate.objects.filter(Q(until=None) | Q(until__gte=now), revoked_at=None, since__lte=now)
    if country:
        held = held.filter(country=country)
    if region:
        held = held.filter(region=region)
    grouped = (
        held.order_by()
        .values_list("service", "competence")
        .annotate(
            holders=Count("holder", distinct=True),
            soon=Count("holder", distinct=True, filter=Q(until__isnull=False, until__lt=now + SOON)),
        )
    )
    found = {(service, competence): (holders, soon) for service, competence, holders, soon in grouped}
    wanted = (
        {}
        if country or region
        else {
            (service, competence): count
            for service, competence, count in Target.objects.values_list("service", "competence", "wanted")
        }
    )
    return [
        Cell(service, competence, *found.get((service, competence), (0, 0)), wanted.get((service, competence)))
        for service, competence in sorted(found.keys() | wanted.keys())
    ]


def ending(within: dt.timedelta = SOON) -> list[Certificate]:
    """Certificates that run out within this time, the earliest first."""
    now = timezone.now()
    return list(
        Certificate.objects.filter(until__gte=now, until__lt=now + within, revoked_at=None).order_by("until")[:200]
    )


@transaction.atomic
def want(service: str, competence: str, wanted: int, *, by: Officer) -> None:
    """How many holders a service wants; 0 takes the target away.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``certificate.target``.
    """
    accounts.need(by, RIGHT)
    if not service.strip() or len(service) > 200 or not CODE.fullmatch(competence) or not 0 <= wanted <= MOST_WANTED:
        raise Invalid(
            "certificate.target",
            N_("A target names a service, a competence and a number up to %(most)d."),
            N_("Correct the field."),
            place="wanted",
            most=MOST_WANTED,
        )
    if wanted == 0:
        Target.objects.filter(service=service.strip(), competence=competence).delete()
        return
    Target.objects.update_or_create(service=service.strip(), competence=competence, defaults={"wanted": wanted})
