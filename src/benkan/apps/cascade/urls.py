"""Addresses of the pages of onward training."""

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from benkan.apps.cascade import file_views, target_views, views


class PersonAct(StringConverter):
    """What an officer notes of a person."""

    regex = "answer|erase"


register_converter(PersonAct, "cascade_act")

app_name = "cascade"
urlpatterns: list[URLPattern] = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("of-course/<uuid:run>/", views.of_run, name="of_run"),
    path("<uuid:cascade_id>/", views.detail, name="detail"),
    path("<uuid:cascade_id>/reach/", views.reach, name="reach"),
    path("<uuid:cascade_id>/left/", views.left, name="left"),
    path("<uuid:cascade_id>/targets/", target_views.targets, name="targets"),
    path("<uuid:cascade_id>/alike/", views.alike, name="alike"),
    path("<uuid:cascade_id>/join/", views.join, name="join"),
    path("<uuid:cascade_id>/import/", file_views.import_, name="import"),
    path("<uuid:cascade_id>/export/", file_views.export, name="export"),
    path("<uuid:cascade_id>/persons/<uuid:person_id>/", views.person, name="person"),
    path("<uuid:cascade_id>/persons/<uuid:person_id>/below/", views.branches, name="branches"),
    path("<uuid:cascade_id>/persons/<uuid:person_id>/session/", views.session_new, name="session_new"),
    path("<uuid:cascade_id>/persons/<uuid:person_id>/<cascade_act:what>/", views.act, name="act"),
    path("<uuid:cascade_id>/sessions/<uuid:session_id>/", views.session, name="session"),
]
