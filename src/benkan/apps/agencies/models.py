"""The directory's rows: services, as their own signed cards describe them."""

from __future__ import annotations

from django.db import models


class Agency(models.Model):
    """A service that this node knows: where it listens and with which keys it signs and opens."""

    id = models.SlugField(primary_key=True, max_length=40)
    name_fr = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name_ar = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    url = models.CharField(max_length=300)
    signing_key = models.CharField(max_length=64)
    encryption_key = models.TextField()
    card = models.TextField()
    own = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    voice_checked_by = models.CharField(max_length=150, blank=True)
    voice_checked_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)

    class Meta:
        """Order and constraints."""

        ordering = ("country", "id")

    def __str__(self) -> str:
        return self.id
