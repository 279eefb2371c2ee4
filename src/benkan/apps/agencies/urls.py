"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.agencies import views

app_name = "agencies"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("own-card.json", views.own_card, name="own-card"),
    path("<slug:agency>/", views.detail, name="detail"),
    path("<slug:agency>/confirm/", views.confirm, name="confirm"),
]
