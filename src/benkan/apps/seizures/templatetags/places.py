"""Places of seizures in the reader's language: ``{% load places %}{{ row|place_words }}``."""

from __future__ import annotations

from django import template

from benkan.apps.seizures import catalogue
from benkan.apps.seizures.models import Leg, Seizure

register = template.Library()


@register.filter
def place_words(row: Seizure | Leg) -> str:
    """The name of the place as the reader writes it, or as it was written where the gazetteer has no such place."""
    return catalogue.place_name(f"{row.country}/{row.place}") or row.place
