"""What this slice asks of gatherings, as its own values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Gathering:
    """A gathering as papers name it."""

    public_id: str
    title: Mapping[str, str]
    starts: dt.date
    ends: dt.date
    place: str


@dataclass(frozen=True, slots=True)
class Delegation:
    """Who sits at the table: ``votes`` is false for an observer."""

    public_id: str
    name: Mapping[str, str]
    votes: bool
    head: str = ""
    agency: str = ""


@dataclass(frozen=True, slots=True)
class Delegate:
    """Whom a badge belongs to."""

    delegation: str
    may_vote: bool


@dataclass(frozen=True, slots=True)
class Intervention:
    """Somebody spoke: on which item, for which delegation, how long."""

    item: str
    delegation: str
    minutes: str


def listed() -> list[Gathering]:
    """Every gathering of this node, the latest first."""
    return [_gathering(one) for one in _services().listed()]


def get(public_id: str) -> Gathering:
    """The gathering.

    Raises:
        Refused: ``gathering.unknown``.
    """
    return _gathering(_services().gathering(public_id))


def delegations(public_id: str) -> list[Delegation]:
    """Its delegations, in the order of their names."""
    found = _services().delegations(public_id)
    return [
        Delegation(str(one.public_id), one.name, bool(one.votes), str(one.head or ""), str(one.agency or ""))
        for one in found
    ]


def present(public_id: str, day: dt.date) -> set[str]:
    """Delegations with somebody checked in on this day."""
    return {str(one) for one in _services().present(public_id, day)}


def delegate(code: str) -> Delegate:
    """Whom the badge belongs to; a forged or withdrawn badge is refused by the gatherings."""
    found = _services().delegate_by_code(code)
    return Delegate(str(getattr(found.delegation, "public_id", found.delegation)), bool(found.may_vote))


def members(public_id: str) -> dict[str, list[str]]:
    """The names of each delegation's delegates."""
    found: dict[str, list[str]] = {}
    for one in _services().delegates(public_id):
        delegation = str(getattr(one.delegation, "public_id", one.delegation))
        found.setdefault(delegation, []).append(str(one.name))
    return found


def agenda(public_id: str) -> list[Any]:
    """The items in their order."""
    return list(_services().agenda(public_id))


def spoken(public_id: str, language: str) -> list[Intervention]:
    """Who spoke on what, and for how many minutes."""
    return [
        Intervention(_said(one.item, language), _said(one.delegation, language), str(one.minutes or ""))
        for one in _services().interventions(public_id)
    ]


def _said(value: Any, language: str) -> str:
    names = value if isinstance(value, str) else getattr(value, "title", None) or getattr(value, "name", value)
    return str(names.get(language) or names.get("fr", "")) if isinstance(names, Mapping) else str(names)


def _gathering(one: Any) -> Gathering:
    return Gathering(str(one.public_id), one.title, one.starts, one.ends, str(one.place))


def _services() -> Any:
    from benkan.apps.gatherings import services

    return services
