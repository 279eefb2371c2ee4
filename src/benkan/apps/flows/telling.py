"""An alert in words: the sentence of its rule, its measured values with their labels, what was checked.

The sentences are those of ``core.flows``; here accounts get the names by which people know them and numbers the form
of the reader's language. Every value that a rule measures has a label (a test compares).
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

from benkan.apps.flows import tuning
from benkan.apps.flows.models import Alert, AlertAccount
from benkan.apps.flows.words import account_label, grouped, xof_words
from benkan.core import flows as rules
from benkan.core.flows import PATTERNS as PATTERNS  # noqa: PLC0414 - pages of this slice name the rules
from benkan.core.flows.alert import Value
from benkan.web.words import isolated

MEANINGS: Final[dict[str, Promise]] = {
    "structuring": gettext_lazy(
        "Cash is paid in several times, each time just under the amount that must be reported."
    ),
    "pass_through": gettext_lazy("What comes into an account leaves it within hours, nearly whole, again and again."),
    "fan_in": gettext_lazy("Many accounts that do not usually pay somebody pay him within a few days."),
    "fan_out": gettext_lazy("One account pays many others within a few days, neither as wages nor as aid."),
    "scatter_gather": gettext_lazy("One account reaches another through several that pass nearly everything on."),
    "gather_scatter": gettext_lazy("One account collects from several and pays out to several, about the same sum."),
    "cycle": gettext_lazy("Money goes from account to account and comes back to where it began."),
    "layered_chain": gettext_lazy(
        "Money goes through a row of accounts, nearly whole at each step, and does not come back."
    ),
    "hawala_settlement": gettext_lazy(
        "One account collects and another pays out in the same weeks; round sums between the two settle it."
    ),
    "cash_courier_border": gettext_lazy(
        "Cash is taken out in one country and paid in in another, soon after, several times."
    ),
    "gold_trade": gettext_lazy(
        "A foreign company pays a local one, and cash goes out to many at once, again and again."
    ),
    "ngo_diversion": gettext_lazy("An aid organisation’s money reaches one person through several, in cash."),
}
ROLES: Final[dict[str, Promise]] = {
    "hub": gettext_lazy("in the middle"),
    "holder": gettext_lazy("holder"),
    "sender": gettext_lazy("paid"),
    "receiver": gettext_lazy("was paid"),
    "source": gettext_lazy("where it began"),
    "sink": gettext_lazy("where it ended"),
    "intermediary": gettext_lazy("passed it on"),
    "origin": gettext_lazy("where it began and came back"),
    "agent": gettext_lazy("agent for cash"),
    "collector": gettext_lazy("collected"),
    "payer": gettext_lazy("paid out"),
    "buyer": gettext_lazy("bought"),
    "trader": gettext_lazy("trading company"),
    "seller": gettext_lazy("was paid in cash"),
    "donor": gettext_lazy("gave"),
    "ngo": gettext_lazy("aid organisation"),
    "beneficiary": gettext_lazy("got it in the end"),
}
EXPLANATIONS: Final[dict[str, Promise]] = {
    "salary": gettext_lazy("Salaries: the same receivers each month, or all in one run."),
    "tontine": gettext_lazy("A tontine or savings club: the same sum from all, paid out in turns."),
    "shop": gettext_lazy("Trade: a merchant, or as many payers as always."),
    "remittance": gettext_lazy("Money sent home, through a remittance house or between people who do so regularly."),
    "programme": gettext_lazy("An aid programme that pays all the same sum."),
}
MEASURED: Final[dict[str, Promise]] = {
    "amount_xof": gettext_lazy("All its transfers together"),
    "transfers": gettext_lazy("Transfers"),
    "deposits": gettext_lazy("Deposits"),
    "smallest_xof": gettext_lazy("The smallest"),
    "largest_xof": gettext_lazy("The largest"),
    "report_threshold_xof": gettext_lazy("Amount from which cash must be reported"),
    "agents": gettext_lazy("Agents"),
    "days": gettext_lazy("Days"),
    "hours": gettext_lazy("Hours"),
    "senders": gettext_lazy("Payers"),
    "new_senders": gettext_lazy("Payers who had never paid it before"),
    "receivers": gettext_lazy("Receivers"),
    "new_receivers": gettext_lazy("Receivers who had never been paid before"),
    "median_xof": gettext_lazy("The one in the middle"),
    "passages": gettext_lazy("Passages"),
    "left_percent": gettext_lazy("Part of what came that left"),
    "longest_rest_hours": gettext_lazy("Longest rest in hours"),
    "passing_percent": gettext_lazy("Part of all that came in which passed so"),
    "advances_xof": gettext_lazy("Advances from abroad"),
    "arrived_percent": gettext_lazy("Part that arrived"),
    "arrived_xof": gettext_lazy("What arrived"),
    "carried_xof": gettext_lazy("Taken out for the journeys"),
    "cash_percent": gettext_lazy("Part that became cash"),
    "cash_xof": gettext_lazy("Became cash"),
    "collected_xof": gettext_lazy("Collected"),
    "difference_percent": gettext_lazy("Difference between the two"),
    "gaps": gettext_lazy("Steps that are lacking"),
    "gifts": gettext_lazy("Gifts"),
    "intermediaries": gettext_lazy("Accounts between"),
    "journeys": gettext_lazy("Journeys"),
    "left_xof": gettext_lazy("What left"),
    "legs": gettext_lazy("Steps"),
    "longest_hours": gettext_lazy("Longest journey in hours"),
    "paid_in_percent": gettext_lazy("Part that was paid in again"),
    "paid_percent": gettext_lazy("Part that was paid out"),
    "paid_xof": gettext_lazy("Paid out"),
    "passed_percent": gettext_lazy("Part that was passed on"),
    "passed_xof": gettext_lazy("Passed on"),
    "returned_percent": gettext_lazy("Part that came back"),
    "returned_xof": gettext_lazy("What came back"),
    "rounds": gettext_lazy("Rounds"),
    "sellers": gettext_lazy("Accounts paid in cash"),
    "settled_xof": gettext_lazy("Settled between the two"),
    "settlements": gettext_lazy("Settlements"),
    "ways": gettext_lazy("Ways"),
    "weeks": gettext_lazy("Weeks"),
}


def pattern_name(code: str) -> str:
    """The name of a rule in the reader's language; its code when this version has no such rule."""
    return _(PATTERNS[code].name) if code in PATTERNS else code


def meaning(code: str) -> str:
    """What a rule looks for, in one sentence."""
    return str(MEANINGS.get(code, ""))


def source(code: str) -> str:
    """Where a rule is described."""
    return PATTERNS[code].source


def explanations(code: str) -> list[str]:
    """The innocent explanations that a rule looks at."""
    return [str(EXPLANATIONS[one]) for one in PATTERNS[code].explained_by if one in EXPLANATIONS]


def role(code: str) -> str:
    """The part that an account plays, in words."""
    return str(ROLES.get(code, code))


def sentence(row: Alert, *, named: bool = True) -> str:
    """What was found, in one sentence of the reader's language.

    Args:
        named: names accounts by their holders; without, by the part they play, as a file may leave this page.
    """
    return sentences([row], named=named)[0]


def sentences(rows: Iterable[Alert], *, named: bool = True) -> list[str]:
    """The sentences of several alerts; one query names the accounts of all."""
    listed = list(rows)
    lead: dict[Any, dict[str, str]] = {}
    parts = AlertAccount.objects.filter(alert__in=[one.pk for one in listed], lead=True).select_related("account")
    for part in parts:
        told = account_label(part.account) if named else role(part.role)
        lead.setdefault(part.alert_id, {})[part.role] = told
    return [_sentence(one, lead.get(one.pk, {})) for one in listed]


def measured(row: Alert) -> dict[str, list[dict[str, str]]]:
    """The measured values and the thresholds, each with its label."""
    values = {"amount_xof": row.xof, **row.measured}
    return {
        "values": [
            {"label": str(MEASURED.get(name, name)), "value": _with_unit(name, value)} for name, value in values.items()
        ],
        "thresholds": [
            {"label": tuning.text_of(row.pattern, name), "value": _with_unit(name, value)}
            for name, value in row.thresholds.items()
        ],
    }


def checked(row: Alert) -> list[dict[str, Any]]:
    """The innocent explanations that were looked at, each with its sentence and whether it holds."""
    alert = _alert(row, {})
    told = rules.innocent(alert, _, written)
    return [
        {"code": one.code, "holds": one.holds, "sentence": said}
        for one, said in zip(alert.explanations, told, strict=True)
    ]


def written(value: Value) -> str:
    """A value as the reader's language writes it, whole in both directions."""
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, tuple | list):
        return ", ".join(_whole(str(one)) for one in value)
    return _whole(_number(value))


def _sentence(row: Alert, lead: dict[str, str]) -> str:
    if row.pattern not in PATTERNS:
        return row.pattern
    try:
        return rules.sentence(
            _alert(row, {code: lead.get(code, str(words)) for code, words in ROLES.items()}), _, written
        )
    except KeyError:
        # An alert of an earlier version measured something else: what its rule looks for still holds.
        return meaning(row.pattern)


def _alert(row: Alert, lead: dict[str, str]) -> rules.Alert:
    """The row as ``core.flows`` made it, its accounts under the names that people know."""
    return rules.Alert(
        row.pattern,
        (),
        (),
        tuple(rules.Party(name, code) for code, name in lead.items()),
        row.first_at,
        row.last_at,
        row.xof,
        row.measured,
        row.thresholds,
        tuple(rules.Explanation(one["code"], holds=one["holds"], facts=one["facts"]) for one in row.checked),
        row.rank,
    )


def _with_unit(name: str, value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        if name.endswith("_xof"):
            return xof_words(int(value))
        if name.endswith("_percent"):
            return _("%(number)s %%") % {"number": _number(value)}
        return _number(value)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def _number(value: float) -> str:
    return grouped(Decimal(str(value)))


def _whole(value: str) -> str:
    return isolated(value) if get_language_bidi() else value
