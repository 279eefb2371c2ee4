"""Django's entry to this slice."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
