"""Requests, releases and their later changes, on both sides of the border.

One table serves asker and owner: ``direction`` says which side we are. Every row is made in its most restricted form
and opened by a later, separate act: a release waits as a proposal, a received copy is never indexed for partners.
Partners are named by their agency id; the wire identity of a request or a release is its primary key.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Direction(models.TextChoices):
    """Which side of the border we are on."""

    IN = "in", _("Received")
    OUT = "out", _("Sent")


class Urgency(models.TextChoices):
    """The classes to which the convention gives hours."""

    IMMEDIATE = "immediate", _("Immediate")
    URGENT = "urgent", _("Urgent")
    ROUTINE = "routine", _("Routine")


class RequestState(models.TextChoices):
    """Where a request stands; only ``received`` waits for our decision."""

    QUEUED = "queued", _("Waiting for the link")
    DELIVERED = "delivered", _("Delivered, no answer yet")
    RECEIVED = "received", _("To decide")
    ANSWERED = "answered", _("Answered")
    STOPPED = "stopped", _("Stopped")


OPEN = (RequestState.QUEUED, RequestState.DELIVERED, RequestState.RECEIVED)
"""The states in which an answer may still come or be given."""


class Decision(models.TextChoices):
    """How much of the record leaves."""

    ALL = "all", _("Everything")
    PART = "part", _("A part")
    NOTHING = "nothing", _("Nothing")


class ReleaseState(models.TextChoices):
    """From proposal to erasure; a partner knows only of active and withdrawn ones."""

    PROPOSED = "proposed", _("Waiting for the second officer")
    RETURNED = "returned", _("Sent back by the second officer")
    STOPPED = "stopped", _("Stopped")
    ACTIVE = "active", _("In force")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Erased at the end of its retention")
    DELETED = "deleted", _("Erased before the end of its retention")


class Request(models.Model):
    """A question to one partner about one hit, or a partner's question to us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    partner = models.CharField(max_length=64)
    convention = models.CharField(max_length=80)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="requests")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="sent_requests"
    )
    inquiry = models.CharField(max_length=40, blank=True)
    handle = models.CharField(max_length=32, blank=True)
    tier = models.CharField(max_length=32, blank=True)
    records = models.JSONField(default=list)
    purpose = models.CharField(max_length=40)
    urgency = models.CharField(max_length=10, choices=Urgency.choices)
    urgency_code = models.CharField(max_length=64, blank=True)
    officer_name = models.CharField(max_length=200)
    officer_role = models.CharField(max_length=200, blank=True)
    case_reference = models.CharField(max_length=200)
    question = models.TextField()
    legal_ground = models.TextField(blank=True)
    language = models.CharField(max_length=2, default="fr")
    sent_at = models.DateTimeField()
    # The clock, from signed times only: see ``clock``. ``hours`` are those of the convention at receipt.
    received_at = models.DateTimeField(null=True, blank=True)
    hours = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    overdue_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RequestState.choices)
    envelope = models.CharField(max_length=40, blank=True)
    stop_clause = models.CharField(max_length=120, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["direction", "state", "due_at"], name="request_inbox"),
            models.Index(fields=["case", "-sent_at"], name="request_by_case"),
            models.Index(fields=["convention", "state"], name="request_by_convention"),
            models.Index(fields=["received_at"], name="request_by_receipt"),
        ]
        constraints = [
            # A hit has one open request at most: a second click, or a second officer, asks nothing twice.
            models.UniqueConstraint(
                fields=["inquiry", "handle"],
                condition=Q(direction="out", state__in=["queued", "delivered"]) & ~Q(inquiry=""),
                name="one_open_request_per_hit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.partner} {self.id}"

    @property
    def is_open(self) -> bool:
        """Whether an answer may still come or be given."""
        return self.state in OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether it is open and its clock has run out; while the clock stands still, as it stood then."""
        return self.is_open and self.received_at is not None and self.due_at < (self.paused_at or timezone.now())


class Release(models.Model):
    """What one named officer lets out about a request; at the receiver, the copy that follows its owner's changes.

    A copy that a third service passed on to us has no request: nobody here asked. ``partner`` is the service at the
    other end of the letter, ``owner`` the one whose data they are; ``statement`` and ``permits`` prove it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    partner = models.CharField(max_length=64)
    convention = models.CharField(max_length=80)
    owner = models.CharField(max_length=64)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="releases")
    statement = models.JSONField(null=True, blank=True)
    salts = models.JSONField(default=dict)
    permits = models.JSONField(default=list)
    record = models.CharField(max_length=40, blank=True)
    decision = models.CharField(max_length=8, choices=Decision.choices)
    reason_code = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    schema = models.CharField(max_length=40, blank=True)
    properties = models.JSONField(default=dict)
    withheld = models.PositiveIntegerField(default=0)
    handling = models.CharField(max_length=2, default="H3")
    grade = models.CharField(max_length=4, blank=True)
    purpose = models.CharField(max_length=40)
    retained_until = models.DateField()
    officer = models.CharField(max_length=200)
    officer_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="first_releases"
    )
    second_officer = models.CharField(max_length=200, blank=True)
    second_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="second_releases"
    )
    remark = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=ReleaseState.choices, default=ReleaseState.PROPOSED)
    at = models.DateTimeField()
    envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["request", "at"], name="release_by_request"),
            models.Index(fields=["direction", "state", "retained_until"], name="release_by_retention"),
            models.Index(fields=["record"], name="release_by_record"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(second_account__isnull=True)
                | Q(officer_account__isnull=True)
                | ~Q(second_account=models.F("officer_account")),
                name="two_officers_are_two_persons",
            ),
            # A request is decided once; what changes later is a correction or a withdrawal.
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["proposed", "active", "withdrawn", "expired"]),
                name="one_decision_per_request",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.decision} {self.id}"

    @property
    def thread(self) -> str:
        """The thread of its letters: the request's, or its own where nobody asked."""
        return str(self.request_id or self.pk)

    @property
    def answers(self) -> Request:
        """The request that it answers.

        Raises:
            LookupError: nobody here asked: a third service passed it on.
        """
        if self.request is None:
            raise LookupError("no request")
        return self.request


class ChangeKind(models.TextChoices):
    """What an owner may do to a copy that has left."""

    CORRECTION = "correction", _("Correction")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    EXTENSION = "extension", _("Extension")


class ChangeState(models.TextChoices):
    """A correction may wait for a second officer; a withdrawal never waits."""

    PROPOSED = "proposed", _("Waiting for the second officer")
    RETURNED = "returned", _("Sent back by the second officer")
    MADE = "made", _("Made")
    STOPPED = "stopped", _("Stopped")


class Change(models.Model):
    """A correction, withdrawal or extension of a release; its version follows the release's, so it is applied once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="changes")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    kind = models.CharField(max_length=10, choices=ChangeKind.choices)
    version = models.PositiveIntegerField()
    properties = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    fields = models.JSONField(default=list)
    retained_until = models.DateField(null=True, blank=True)
    statement = models.JSONField(null=True, blank=True)
    reason_code = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    officer = models.CharField(max_length=200)
    officer_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="changes_made"
    )
    state = models.CharField(max_length=10, choices=ChangeState.choices, default=ChangeState.MADE)
    at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["direction", "acknowledged_at"], name="change_unacknowledged")]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "version"], condition=~Q(state="returned"), name="one_change_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.release_id} v{self.version}"


class Delay(models.Model):
    """The word of the service that was asked that its answer will come later; the deadline stays what it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="delays")
    reason_code = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    expected_at = models.DateTimeField()
    officer = models.CharField(max_length=200)
    at = models.DateTimeField()
    stopped = models.BooleanField(default=False)
    envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="delay_by_request")]

    def __str__(self) -> str:
        return f"delay of {self.request_id}"


class ClarificationState(models.TextChoices):
    """Who has the ball: the asker while it is open or its answer is on the way."""

    OPEN = "open", _("Waiting for the asker")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", _("Closed by the decision")
    STOPPED = "stopped", _("Stopped")


class Clarification(models.Model):
    """A question back to the asker, and its answer; the clock stands still from ``asked_at`` to ``ended_at``."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="clarifications")
    question_code = models.CharField(max_length=64)
    question = models.TextField(blank=True)
    officer = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answer_officer = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ClarificationState.choices, default=ClarificationState.OPEN)
    envelope = models.CharField(max_length=40, blank=True)
    answer_envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)
    answer_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["request", "asked_at"], name="clarification_by_request")]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state="open"), name="one_open_question_back")
        ]

    def __str__(self) -> str:
        return f"clarification of {self.request_id}"


class Feedback(models.Model):
    """How useful one release was and what it led to; a change has the next number and takes the place of the last."""

    release = models.OneToOneField(Release, on_delete=models.CASCADE, primary_key=True, related_name="feedback")
    number = models.PositiveIntegerField(default=1)
    usefulness = models.CharField(max_length=10)
    outcomes = models.JSONField(default=list)
    remark = models.TextField(blank=True)
    officer = models.CharField(max_length=200)
    at = models.DateTimeField()
    envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.usefulness} {self.release_id} n{self.number}"


from benkan.apps.requests.onward.models import Consent, ConsentKind, ConsentState, Holder, HolderState  # noqa: E402

__all__ = [
    "OPEN",
    "Change",
    "ChangeKind",
    "ChangeState",
    "Clarification",
    "ClarificationState",
    "Consent",
    "ConsentKind",
    "ConsentState",
    "Decision",
    "Delay",
    "Direction",
    "Feedback",
    "Holder",
    "HolderState",
    "Release",
    "ReleaseState",
    "Request",
    "RequestState",
    "Urgency",
]
