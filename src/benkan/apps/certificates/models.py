"""Certificates that this service issued, the lists of partners that say which of theirs were revoked, and targets."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _


class Certificate(models.Model):
    """One certificate, with the signed text that was given out; nothing of it changes but that it may be revoked."""

    class State(models.TextChoices):
        """What holds on a given day."""

        VALID = "valid", _("Valid")
        EXPIRED = "expired", _("Expired")
        REVOKED = "revoked", _("Revoked")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.CharField(max_length=200)
    learner = models.UUIDField(null=True, blank=True)
    username = models.CharField(max_length=150, blank=True)
    service = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=40, blank=True)
    course = models.CharField(max_length=64)
    competence = models.CharField(max_length=64)
    names = models.JSONField(default=dict)
    hours = models.PositiveIntegerField(default=0)
    criteria = models.CharField(max_length=1_000, blank=True)
    run = models.UUIDField(null=True, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    list_number = models.PositiveIntegerField(default=1)
    place = models.PositiveIntegerField()
    text = models.TextField()
    issued_by = models.CharField(max_length=150)
    issued_at = models.DateTimeField()
    revoked_by = models.CharField(max_length=150, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """Order, indexes and what can never be."""

        ordering = ("-issued_at", "id")
        indexes = [
            models.Index(fields=["username", "competence", "until"], name="certificate_of_officer"),
            models.Index(fields=["competence", "service"], name="certificate_by_competence"),
            models.Index(fields=["learner"], name="certificate_of_learner"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["list_number", "place"], name="one_certificate_a_place"),
            models.UniqueConstraint(
                fields=["learner", "run"],
                condition=models.Q(learner__isnull=False, run__isnull=False, revoked_at__isnull=True),
                name="one_certificate_a_learner_and_run",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course} {self.id}"


class ErasedPlace(models.Model):
    """The place of a certificate whose holder was erased: nothing of the certificate is left, and it stays revoked."""

    list_number = models.PositiveIntegerField()
    place = models.PositiveIntegerField()

    class Meta:
        """What can never be."""

        constraints = [models.UniqueConstraint(fields=["list_number", "place"], name="one_erased_certificate_a_place")]

    def __str__(self) -> str:
        return f"{self.list_number} {self.place}"


class PartnerList(models.Model):
    """The newest list of a partner that says which of its certificates were revoked."""

    partner = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    text = models.TextField()
    made = models.DateTimeField()
    until = models.DateTimeField()
    fetched_at = models.DateTimeField()

    class Meta:
        """One a partner and number."""

        constraints = [models.UniqueConstraint(fields=["partner", "number"], name="one_list_a_partner_and_number")]

    def __str__(self) -> str:
        return f"{self.partner} {self.number}"


class Target(models.Model):
    """How many holders of a competence a service wants."""

    competence = models.CharField(max_length=64)
    service = models.CharField(max_length=200)
    wanted = models.PositiveIntegerField()

    class Meta:
        """One a competence and service."""

        constraints = [models.UniqueConstraint(fields=["competence", "service"], name="one_target")]

    def __str__(self) -> str:
        return f"{self.service} {self.competence}: {self.wanted}"
