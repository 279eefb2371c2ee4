"""What the journal shows outside its own page: on the control officer's day, and beside a partner's name."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from benkan.apps.accounts import services as accounts
from benkan.apps.journal.status import Flag, flags
from benkan.web.words import sentence


def waiting_for(officer: accounts.Officer) -> list[dict[str, Any]]:
    """The loud flags in the officer's language, with the address of the journal; nothing for who does not audit."""
    from benkan.apps.agencies import services as agencies

    if not accounts.may(officer, "audit"):
        return []
    names = agencies.names()
    return [{"words": said(flag, names), "url": reverse("journal:list")} for flag in flags() if flag.loud]


def of_partner(names: dict[str, str]) -> dict[str, list[tuple[bool, str]]]:
    """What deserves a look about each partner: whether it is loud, and the sentence."""
    found: dict[str, list[tuple[bool, str]]] = {}
    for flag in flags():
        if flag.partner:
            found.setdefault(flag.partner, []).append((flag.loud, said(flag, names)))
    return found


def said(flag: Flag, names: dict[str, str]) -> str:
    """The flag in the reader's language."""
    return sentence(flag.text, {**flag.facts, "partner": names.get(flag.partner, flag.partner)})
