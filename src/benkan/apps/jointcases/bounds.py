"""What the convention leaves an agreement on a joint case, and the four hands of its signature on this node."""

from __future__ import annotations

import itertools

from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.core.conventions import Convention
from benkan.core.errors import N_, Refused
from benkan.core.jointcases import Agreement, Bounds, within


def convention_of(identifier: str) -> Convention:
    """The newest version of the convention that all have signed and that has begun.

    Raises:
        Refused: ``joint-case.convention``.
    """
    today = timezone.now().date()
    begun = [
        each.convention
        for each in accords.agreements()
        if each.signed and each.convention.identifier == identifier and each.convention.starts_on <= today
    ]
    if not begun:
        raise Refused(
            "joint-case.convention",
            N_("No convention “%(convention)s” is in force here."),
            N_("A joint case stands under a convention in force of which all its parties are parties."),
            place="convention",
            convention=identifier,
        )
    return max(begun, key=lambda convention: convention.version)


def keeps_within(agreement: Agreement) -> None:
    """Nothing when the agreement keeps within its convention; see ``core.jointcases.within``."""
    convention = convention_of(agreement.convention)
    pairs = itertools.permutations([party for party in agreement.parties if party in convention.parties], 2)
    given = [convention.gives(giver, receiver) for giver, receiver in pairs]
    within(
        agreement,
        Bounds(
            convention=convention.identifier,
            parties=list(convention.parties),
            purposes=convention.purposes,
            categories=frozenset.intersection(*given) if given else frozenset(),
            handling=convention.handling,
            ends_on=convention.ends_on,
            retention_days=convention.retention_days,
        ),
    )
