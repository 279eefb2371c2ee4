"""Django's entry to this slice."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.cases"
    label = "cases"
    default_auto_field = "django.db.models.BigAutoField"
