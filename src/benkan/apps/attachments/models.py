"""One table for files on both sides: ours that partners may fetch, and partners' that we fetch.

A row is what the letter says of the file and how far it is; the bytes lie beside the database (``files``), sealed under
a key that is made of the node's own and of ``salt``. When a file is erased its salt goes too, so that what a disk may
still hold of it opens no more.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from benkan.core.attachments import Cut
from benkan.wire import AttachmentCard


class Direction(models.TextChoices):
    """Whose file it is."""

    IN = "in", _("Received")
    OUT = "out", _("Ours")


class State(models.TextChoices):
    """How far a file is; the first two are ours alone, the next four a receiver's."""

    KEPT = "kept", _("Waits for the decision")
    OFFERED = "offered", _("May be fetched by the partner")
    FETCHING = "fetching", _("On its way")
    PAUSED = "paused", _("Stopped by an officer")
    HALTED = "halted", _("Refused: not what the letter says")
    WHOLE = "whole", _("Here, whole and verified")
    ERASED = "erased", _("Erased")


class Attachment(models.Model):
    """A file that belongs to one letter of one holder (such as a release, in the thread of its request)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    direction = models.CharField(max_length=3, choices=Direction.choices)
    holder = models.CharField(max_length=20)
    thread = models.CharField(max_length=40)
    subject = models.CharField(max_length=40, blank=True)
    partner = models.CharField(max_length=64)
    convention = models.CharField(max_length=80)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    data_bytes = models.BigIntegerField()
    chunk_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    chunks_sha256 = models.CharField(max_length=64)
    salt = models.BinaryField()
    facts = models.JSONField(default=dict)
    until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    officer = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    # How a receiver's copy comes along: one bit for each chunk that is on the disk.
    have = models.BinaryField(default=b"")
    answers = models.PositiveIntegerField(default=0)
    cuts = models.PositiveIntegerField(default=0)
    rate_bytes_s = models.FloatField(default=0.0)
    attempts = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    code = models.CharField(max_length=64, blank=True)
    begun_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    # At the owner: how many chunks the last courier took, and when the partner said that it has the whole.
    carried = models.PositiveIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder", "thread"], name="attachment_by_thread"),
            models.Index(fields=["holder", "subject"], name="attachment_by_subject"),
            models.Index(fields=["direction", "state", "next_at"], name="attachment_due"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.partner} {self.id}"

    @property
    def cut(self) -> Cut:
        """How the file is cut."""
        return Cut(self.data_bytes, self.chunk_bytes)

    @property
    def card(self) -> AttachmentCard:
        """What the letter says of it."""
        return AttachmentCard(
            attachment=str(self.pk),
            name=self.name,
            media_type=self.media_type,
            data_bytes=self.data_bytes,
            sha256=self.sha256,
            chunk_bytes=self.chunk_bytes,
            chunks_sha256=self.chunks_sha256,
        )
