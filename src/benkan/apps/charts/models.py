"""Charts and what officers did to them. A chart is computed from its changes and from the items that they name.

No name, number or word of a record or a release is kept here: an item is named by its reference and read where it
lies, each time. What an officer draws or writes himself is kept in the change that brought it.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Chart(models.Model):
    """A link chart of one case of ours, or of one joint case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey("cases.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="charts")
    joint_case = models.ForeignKey(
        "jointcases.JointCase", null=True, blank=True, on_delete=models.PROTECT, related_name="charts"
    )
    title = models.CharField(max_length=200)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="charts_made")
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["-moved_at"], name="chart_by_movement")]
        constraints = [
            models.CheckConstraint(
                condition=Q(case__isnull=True) ^ Q(joint_case__isnull=True), name="a_chart_has_one_case"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Change(models.Model):
    """One act of one officer on a chart; the list only grows."""

    chart = models.ForeignKey(Chart, on_delete=models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    body = models.JSONField()
    officer = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chart", "number"], name="one_change_per_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.chart_id}"
