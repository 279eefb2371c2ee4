"""Addresses of this slice's pages."""

from django.urls import URLPattern

app_name = "requests"
urlpatterns: list[URLPattern] = []
