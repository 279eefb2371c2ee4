"""Addresses of this slice's pages."""

from django.urls import path

from . import views

app_name = "accounts"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("persona/<str:username>/", views.persona, name="persona"),
    # allauth brings doors that a closed service does not open: accounts are made and reset by its administrator.
    *(path(f"accounts/{door}/", views.closed) for door in ("signup", "email", "password/reset", "confirm-email")),
]
