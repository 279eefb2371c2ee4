"""Materials of courses, and their editions by language and version."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

LICENCES = (
    ("internal", _("Stays in this service")),
    ("partners", _("For partners, not to be passed on")),
    ("CC0-1.0", _("No rights reserved (CC0)")),
    ("CC-BY-4.0", _("Free, naming the author (CC BY)")),
    ("CC-BY-SA-4.0", _("Free, under the same licence (CC BY-SA)")),
    ("CC-BY-NC-4.0", _("Free, not for sale (CC BY-NC)")),
    ("CC-BY-NC-SA-4.0", _("Free, not for sale, under the same licence (CC BY-NC-SA)")),
)


class Material(models.Model):
    """A document, a film, a sheet of a course; ``origin`` is empty for our own, else the partner that signed it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    origin = models.CharField(max_length=40, blank=True)
    foreign = models.UUIDField(null=True, blank=True)
    course = models.CharField(max_length=64)
    titles = models.JSONField(default=dict)
    licence = models.CharField(max_length=20, choices=LICENCES)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()

    class Meta:
        """Order, indexes and what can never be."""

        ordering = ("course", "added_at", "id")
        indexes = [models.Index(fields=["course"], name="material_by_course")]
        constraints = [
            models.UniqueConstraint(
                fields=["origin", "foreign"],
                condition=models.Q(foreign__isnull=False),
                name="one_material_of_a_partner",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Edition(models.Model):
    """A version of a material in one language; its bytes lie on the disk under their digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    material = models.ForeignKey(Material, on_delete=models.CASCADE, related_name="editions")
    language = models.CharField(max_length=2)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=8)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.CharField(max_length=150)
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """Order, indexes and what can never be."""

        ordering = ("material", "language", "-version")
        indexes = [models.Index(fields=["sha256"], name="edition_by_digest")]
        constraints = [
            models.UniqueConstraint(fields=["material", "language", "version"], name="one_edition_a_version"),
        ]

    def __str__(self) -> str:
        return f"{self.material_id} {self.language} {self.version}"
