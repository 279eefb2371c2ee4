"""Django's entry to this slice."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"
