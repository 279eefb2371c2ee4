"""Which certificates a list shows, and in which order."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from benkan.apps.certificates.models import Certificate

SORTS: Final = {
    "-issued": ("-issued_at", "id"),
    "holder": ("holder", "id"),
    "-holder": ("-holder", "id"),
    "until": ("until", "id"),
    "-until": ("-until", "id"),
    "service": ("service", "holder", "id"),
    "-service": ("-service", "holder", "id"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader narrowed the list to."""

    text: str = ""
    competence: str = ""
    state: str = ""
    sort: str = "-issued"
    run: uuid.UUID | None = None

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> Asked:
        """From the address; what is unknown is left out."""
        state, sort = parameters.get("state", ""), parameters.get("sort", "")
        return cls(
            text=parameters.get("q", "").strip()[:200],
            competence=parameters.get("competence", "")[:64],
            state=state if state in Certificate.State.values else "",
            sort=sort if sort in SORTS else "-issued",
            run=_uuid(parameters.get("run", "")),
        )

    def certificates(self) -> QuerySet[Certificate]:
        """The certificates."""
        found, now = Certificate.objects.all(), timezone.now()
        if self.text:
            found = found.filter(
                Q(holder__icontains=self.text) | Q(service__icontains=self.text) | Q(course__icontains=self.text)
            )
        if self.run is not None:
            found = found.filter(run=self.run)
        if self.competence:
            found = found.filter(competence=self.competence)
        if self.state == Certificate.State.REVOKED:
            found = found.filter(revoked_at__isnull=False)
        elif self.state == Certificate.State.EXPIRED:
            found = found.filter(revoked_at=None, until__lt=now)
        elif self.state == Certificate.State.VALID:
            found = found.filter(Q(until=None) | Q(until__gte=now), revoked_at=None)
        return found.order_by(*SORTS[self.sort])


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
