"""The rows that move letters: what waits to leave, what has come in.

A row is written in the transaction of the act that causes it; a loop moves it afterwards. The sealed bytes are kept,
so a letter that is sent twice is the same letter, and the partner knows it.
"""

from __future__ import annotations

from django.db import models

from benkan.wire import Receipt


class State(models.TextChoices):
    """Where a letter to a partner stands."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    STOPPED = "stopped"
    EXPIRED = "expired"


class Outgoing(models.Model):
    """A letter to one partner. ``number`` is its place in the queue, ``envelope_id`` its identity everywhere.

    ``carried_at`` is when it was last given to a courier; it goes on waiting for its receipt, by whichever way.
    """

    number = models.BigAutoField(primary_key=True)
    envelope_id = models.UUIDField(unique=True)
    thread = models.UUIDField(db_index=True)
    previous = models.UUIDField(null=True)
    recipient = models.CharField(max_length=40)
    convention = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=32)
    facts = models.JSONField(default=dict)
    payload = models.BinaryField()
    sealed = models.BinaryField(null=True)
    salt = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_code = models.CharField(max_length=64, blank=True)
    clause = models.CharField(max_length=200, blank=True)
    receipt = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    carried_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        indexes = [models.Index(fields=["state", "recipient", "number"], name="outgoing_by_partner")]

    is_newly_sealed = False
    """Whether it was sealed in this process and its bytes are not kept yet."""
    receipt_read: Receipt | None = None
    """What ``receipt`` says, where it was opened and verified a moment ago."""

    def __str__(self) -> str:
        return f"{self.kind} {self.envelope_id} to {self.recipient}"

    @property
    def id(self) -> str:
        """The identity of the envelope, as text."""
        return str(self.envelope_id)


class Incoming(models.Model):
    """A letter that came in and was processed; the same bytes again get the same reply."""

    number = models.BigAutoField(primary_key=True)
    envelope_id = models.UUIDField()
    sender = models.CharField(max_length=40)
    convention = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=40)
    thread = models.UUIDField(db_index=True)
    sha256 = models.CharField(max_length=64)
    envelope = models.BinaryField()
    reply = models.BinaryField()
    code = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=("sender", "envelope_id"), name="one_letter_per_sender_and_id")]

    def __str__(self) -> str:
        return f"{self.kind} {self.envelope_id} from {self.sender}"

    @property
    def id(self) -> str:
        """The identity of the envelope, as text."""
        return str(self.envelope_id)
