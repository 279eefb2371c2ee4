"""What a convention asks of an officer today: an opinion, a signature, a joint review."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from benkan.apps.accords import drafts, proposing, reading, states
from benkan.apps.accords.models import Draft, Stance
from benkan.apps.accords.standing import read
from benkan.apps.accounts import services as accounts
from benkan.core.conventions import Convention


def waiting_for(officer: accounts.Officer) -> list[dict[str, Any]]:
    """Title, address and what is to be done, for officers who draft or sign; nothing for others."""
    from benkan.apps.accords.views import today

    if not accounts.may(officer, "draft"):
        return []
    found = []
    rows = [row for row in drafts.listed() if row.on_table]
    said: dict[str, set[str]] = {}
    for sha256, kind in Stance.objects.filter(
        party=proposing.own(), sha256__in=[row.on_table for row in rows]
    ).values_list("sha256", "kind"):
        said.setdefault(sha256, set()).add(kind)
    for row in rows:
        words = _asked_of(row, officer, said.get(row.on_table, set()))
        if words:
            convention = drafts.understood(proposing.on_table(row).text)
            address = reverse("accords:draft", args=(row.identifier, row.version))
            found.append(_line(convention, address, words))
    now = today()
    standings = read()
    for each in standings.agreements:
        if states.review_due(each.convention, now) and reading.state_of(each, standings, now) == "in-force":
            address = reverse("accords:detail", args=(each.convention.identifier,))
            found.append(_line(each.convention, address, _("the joint review is due")))
    return found


def _asked_of(row: Draft, officer: accounts.Officer, said: set[str]) -> str:
    """What this service has not done yet about the text on the table, as far as this officer may do it."""
    if Stance.Kind.SIGNED in said:
        return ""
    if row.prepared == row.on_table:
        mine = row.prepared_by == accounts.handle(officer)
        return _("waits for your signature") if accounts.may(officer, "sign") and not mine else ""
    ours = proposing.on_table(row).party == proposing.own()
    return "" if ours or said - {Stance.Kind.SEEN} else _("waits for your opinion")


def _line(convention: Convention, address: str, words: str) -> dict[str, Any]:
    return {"title": convention.title[reading.language()], "url": address, "words": words}
