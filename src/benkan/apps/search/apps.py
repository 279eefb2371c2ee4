"""Django's entry to this slice."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"
