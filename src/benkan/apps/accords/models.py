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


class Draft(models.Model):
    """A version of a convention in work. ``text`` is the truth; the guided page edits this same text."""

    identifier = models.CharField(max_length=64, db_index=True)
    version = models.PositiveIntegerField()
    text = models.TextField()
    proposer = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=150, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=150, blank=True)
    on_table = models.CharField(max_length=64, blank=True)
    prepared = models.CharField(max_length=64, blank=True)
    prepared_by = models.CharField(max_length=150, blank=True)
    prepared_at = models.DateTimeField(null=True)
    put_aside_at = models.DateTimeField(null=True)
    put_aside_by = models.CharField(max_length=150, blank=True)

    class Meta:
        """Order and constraints."""

        ordering = ("identifier", "version")
        constraints = [models.UniqueConstraint(fields=("identifier", "version"), name="one_draft_per_version")]

    def __str__(self) -> str:
        return f"{self.identifier} v{self.version} in work"


class Revision(models.Model):
    """A text that a party has put on the table, without signatures; it never changes."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    text = models.TextField()
    party = models.CharField(max_length=40)
    officer = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=2_000, blank=True)
    at = models.DateTimeField()

    class Meta:
        """Order and constraints."""

        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("draft", "number"), name="one_revision_per_number"),
            models.UniqueConstraint(fields=("draft", "sha256"), name="one_revision_per_text"),
        ]

    def __str__(self) -> str:
        return f"{self.draft} text {self.number}"


class Stance(models.Model):
    """What a party said about one exact text. It may come before the text itself, so it names the text by digest."""

    class Kind(models.TextChoices):
        """What was said; ``SIGNED`` carries the signature."""

        SEEN = "seen"
        COMMENTS = "comments"
        AGREES = "agrees"
        DECLINES = "declines"
        SIGNED = "signed"

    convention = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    party = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    comment = models.CharField(max_length=2_000, blank=True)
    article = models.CharField(max_length=11, blank=True)
    officer = models.CharField(max_length=200, blank=True)
    prepared_by = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=44, blank=True)
    value = models.CharField(max_length=88, blank=True)
    signed_on = models.DateField(null=True)
    at = models.DateTimeField()

    class Meta:
        """Order and constraints."""

        ordering = ("at", "pk")
        indexes = [models.Index(fields=("convention", "version"), name="stance_by_draft")]
        constraints = [
            models.UniqueConstraint(
                fields=("convention", "version", "sha256", "party"),
                condition=models.Q(kind="signed"),
                name="one_signature_per_party_and_text",
            )
        ]

    def __str__(self) -> str:
        return f"{self.party}: {self.kind} {self.convention} v{self.version}"
