"""One loan as its page shows it: its way, offers, costs, steps, and the acts that are possible."""

from __future__ import annotations

import json
from typing import Any, Final

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.deployments import agreeing, costing, forms, reading, words
from benkan.apps.deployments.models import Loan
from benkan.apps.means import services as means
from benkan.apps.seizures import services as seizures
from benkan.core import deployments as rules
from benkan.core.errors import BenkanError
from benkan.web.errors import explain

WAY: Final = rules.STATES[: rules.STATES.index("evaluated") + 1]
LIGHT: Final = frozenset({"refuse", "cancel", "withdraw"})
"""Acts that a button must not invite to."""


def page(who: Officer, one: Loan) -> dict[str, Any]:
    """What the page of a loan shows, without its acts."""
    names = agencies.names()
    handles = accounts.names()
    following = reading.next_by(one)
    try:
        total = costing.of(one, "XOF")
        sums: dict[str, Any] = {
            "total": means.money(total.amount, "XOF"),
            "rates": [
                f"1 {rate.currency} = {rate.xof.normalize():f} XOF ({rate.day:%Y-%m-%d})" for rate in total.rates
            ],
        }
    except BenkanError as error:
        sums = {"missing": explain(error)}
    examined = getattr(one, "examination", None)
    return {
        "one": one,
        "kind": means.kind_words(one.kind),
        "state_words": words.state(one),
        "lender": names.get(one.lender, one.lender),
        "borrower": names.get(one.borrower, one.borrower),
        "next": names.get(following, following),
        "case": cases.seen(who, one.case),
        "way": _way(one),
        "offers": [
            {"offer": each, "estimate": means.money(each.estimate, each.currency), "chosen": each.pk == one.accepted_id}
            for each in one.offers.all()
        ],
        "lines": [(each, means.money(each.amount, each.currency)) for each in one.lines.all()],
        "sums": sums,
        "bearers": words.BEARERS[one.costs],
        "claimed": means.money(one.claimed, one.currency) if one.claimed is not None else "",
        "due": means.money(one.due, one.currency) if one.due is not None else "",
        "settled": means.money(one.settled, one.currency) if one.settled is not None else "",
        "grade": words.GRADES.get(one.grade) if one.grade else "",
        "condition": words.CONDITIONS.get(one.condition, ""),
        "steps": [
            {
                "at": step.at,
                "words": words.step(one, step),
                "by": handles.get(step.by, step.by) if step.by else names.get(step.agency, step.agency),
                "text": "" if step.act in PLAIN else step.text,
            }
            for step in one.steps.order_by("-at", "-pk")
        ],
        "examined": examined,
        "found": dict(seizures.substances()).get(examined.substance, "") if examined is not None else "",
        "purity": f"{examined.purity * 100:.2f} %" if examined is not None and examined.purity is not None else "",
        "estimate": means.money(one.accepted.estimate, one.accepted.currency) if one.accepted is not None else "",
        "digest": agreeing.agreement(one, one.accepted).digest() if one.accepted is not None else "",
        "stopped": one.stop_code,
    }


PLAIN: Final = frozenset({"accept"})
"""Steps whose text is for programs."""


def acts(who: Officer, one: Loan, wanted: str = "", values: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The acts that this officer may do now, with their fields; the one that was refused stands open."""
    found = []
    for act in reading.may(who, one):
        if act in ("accept", "withdraw"):
            continue  # their buttons stand beside each offer
        sent = values if act == wanted else None
        found.append(
            {
                "name": act,
                "title": words.act(one, act),
                "form": forms.act_form(one, act, sent),
                "open": act == wanted,
                "look": "danger" if act in LIGHT else ("secondary" if act in reading.ASIDE else ""),
            }
        )
    return found


def offers_open_to(who: Officer, one: Loan) -> frozenset[str]:
    """Which of the acts beside an offer this officer may do."""
    return frozenset(reading.may(who, one)) & {"accept", "withdraw"}


def signed_text(one: Loan) -> str:
    """The agreement with both signatures: what a third party needs beside the two services' cards.

    Raises:
        Refused: ``deployments.not-signed``: nobody has signed yet.
    """
    if not one.agreement:
        raise agreeing.not_signed()
    told = {
        "agreement": one.agreement,
        "algorithm": "Ed25519",
        "signatures": {one.borrower: one.borrower_signature, one.lender: one.lender_signature}
        if one.borrower != one.lender
        else {"borrower": one.borrower_signature, "lender": one.lender_signature},
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _way(one: Loan) -> list[dict[str, Any]]:
    """The states of the straight way, with how far the loan is; an ended one stops where it was."""
    if one.state not in WAY:
        return [{"words": words.STATES[one.state], "look": "stop"}]
    at = WAY.index(one.state)
    way = [state for state in WAY if not (state == "deployed" and one.kind == reading.LABORATORY)]
    labels = words.EXAMINED_STATES if one.kind == reading.LABORATORY else {}
    return [
        {
            "words": labels.get(state) or words.STATES[state],
            "look": _look(one, WAY.index(state) - at),
        }
        for state in way
    ]


def _look(one: Loan, ahead: int) -> str:
    if ahead < 0 or one.state == WAY[-1]:
        return "done"
    return "" if ahead else "now"
