"""Django's entry to this slice."""

from django.apps import AppConfig


class DeploymentsConfig(AppConfig):
    """Where Django finds the slice; the calendar learns here when loans begin and end."""

    name = "benkan.apps.deployments"
    label = "deployments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the dates of loans and their letters."""
        from benkan.apps.calendar import services as calendar
        from benkan.apps.deployments import dates, handlers

        calendar.register("loans", dates.entries)
        handlers.register()
