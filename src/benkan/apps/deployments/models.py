"""Loans, their offers, costs and steps, and the rates of the day. Only this slice touches these tables.

A loan has one row at each of the two services; ``foreign`` is the identifier that both know, given by the borrower.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.db import models
from django.db.models import Q

from benkan.core import deployments as rules

STATES = [(state, state) for state in rules.STATES]


class Loan(models.Model):
    """One need and what became of it. ``case`` is a reference of this node; it never travels."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    foreign = models.UUIDField(default=uuid.uuid4, editable=False)
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
    letter = models.UUIDField(null=True, blank=True)
    stop_code = models.CharField(max_length=64, blank=True)
    stop_clause = models.CharField(max_length=200, blank=True)

    class Meta:
        """Lists are read by state, those of a case by the case; a borrower's identifier is its own."""

        indexes = [
            models.Index("state", "starts", name="loan_by_state"),
            models.Index("case", name="loan_by_case", condition=Q(case__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="loan_ends_later"),
            models.UniqueConstraint("borrower", "foreign", name="loan_once_per_borrower"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> Decimal | None:
        """What the borrower owes of the sum that was claimed."""
        return None if self.claimed is None else rules.bearers(self.claimed, self.costs, self.currency)[1]


class Numbering(models.Model):
    """The last number of a year."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.year)


class Offer(models.Model):
    """What the lender offers; several to one need. ``ends`` is the last day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="offers")
    foreign = models.UUIDField(default=uuid.uuid4, editable=False)
    mean = models.UUIDField()
    code = models.CharField(max_length=40)
    title = models.CharField(max_length=120, blank=True)
    starts = models.DateField()
    ends = models.DateField()
    estimate = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    conditions = models.CharField(max_length=500, blank=True)
    offered_by = models.CharField(max_length=150)
    offered_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Each offer of a loan once, in the order in which they came."""

        ordering = ("offered_at", "pk")
        constraints = [models.UniqueConstraint("loan", "foreign", name="offer_once")]

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
        """A voucher is claimed once; the order is that of the days."""

        ordering = ("day", "voucher")
        constraints = [models.UniqueConstraint("loan", "voucher", name="cost_once_per_voucher")]

    def __str__(self) -> str:
        return f"{self.loan_id} {self.voucher}"

    @property
    def line(self) -> rules.Line:
        """The cost as the rules add it."""
        return rules.Line(self.amount, self.currency, self.day)


class Step(models.Model):
    """What was done, by whom and when; never changed. ``agency`` is the service that acted.

    A partner's act that is ``late`` crossed one of ours and changed nothing.
    """

    loan = models.ForeignKey(Loan, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    act = models.CharField(max_length=12)
    agency = models.CharField(max_length=40)
    by = models.CharField(max_length=150, blank=True)
    text = models.CharField(max_length=500, blank=True)
    late = models.BooleanField(default=False)

    class Meta:
        """As it went."""

        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.loan_id} {self.act}"


class Examination(models.Model):
    """What a laboratory is to examine for a loan, and what it found. ``sample`` is known to the borrower's node alone.

    ``purity`` is a share from 0 to 1.
    """

    loan = models.OneToOneField(Loan, on_delete=models.CASCADE, related_name="examination")
    mark = models.CharField(max_length=60)
    seizure = models.UUIDField(null=True, blank=True)
    sample = models.BigIntegerField(null=True, blank=True)
    found_on = models.DateField(null=True, blank=True)
    method = models.CharField(max_length=100, blank=True)
    substance = models.CharField(max_length=40, blank=True)
    purity = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    composition = models.CharField(max_length=1_000, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.loan_id} {self.mark}"


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
