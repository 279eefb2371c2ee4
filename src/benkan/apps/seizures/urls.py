"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.seizures import evidence_views, import_views, sharing_views, statistics_views, views

app_name = "seizures"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("statistics/", statistics_views.tables, name="statistics"),
    path("statistics/unodc/", statistics_views.unodc, name="unodc"),
    path("map/", statistics_views.on_map, name="map"),
    path("sharing/", sharing_views.index, name="sharing"),
    path("sharing/offer/", sharing_views.offer, name="offer"),
    path("<uuid:seizure_id>/send-again/", sharing_views.send_again, name="send-again"),
    path("suggest/<slug:what>/", views.suggest, name="suggest"),
    path("import/", import_views.index, name="import"),
    path("import/<uuid:import_id>/columns/", import_views.columns, name="import-columns"),
    path("import/<uuid:import_id>/questions/", import_views.questions, name="import-questions"),
    path("import/<uuid:import_id>/", import_views.report, name="import-report"),
    path("import/<uuid:import_id>/validate/", import_views.validate, name="import-validate"),
    path("import/<uuid:import_id>/close/", import_views.close, name="import-close"),
    path("<uuid:seizure_id>/", views.detail, name="detail"),
    path("<uuid:seizure_id>/details/", views.details, name="details"),
    path("<uuid:seizure_id>/validate/", views.validate, name="validate"),
    path("<uuid:seizure_id>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:seizure_id>/photos/add/", evidence_views.add_photo, name="add-photo"),
    path("<uuid:seizure_id>/photos/remove/", evidence_views.remove_photo, name="remove-photo"),
    path("<uuid:seizure_id>/custody/give/", evidence_views.give, name="give"),
    path("<uuid:seizure_id>/custody/take/", evidence_views.take, name="take"),
    path("<uuid:seizure_id>/samples/take/", evidence_views.sample, name="sample"),
    path("<uuid:seizure_id>/samples/result/", evidence_views.result, name="result"),
    path("<uuid:seizure_id>/destruction/record/", evidence_views.destroy, name="destroy"),
    path("<uuid:seizure_id>/destruction/confirm/", evidence_views.confirm, name="confirm"),
    path("<uuid:seizure_id>/records/link/", evidence_views.link, name="link"),
    path("<uuid:seizure_id>/records/unlink/", evidence_views.unlink, name="unlink"),
    path("<uuid:seizure_id>/case/", evidence_views.case, name="case"),
    path("<uuid:seizure_id>/way/add/", evidence_views.add_leg, name="add-leg"),
    path("<uuid:seizure_id>/way/remove/", evidence_views.remove_leg, name="remove-leg"),
    path("<uuid:seizure_id>/photos/<int:photo_id>/", evidence_views.photo, name="photo"),
]
