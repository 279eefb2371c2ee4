"""Addresses of this slice's pages."""

from django.urls import URLPattern, path

from benkan.apps.requests.views import asking, changing, deciding, lists

app_name = "requests"
urlpatterns: list[URLPattern] = [
    path("", lists.inbox, name="inbox"),
    path("sent/", lists.sent, name="sent"),
    path("ask/<uuid:inquiry>/<slug:handle>/", asking.ask, name="ask"),
    path("<uuid:request_id>/", asking.detail, name="detail"),
    path("<uuid:request_id>/preview/", deciding.preview, name="preview"),
    path("<uuid:request_id>/release/", deciding.release, name="release"),
    path("<uuid:request_id>/evidence/", asking.evidence_file, name="evidence"),
    path("releases/<uuid:release_id>/second/", deciding.second, name="second"),
    path("releases/<uuid:release_id>/correct/", changing.correct, name="correct"),
    path("releases/<uuid:release_id>/withdraw/", changing.withdraw, name="withdraw"),
    path("changes/<uuid:change_id>/second/", changing.second, name="second_change"),
]
