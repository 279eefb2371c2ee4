"""Django's entry to this slice."""

from django.apps import AppConfig


class JointCasesConfig(AppConfig):
    """Where Django finds the slice; its handlers of partners' letters register here."""

    name = "benkan.apps.jointcases"
    label = "jointcases"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers."""
        from benkan.apps.jointcases import handlers  # noqa: F401 - importing registers them
