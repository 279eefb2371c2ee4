"""What a browser or a program sends to this slice, as the services take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from benkan.apps.resolutions.keeping import Wording
from benkan.apps.resolutions.models import Kind, Priority
from benkan.apps.resolutions.papers import Wanted
from benkan.apps.resolutions.polling import Sitting
from benkan.core import voting
from benkan.core.errors import N_, Invalid

MAX_LINES: Final = 2_000
FRACTION_PARTS: Final = 2


def wording(given: Mapping[str, Any]) -> Wording:
    """The recommendation in a form or an object."""
    return Wording(
        fr=_text(given, "fr"),
        en=_text(given, "en"),
        ar=_text(given, "ar"),
        kind=_text(given, "kind") or Kind.RECOMMENDATION.value,
        owner=_text(given, "owner"),
        owner_officer=_text(given, "owner_officer"),
        deadline=day(_text(given, "deadline"), "deadline"),
        priority=_text(given, "priority") or Priority.NORMAL.value,
    )


def day(value: str, place: str) -> dt.date | None:
    """The day, or None when nothing was typed.

    Raises:
        Invalid: ``resolution.day``.
    """
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise Invalid(
            "resolution.day", N_("This is not a date."), N_("Write it as 2026-12-31."), place=place
        ) from error


def rule(given: Mapping[str, Any]) -> voting.Rule:
    """The rule in a form or an object: ``majority``, ``base``, ``quorum`` such as 1/2, ``tie``, ``secret``.

    Raises:
        Invalid: ``vote.rule``, ``vote.quorum``.
    """
    try:
        return voting.Rule(
            voting.Majority(_text(given, "majority") or voting.Majority.SIMPLE),
            voting.Base(_text(given, "base") or voting.Base.VOTING),
            _quorum(_text(given, "quorum") or "1/2", more_than=flag(given, "quorum_more_than")),
            voting.Tie(_text(given, "tie") or voting.Tie.REJECTED),
            flag(given, "secret"),
        )
    except ValueError as error:
        raise Invalid(
            "vote.rule",
            N_("There is no such rule of voting."),
            N_("Choose the majority, whom it is counted against and what a tie means."),
            place="rule",
        ) from error


def paper(given: Mapping[str, Any]) -> Wanted:
    """The paper in a form or an object; participants and signers one a line."""
    return Wanted(
        paper=_text(given, "paper"),
        language=_text(given, "language"),
        form=_text(given, "form"),
        handling=_text(given, "handling") or "H0",
        gathering=_text(given, "gathering"),
        title=_text(given, "title"),
        place=_text(given, "place"),
        first=day(_text(given, "first"), "first"),
        last=day(_text(given, "last"), "last"),
        participants=_lines(given, "participants"),
        signers=_lines(given, "signers"),
    )


def seats(typed: str) -> list[Sitting]:
    """Delegations named by hand, one a line; a line that begins with an asterisk is an observer."""
    found = []
    for line in typed.splitlines():
        name = " ".join(line.split())
        observes = name.startswith("*")
        name = name.removeprefix("*").strip()[:200]
        if name:
            found.append(Sitting(name[:64], {"fr": name, "en": name, "ar": name}, votes=not observes))
    return found


def flag(given: Mapping[str, Any], name: str) -> bool:
    """Whether it is ticked, or true."""
    return given.get(name) in {True, "on", "true", "yes", "1"}


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid("resolution.not-text", N_("This must be a text."), N_("Put it in quotes."), place=name)
    return value.strip()


def _lines(given: Mapping[str, Any], name: str) -> list[str]:
    return [line.strip() for line in _text(given, name).splitlines() if line.strip()][:MAX_LINES]


def _quorum(value: str, *, more_than: bool) -> voting.Quorum:
    parts = value.split("/")
    if len(parts) != FRACTION_PARTS or not all(part.isascii() and part.isdigit() and len(part) < 5 for part in parts):
        raise Invalid(
            "vote.quorum",
            N_("The quorum is a share from nothing to all of the delegations."),
            N_("Give it as a fraction, such as 1/2 or 2/3."),
            place="quorum",
        )
    part, whole = map(int, parts)
    if whole == 0:
        raise Invalid(
            "vote.quorum",
            N_("The quorum is a share from nothing to all of the delegations."),
            N_("Give it as a fraction, such as 1/2 or 2/3."),
            place="quorum",
        )
    return voting.Quorum(part, whole, more_than)
