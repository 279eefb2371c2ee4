"""Django's entry to this slice."""

from django.apps import AppConfig


class SeizuresConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.seizures"
    label = "seizures"
    default_auto_field = "django.db.models.BigAutoField"
