"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.deployments import views

app_name = "deployments"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("costs/", views.costs, name="costs"),
    path("rates/", views.rate, name="rate"),
    path("<uuid:loan_id>/", views.detail, name="detail"),
    path("<uuid:loan_id>/act/", views.act, name="act"),
    path("<uuid:loan_id>/agreement/", views.paper, name="agreement"),
]
