"""From a recommendation to what carries it out: the draft of a convention in one click, a course, a goal, a case."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.resolutions import gathered, keeping
from benkan.apps.resolutions.models import Link, Recommendation
from benkan.core.errors import N_, Invalid, Refused

BILATERAL: Final = "bilateral"
MULTILATERAL: Final = "multilateral"
MAX_LINKS: Final = 50


def parties_of(row: Recommendation) -> tuple[list[str], list[str]]:
    """Who would be party to a convention on it: services of the directory, and delegations that have no card there."""
    from benkan.apps.agencies import services as agencies

    known = {one.id for one in agencies.everyone()}
    found, lacking = dict.fromkeys([row.owner] if row.owner in known else []), []
    if row.gathering:
        for one in gathered.delegations(row.gathering):
            if one.agency in known:
                found[one.agency] = None
            elif one.votes:
                lacking.append(one.name.get("fr") or one.public_id)
    found.pop(keeping.own(), None)
    return list(found), lacking


def draft_convention(who: accounts.Officer, public_id: uuid.UUID | str) -> Link:
    """The draft of a convention between this service and those that the recommendation concerns, linked both ways.

    The text is the template's, with parties and keys of the directory; what it is for stays with whoever drafts it.

    Raises:
        Refused: no right to; ``resolution.no-parties``: nobody else of it has a card in the directory.
    """
    from benkan.apps.accords import drafts

    row = keeping.get(public_id)
    there = row.links.filter(to=Link.To.CONVENTION).order_by("at").first()
    if there is not None:
        return there
    parties, _lacking = parties_of(row)
    if not parties:
        raise Refused(
            "resolution.no-parties",
            N_("No other service of this recommendation is in the directory."),
            N_("Give it an owner, or add the cards of the services whose delegations took part."),
        )
    template = BILATERAL if len(parties) == 1 else MULTILATERAL
    with transaction.atomic():
        made = drafts.start(_identifier(row), parties, template, who, starts_on=timezone.localdate())
        return _link(row, who, Link.To.CONVENTION, made.identifier, made.version)


def link(who: accounts.Officer, public_id: uuid.UUID | str, to: str, reference: str) -> Link:
    """A link to a course, a goal of means or a case, by its number; a case only by an officer who may see it.

    Raises:
        Refused: no right to; no such case for this officer; too many links.
        Invalid: ``resolution.link``.
    """
    from benkan.apps.cases import services as cases

    accounts.need(who, keeping.RIGHT)
    row = keeping.get(public_id)
    reference = keeping.text(reference, "reference", 80)
    if to not in Link.To.values or to == Link.To.CONVENTION or not reference:
        raise Invalid(
            "resolution.link",
            N_("This cannot be linked."),
            N_("Choose what to link, and give its number."),
            place="reference",
        )
    if to == Link.To.CASE:
        reference = str(cases.find(reference, who).pk)
    with transaction.atomic():
        there = row.links.filter(to=to, reference=reference).first()
        if there is not None:
            return there
        if row.links.count() >= MAX_LINKS:
            raise Refused(
                "resolution.too-many-links", N_("This recommendation has many links already."), N_("Remove one first.")
            )
        return _link(row, who, Link.To(to), reference, 0)


def unlink(who: accounts.Officer, public_id: uuid.UUID | str, number: int) -> None:
    """The link is gone, its line of history stays; nothing happens to what was linked."""
    accounts.need(who, keeping.RIGHT)
    row = keeping.get(public_id)
    with transaction.atomic():
        one = row.links.filter(pk=number).first()
        if one is None:
            return
        keeping.changed(
            row, by=accounts.handle(who), agency=keeping.own(), act="unlinked", fields={one.to: [_said(one), ""]}
        )
        one.delete()


def of_convention(identifier: str) -> list[Recommendation]:
    """The recommendations that led to this convention."""
    return list(Recommendation.objects.filter(links__to=Link.To.CONVENTION, links__reference=identifier).distinct())


def _link(row: Recommendation, who: accounts.Officer, to: Link.To, reference: str, version: int) -> Link:
    now = timezone.now()
    made = Link.objects.create(
        recommendation=row, to=to, reference=reference, version=version, at=now, by=accounts.handle(who)
    )
    keeping.changed(
        row, by=accounts.handle(who), agency=keeping.own(), act="linked", fields={str(to): ["", _said(made)]}
    )
    journal.write("resolution-linked", officer=accounts.handle(who), reference=str(row.pk), to=str(to))
    return made


def _said(one: Link) -> str:
    """A case is never named in a history that everybody reads."""
    return "" if one.to == Link.To.CASE else one.reference


def _identifier(row: Recommendation) -> str:
    """A short name that no other draft has, since the number is ours alone; a partner's number needs its identity."""
    if row.author == keeping.own():
        return f"{keeping.own()}-{row.number.lower()}"[:64]
    return f"{keeping.own()}-{row.pk.hex[:12]}"[:64]
