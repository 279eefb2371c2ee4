"""Who learns: found again by name, service and country, so that two nominations of one person meet."""

from __future__ import annotations

import re
import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.training.models import Learner
from benkan.core import territories
from benkan.core.errors import N_, Invalid, Refused

_LONGEST: Final = 200


def find_or_add(
    name: str, service: str, country: str, *, region: str = "", language: str = "fr", username: str = ""
) -> Learner:
    """The learner of this name, service and country, made when nobody is; a region that was unknown is noted.

    Args:
        username: of an officer of this node; two officers of one name stay two learners.

    Raises:
        Invalid: ``training.learner`` with the place.
    """
    name, service, country = _tidy(name), _tidy(service), country.strip().upper()
    for place, right in (
        ("name", bool(name) and len(name) <= _LONGEST and name.isprintable()),
        ("service", len(service) <= _LONGEST and service.isprintable()),
        ("country", bool(re.fullmatch(r"[A-Z]{2}", country)) and territories.country(country) is not None),
        ("region", len(region) <= 40 and region.isprintable()),
        ("language", language in ("fr", "en", "ar")),
    ):
        if not right:
            raise Invalid(
                "training.learner",
                N_("This learner cannot be taken: %(place)s."),
                N_("Give a name, the service, and the country as its two letters, such as ML."),
                place=place,
            )
    with transaction.atomic():
        folded = f"{country} {service.casefold()} {name.casefold()}"
        same = {"username": username} if username else {"folded": folded, "username": ""}
        found = Learner.objects.filter(**same).first()
        if found is not None and region.strip() and not found.region:
            found.region = region.strip()
            found.save(update_fields=["region"])
        return found or Learner.objects.create(
            name=name, service=service, country=country, region=region.strip(), language=language, username=username,
            folded=folded, added_at=timezone.now(),
        )  # fmt: skip


def get(learner: uuid.UUID) -> Learner:
    """The learner; ``Refused`` with ``learner.unknown`` when there is none."""
    found = Learner.objects.filter(pk=learner, erased_at=None).first()
    if found is None:
        raise unknown()
    return found


def unknown() -> Refused:
    """The refusal for an id that no learner has, or one who was erased."""
    return Refused("learner.unknown", N_("There is no such learner."), N_("Open it from the list."))


def _tidy(text: str) -> str:
    return " ".join(text.split())
