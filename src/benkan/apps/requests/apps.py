"""Django's entry to this slice."""

from django.apps import AppConfig


class RequestsConfig(AppConfig):
    """Where Django finds the slice; its handlers of partners' letters register here."""

    name = "benkan.apps.requests"
    label = "requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers, and releases as letters that take files along."""
        from benkan.apps.requests import attaching, handlers, hearing  # noqa: F401 - importing registers them
        from benkan.apps.requests.onward import handlers as onward  # noqa: F401 - same
