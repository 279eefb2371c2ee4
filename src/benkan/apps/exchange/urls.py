"""The address of the door for partners."""

from django.urls import path

from benkan.apps.exchange import views

app_name = "exchange"
urlpatterns = [path("wire", views.wire, name="wire")]
