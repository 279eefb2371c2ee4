"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.accords import views

app_name = "accords"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("<slug:identifier>/", views.detail, name="detail"),
    path("<slug:identifier>/text/", views.text, name="text"),
    path("<slug:identifier>/suspend/", views.suspend, name="suspend"),
    path("<slug:identifier>/resume/", views.resume, name="resume"),
]
