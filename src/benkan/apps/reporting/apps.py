"""Django's entry to this slice."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """Where Django finds the slice; its readers register here."""

    name = "benkan.apps.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the readers of the formats that the door takes."""
        from benkan.apps.reporting import formats_taken  # noqa: F401 - importing registers them
