"""BKP-08: a means is asked for, offered, agreed on by two signatures, sent, returned and paid. No personal data.

A loan is known by the agency id of its borrower and an identifier that the borrower chose. Every letter names the kind
of means, by which the convention judges it. Texts are bounded and read by everybody who may read loans.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from benkan.wire.fields import Binary, Date, Form, Kind, Message, Sha256, Text, Uuid

MAX_LINES = 100

Amount = Annotated[str, Form(r"(0|[1-9]\d{0,11})\.\d\d")]
"""A decimal with two digits after the point, in the currency beside it."""
Currency = Literal["XOF", "MAD", "EUR"]
Note = Annotated[str, Text(500, smallest=0)]
Mark = Annotated[str, Text(60, smallest=0)]
Share = Annotated[str, Form(r"(0\.\d{4}|1\.0000)")]
"""A share from 0 to 1 with four digits."""


class _Loan(Message):
    loan: Uuid
    kind: Kind


class LoanNeed(_Loan):
    """The borrower asks. ``ends`` is the last day; ``sample`` the mark of what a laboratory is to examine."""

    place: Annotated[str, Text(120)]
    starts: Date
    ends: Date
    text: Note
    sample: Mark

    @model_validator(mode="after")
    def _in_order(self) -> LoanNeed:
        if self.ends < self.starts:
            raise ValueError("the last day is before the first")
        if self.sample and self.kind != "laboratory":
            raise ValueError("only a laboratory examines a sample")
        return self


class LoanOffer(_Loan):
    """The lender offers one of its means; several to one need. ``mean`` is its opaque identifier there."""

    offer: Uuid
    mean: Uuid
    code: Annotated[str, Text(40)]
    title: Annotated[str, Text(120)]
    starts: Date
    ends: Date
    estimate: Amount
    currency: Currency
    conditions: Note

    @model_validator(mode="after")
    def _in_order(self) -> LoanOffer:
        if self.ends < self.starts:
            raise ValueError("the last day is before the first")
        return self


class LoanOfferWithdrawal(_Loan):
    """The lender takes an offer back that it has not signed."""

    offer: Uuid


class LoanRefusal(_Loan):
    """The lender lends nothing."""

    reason: Note


class LoanAcceptance(_Loan):
    """The borrower signs the canonical text of the agreement on an offer."""

    offer: Uuid
    agreement: Sha256
    signature: Annotated[bytes, Binary(64, 64)]


class LoanSignature(_Loan):
    """The lender signs the same text: now it is agreed."""

    agreement: Sha256
    signature: Annotated[bytes, Binary(64, 64)]


class LoanCancellation(_Loan):
    """The borrower needs it no more."""

    reason: Note


class LoanSending(_Loan):
    """The means left the lender."""

    happened_on: Date
    note: Note


class LoanDeployment(_Loan):
    """The means is with the borrower and in use."""

    happened_on: Date
    note: Note


class LoanReturn(_Loan):
    """The means is back at the lender, in this condition."""

    happened_on: Date
    condition: Literal["good", "worn", "damaged", "lost"]
    note: Note


class LoanResult(_Loan):
    """What the lender's laboratory found in the sample."""

    sample: Annotated[str, Text(60)]
    found_on: Date
    method: Annotated[str, Text(100)]
    substance: Kind
    purity: Share | None
    composition: Annotated[str, Text(1_000, smallest=0)]


class LoanCost(Message):
    """One cost, on the day on which it arose."""

    what: Annotated[str, Text(200)]
    amount: Amount
    currency: Currency
    day: Date
    voucher: Annotated[str, Text(80)]


class LoanCostNote(_Loan):
    """The lender tells of a cost as soon as it is known, so that nobody is surprised by the claim."""

    cost: LoanCost


class LoanClaim(_Loan):
    """All costs and their sum in one currency; the lines take the place of those told before."""

    amount: Amount
    currency: Currency
    lines: Annotated[list[LoanCost], Field(max_length=MAX_LINES)]


class LoanSettlement(_Loan):
    """What the borrower pays, in the currency of the claim; another sum than the one due has a reason."""

    amount: Amount
    currency: Currency
    reason: Note


class LoanEvaluation(_Loan):
    """How it went, from 1 (bad) to 5 (good)."""

    grade: Annotated[int, Field(ge=1, le=5)]
    text: Note
