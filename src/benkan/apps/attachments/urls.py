"""Addresses of this slice's pages."""

from django.urls import URLPattern, path

from benkan.apps.attachments import views

app_name = "attachments"
urlpatterns: list[URLPattern] = [
    path("of/<slug:holder>/<slug:thread>/add/", views.add, name="add"),
    path("of/<slug:holder>/<slug:thread>/<slug:subject>/", views.of_subject, name="of_subject"),
    path("<uuid:attachment>/discard/", views.discard, name="discard"),
    path("<uuid:attachment>/act/", views.act, name="act"),
    path("<uuid:attachment>/download/", views.download, name="download"),
]
