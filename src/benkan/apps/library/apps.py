"""Django's entry to this slice."""

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
