"""Django's entry to the shared pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Where Django finds the shared templates and template tags."""

    name = "benkan.web"
    label = "web"
