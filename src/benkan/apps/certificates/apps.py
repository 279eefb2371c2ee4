"""Django's entry to this slice."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the handlers of this slice's letters."""
        from benkan.apps.certificates import handlers  # noqa: F401
