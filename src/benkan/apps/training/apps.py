"""Django's entry to this slice."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.training"
    label = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Puts the dates of courses into the calendar."""
        from benkan.apps.calendar import services as calendar
        from benkan.apps.training import dates

        calendar.register("training", dates.entries)
