"""Rows and pictures as the templates take them; an account's page is reached with the ground one has already."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from benkan.apps.accounts import services as accounts
from benkan.apps.flows import telling
from benkan.apps.flows.judging import DISMISSED, GREW, REASONS, REOPENED, TAKEN
from benkan.apps.flows.linking import Shared
from benkan.apps.flows.models import Account, Alert, Transfer
from benkan.apps.flows.picture import sankey as sankey_picture
from benkan.apps.flows.picture import timeline
from benkan.apps.flows.picture.sankey import NODE_WIDTH, Flow
from benkan.apps.flows.reading import Counterparty
from benkan.apps.flows.together import Thing
from benkan.apps.flows.words import (
    DAY,
    IMPORTS,
    KINDS,
    SORTS,
    STATES,
    account_label,
    account_words,
    channel_words,
    moment_words,
    original_words,
    xof_words,
)
from benkan.web.words import country, isolated

VERDICTS: Final = {
    DISMISSED: gettext_lazy("Dismissed"),
    TAKEN: gettext_lazy("Taken into a case"),
    REOPENED: gettext_lazy("Decision taken back"),
    GREW: gettext_lazy("More transfers joined it"),
}
MOST_LABEL = 26


def address(account: Account, query: str = "") -> str:
    """The page of an account, with the ground on which it is looked at."""
    return reverse("flows:account", args=[account.pk]) + query


def rows(found: Iterable[Alert]) -> list[dict[str, Any]]:
    """Alerts as a list shows them."""
    listed = list(found)
    return [
        {
            "row": one,
            "name": telling.pattern_name(one.pattern),
            "sentence": said,
            "amount": xof_words(one.xof),
            "state": STATES[one.state],
            "again": one.grown_at is not None and one.state == Alert.State.OPEN,
        }
        for one, said in zip(listed, telling.sentences(listed), strict=True)
    ]


def as_object(row: Alert, said: str) -> dict[str, Any]:
    """An alert as programs read it; its accounts and transfers are asked for one by one."""
    return {
        "id": str(row.pk),
        "rule": row.pattern,
        "state": row.state,
        "case": str(row.case) if row.case else None,
        "sentence": said,
        "first_at": row.first_at.isoformat(),
        "last_at": row.last_at.isoformat(),
        "amount_xof": row.xof,
        "transfers": row.transfer_count,
        "measured": row.measured,
        "thresholds": row.thresholds,
        "checked": row.checked,
        "settings_version": row.settings_version,
        "found_at": row.found_at.isoformat(),
        "grown_at": row.grown_at.isoformat() if row.grown_at else None,
        "taken_back": row.taken_back,
        "shaken_at": row.shaken_at.isoformat() if row.shaken_at else None,
    }


def transfers_of(row: Alert) -> list[Transfer]:
    """The transfers that an alert stands on, in the order of time."""
    found = Transfer.objects.filter(alerts__alert=row).select_related("payer", "payee", "brought")
    return list(found.order_by("at", "pk"))


def parts(row: Alert) -> list[dict[str, Any]]:
    """The accounts of an alert with the part that each plays."""
    return [
        {
            "role": telling.role(part.role),
            "label": account_label(part.account),
            "words": account_words(part.account),
            "address": address(part.account, f"?alert={row.pk}"),
        }
        for part in row.parts.select_related("account").order_by("pk")
    ]


def transfer_rows(found: Iterable[Transfer], of: Account | None = None) -> list[dict[str, Any]]:
    """Transfers as a table shows them; ``of`` says from whose side, so that in and out stand apart."""
    return [
        {
            "row": one,
            "when": moment_words(one),
            "payer": account_label(one.payer),
            "payer_words": account_words(one.payer),
            "payee": account_label(one.payee),
            "payee_words": account_words(one.payee),
            "amount": xof_words(one.xof),
            "original": original_words(one),
            "channel": channel_words(one.channel),
            "incoming": of is not None and one.payee_id == of.pk,
            "outgoing": of is not None and one.payer_id == of.pk,
            "file": one.brought.file_name,
            "kind": str(IMPORTS.get(one.brought.kind, one.brought.kind)),
        }
        for one in found
    ]


def judgements(row: Alert) -> list[dict[str, Any]]:
    """What was decided on an alert, the newest last."""
    names = accounts.names()
    return [
        {
            "at": one.at,
            "verdict": VERDICTS.get(one.verdict, one.verdict),
            "reason": REASONS.get(one.reason, ""),
            "remark": one.remark,
            "officer": names.get(one.officer, one.officer),
        }
        for one in row.judgements.all()
    ]


def account_facts(row: Account) -> list[tuple[str, str]]:
    """What the files say of an account, as label and words; what they do not say is left out."""
    found = [
        (_("Number"), row.number),
        (_("What kind of account"), str(SORTS.get(row.sort, row.sort))),
        (_("Holder"), row.holder),
        (_("Also written"), ", ".join(row.names)),
        (_("Kind of holder"), str(KINDS.get(row.holder_kind, ""))),
        (_("Institution"), row.institution),
        (_("Country"), country(row.country) if row.country else ""),
    ]
    return [(label, value) for label, value in found if value]


def counterparty_rows(found: Iterable[Counterparty], query: str) -> list[dict[str, Any]]:
    """Counterparties as a table shows them."""
    return [
        {
            "label": account_label(one.account),
            "words": account_words(one.account),
            "address": address(one.account, query) if query.startswith("?case=") else "",
            "received": xof_words(one.received) if one.received else "–",
            "paid": xof_words(one.paid) if one.paid else "–",
            "count": one.count,
        }
        for one in found
    ]


def shared_rows(found: Iterable[Shared]) -> list[dict[str, Any]]:
    """Linked accounts with why they are shown."""
    return [
        {
            "account": one.account,
            "label": account_label(one.account),
            "words": account_words(one.account),
            "why": _why(one),
            "alerts": one.alerts,
            "alert_words": ngettext("%(count)d alert", "%(count)d alerts", one.alerts) % {"count": one.alerts},
        }
        for one in found
    ]


def _why(one: Shared) -> str:
    who = isolated(one.record.caption) if one.record is not None else ""
    if one.is_phone:
        return _("This phone of %(who)s is the account.") % {"who": who}
    if one.number:
        return _("This account number stands in the record of %(who)s.") % {"who": who}
    if one.by_hand:
        return _("An officer put it into the case.")
    return _("It stands in an alert of the case.")


@dataclass(frozen=True, slots=True)
class NodeShown:
    """A node of a picture with its label, isolated, and the page it leads to."""

    node: Any
    label: str
    words: str
    address: str
    text_x: float
    centre: bool


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link of a picture with what it says when pointed at."""

    link: Any
    words: str


@dataclass(frozen=True, slots=True)
class Sankey:
    """The picture as the template draws it."""

    picture: Any
    nodes: list[NodeShown]
    links: list[LinkShown]
    merged_words: str


def sankey(flows: Sequence[Flow], known: dict[str, Account], query: str, centre: str = "") -> Sankey | None:
    """The picture of flows; None when there is nothing to draw."""
    picture = sankey_picture.draw(flows)
    if not picture.links:
        return None
    nodes = []
    for node in picture.nodes:
        account = known.get(node.key)
        label = account_label(account) if account else _others(node.merged)
        nodes.append(
            NodeShown(
                node,
                isolated(_short(label)),
                f"{isolated(account_words(account))}" if account else "",
                address(account, query) if account and (query.startswith(("?case=", "?alert="))) else "",
                node.x + NODE_WIDTH + 5,
                node.key == centre,
            )
        )
    return Sankey(
        picture,
        nodes,
        [LinkShown(link, _flow_words(link.flow, known)) for link in picture.links],
        _("%(others)s are drawn together; the table names each flow.") % {"others": _others(picture.merged)}
        if picture.merged
        else "",
    )


def flow_rows(flows: Sequence[Flow], known: dict[str, Account], query: str) -> list[dict[str, Any]]:
    """The table twin of the picture: every flow, the largest first."""
    return [
        {
            "start": account_label(known[one.start]),
            "start_words": account_words(known[one.start]),
            "start_address": address(known[one.start], query),
            "end": account_label(known[one.end]),
            "end_words": account_words(known[one.end]),
            "end_address": address(known[one.end], query),
            "amount": xof_words(one.xof),
            "count": one.count,
            "first_at": one.first_at,
        }
        for one in sorted(flows, key=lambda one: (-one.xof, one.first_at))
    ]


def bars(days: Sequence[tuple[dt.date, int, int]]) -> dict[str, Any] | None:
    """The picture of in, out and the running sum; None when there is nothing to draw."""
    if not days:
        return None
    picture = timeline.bars(days)
    return {
        "picture": picture,
        "bars": [
            (
                bar,
                _("%(days)s: in %(received)s, out %(paid)s")
                % {
                    "days": _days(bar.first, bar.last),
                    "received": xof_words(bar.received),
                    "paid": xof_words(bar.paid),
                },
            )
            for bar in picture.bars
        ],
        "ticks": [(tick, isolated(date_format(tick.day, DAY))) for tick in picture.ticks],
        "rows": [(day, xof_words(received), xof_words(paid)) for day, received, paid in days[-60:]],
    }


def lanes(things: Sequence[Thing]) -> dict[str, Any] | None:
    """The picture of goods, people and money on one time; None when there is nothing to draw."""
    if not things:
        return None
    picture = timeline.lanes([(one.lane, one.at, one.weight) for one in things], len(LANES))
    return {
        "picture": picture,
        "marks": [(mark, things[mark.row]) for mark in picture.marks],
        "lanes": [(y, isolated(str(words))) for y, words in zip(picture.lane_ys, LANES, strict=True)],
        "ticks": [(tick, isolated(date_format(tick.day, DAY))) for tick in picture.ticks],
    }


LANES: Final = (gettext_lazy("Goods"), gettext_lazy("People and exchange"), gettext_lazy("Money"))


def _flow_words(flow: Flow, known: dict[str, Account]) -> str:
    def name(key: str) -> str:
        return isolated(account_label(known[key])) if key in known else str(_("others"))

    return ngettext(
        "%(start)s to %(end)s: %(amount)s in %(count)d transfer",
        "%(start)s to %(end)s: %(amount)s in %(count)d transfers",
        flow.count,
    ) % {
        "start": name(flow.start),
        "end": name(flow.end),
        "amount": isolated(xof_words(flow.xof)),
        "count": flow.count,
    }


def _others(count: int) -> str:
    return ngettext("%(count)d other account", "%(count)d other accounts", count) % {"count": count}


def _short(label: str) -> str:
    return label if len(label) <= MOST_LABEL else label[: MOST_LABEL - 1].rstrip() + "…"


def _days(first: dt.date, last: dt.date) -> str:
    told = str(date_format(first, DAY))
    return told if first == last else f"{told} – {date_format(last, DAY)}"
