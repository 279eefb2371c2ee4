"""Addresses of this slice's JSON API."""

from django.urls import URLPattern

api_urls: list[URLPattern] = []
