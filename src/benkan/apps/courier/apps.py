"""Django's entry to this slice."""

from django.apps import AppConfig


class CourierConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.courier"
    label = "courier"
    default_auto_field = "django.db.models.BigAutoField"
