"""This slice has no JSON API: partners use the door, officers the slices that queue letters."""

from django.urls import URLPattern

api_urls: list[URLPattern] = []
