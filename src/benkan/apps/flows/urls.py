"""Addresses of this slice's pages."""

from django.urls import path

from benkan.apps.flows import converters  # noqa: F401 - importing registers them
from benkan.apps.flows.views import accounts, alerts, imports, of_case, rules

app_name = "flows"
urlpatterns = [
    path("", alerts.index, name="alerts"),
    path("alerts/<uuid:alert_id>/", alerts.detail, name="alert"),
    path("alerts/<uuid:alert_id>/<alert_decision:what>/", alerts.act, name="decide"),
    path("accounts/", accounts.look_up, name="look-up"),
    path("accounts/<uuid:account_id>/", accounts.detail, name="account"),
    path("accounts/<uuid:account_id>/flow/", accounts.flow, name="flow"),
    path("accounts/<uuid:account_id>/<account_act:what>/", accounts.act, name="account-act"),
    path("cases/<uuid:case_id>/", of_case.detail, name="case"),
    path("imports/", imports.index, name="imports"),
    path("imports/<uuid:import_id>/", imports.imported, name="imported"),
    path("imports/waiting/<uuid:upload_id>/", imports.columns, name="upload"),
    path("imports/waiting/<uuid:upload_id>/questions/", imports.questions, name="upload-questions"),
    path("imports/waiting/<uuid:upload_id>/delete/", imports.close, name="upload-close"),
    path("rules/", rules.index, name="rules"),
    path("rules/<slug:pattern>/", rules.detail, name="rule"),
]
