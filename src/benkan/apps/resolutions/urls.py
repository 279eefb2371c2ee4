"""Addresses of this slice's pages."""

from django.urls import URLPattern, path

from benkan.apps.resolutions import converters  # noqa: F401 - the addresses below name them
from benkan.apps.resolutions.views import detail, lists, papers, votes

app_name = "resolutions"
urlpatterns: list[URLPattern] = [
    path("", lists.index, name="list"),
    path("owners/", lists.owners, name="owners"),
    path("new/", detail.new, name="new"),
    path("papers/", papers.index, name="papers"),
    path("papers/template/", papers.template, name="paper-template"),
    path("votes/", votes.index, name="votes"),
    path("votes/new/", votes.new, name="vote-new"),
    path("votes/<uuid:public_id>/", votes.detail, name="vote"),
    path("votes/<uuid:public_id>/station/", votes.station, name="station"),
    path("votes/<uuid:public_id>/<vote_act:what>/", votes.act, name="vote-act"),
    path("<uuid:public_id>/", detail.detail, name="detail"),
    path("<uuid:public_id>/edit/", detail.edit, name="edit"),
    path("<uuid:public_id>/<resolution_act:what>/", detail.act, name="act"),
]
