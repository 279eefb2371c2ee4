"""Conventions as they were signed, and who has suspended them."""

from __future__ import annotations

from django.db import models


class Convention(models.Model):
    """One version of a convention, signed by all of its parties; its text is kept as it came."""

    identifier = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    starts_on = models.DateField()
    ends_on = models.DateField()
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Order and constraints."""

        ordering = ("identifier", "version")
        constraints = [models.UniqueConstraint(fields=("identifier", "version"), name="one_row_per_version")]

    def __str__(self) -> str:
        return f"{self.identifier} v{self.version}"


class Suspension(models.Model):
    """A party has stopped a convention; it stands until the same party lifts it."""

    convention = models.CharField(max_length=64, db_index=True)
    party = models.CharField(max_length=40)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    officer = models.CharField(max_length=150, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.CharField(max_length=150, blank=True)
    lifted_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        """Order and constraints."""

        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                fields=("convention", "party"),
                condition=models.Q(lifted_at=None),
                name="one_standing_suspension_per_party",
            )
        ]

    def __str__(self) -> str:
        return f"{self.convention} by {self.party}"
