"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.search import views

app_name = "search"
urlpatterns = [
    path("", views.new, name="new"),
    path("whom/", views.whom, name="whom"),
    path("<uuid:search_id>/", views.result, name="result"),
    path("<uuid:search_id>/rows/", views.rows, name="rows"),
]
