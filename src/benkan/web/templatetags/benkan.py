"""Badges and dates, one look for each, everywhere."""

from django import template

register = template.Library()
