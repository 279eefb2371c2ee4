"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.gatherings import delegate_views, document_views, door_views, interpreting_views, views

app_name = "gatherings"
urlpatterns = [
    path("", views.index, name="list"),
    path("offline-worker.js", door_views.offline_worker, name="offline-worker"),
    path("<uuid:gathering>/", views.detail, name="detail"),
    path("<uuid:gathering>/act/", views.act, name="act"),
    path("<uuid:gathering>/delegates/", delegate_views.delegates, name="delegates"),
    path("<uuid:gathering>/delegates/alike/", delegate_views.alike, name="alike"),
    path("<uuid:gathering>/badges/", delegate_views.badges_pdf, name="badges"),
    path("<uuid:gathering>/door/", door_views.at_door, name="door"),
    path("<uuid:gathering>/interpretation/", interpreting_views.index, name="interpretation"),
    path("<uuid:gathering>/documents/", document_views.index, name="documents"),
    path("<uuid:gathering>/documents.zip", document_views.whole, name="package"),
    path(
        "<uuid:gathering>/documents/<uuid:document>/<str:language>/<int:number>/",
        document_views.download,
        name="document",
    ),
    path("<uuid:gathering>/agenda.ics", views.calendar, name="calendar"),
]
