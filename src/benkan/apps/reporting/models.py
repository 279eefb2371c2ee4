"""Reporters, the people and machines that send for them, and what they sent.

A person of a reporter is no officer: other table, other sign-in, other session; no right of an officer can be given to
one. Files lie sealed on the disk (``sealed``); here is what was read of them. Only ``services`` of this slice touches
these tables.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils import timezone

from benkan.core.reporting import feedback


class Reporter(models.Model):
    """A bank, a mobile-money operator, an exchange bureau, a carrier: who must report and may not look in."""

    class Kind(models.TextChoices):
        """What it is."""

        BANK = "bank"
        MOBILE_MONEY = "mobile-money"
        EXCHANGE = "exchange"
        TRANSFER = "transfer"
        CARRIER = "carrier"
        INSURER = "insurer"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    country = models.CharField(max_length=2)
    contact = models.CharField(max_length=500, blank=True)
    registered_by = models.CharField(max_length=200)
    registered_at = models.DateTimeField()
    suspended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether its people and machines are let in."""
        return self.suspended_at is None


class Person(models.Model):
    """Somebody who sends for a reporter, with a password and a second factor of their own."""

    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="people")
    username = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=120)
    password = models.CharField(max_length=128, blank=True)
    factor = models.CharField(max_length=300, blank=True)
    """The secret of the second factor, sealed under the node's key file."""
    factor_step = models.BigIntegerField(default=0)
    """The last step of the clock whose code was used: a code serves once."""
    invitation_sha256 = models.CharField(max_length=64, blank=True)
    invited_until = models.DateTimeField(null=True, blank=True)
    signed_in_at = models.DateTimeField(null=True, blank=True)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name or self.username


class Session(models.Model):
    """A signed-in browser of a reporter; the cookie's value is here only as a digest."""

    key_sha256 = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions")
    begun_at = models.DateTimeField()
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.person)


class Machine(models.Model):
    """A program of a reporter, with a token that may send and read receipts and states, nothing else."""

    reporter = models.ForeignKey(Reporter, on_delete=models.CASCADE, related_name="machines")
    name = models.CharField(max_length=80)
    token_sha256 = models.CharField(max_length=64, unique=True)
    added_by = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether its token is taken."""
        return self.closed_at is None and self.until > timezone.now()


class Attempt(models.Model):
    """What is counted against a limit: a sign-in that failed from an address, a file that a reporter sent."""

    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    weight_bytes = models.BigIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempt_by_key")]

    def __str__(self) -> str:
        return self.key


class Arrival(models.Model):
    """A file that came with its number and is still to be read by the worker, or of which nothing could be kept.

    When it is read, a report of the same identity and number takes its place.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=60, unique=True)
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="arrivals")
    sent_by = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    corrects = models.ForeignKey("Report", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=120)
    data_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    salt = models.BinaryField()
    read_rows = models.PositiveIntegerField(default=0)
    """Transfers that were read so far; for the page alone."""
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    unlisted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "sha256"], name="arrival_once_per_reporter", condition=models.Q(refused_at=None)
            )
        ]
        indexes = [
            models.Index(fields=["next_at"], name="arrival_to_read", condition=models.Q(refused_at=None)),
            models.Index(fields=["reporter", "-received_at"], name="arrival_by_reporter"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def waits(self) -> bool:
        """Whether it is still to be read."""
        return self.refused_at is None


class Report(models.Model):
    """A file that a reporter sent and of which something could be read."""

    class State(models.TextChoices):
        """What became of it; the same words that its reporter reads."""

        RECEIVED = feedback.RECEIVED
        WORKING = feedback.WORKING
        USED = feedback.USED
        NOT_USED = feedback.NOT_USED

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=60, unique=True)
    reporter = models.ForeignKey(Reporter, on_delete=models.PROTECT, related_name="reports")
    sent_by = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    corrects = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected")
    file_name = models.CharField(max_length=120)
    data_bytes = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    salt = models.BinaryField()
    format = models.CharField(max_length=16)
    kind = models.CharField(max_length=40, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    reason = models.TextField(blank=True)
    kept = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    unlisted = models.PositiveIntegerField(default=0)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    total_xof = models.DecimalField(max_digits=24, decimal_places=2, null=True, blank=True)
    receipt = models.TextField()
    signature = models.CharField(max_length=100)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason_code = models.CharField(max_length=24, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    case = models.UUIDField(null=True, blank=True)
    given_to = models.CharField(max_length=150, blank=True)
    """User name of the officer to whom a supervisor gave it."""
    handed_at = models.DateTimeField(null=True, blank=True)
    """When its transfers went on to the flows of money."""
    doubtful = models.PositiveIntegerField(default=0)
    """Rows that wait until the reporter says what they mean; ``refused`` counts them too."""
    read_again_at = models.DateTimeField(null=True, blank=True)
    """From when the file is to be read again, with answers."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reporter", "sha256"], name="report_once_per_reporter")]
        indexes = [
            models.Index(fields=["-received_at"], name="report_by_age"),
            models.Index(fields=["state", "received_at"], name="report_by_state"),
            models.Index(fields=["case"], name="report_by_case"),
            models.Index(fields=["received_at"], name="report_to_hand_over", condition=models.Q(handed_at=None)),
            models.Index(
                fields=["read_again_at"], name="report_to_read_again", condition=models.Q(read_again_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def waits(self) -> dt.timedelta:
        """How long its reporter has waited for an answer."""
        return (self.told_at or timezone.now()) - self.received_at


class Party(models.Model):
    """A person, a company or an account as the report names it."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="parties")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    """``person``, ``company`` or ``account``."""
    caption = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    """Texts by property of FollowTheMoney, such as ``birthDate``."""
    times = models.PositiveIntegerField(default=0)
    record = models.UUIDField(null=True, blank=True)
    """The own record that an officer made of it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="report_party_position")]

    def __str__(self) -> str:
        return self.caption


class Row(models.Model):
    """A transfer as the report gives it (``formats.money_rows``).

    Rows of a large file are stored piece by piece before their report, so that nobody waits for the database
    meanwhile: until it exists they are nobody's, hence no constraint.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="rows", db_constraint=False)
    position = models.PositiveIntegerField()
    """Its line where lines rise, so that a row that joins later has its place; else one more than the last."""
    at = models.DateTimeField()
    amount_xof = models.DecimalField(max_digits=20, decimal_places=2, null=True, blank=True)
    row = models.TextField()
    """JSON; see ``reading.of_text``."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="report_row_position")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.position}"


class Doubt(models.Model):
    """A cell of a report that has no one meaning, and what its reporter says that it means."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="doubts")
    position = models.PositiveIntegerField()
    field = models.CharField(max_length=20)
    written = models.CharField(max_length=200, blank=True)
    why = models.CharField(max_length=20)
    codes = models.JSONField(default=list)
    """What it can mean."""
    rows = models.PositiveIntegerField()
    first_row = models.PositiveIntegerField()
    answer = models.CharField(max_length=200, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "field", "written"], name="doubt_once_per_report")]
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.field}"


class Step(models.Model):
    """Something that officers did with a report, the oldest first."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="steps")
    at = models.DateTimeField()
    officer = models.CharField(max_length=200)
    what = models.CharField(max_length=16)
    """``answered``, ``case``, ``given``, ``record`` or ``notice``."""
    state = models.CharField(max_length=10, blank=True)
    reason_code = models.CharField(max_length=24, blank=True)
    reference = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.report_id} {self.what}"
