"""Django's entry to this slice."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the line that every sign-in leaves."""
        from . import signals  # noqa: F401 - importing connects it
