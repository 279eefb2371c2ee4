"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.means import goal_views, views

app_name = "means"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("import/", views.import_, name="import"),
    path("find/", views.find, name="find"),
    path("places/", views.places, name="places"),
    path("gaps/", goal_views.gaps, name="gaps"),
    path("goals/new/", goal_views.new, name="new-goal"),
    path("goals/<uuid:goal_id>/drop/", goal_views.drop, name="drop-goal"),
    path("<uuid:mean_id>/", views.detail, name="detail"),
    path("<uuid:mean_id>/edit/", views.edit, name="edit"),
    path("<uuid:mean_id>/act/", views.act, name="act"),
]
