"""The secret address of an officer's feed, as its digest."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Feed(models.Model):
    """One feed an officer; whoever knows its address reads it, so it can be made anew and ended."""

    officer = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.officer}"
