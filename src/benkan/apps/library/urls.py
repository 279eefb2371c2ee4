"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.library import views

app_name = "library"
urlpatterns = [
    path("", views.materials, name="list"),
    path("new/", views.new, name="new"),
    path("package/", views.package, name="package"),
    path("package/file/", views.package_file, name="package-file"),
    path("<uuid:material_id>/", views.material, name="detail"),
    path("editions/<uuid:edition_id>/", views.content, name="content"),
]
