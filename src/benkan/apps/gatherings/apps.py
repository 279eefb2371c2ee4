"""Django's entry to this slice."""

from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.gatherings"
    label = "gatherings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Puts the days of gatherings into the calendar."""
        from benkan.apps.calendar import services as calendar
        from benkan.apps.gatherings import dates

        calendar.register("gatherings", dates.entries)
