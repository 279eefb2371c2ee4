"""Addresses of this slice's pages."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("persona/<str:username>/", views.persona, name="persona"),
]
