"""Django's entry to this slice."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.records"
    label = "records"
    default_auto_field = "django.db.models.BigAutoField"
