"""Django's entry to this slice."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"
