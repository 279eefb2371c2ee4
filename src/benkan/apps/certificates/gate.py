"""The right to search may need a certificate: where this node's ``node.toml`` says so, or a convention."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.certificates.models import Certificate
from benkan.core.errors import N_, Refused

COMPETENCE: Final = "search"
"""What a convention means by "certified officers"; ``[training] search_requires`` of node.toml may name another."""
FOR_EVER: Final = dt.date.max


def valid_for(username: str, competence: str, at: dt.datetime | None = None) -> Certificate | None:
    """The certificate of this competence that this officer holds at this moment; of several the one that ends last."""
    at = at or timezone.now()
    held = Certificate.objects.filter(
        Q(until=None) | Q(until__gte=at), username=username, competence=competence, revoked_at=None, since__lte=at
    )
    return max(held, key=lambda one: (one.until is None, one.until or at), default=None) if username else None


def certified_until(officer: Any, at: dt.datetime | None = None) -> dt.date | None:
    """The last day on which the officer may search where a convention asks for a certificate; None: not certified."""
    held = valid_for(accounts.handle(officer), settings.BENKAN_NODE.search_requires or COMPETENCE, at)
    if held is None:
        return None
    return held.until.astimezone(dt.UTC).date() if held.until else FOR_EVER


def need_for_search(officer: Any) -> None:
    """Nothing, when this node asks for no certificate or the officer holds one.

    Raises:
        Refused: ``search.certificate``.
    """
    wanted = settings.BENKAN_NODE.search_requires
    if wanted and valid_for(accounts.handle(officer), wanted) is None:
        raise Refused(
            "search.certificate",
            N_("On this node only officers with a valid certificate “%(competence)s” search, and you hold none."),
            N_("Follow the course, or ask the training director of your service to issue your certificate."),
            clause="node.toml · training.search_requires",
            competence=wanted,
        )
