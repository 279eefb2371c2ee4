"""Django's entry to this slice."""

from django.apps import AppConfig


class CascadeConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.cascade"
    label = "cascade"
    default_auto_field = "django.db.models.BigAutoField"
