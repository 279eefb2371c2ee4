"""Django's entry to this slice."""

from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.agencies"
    label = "agencies"
    default_auto_field = "django.db.models.BigAutoField"
