"""Django's entry to this slice."""

from django.apps import AppConfig


class SeizuresConfig(AppConfig):
    """Where Django finds the slice; its handlers of partners' letters register here."""

    name = "benkan.apps.seizures"
    label = "seizures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers."""
        from benkan.apps.seizures import receiving  # noqa: F401 - importing registers them
