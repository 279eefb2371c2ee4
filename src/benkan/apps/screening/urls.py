"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.screening import views

app_name = "screening"
urlpatterns = [
    path("", views.index, name="list"),
    path("lists/", views.lists, name="lists"),
    path("lists/load/", views.load, name="load"),
    path("<uuid:likeness>/", views.detail, name="detail"),
    path("<uuid:likeness>/judge/", views.judge, name="judge"),
]
