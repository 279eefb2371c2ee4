"""Django's entry to this slice."""

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.calendar"
    label = "calendar"
    default_auto_field = "django.db.models.BigAutoField"
