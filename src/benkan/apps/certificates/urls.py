"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.certificates import views

app_name = "certificates"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("competences/", views.competences, name="matrix"),
    path("verify/", views.verify, name="verify"),
    path("verify/anew/", views.verify_anew, name="verify-anew"),
    path("v/<str:short>", views.from_code, name="code"),
    path("of-run/<uuid:run>/papers/", views.papers, name="papers"),
    path("status/<int:number>", views.status, name="status"),
    path("<uuid:certificate>/", views.detail, name="detail"),
    path("<uuid:certificate>/paper/", views.as_paper, name="paper"),
    path("<uuid:certificate>/file/", views.as_file, name="file"),
    path("<uuid:certificate>/revoke/", views.revoke, name="revoke"),
]
