"""Whom a notice may be addressed to: the convention is asked for each partner, and says why not.

Nothing here sends. The same question is asked again when the second officer sends, when each letter leaves, and by each
partner when it arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.agencies import services as agencies
from benkan.core.conventions import Act, ActKind, Convention, Permit
from benkan.core.errors import N_, BenkanError, Invalid, Refused

MAX_ADDRESSEES = 256


@dataclass(frozen=True, slots=True)
class Standing:
    """One partner: the convention under which a notice may go to it, or why it may not."""

    partner: str
    convention: str = ""
    refused: BenkanError | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What the conventions judge of a notice."""

    purpose: str
    handling: str
    categories: frozenset[str]


def whom(facts: Facts) -> list[Standing]:
    """Every partner of the directory, with the convention that lets this notice go to it, or the refusal."""
    state = accords.read()
    return [_standing(state, facts, partner.id, None) for partner in agencies.partners()]


def of_convention(facts: Facts, convention: str) -> list[Standing]:
    """Every other party of the convention, judged under it alone."""
    state = accords.read()
    return [_standing(state, facts, partner, convention) for partner in parties(convention)]


def parties(convention: str) -> list[str]:
    """The other parties of the newest version of the convention."""
    return list(current(convention).partners(own()))


def conventions() -> list[str]:
    """The conventions in force, each once: their parties may be addressed together."""
    today = timezone.now().date()
    state = accords.read()
    found = [
        one.convention.identifier
        for one in state.agreements
        if one.signed and own() in one.convention.parties and one.convention.in_force(today)
    ]
    return list(dict.fromkeys(found))


def current(identifier: str) -> Convention:
    """The newest version of the convention that all have signed and that has begun.

    Raises:
        Refused: ``convention.unknown``.
    """
    today = timezone.now().date()
    found = [
        one.convention
        for one in accords.read().agreements
        if one.signed and one.convention.identifier == identifier and one.convention.starts_on <= today
    ]
    if not found:
        raise Refused(
            "convention.unknown",
            N_("This node has no convention “%(convention)s”."),
            N_("Ask the administrator to add the signed text."),
            convention=identifier,
        )
    return max(found, key=lambda convention: convention.version)


def retentions(identifiers: Iterable[str]) -> list[int]:
    """How many days each of these conventions lets data be kept."""
    return [current(one).retention_days for one in dict.fromkeys(identifiers)]


def chosen(facts: Facts, partners: Iterable[str], together: Iterable[str]) -> list[Standing]:
    """Those that were chosen by name, then the parties of conventions that were chosen as a whole, each once.

    A partner that is named and refused is in the list, with its clause; one that is only a party and refused too.

    Raises:
        Invalid: ``notice.addressee``: a name that is no partner's, or too many.
    """
    by_name = {one.partner: one for one in whom(facts)}
    found: dict[str, Standing] = {}
    for partner in partners:
        if partner not in by_name:
            raise Invalid(
                "notice.addressee",
                N_("The directory has no such partner."),
                N_("Choose partners of the list."),
                place="to",
            )
        found[partner] = by_name[partner]
    for convention in together:
        for one in of_convention(facts, convention):
            if one.partner not in found or found[one.partner].refused:
                found[one.partner] = one
    if len(found) > MAX_ADDRESSEES:
        raise Invalid(
            "notice.addressee",
            N_("A notice has at most %(limit)d addressees."),
            N_("Send it in two."),
            place="to",
            limit=MAX_ADDRESSEES,
        )
    return list(found.values())


def own() -> str:
    """The agency id of this node."""
    return str(settings.BENKAN_NODE.agency)


def _standing(state: accords.Standings, facts: Facts, partner: str, convention: str | None) -> Standing:
    verdict = state.decide(
        Act(
            ActKind.NOTICE,
            own(),
            partner,
            timezone.now(),
            purpose=facts.purpose or None,
            convention=convention,
            categories=facts.categories,
            handling=facts.handling or None,
        )
    )
    if isinstance(verdict, Permit):
        if partner in state.known:
            return Standing(partner, verdict.convention)
        verdict = Refused(
            "agency.unknown",
            N_("The directory has no service “%(agency)s”."),
            N_("Add its card with: benkan agency add FILE"),
            agency=partner,
        )
    return Standing(partner, convention or str(verdict.facts.get("convention", "")), verdict)
