"""The personas of a demonstration, for the sign-in page."""

from django import template

from benkan.apps.accounts import services

register = template.Library()


@register.simple_tag
def demo_personas() -> list[services.Persona]:
    """The personas, or nothing outside a demonstration home."""
    return services.personas()
