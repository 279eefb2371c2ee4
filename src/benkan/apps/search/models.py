"""Searches that officers made, what each partner was asked, and the indexes, ours and our partners'."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models


class Search(models.Model):
    """One question of one officer in one case. The subject is kept here and nowhere else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", on_delete=models.PROTECT, related_name="searches")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="searches")
    purpose = models.CharField(max_length=40)
    subject = models.JSONField()
    salt = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    elements = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0)
    line = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        indexes = [models.Index(fields=["case", "-created_at"], name="search_by_case")]

    def __str__(self) -> str:
        return str(self.id)


class InquiryState(models.TextChoices):
    """Where the question to one partner stands."""

    NOT_ASKED = "not-asked"
    WAITING = "waiting"
    ASKED = "asked"
    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"


OPEN = (InquiryState.WAITING, InquiryState.ASKED)


class Inquiry(models.Model):
    """The question to one partner, or the clause that kept it from being asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="inquiries")
    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=InquiryState.choices)
    code = models.CharField(max_length=64, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    sentence = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    index_epoch = models.PositiveIntegerField(null=True)
    index_built_at = models.DateTimeField(null=True)
    hits = models.JSONField(default=list)
    proofs = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True)
    bytes_up = models.PositiveIntegerField(default=0)
    bytes_down = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("partner",)
        constraints = [models.UniqueConstraint(fields=("search", "partner"), name="one_inquiry_per_partner")]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="inquiry_due"),
            models.Index(fields=["partner", "asked_at"], name="inquiry_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.state}"


class Answered(models.Model):
    """A partner's search that this node evaluated: who, when, for what, how much; never about whom."""

    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    officer_commitment = models.CharField(max_length=64)
    case_commitment = models.CharField(max_length=64)
    units = models.PositiveSmallIntegerField()
    elements = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["partner", "convention", "at"], name="answered_by_day")]

    def __str__(self) -> str:
        return f"{self.partner} {self.at:%Y-%m-%d}"


class OwnIndex(models.Model):
    """A state of the index that this node published for the members of one convention; one is current.

    Its parts, and the records for which its handles stand, are files of the home (``publishing.holdings``).
    """

    convention = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    state_key = models.CharField(max_length=64)
    manifest = models.BinaryField()
    looked_at = models.DateTimeField()
    build_s = models.FloatField(default=0)
    current = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=("convention", "built_at"), name="one_index_per_moment")]

    def __str__(self) -> str:
        return f"{self.convention} {self.epoch}"


class PartnerIndex(models.Model):
    """A partner's index as fetched: its signed manifest, and whether all of its parts are in the home."""

    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    built_at = models.DateTimeField()
    manifest = models.BinaryField()
    complete = models.BooleanField(default=False)
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("partner", "convention", "built_at"), name="one_copy_per_partner_index")
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.convention} {self.epoch}"


class IndexCheck(models.Model):
    """When a partner's index is looked at next, what its epochs' public keys are pinned to, its newest manifest."""

    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64)
    next_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    code = models.CharField(max_length=64, blank=True)
    pinned = models.JSONField(default=dict)
    newest = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("partner", "convention"), name="one_check_per_partner_index")]

    def __str__(self) -> str:
        return f"{self.partner} {self.convention}"
