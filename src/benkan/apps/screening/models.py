"""Lists as they were published, and the likenesses between their entries and records of ours.

An entry is public and no record of this service: partners never find it here, and it has no review date. Only
``services`` of this slice touches these tables.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Form(models.TextChoices):
    """Who publishes a list, and in which form."""

    UN = "un", _("United Nations (XML)")
    OFAC = "ofac", _("OFAC, United States (XML)")
    EU = "eu", _("European Union (XML)")
    FTM = "ftm", _("FollowTheMoney lines (OpenSanctions and others)")


class State(models.TextChoices):
    """What was said of a likeness."""

    WAITING = "waiting", _("To judge")
    CONFIRMED = "confirmed", _("Listed")
    DISMISSED = "dismissed", _("Somebody else")


class Watchlist(models.Model):
    """One list; loading it again brings it up to date."""

    code = models.CharField(primary_key=True, max_length=40)
    form = models.CharField(max_length=4, choices=Form.choices)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=150, blank=True)
    sha256 = models.CharField(max_length=64)
    entries = models.IntegerField()
    added = models.IntegerField()
    changed = models.IntegerField()
    removed = models.IntegerField()
    left_out = models.IntegerField()
    anomalies = models.IntegerField()

    def __str__(self) -> str:
        return self.code


class Entry(models.Model):
    """One person, firm, vessel or aircraft of a list, with the numbers of what belongs to it."""

    watchlist = models.ForeignKey(Watchlist, on_delete=models.CASCADE, related_name="listed")
    source_id = models.CharField(max_length=200)
    schema = models.CharField(max_length=40)
    caption = models.CharField(max_length=300)
    properties = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    listed_since = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)
    compared_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """One entry for each identity of its publisher."""

        constraints = [models.UniqueConstraint("watchlist", "source_id", name="entry_once_per_list")]
        indexes = [models.Index("gone_at", "compared_at", name="entry_to_compare")]

    def __str__(self) -> str:
        return self.caption


class EntryKey(models.Model):
    """A key of the open matcher under which an entry is found; see ``core.matching.open_keys``."""

    key = models.BigIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        indexes = [models.Index("key", name="entry_by_key")]

    def __str__(self) -> str:
        return f"{self.key:011x}"


class Likeness(models.Model):
    """An entry that may be somebody of whom this service has a record, and what a person said of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="likenesses")
    record = models.UUIDField(db_index=True)
    score = models.FloatField()
    by_number = models.BooleanField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=30, blank=True)
    found_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT)
    facts = models.CharField(max_length=64)
    """Digest of what was compared: a judgement about other facts is asked anew."""

    class Meta:
        """One for each pair; the order of the list."""

        constraints = [models.UniqueConstraint("entry", "record", name="likeness_once_per_pair")]
        indexes = [models.Index(fields=["state", "-by_number", "-score", "id"], name="likeness_in_order")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.record}"


class Reached(models.Model):
    """The one row that says up to which change of a record the lists were compared."""

    id = models.IntegerField(primary_key=True)
    changed_at = models.DateTimeField()
    record = models.UUIDField()

    def __str__(self) -> str:
        return f"{self.changed_at:%Y-%m-%d %H:%M:%S}"
