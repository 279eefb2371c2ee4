"""Django's entry to this slice."""

from django.apps import AppConfig


class ChartsConfig(AppConfig):
    """Where Django finds the slice; the sources that are part of every node register here."""

    name = "benkan.apps.charts"
    label = "charts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the sources."""
        from benkan.apps.charts.sources import jointcases, records, releases, searches, seizures

        for module in (searches, releases, seizures, records, jointcases):
            module.register()
