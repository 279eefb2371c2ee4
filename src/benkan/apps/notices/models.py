"""Notices of ours with their editions and addressees, and the notices that partners sent us.

A notice is made in its most restricted form: a draft that nobody abroad knows of. Each edition is what one author wrote
and one other officer read; only the second officer's act sends it. A received notice is one row for its owner and
identity, so that a later edition replaces an earlier one, and a withdrawn one stays withdrawn whatever comes after.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class NoticeState(models.TextChoices):
    """Where a notice of ours stands."""

    DRAFT = "draft", _("Draft: nothing has left")
    ACTIVE = "active", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Expired")


class EditionState(models.TextChoices):
    """Where one edition stands; one that was sent back is a draft again, with a remark."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for the second officer")
    SENT = "sent", _("Sent")
    DROPPED = "dropped", _("Dropped")


OPEN = (EditionState.DRAFT, EditionState.PROPOSED)


class Notice(models.Model):
    """One notice of ours; ``version`` is the last edition that left, 0 while none has."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="notices")
    about = models.CharField(max_length=36, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    version = models.PositiveIntegerField(default=0)
    expires_on = models.DateField(null=True, blank=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notices")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["state", "expires_on"], name="notice_by_expiry"),
            models.Index(fields=["case", "-made_at"], name="notice_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id}"


class Edition(models.Model):
    """What one version says, who wrote it and who read it before it left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    language = models.CharField(max_length=2, default="fr")
    purpose = models.CharField(max_length=40, blank=True)
    subject_category = models.CharField(max_length=20, blank=True)
    fields = models.JSONField(default=dict)
    record = models.CharField(max_length=40, blank=True)
    picked = models.JSONField(default=list)
    schema = models.CharField(max_length=40, blank=True)
    properties = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    handling = models.CharField(max_length=2, default="H3")
    grade = models.CharField(max_length=2, default="X4")
    expires_on = models.DateField(null=True, blank=True)
    officer = models.CharField(max_length=200)
    officer_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="first_notice_editions"
    )
    second_officer = models.CharField(max_length=200, blank=True)
    second_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="second_notice_editions"
    )
    remark = models.TextField(blank=True)
    at = models.DateTimeField()
    payload_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice"], condition=Q(state__in=["draft", "proposed"]), name="one_open_edition_per_notice"
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(second_account__isnull=False), name="a_sent_edition_was_reviewed"
            ),
            models.CheckConstraint(
                condition=Q(second_account__isnull=True) | ~Q(second_account=models.F("officer_account")),
                name="author_and_reviewer_are_two_persons",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} v{self.number}"


class Sending(models.TextChoices):
    """What became of the last letter to one addressee."""

    CHOSEN = "chosen", _("Not sent")
    QUEUED = "queued", _("Waiting for the link")
    DELIVERED = "delivered", _("Received")
    STOPPED = "stopped", _("Stopped")


class Addressee(models.Model):
    """One partner that a notice is for, and under which convention."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="addressees")
    partner = models.CharField(max_length=64)
    convention = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=Sending.choices, default=Sending.CHOSEN)
    version = models.PositiveIntegerField(default=0)
    delivered_version = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    envelope = models.CharField(max_length=40, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    withdrawal = models.CharField(max_length=10, choices=Sending.choices, blank=True)
    withdrawal_envelope = models.CharField(max_length=40, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "partner"], name="one_addressee_per_partner")]
        indexes = [
            models.Index(fields=["envelope"], name="addressee_by_letter"),
            models.Index(fields=["withdrawal_envelope"], name="addressee_by_withdrawal"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.partner}"


class ReceivedState(models.TextChoices):
    """Where a partner's notice stands here; what is withdrawn or expired has no content any more."""

    ACTIVE = "active", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn by its owner")
    EXPIRED = "expired", _("Expired and erased")


class Received(models.Model):
    """A partner's notice, one row for its owner and identity; never indexed for other partners."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    partner = models.CharField(max_length=64)
    notice = models.UUIDField()
    convention = models.CharField(max_length=80)
    type = models.CharField(max_length=64, blank=True)
    about = models.CharField(max_length=36, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ReceivedState.choices, default=ReceivedState.ACTIVE)
    language = models.CharField(max_length=2, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    subject_category = models.CharField(max_length=20, blank=True)
    fields = models.JSONField(default=dict)
    schema = models.CharField(max_length=64, blank=True)
    properties = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    handling = models.CharField(max_length=2, default="H3")
    grade = models.CharField(max_length=2, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    officer = models.CharField(max_length=200, blank=True)
    second_officer = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.CharField(max_length=200, blank=True)
    case = models.ForeignKey(
        "cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="received_notices"
    )
    compared_at = models.DateTimeField(null=True, blank=True)
    known = models.JSONField(default=list)
    envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "notice"], name="one_row_per_owner_and_notice")]
        indexes = [
            models.Index(fields=["state", "expires_on"], name="received_notice_by_expiry"),
            models.Index(fields=["partner", "received_at"], name="received_notice_by_partner"),
            models.Index(fields=["case", "-received_at"], name="received_notice_by_case"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} {self.notice} v{self.version}"
