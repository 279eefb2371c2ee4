"""Addresses of the officers' pages: reports, their statistics, reporters."""

from django.urls import path

from benkan.apps.reporting import reporter_views, views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("statistics/", views.statistics, name="statistics"),
    path("reporters/", reporter_views.index, name="reporters"),
    path("reporters/new/", reporter_views.new, name="new-reporter"),
    path("reporters/people/<int:person_id>/", reporter_views.act_on_person, name="person"),
    path("reporters/machines/<int:machine_id>/", reporter_views.close_machine, name="machine"),
    path("reporters/<slug:code>/", reporter_views.detail, name="reporter"),
    path("reporters/<slug:code>/change/", reporter_views.act, name="change-reporter"),
    path("<uuid:report_id>/", views.detail, name="detail"),
    path("<uuid:report_id>/transfers/", views.transfers, name="transfers"),
    path("<uuid:report_id>/file/", views.download, name="file"),
    path("<uuid:report_id>/give/", views.give, name="give"),
    path("<uuid:report_id>/case/", views.case, name="case"),
    path("<uuid:report_id>/answer/", views.answer, name="answer"),
    path("<uuid:report_id>/inform/", views.inform, name="inform"),
]
