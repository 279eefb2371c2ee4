"""Letters of loans from partners (BKP-08). The convention was asked before; here each is held against the loan.

A loan belongs to the two services that its first letter named: only the lender's letters move the lender's side, only
the borrower's the borrower's. A letter that crossed an act of ours changes nothing and is acknowledged, so that the
other side hears what we did instead.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from django.utils import timezone

from benkan import wire
from benkan.apps.deployments import agreeing, asking, checks, claiming, costing, examining, offering, recording, telling
from benkan.apps.deployments.models import Cost, Loan, Offer
from benkan.apps.exchange import services as exchange
from benkan.core import deployments as rules
from benkan.core.conventions import CLOCKS_MAY_DIFFER
from benkan.core.errors import N_, Refused, Unverified

MAX_A_DAY: Final = 100
MAX_OPEN: Final = 1_000
"""Needs of one partner."""

Heard = Callable[[Loan, exchange.Message], str | None]
"""What is kept of an act as the text of its step; nothing when it crossed one of ours after all."""


def register() -> None:
    """Tells the exchange who takes these letters."""

    def facts(payload: wire.LoanNeed) -> dict[str, str]:
        return {"means": payload.kind}

    exchange.handles("loan.need", facts=facts)(on_need)
    exchange.outcome_of("loan.need")(telling.ended)
    for kind, (act, heard) in ACTS.items():
        exchange.handles(kind, facts=facts)(_handler(act, heard))
        exchange.outcome_of(kind)(telling.ended)


def on_need(message: exchange.Message) -> None:
    """A partner asks for a means of ours.

    Raises:
        Refused: ``deployments.no-convention``, ``deployments.too-many``. Invalid: the kind or the days.
        Unverified: ``deployments.reused``: another need came under its identifier.
    """
    told: wire.LoanNeed = message.payload
    asking.kind_known(told.kind)
    starts, ends = dt.date.fromisoformat(told.starts), dt.date.fromisoformat(told.ends)
    known = Loan.objects.filter(borrower=message.sender, foreign=told.loan).first()
    if known is not None:
        same = (known.kind, known.place, known.starts, known.ends, known.text) == (
            told.kind, told.place, starts, ends, told.text,
        )  # fmt: skip
        if same and known.lender == recording.own():
            return
        raise Unverified(
            "deployments.reused",
            N_("Another loan came before under this identifier."),
            N_("Give every loan an identifier of its own."),
        )
    checks.days(starts, ends, timezone.localdate() - dt.timedelta(days=1))
    _room(message)
    now = message.received_at
    one = Loan.objects.create(
        foreign=told.loan,
        number=recording.next_number(now),
        kind=told.kind,
        lender=recording.own(),
        borrower=message.sender,
        convention=message.header.convention,
        costs=asking.costs_under(message.header.convention),
        place=told.place,
        text=told.text,
        starts=starts,
        ends=ends,
        requested_at=now,
        changed_at=now,
    )
    if told.sample:
        examining.announced(one, told.sample)
    recording.begun(one, message.sender, "")


def _handler(act: str, heard: Heard) -> Callable[[exchange.Message], None]:
    def handle(message: exchange.Message) -> None:
        one = _row(message, rules.MOVES[act].side)
        said = heard(one, message) if act == "sign" or rules.hear(act, one.state) else None
        if said is None:
            recording.late(one, act, message.sender)
        else:
            recording.heard(one, act, message.sender, said)

    return handle


def _offer(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanOffer = message.payload
    if one.offers.filter(foreign=told.offer).exists():
        raise _reused()
    offering.room(one)
    Offer.objects.create(
        loan=one,
        foreign=told.offer,
        mean=told.mean,
        code=told.code,
        title=told.title,
        starts=dt.date.fromisoformat(told.starts),
        ends=dt.date.fromisoformat(told.ends),
        estimate=Decimal(told.estimate),
        currency=told.currency,
        conditions=told.conditions,
        offered_at=message.received_at,
    )
    return told.code


def _withdraw(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanOfferWithdrawal = message.payload
    made = one.offers.filter(foreign=told.offer).first()
    if made is None:
        raise checks.unknown()
    offering.take_back(one, made)
    return made.code


def _refuse(_one: Loan, message: exchange.Message) -> str:
    told: wire.LoanRefusal = message.payload
    return told.reason


def _accept(one: Loan, message: exchange.Message) -> str | None:
    told: wire.LoanAcceptance = message.payload
    made = one.offers.filter(foreign=told.offer).first()
    if made is None:
        raise checks.unknown()
    if made.withdrawn_at is not None:
        return None
    if one.agreement:
        raise agreeing.signed_already()
    agreed = agreeing.agreement(one, made)
    if agreed.digest() != told.agreement:
        raise _other_text()
    agreeing.holds(message.sender, told.signature, agreed.text())
    agreeing.keep_acceptance(one, made, agreed.text(), told.signature, "")
    return agreed.digest()


def _sign(one: Loan, message: exchange.Message) -> str | None:
    told: wire.LoanSignature = message.payload
    made = one.accepted
    if made is None:
        raise agreeing.not_signed()
    if agreeing.agreement(one, made).digest() != told.agreement:
        raise _other_text()
    agreeing.holds(message.sender, told.signature, one.agreement)
    cancelled = not rules.hear("sign", one.state)
    agreeing.keep_signature(one, told.signature, "")
    if cancelled:  # kept all the same: should the means have left already, this proves under which terms
        one.save(update_fields=["lender_signature", "lender_signed_by"])
        return None
    return ""


def _cancel(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanCancellation = message.payload
    asking.give_back(one)
    return told.reason


def _send(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanSending = message.payload
    _day(told.happened_on, message)
    agreeing.both_hold(one)
    return told.note


def _deploy(_one: Loan, message: exchange.Message) -> str:
    told: wire.LoanDeployment = message.payload
    _day(told.happened_on, message)
    return told.note


def _return(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanReturn = message.payload
    _day(told.happened_on, message)
    one.condition, one.condition_note = told.condition, told.note
    return told.note


def _cost(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanCostNote = message.payload
    claiming.room(one)
    if one.lines.filter(voucher=told.cost.voucher).exists():
        raise _reused()
    _keep_line(one, told.cost, message)
    return f"{told.cost.amount} {told.cost.currency} · {told.cost.voucher}"


def _claim(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanClaim = message.payload
    if len({line.voucher for line in told.lines}) != len(told.lines):
        raise _reused()
    one.lines.all().delete()
    made = [_keep_line(one, line, message).line for line in told.lines]
    one.claimed, one.currency = Decimal(told.amount), told.currency
    if costing.contradicts(made, one.claimed, told.currency):
        raise Refused(
            "deployments.claim-sum",
            N_("The sum that is claimed is not the sum of its costs."),
            N_("Claim anew what the vouchers say."),
        )
    return f"{told.amount} {told.currency}"


def _settle(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanSettlement = message.payload
    paid = Decimal(told.amount)
    if told.currency != one.currency or (paid != one.due and not told.reason.strip()):
        raise claiming.other_sum()
    one.settled, one.settled_reason = paid, told.reason
    return f"{told.amount} {told.currency}"


def _evaluate(one: Loan, message: exchange.Message) -> str:
    told: wire.LoanEvaluation = message.payload
    one.grade, one.evaluation = told.grade, told.text
    return str(told.grade)


ACTS: Final[dict[str, tuple[str, Heard]]] = {
    "loan.offer": ("offer", _offer),
    "loan.withdrawal": ("withdraw", _withdraw),
    "loan.refusal": ("refuse", _refuse),
    "loan.acceptance": ("accept", _accept),
    "loan.signature": ("sign", _sign),
    "loan.cancellation": ("cancel", _cancel),
    "loan.sending": ("send", _send),
    "loan.deployment": ("deploy", _deploy),
    "loan.return": ("return", _return),
    "loan.result": ("examine", examining.heard),
    "loan.cost": ("cost", _cost),
    "loan.claim": ("claim", _claim),
    "loan.settlement": ("settle", _settle),
    "loan.evaluation": ("evaluate", _evaluate),
}
"""The act that each letter is, and what is done with it."""


def _row(message: exchange.Message, side: str) -> Loan:
    """The loan of the letter, held; its sender must be the side whose act it is."""
    told = message.payload
    lender, borrower = (message.sender, recording.own()) if side == "lender" else (recording.own(), message.sender)
    rows = Loan.objects.select_for_update()
    one = rows.filter(lender=lender, borrower=borrower, foreign=told.loan).first()
    if one is None:
        raise checks.unknown()
    if (one.kind, one.convention) != (told.kind, message.header.convention):
        raise Refused(
            "deployments.other-terms",
            N_("This loan was asked for under another convention or for another kind of means."),
            N_("Write under the convention of the loan."),
        )
    return one


def _room(message: exchange.Message) -> None:
    midnight = message.received_at.astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    theirs = Loan.objects.filter(borrower=message.sender, lender=recording.own())
    today = theirs.filter(requested_at__gte=midnight).count()
    if today >= MAX_A_DAY or theirs.filter(state__in=rules.OPEN).count() >= MAX_OPEN:
        raise Refused(
            "deployments.too-many",
            N_("More needs of this service came today, or are open, than are taken."),
            N_("Ask tomorrow, or close those that have ended."),
        )


def _day(text: str, message: exchange.Message) -> None:
    latest = (message.received_at + CLOCKS_MAY_DIFFER).date() + dt.timedelta(days=1)
    if dt.date.fromisoformat(text) > latest:
        raise Refused(
            "deployments.future", N_("This lies in the future."), N_("Check the clock of the sending service.")
        )


def _keep_line(one: Loan, line: wire.LoanCost, message: exchange.Message) -> Cost:
    return Cost.objects.create(
        loan=one,
        what=line.what,
        amount=Decimal(line.amount),
        currency=line.currency,
        day=dt.date.fromisoformat(line.day),
        voucher=line.voucher,
        entered_at=message.received_at,
    )


def _reused() -> Unverified:
    return Unverified(
        "deployments.reused",
        N_("Another offer or cost came before under this name."),
        N_("Give every offer and every voucher a name of its own."),
    )


def _other_text() -> Unverified:
    return Unverified(
        "deployments.other-text",
        N_("This is not the text of the agreement as it stands here."),
        N_("Compare the terms of the offer on both sides, and offer anew."),
    )
