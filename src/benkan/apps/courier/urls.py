"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.courier import views

app_name = "courier"
urlpatterns = [path("", views.index, name="index")]
