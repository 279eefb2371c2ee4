"""Addresses of the case pages."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from benkan.apps.cases import views


class Act(StringConverter):
    """What an officer does to a case from its page."""

    regex = "note|share|close|reopen"


register_converter(Act, "case_act")

app_name = "cases"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:case_id>/", views.detail, name="detail"),
    path("<uuid:case_id>/<case_act:what>/", views.act, name="act"),
]
