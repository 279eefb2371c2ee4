"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.records import views

app_name = "records"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:record_id>/", views.detail, name="detail"),
    path("<uuid:record_id>/renew/", views.renew, name="renew"),
    path("<uuid:record_id>/withdraw/", views.withdraw, name="withdraw"),
]
