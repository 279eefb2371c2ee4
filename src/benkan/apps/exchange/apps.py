"""Django's entry to this slice."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Where Django finds the slice."""

    name = "benkan.apps.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
