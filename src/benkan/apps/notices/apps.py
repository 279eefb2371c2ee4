"""Django's entry to this slice."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Where Django finds the slice; its handlers of partners' letters register here."""

    name = "benkan.apps.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers."""
        from benkan.apps.notices import handlers  # noqa: F401 - importing registers them
