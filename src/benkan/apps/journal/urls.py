"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.index, name="list"),
    path("verify/", views.verify, name="verify"),
    path("export/", views.export, name="export"),
    path("split-views/<int:number>/", views.split_view, name="split-view"),
    path("<int:seq>/", views.detail, name="detail"),
]
