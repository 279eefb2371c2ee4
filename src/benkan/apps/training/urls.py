"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.training import grade_views, learner_views, views
from benkan.apps.training.evaluating import views as evaluating
from benkan.apps.training.testing import views as testing

app_name = "training"
urlpatterns = [
    path("", views.courses, name="courses"),
    path("courses/<slug:code>/questions/", testing.questions, name="questions"),
    path("learners/", learner_views.learners_list, name="learners"),
    path("learners/<uuid:learner_id>/", learner_views.learner, name="learner"),
    path("mine/", views.mine, name="mine"),
    path("offline-worker.js", views.offline_worker, name="offline-worker"),
    path("runs/", views.runs, name="runs"),
    path("runs/new/", views.new_run, name="new-run"),
    path("runs/<uuid:run_id>/", views.run, name="run"),
    path("runs/<uuid:run_id>/act/", views.act, name="act"),
    path("runs/<uuid:run_id>/attendance/", views.attendance, name="attendance"),
    path("runs/<uuid:run_id>/marks/", views.marks, name="marks"),
    path("runs/<uuid:run_id>/export/", views.export, name="export"),
    path("runs/<uuid:run_id>/evaluation/", evaluating.results, name="evaluation"),
    path("runs/<uuid:run_id>/evaluation/<slug:stage>/", evaluating.fill_in, name="evaluate"),
    path("runs/<uuid:run_id>/grades/", grade_views.grades, name="grades"),
    path("runs/<uuid:run_id>/test/", testing.test, name="test"),
    path("runs/<uuid:run_id>/test/answer/", testing.answer, name="answer"),
    path("runs/<uuid:run_id>/test/paper/", testing.test_paper, name="test-paper"),
    path("runs/<uuid:run_id>/sheet/<int:number>/", views.sheet, name="sheet"),
]
