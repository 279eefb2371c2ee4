"""What other slices and the commands may ask of gatherings."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from benkan.apps.gatherings import accrediting, badges, door, interpreting, keeping
from benkan.apps.gatherings.accrediting import decide, grant_all, read_list
from benkan.apps.gatherings.agenda import add_item, ask_floor, spoke
from benkan.apps.gatherings.documents import MOST_BYTES as MOST_DOCUMENT_BYTES
from benkan.apps.gatherings.documents import add_with as add_document
from benkan.apps.gatherings.documents import get as document
from benkan.apps.gatherings.documents import put as put_version
from benkan.apps.gatherings.documents import readable as documents
from benkan.apps.gatherings.door import check_in
from benkan.apps.gatherings.keeping import add, add_delegation, get, named
from benkan.apps.gatherings.models import Delegate, Delegation, Gathering, Intervention
from benkan.apps.gatherings.package import write as write_package

__all__ = [
    "MOST_DOCUMENT_BYTES",
    "DelegateView",
    "DelegationView",
    "GatheringView",
    "InterventionView",
    "ItemView",
    "accrediting",
    "add",
    "add_delegation",
    "add_document",
    "add_item",
    "agenda",
    "ask_floor",
    "badges_pdf",
    "check_in",
    "decide",
    "delegate_by_code",
    "delegates",
    "delegations",
    "document",
    "documents",
    "gathering",
    "get",
    "grant_all",
    "interpreting",
    "interventions",
    "listed",
    "named",
    "present",
    "put_version",
    "read_list",
    "spoke",
    "write_package",
]
VOTING = (Delegate.Role.HEAD, Delegate.Role.DELEGATE)


@dataclass(frozen=True, slots=True)
class GatheringView:
    """A gathering as other slices see it; ``ends`` is its last day."""

    public_id: uuid.UUID
    title: dict[str, str]
    kind: str
    starts: dt.date
    ends: dt.date
    place: str
    languages: list[str]


@dataclass(frozen=True, slots=True)
class DelegationView:
    """A delegation; ``head`` is a name, ``agency`` a service of the directory or empty."""

    public_id: uuid.UUID
    name: dict[str, str]
    country: str
    votes: bool
    head: str
    agency: str


@dataclass(frozen=True, slots=True)
class DelegateView:
    """Whom a badge belongs to; ``may_vote`` says whether the person may hold the delegation's vote."""

    public_id: uuid.UUID
    name: str
    delegation: uuid.UUID
    role: str
    may_vote: bool


@dataclass(frozen=True, slots=True)
class ItemView:
    """A point of the agenda."""

    public_id: uuid.UUID
    title: dict[str, str]
    starts: dt.datetime
    ends: dt.datetime
    speakers: list[str]


@dataclass(frozen=True, slots=True)
class InterventionView:
    """Who spoke on what; ``minutes`` None: not yet."""

    item: dict[str, str]
    delegation: dict[str, str]
    minutes: int | None


def gathering(public_id: uuid.UUID | str) -> GatheringView:
    """The gathering; ``Refused`` with ``gathering.unknown``."""
    return _view(get(public_id))


def listed() -> list[GatheringView]:
    """Every gathering, the latest first."""
    return [_view(one) for one in Gathering.objects.all()]


def delegations(public_id: uuid.UUID | str) -> list[DelegationView]:
    """Its delegations, by name: two queries."""
    of = get(public_id)
    heads = dict(of.delegates.filter(role=Delegate.Role.HEAD).values_list("delegation_id", "name"))
    return [
        DelegationView(one.pk, dict(one.names), one.country, one.votes, heads.get(one.pk, ""), one.agency)
        for one in of.delegations.all()
    ]


def delegates(public_id: uuid.UUID | str) -> list[DelegateView]:
    """Everybody with a badge, by name."""
    found = get(public_id).delegates.filter(state=Delegate.State.GRANTED).select_related("delegation")
    return [_delegate(one, one.delegation) for one in found]


def present(public_id: uuid.UUID | str, day: dt.date) -> set[uuid.UUID]:
    """Delegations of which somebody who may hold the vote is checked in on this day."""
    return door.present(get(public_id), day)


def delegate_by_code(code: str) -> DelegateView:
    """Whom a badge belongs to; ``Refused`` with ``badge.unknown``, ``badge.withdrawn`` or ``badge.not-granted``."""
    found = accrediting.by_code(code)
    return _delegate(found, found.delegation)


def agenda(public_id: uuid.UUID | str) -> list[ItemView]:
    """The items in their order."""
    return [
        ItemView(one.pk, dict(one.titles), one.starts, one.ends, [one.speaker] if one.speaker else [])
        for one in get(public_id).items.all()
    ]


def interventions(public_id: uuid.UUID | str) -> list[InterventionView]:
    """The lists of speakers of all items, in their order."""
    found = Intervention.objects.filter(item__gathering=get(public_id)).select_related("item", "delegation")
    return [
        InterventionView(dict(one.item.titles), dict(one.delegation.names), one.minutes)
        for one in found.order_by("item__starts", "order")
    ]


def badges_pdf(public_id: uuid.UUID | str) -> bytes:
    """The badges of everybody whose accreditation was granted, as PDF."""
    of = keeping.get(public_id)
    return badges.pdf(of, badges.granted(of))


def _view(one: Gathering) -> GatheringView:
    return GatheringView(one.pk, dict(one.titles), one.kind, one.starts, one.ends, one.place, list(one.languages))


def _delegate(one: Delegate, of: Delegation) -> DelegateView:
    return DelegateView(one.pk, one.name, one.delegation_id, one.role, of.votes and one.role in VOTING)
