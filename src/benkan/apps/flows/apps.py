"""Django's entry to this slice."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Where Django finds the slice; charts learn here what money is."""

    name = "benkan.apps.flows"
    label = "flows"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the accounts of a case a source of charts."""
        from benkan.apps.flows import charting

        charting.register()
