"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.index, name="index"),
    path("address/", views.new_address, name="address"),
    path("end/", views.end, name="end"),
    path("<str:secret>.ics", views.feed, name="feed"),
]
