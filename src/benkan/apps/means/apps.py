"""Django's entry to this slice."""

from django.apps import AppConfig


class MeansConfig(AppConfig):
    """Where Django finds the slice; the calendar learns here when means are away."""

    name = "benkan.apps.means"
    label = "means"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the dates of means."""
        from benkan.apps.calendar import services as calendar
        from benkan.apps.means import dates

        calendar.register("means", dates.entries)
