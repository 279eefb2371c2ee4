"""Django's entry to this slice."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Where Django finds the slice; its handlers of partners' letters register here."""

    name = "benkan.apps.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers."""
        from benkan.apps.search import handlers  # noqa: F401 - importing registers them
