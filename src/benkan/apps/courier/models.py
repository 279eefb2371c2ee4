"""What only couriers need to be remembered: questions without a queue, replies that must travel back, journeys."""

from __future__ import annotations

from django.db import models


class Asked(models.Model):
    """A question that left by courier and that no other slice keeps, so that its reply can be read."""

    envelope_id = models.UUIDField(unique=True)
    partner = models.CharField(max_length=40)
    convention = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=40)
    payload = models.BinaryField()
    sealed = models.BinaryField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("asked_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.envelope_id} to {self.partner}"


class Owed(models.Model):
    """The sealed reply to a letter that came by courier; it goes with every export until it expires."""

    partner = models.CharField(max_length=40)
    envelope_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    reply = models.BinaryField()
    taken_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ("taken_at",)
        constraints = [models.UniqueConstraint(fields=("partner", "envelope_id"), name="one_owed_reply_per_letter")]

    def __str__(self) -> str:
        return f"reply to {self.envelope_id} for {self.partner}"


class Way(models.TextChoices):
    """Whether a journey began here or ended here."""

    OUT = "out"
    IN = "in"


class Journey(models.Model):
    """One export for one partner, or what one import brought from it."""

    partner = models.CharField(max_length=40)
    way = models.CharField(max_length=3, choices=Way.choices)
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ("at",)
        indexes = [models.Index(fields=["partner", "way", "-at"], name="journey_by_partner")]

    def __str__(self) -> str:
        return f"{self.way} {self.partner} {self.at}"
