"""Who has what a release gave, and what its holders ask the owner. Part of the tables of requests (``models``)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class HolderState(models.TextChoices):
    """Whether a service has the data, may soon have them, or has them no more."""

    EXPECTED = "expected", _("May receive it")
    HELD = "held", _("Has it")
    GONE = "gone", _("Has it no more")


class Holder(models.Model):
    """One service that has, or may get, what a release gave; ``giver`` is the one that tells it of changes.

    At the owner this is everybody, at another holder those to whom it passed the copy itself. ``version`` is the last
    state that the holder signed for, ``due_version`` the last one that concerns its fields.
    """

    release = models.ForeignKey("requests.Release", on_delete=models.CASCADE, related_name="holders")
    agency = models.CharField(max_length=64)
    giver = models.CharField(max_length=64)
    hop = models.PositiveSmallIntegerField(default=1)
    names = models.JSONField(default=list)
    permit = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=HolderState.choices, default=HolderState.EXPECTED)
    version = models.PositiveIntegerField(default=0)
    what = models.CharField(max_length=10, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    due_version = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True)
    envelope = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "due_at"], name="holder_unacknowledged")]
        constraints = [models.UniqueConstraint(fields=["release", "agency"], name="one_holder_per_release")]

    def __str__(self) -> str:
        return f"{self.agency} {self.release_id}"


class ConsentKind(models.TextChoices):
    """What a holder may ask the owner."""

    ONWARD = "onward", _("Pass on")
    EXTENSION = "extension", _("Keep longer")


class ConsentState(models.TextChoices):
    """From the question to the owner's answer."""

    ASKED = "asked", _("Waits for the owner")
    PROPOSED = "proposed", _("Waiting for the second officer")
    GRANTED = "granted", _("Agreed")
    REFUSED = "refused", _("Refused")
    STOPPED = "stopped", _("Stopped")


class Consent(models.Model):
    """A holder's question to the owner, at both of them: to pass fields on to ``receiver``, or to keep them longer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey("requests.Release", on_delete=models.CASCADE, related_name="consents")
    direction = models.CharField(max_length=3)
    kind = models.CharField(max_length=10, choices=ConsentKind.choices)
    holder = models.CharField(max_length=64)
    receiver = models.CharField(max_length=64, blank=True)
    names = models.JSONField(default=list)
    retained_until = models.DateField(null=True, blank=True)
    reason_code = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    officer = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ConsentState.choices, default=ConsentState.ASKED)
    answer_code = models.CharField(max_length=64, blank=True)
    answer = models.TextField(blank=True)
    answer_officer = models.CharField(max_length=200, blank=True)
    answer_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="consents_given"
    )
    second_officer = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    permit = models.JSONField(null=True, blank=True)
    envelope = models.CharField(max_length=40, blank=True)
    payload_sha256 = models.CharField(max_length=64, blank=True)
    answer_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["direction", "state", "asked_at"], name="consent_to_decide")]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "kind", "holder", "receiver"],
                condition=Q(state__in=["asked", "proposed"]),
                name="one_open_consent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.release_id} {self.receiver}"
