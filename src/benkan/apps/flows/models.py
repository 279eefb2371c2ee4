"""Accounts, the transfers between them, and what the rules found in them.

An account is what a file says that money came from or went to; it is not a person, and nothing here holds a mark,
a grade or a score of one. A rank belongs to an alert and orders a list, nothing else. Only this slice touches these
tables.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q


class Account(models.Model):
    """One account under its canonical key, with what the files said of it; ``names`` are other holders they named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=300, unique=True)
    number = models.CharField(max_length=128)
    sort = models.CharField(max_length=16)
    holder = models.CharField(max_length=300, blank=True)
    names = models.JSONField(default=list)
    holder_kind = models.CharField(max_length=16, blank=True)
    country = models.CharField(max_length=2, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        """In the order of their numbers."""

        ordering = ("number", "pk")

    def __str__(self) -> str:
        return str(self.pk)


class AccountKey(models.Model):
    """One canonical form of an account's number, such as ``phone:+223…``: what a record or a search shares with it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="keys")
    key = models.CharField(max_length=200)

    class Meta:
        """Each form of an account once; the index finds the accounts that have one."""

        constraints = [models.UniqueConstraint("key", "account", name="key_once_per_account")]

    def __str__(self) -> str:
        return str(self.account_id)


class Import(models.Model):
    """A file that brought transfers, with its report; ``report`` is the reporter's report that it came with, if any."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    report = models.UUIDField(null=True, blank=True)
    upload = models.UUIDField(null=True, blank=True)
    """Under which it waited, where an officer sent it by a page."""
    officer = models.CharField(max_length=150)
    imported_at = models.DateTimeField()
    read = models.PositiveIntegerField()
    added = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    refused = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    first_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    examined_at = models.DateTimeField(null=True, blank=True)
    traced = models.BooleanField(default=True)
    """Whether later files that say the same transfers are noted: only then can it be taken back."""
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=150, blank=True)
    withdrawn_why = models.CharField(max_length=16, blank=True)
    withdrawn = models.PositiveIntegerField(default=0)
    """Transfers that went when it was taken back; those that another file says too stayed."""

    class Meta:
        """The newest first; the index finds those whose transfers no rule has seen."""

        ordering = ("-imported_at",)
        indexes = [
            models.Index(fields=["imported_at"], name="imports_to_examine", condition=Q(examined_at__isnull=True)),
            models.Index("report", name="imports_of_report"),
            models.Index("upload", name="imports_of_upload", condition=Q(upload__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.file_name


class Transfer(models.Model):
    """Money that went from one account to another, in its own currency and in whole francs where a rate is known.

    ``digest`` is made of what happened (accounts, moment, amount), not of the file: the same transfer in two files is
    one row. ``place`` says where in the file it stands.
    """

    digest = models.CharField(max_length=64, unique=True)
    brought = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="transfers")
    place = models.CharField(max_length=200)
    reference = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    payer = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="paid")
    payee = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="received")
    amount = models.DecimalField(max_digits=24, decimal_places=4)
    currency = models.CharField(max_length=3)
    xof = models.BigIntegerField(null=True, blank=True)
    channel = models.CharField(max_length=16, blank=True)
    day_only = models.BooleanField(default=False)
    text = models.CharField(max_length=300, blank=True)

    class Meta:
        """In the order of time; by either account."""

        ordering = ("at", "pk")
        indexes = [
            models.Index("at", "id", name="transfers_by_time"),
            models.Index("payer", "at", name="transfers_of_payer"),
            models.Index("payee", "at", name="transfers_of_payee"),
        ]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="a_transfer_moves_something")]

    def __str__(self) -> str:
        return self.digest[:12]


class Mention(models.Model):
    """A transfer in a file that did not bring it, since an earlier one did; it stays when that one is taken back."""

    file = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="mentions")
    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="mentions")
    place = models.CharField(max_length=200)

    class Meta:
        """Each once."""

        constraints = [models.UniqueConstraint("transfer", "file", name="mention_once_per_file")]

    def __str__(self) -> str:
        return f"{self.file_id} {self.transfer_id}"


class Alert(models.Model):
    """What one rule found: the transfers it stands on, its measured values, and what was checked that may explain it.

    ``settings_version`` is the last change of the rules' settings that was in force. ``grown_at`` is when more
    transfers joined it; a dismissed alert that grew is open again. ``taken_back`` transfers went with a wrong file;
    ``shaken_at`` is since when no rule has found the rest of it again.
    """

    class State(models.TextChoices):
        """``open`` until an officer dismisses it or takes it into a case."""

        OPEN = "open"
        DISMISSED = "dismissed"
        IN_CASE = "in-case"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pattern = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    case = models.UUIDField(null=True, blank=True)
    rank = models.FloatField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    xof = models.BigIntegerField()
    transfer_count = models.PositiveIntegerField()
    measured = models.JSONField(default=dict)
    thresholds = models.JSONField(default=dict)
    checked = models.JSONField(default=list)
    settings_version = models.BigIntegerField(default=0)
    found_at = models.DateTimeField()
    grown_at = models.DateTimeField(null=True, blank=True)
    taken_back = models.PositiveIntegerField(default=0)
    shaken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The most pressing first."""

        ordering = ("-rank", "-last_at", "pk")
        indexes = [
            models.Index(fields=["state", "-rank", "-last_at"], name="alerts_by_rank"),
            models.Index("pattern", "state", name="alerts_of_rule"),
            models.Index("case", name="alerts_of_case"),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.pk}"


class AlertTransfer(models.Model):
    """A transfer that an alert stands on."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="stands_on")
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="alerts")

    class Meta:
        """Each once."""

        constraints = [models.UniqueConstraint("alert", "transfer", name="transfer_once_per_alert")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.transfer_id}"


class AlertAccount(models.Model):
    """An account of an alert and its part there; ``lead`` is the first of its part, whom the sentence names."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="parts")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="parts")
    role = models.CharField(max_length=24)
    lead = models.BooleanField(default=False)

    class Meta:
        """Each account once in an alert."""

        constraints = [models.UniqueConstraint("alert", "account", name="account_once_per_alert")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.role}"


class Judgement(models.Model):
    """What an officer decided on an alert: dismissed with a reason, taken into a case, or opened again.

    Rows are added, never changed: the last one holds, all of them are the statistics of the rule.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="judgements")
    verdict = models.CharField(max_length=10)
    reason = models.CharField(max_length=32, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    case = models.UUIDField(null=True, blank=True)
    transfer_count = models.PositiveIntegerField()
    officer = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """As they were given."""

        ordering = ("at", "pk")
        indexes = [models.Index("alert", "at", name="judgements_of_alert")]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.verdict}"


class SettingChange(models.Model):
    """One change of one setting of a rule; the last change of a setting holds, without any the shipped value does."""

    pattern = models.CharField(max_length=40)
    name = models.CharField(max_length=60)
    value = models.FloatField()
    was = models.FloatField()
    officer = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """As they were made; a change changes something."""

        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=~Q(value=F("was")), name="a_change_changes")]

    def __str__(self) -> str:
        return f"{self.pattern}.{self.name}"


class CaseAccount(models.Model):
    """An account that an officer put into a case."""

    case = models.UUIDField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="cases")
    officer = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        """Each account once in a case."""

        constraints = [models.UniqueConstraint("case", "account", name="account_once_per_case")]

    def __str__(self) -> str:
        return f"{self.case} {self.account_id}"


class StatementLayout(models.Model):
    """What a person said of the columns under one header: the next statement with that header is read so."""

    header_sha256 = models.CharField(max_length=64, primary_key=True)
    columns = models.JSONField(default=dict)
    said_by = models.CharField(max_length=150)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.header_sha256[:12]


class Upload(models.Model):
    """A file that an officer sent and that is not imported yet; it goes with its row, after a week at most.

    ``columns`` and ``answers`` are what the officer said of a statement: header and field; field, what is written, what
    it means. From ``import_at`` on the worker imports it; ``refusal`` is why it could not.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    officer = models.CharField(max_length=150)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    account = models.CharField(max_length=128, blank=True)
    institution = models.CharField(max_length=200, blank=True)
    holder = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    columns = models.JSONField(default=dict)
    answers = models.JSONField(default=list)
    sent_at = models.DateTimeField()
    kind = models.CharField(max_length=16, default="statement")
    import_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    read_rows = models.PositiveIntegerField(default=0)
    """Transfers that were read so far; for the page alone."""
    refusal = models.JSONField(default=dict)

    class Meta:
        """The newest first; of one officer."""

        ordering = ("-sent_at",)
        indexes = [
            models.Index(fields=["officer", "-sent_at"], name="uploads_of_officer"),
            models.Index(fields=["import_at"], name="uploads_to_import", condition=Q(import_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.file_name
