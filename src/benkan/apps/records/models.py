"""Records: what this service holds about people and things, in FollowTheMoney's words, with its safeguards.

A document, an account or a vehicle that belongs to someone is a record whose ``holder`` is that someone; its
identifiers are found through the holder. Only ``services`` of this slice touches these tables.
"""

from __future__ import annotations

import uuid

from django.db import models


class Record(models.Model):
    """One entity with its owner, purpose, grade, handling code and review date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schema = models.CharField(max_length=40)
    caption = models.CharField(max_length=300)
    properties = models.JSONField(default=dict)
    holder = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="held")
    owner = models.CharField(max_length=60)
    subject_category = models.CharField(max_length=20, blank=True)
    crime_area = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=40, blank=True)
    source_grade = models.CharField(max_length=2)
    handling = models.CharField(max_length=2)
    review_on = models.DateField()
    dataset = models.CharField(max_length=80, blank=True)
    # NULLs are not equal to each other: records that were typed in have none.
    source_id = models.CharField(max_length=200, null=True, blank=True)  # noqa: DJ001
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One record for each entity of a source; the orders in which lists are read."""

        constraints = [models.UniqueConstraint("dataset", "source_id", name="record_once_per_source")]
        indexes = [
            models.Index("owner", "withdrawn_at", "review_on", name="record_indexable"),
            models.Index("caption", "id", name="record_by_caption"),
            models.Index("created_at", "id", name="record_by_age"),
        ]

    def __str__(self) -> str:
        return self.caption


class RecordToken(models.Model):
    """One posting of the local index: a record carries a token, kept as a 64-bit hash."""

    id = models.BigAutoField(primary_key=True)
    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="tokens")
    token = models.BigIntegerField()
    tier = models.PositiveSmallIntegerField()

    class Meta:
        """The constraint is also the index that searches use."""

        constraints = [models.UniqueConstraint("token", "record", name="token_once_per_record")]

    def __str__(self) -> str:
        return f"{self.token:016x}"
