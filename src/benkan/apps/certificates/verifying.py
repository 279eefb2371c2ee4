"""What a certificate that somebody presents is worth here: by the directory's keys, own rows and partners' lists."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.utils import timezone

from benkan.apps.agencies import services as agencies
from benkan.apps.certificates import lists
from benkan.apps.certificates.models import Certificate, PartnerList
from benkan.formats import open_badges
from benkan.formats.open_badges import Presented, Worth

FRESH: Final = dt.timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; ``listed_at`` is when the issuer made the list that was looked at, None for our own."""

    worth: Worth
    said: Presented
    issuer_name: str
    listed_at: dt.datetime | None = None

    @property
    def stale(self) -> bool:
        """Whether the list is older than two days."""
        return self.listed_at is not None and timezone.now() - self.listed_at > FRESH

    @property
    def of_partner(self) -> bool:
        """Whether a service of the directory other than this one issued it."""
        return self.said.issuer not in {"", settings.BENKAN_NODE.agency}

    def as_object(self) -> dict[str, Any]:
        """As programs read it."""
        return as_object(self.worth, self.said) | {"listed_at": self.listed_at.isoformat() if self.listed_at else None}


def as_object(worth: Worth, said: Presented) -> dict[str, Any]:
    """A verdict as programs read it."""
    return {
        "worth": worth.value,
        "id": said.identifier,
        "issuer": said.issuer,
        "holder": said.holder,
        "service": said.service,
        "competence": said.competence,
        "name": said.name,
        "since": said.since.isoformat(),
        "until": said.until.isoformat() if said.until else None,
    }


def verify(
    text: str, *, language: str = "en", at: dt.datetime | None = None, status: str = "", fetch: bool = False
) -> Verdict:
    """What a certificate is worth: the file that was issued, the text of its QR code, or the address in it.

    Args:
        status: a list of the issuer that came with it, by stick; it is kept when it is newer than ours.
        fetch: asks a partner that issued it for its list of this moment first.

    Raises:
        Invalid: ``certificate.unreadable`` and its kin.
        Unverified: ``certificate.forged``, ``certificate.issuer-unknown``.
        Refused, Unreachable: the list could not be fetched, see ``lists.fetch``.
    """
    at = at or timezone.now()
    said = open_badges.read_any(text, agencies.signing_keys(), language)
    name = agencies.names(language).get(said.issuer, "") if said.issuer else ""
    if said.issuer == settings.BENKAN_NODE.agency:
        return Verdict(_own(said, at), said, name)
    if status and said.issuer:
        lists.keep(said.issuer, status)
    if fetch and said.issuer:
        lists.fetch(said.issuer)
    kept = PartnerList.objects.filter(partner=said.issuer)
    rows = list(kept.filter(number=lists.number_in(said.status_url)) if said.status_url else kept)
    worth = open_badges.judge(said, [open_badges.read_list(row.text) for row in rows], at)
    return Verdict(worth, said, name, min((row.made for row in rows), default=None))


def _own(said: Presented, at: dt.datetime) -> Worth:
    try:
        row = Certificate.objects.filter(pk=uuid.UUID(said.identifier)).only("revoked_at").first()
    except ValueError:
        row = None
    if row is None or row.revoked_at is not None:  # one that was erased no longer speaks for us
        return Worth.REVOKED
    today = at.astimezone(dt.UTC).date()
    if said.until is not None and said.until < today:
        return Worth.EXPIRED
    return Worth.NOT_YET if said.since > today else Worth.VALID
