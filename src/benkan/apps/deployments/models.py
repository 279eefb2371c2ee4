"""Loans, their offers, costs and steps, and the rates of the day. Only this slice touches these tables."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from benkan.core import deployments as rules

STATES = [(state, state) for state in rules.STATES]


class Loan(models.Model):
    """One need and what became of it. ``case`` is a reference of this node; it never travels."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=20, unique=True)
    state = models.CharField(max_length=12, choices=STATES, default="requested")
    kind = models.CharField(max_length=12)
    lender = models.CharField(max_length=40)
    borrower = models.CharField(max_length=40)
    convention = models.CharField(max_length=60, blank=True)
    costs = models.CharField(max_length=10)
    case = models.UUIDField(null=True, blank=True)
    serves = models.CharField(max_length=80, blank=True)
    place = models.CharField(max_length=120)
    text = models.CharField(max_length=500, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    requested_by = models.CharField(max_length=150)
    requested_at = models.DateTimeField()
    accepted = models.ForeignKey("Offer", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    agreement = models.TextField(blank=True)
    borrower_signature = models.CharField(max_length=128, blank=True)
    borrower_signed_by = models.CharField(max_length=150, blank=True)
    lender_signature = models.CharField(max_length=128, blank=True)
    lender_signed_by = models.CharField(max_length=150, blank=True)
    booking = models.CharField(max_length=36, blank=True)
    condition = models.CharField(max_length=12, blank=True)
    condition_note = models.CharField(max_length=500, blank=True)
    claimed = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    settled = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    settled_reason = models.CharField(max_length=500, blank=True)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    evaluation = models.CharField(max_length=500, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        """Lists are read by state, those of a case by the case."""

        indexes = [
            models.Index("state", "starts", name="loan_by_state"),
            models.Index("case", name="loan_by_case", condition=Q(case__isnull=False)),
        ]
        constraints = [models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="loan_ends_later")]

    def __str__(self) -> str:
        return self.number


class Offer(models.Model):
    """What the lender offers; several to one need. ``ends`` is the last day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="offers")
    mean = models.UUIDField()
    code = models.CharField(max_length=40)
    starts = models.DateField()
    ends = models.DateField()
    estimate = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    conditions = models.CharField(max_length=500, blank=True)
    offered_by = models.CharField(max_length=150)
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.loan_id} {self.code}"


class Cost(models.Model):
    """One cost, on the day on which it arose."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="lines")
    what = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    day = models.DateField()
    voucher = models.CharField(max_length=80)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        """A voucher is claimed once."""

        constraints = [models.UniqueConstraint("loan", "voucher", name="cost_once_per_voucher")]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.voucher}"

    @property
    def line(self) -> rules.Line:
        """The cost as the rules add it."""
        return rules.Line(self.amount, self.currency, self.day)


class Step(models.Model):
    """What was done, by whom and when; never changed."""

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=12)
    by = models.CharField(max_length=150)
    text = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"{self.loan_id} {self.act}"


class Rate(models.Model):
    """So many XOF for one MAD from a day, with where it was read. That of EUR is the peg, which nobody enters."""

    currency = models.CharField(max_length=3)
    xof = models.DecimalField(max_digits=14, decimal_places=6)
    day = models.DateField()
    source = models.CharField(max_length=200)
    entered_by = models.CharField(max_length=150)
    entered_at = models.DateTimeField()

    class Meta:
        """One for a day: a rate that was used does not change."""

        constraints = [models.UniqueConstraint("currency", "day", name="rate_once_a_day")]

    def __str__(self) -> str:
        return f"{self.currency} {self.day}"
