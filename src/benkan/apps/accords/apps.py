"""Django's entry to this slice."""

from django.apps import AppConfig


class AccordsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.accords"
    label = "accords"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers what this slice does with letters."""
        from benkan.apps.accords import handlers  # noqa: F401 - registers by being imported
