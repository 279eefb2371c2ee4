"""Addresses of this slice's pages."""

from django.urls import URLPattern, path

from benkan.apps.requests.views import asking, changing, counting, deciding, lists, telling

app_name = "requests"
urlpatterns: list[URLPattern] = [
    path("", lists.inbox, name="inbox"),
    path("sent/", lists.sent, name="sent"),
    path("ask/<uuid:inquiry>/<slug:handle>/", asking.ask, name="ask"),
    path("overdue/", counting.overdue, name="overdue"),
    path("statistics/", counting.statistics, name="statistics"),
    path("<uuid:request_id>/delay/", telling.delay, name="delay"),
    path("<uuid:request_id>/question/", telling.question, name="question"),
    path("questions/<uuid:clarification_id>/answer/", telling.answer, name="answer"),
    path("releases/<uuid:release_id>/feedback/", telling.feedback, name="feedback"),
    path("<uuid:request_id>/", asking.detail, name="detail"),
    path("<uuid:request_id>/preview/", deciding.preview, name="preview"),
    path("<uuid:request_id>/release/", deciding.release, name="release"),
    path("<uuid:request_id>/evidence/", asking.evidence_file, name="evidence"),
    path("releases/<uuid:release_id>/second/", deciding.second, name="second"),
    path("releases/<uuid:release_id>/correct/", changing.correct, name="correct"),
    path("releases/<uuid:release_id>/withdraw/", changing.withdraw, name="withdraw"),
    path("changes/<uuid:change_id>/second/", changing.second, name="second_change"),
]
