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
            models.Index("updated_at", "id", name="record_by_change"),
        ]

    def __str__(self) -> str:
        return self.caption


# The tables of the index. Their columns are made by migrations 0002 and 0003 in each database's own best form, and read
# and written by ``index.store`` alone; as models they are known to migrations, flushes and the schema check.


class IndexState(models.Model):
    """The one row of the index: by which rules its keys were made, and the next record number."""

    id = models.IntegerField(primary_key=True)
    version = models.CharField(max_length=80)
    next_number = models.BigIntegerField()
    postings = models.BigIntegerField()
    expired_on = models.DateField()

    def __str__(self) -> str:
        return self.version


class IndexEntry(models.Model):
    """What scoring needs of one indexed record, under its number in the index; last what is read of few."""

    number = models.IntegerField(primary_key=True)
    until = models.IntegerField()
    born = models.IntegerField()
    kind = models.SmallIntegerField()
    bare = models.SmallIntegerField()
    names = models.TextField()
    person = models.TextField()
    record = models.BinaryField()
    identifiers = models.BinaryField()

    def __str__(self) -> str:
        return str(self.number)


class PostingPage(models.Model):
    """The postings of all keys that begin with the same bits; see ``index.pages``."""

    page = models.IntegerField(primary_key=True)
    body = models.BinaryField()

    def __str__(self) -> str:
        return str(self.page)


class PostingRun(models.Model):
    """Record numbers of a key that has too many for a page; the first run of a key says how many it has in all."""

    pk = models.CompositePrimaryKey("key", "first")
    key = models.BigIntegerField()
    first = models.IntegerField()
    total = models.IntegerField()
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.key:014x} {self.first}"


class PostingChange(models.Model):
    """A posting that came or went since the pages were last written."""

    pk = models.CompositePrimaryKey("key", "number")
    key = models.BigIntegerField()
    number = models.IntegerField()
    gone = models.SmallIntegerField()

    def __str__(self) -> str:
        return f"{self.key:014x} {self.number}"


class Skeleton(models.Model):
    """A consonant skeleton that stands in names of the index, and how many records carry it."""

    skeleton = models.CharField(max_length=40, primary_key=True)
    carriers = models.IntegerField()

    def __str__(self) -> str:
        return self.skeleton


class SkeletonVariant(models.Model):
    """A skeleton with one letter left out, or none: two that share a variant differ by a letter or two."""

    pk = models.CompositePrimaryKey("variant", "skeleton")
    variant = models.CharField(max_length=40)
    skeleton = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.variant} {self.skeleton}"
