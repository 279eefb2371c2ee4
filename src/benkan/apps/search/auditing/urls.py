"""Addresses of the audit's pages."""

from django.urls import path

from benkan.apps.search.auditing import views

app_name = "audit"
urlpatterns = [
    path("", views.index, name="index"),
    path("draw/", views.draw, name="draw"),
    path("alarms/<int:alarm_id>/seen/", views.seen, name="seen"),
    path("<uuid:draw_id>/", views.sample, name="sample"),
    path("<uuid:draw_id>/<uuid:search_id>/", views.proof, name="proof"),
    path("<uuid:draw_id>/<uuid:search_id>/judge/", views.judge, name="judge"),
]
