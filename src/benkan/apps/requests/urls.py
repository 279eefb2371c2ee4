"""Addresses of this slice's pages."""

from django.urls import URLPattern, path

from benkan.apps.requests.views import asking, changing, counting, deciding, holding, lists, telling

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
    path("releases/<uuid:release_id>/extend/", changing.extend, name="extend"),
    path("held/", lists.held, name="held_list"),
    path("held/<uuid:release_id>/", holding.held, name="held"),
    path("held/<uuid:release_id>/pass/", holding.pass_on, name="pass_on"),
    path("held/<uuid:release_id>/keep/", holding.keep, name="keep"),
    path("held/<uuid:release_id>/delete/", holding.delete, name="delete_copy"),
    path("held/<uuid:release_id>/case/", holding.into_case, name="into_case"),
    path("consents/<uuid:consent_id>/", holding.consent, name="consent"),
    path("changes/<uuid:change_id>/second/", changing.second, name="second_change"),
]
