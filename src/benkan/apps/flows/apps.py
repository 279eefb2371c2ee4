"""Django's entry to this slice."""

from django.apps import AppConfig


class FlowsConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.flows"
    label = "flows"
    default_auto_field = "django.db.models.BigAutoField"
