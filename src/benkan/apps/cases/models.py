"""Cases: what officers work on; every search and every request belongs to one.

A case is created restricted: its opener sees it, and liaison officers and supervisors who must decide about it; others
only once it is shared with them. Nothing here is ever sent to a partner except the case number, in a request.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Case(models.Model):
    """One inquiry with its purpose; the purpose decides which partners may be asked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=40)
    summary = models.TextField(blank=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opened_cases")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    moved_at = models.DateTimeField()
    shared_with = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="shared_cases", blank=True)

    class Meta:
        indexes = [models.Index(fields=["-moved_at"], name="case_by_movement")]
        constraints = [models.CheckConstraint(condition=~Q(purpose=""), name="a_case_has_a_purpose")]

    def __str__(self) -> str:
        return f"{self.number} · {self.title}"

    @property
    def is_open(self) -> bool:
        """Whether officers may still search and ask in this case."""
        return self.closed_at is None


class Note(models.Model):
    """What an officer wrote down in a case; notes are added, never rewritten."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="notes")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="case_notes")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="note_by_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.at:%Y-%m-%d %H:%M}"
