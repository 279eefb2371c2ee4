"""Addresses of this slice's pages."""

from django.urls import URLPattern, path

from benkan.apps.notices.views import lists, ours, theirs, writing

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("", lists.received, name="received"),
    path("ours/", lists.ours, name="ours"),
    path("new/", writing.choose, name="choose"),
    path("new/<slug:type_>/", writing.new, name="new"),
    path("received/<uuid:received_id>/", theirs.detail, name="open"),
    path("received/<uuid:received_id>/case/", theirs.link, name="link"),
    path("editions/<uuid:edition_id>/second/", ours.second, name="second"),
    path("<uuid:notice_id>/", ours.detail, name="detail"),
    path("<uuid:notice_id>/edit/", writing.edit, name="edit"),
    path("<uuid:notice_id>/drop/", writing.drop, name="drop"),
    path("<uuid:notice_id>/renew/", writing.renew, name="renew"),
    path("<uuid:notice_id>/withdraw/", ours.withdraw, name="withdraw"),
]
