"""Every address of a node but the door for partners (``exchange.door``): pages by slice, and the JSON API."""

from django.urls import include, path

from benkan.apps.accords import api as accords_api
from benkan.apps.accords import api_drafts as drafts_api
from benkan.apps.accounts import api as accounts_api
from benkan.apps.agencies import api as agencies_api
from benkan.apps.attachments import api as attachments_api
from benkan.apps.calendar import api as calendar_api
from benkan.apps.cascade import api as cascade_api
from benkan.apps.cases import api as cases_api
from benkan.apps.certificates import api as certificates_api
from benkan.apps.charts import api as charts_api
from benkan.apps.courier import api as courier_api
from benkan.apps.deployments import api as deployments_api
from benkan.apps.exchange import api as exchange_api
from benkan.apps.flows import api as flows_api
from benkan.apps.gatherings import api as gatherings_api
from benkan.apps.jointcases import api as jointcases_api
from benkan.apps.journal import api as journal_api
from benkan.apps.library import api as library_api
from benkan.apps.means import api as means_api
from benkan.apps.notices import api as notices_api
from benkan.apps.records import api as records_api
from benkan.apps.reporting import api as reporting_api
from benkan.apps.requests import api as requests_api
from benkan.apps.resolutions import api as resolutions_api
from benkan.apps.screening import api as screening_api
from benkan.apps.search import api as search_api
from benkan.apps.search.auditing import api as audit_api
from benkan.apps.seizures import api as seizures_api
from benkan.apps.training import api as training_api

_API = (
    audit_api,
    search_api,
    accounts_api,
    agencies_api,
    drafts_api,
    accords_api,
    journal_api,
    records_api,
    cases_api,
    exchange_api,
    courier_api,
    requests_api,
    attachments_api,
    seizures_api,
    flows_api,
    jointcases_api,
    charts_api,
    notices_api,
    screening_api,
    reporting_api,
    calendar_api,
    certificates_api,
    training_api,
    library_api,
    gatherings_api,
    cascade_api,
    means_api,
    deployments_api,
    resolutions_api,
)

urlpatterns = [
    # First, since addresses are tried in this order and programs ask most often.
    path("api/", include([address for api in _API for address in api.api_urls])),
    path("", include("benkan.apps.accounts.urls")),
    path("agencies/", include("benkan.apps.agencies.urls")),
    path("conventions/", include("benkan.apps.accords.urls")),
    path("journal/", include("benkan.apps.journal.urls")),
    path("records/", include("benkan.apps.records.urls")),
    path("screening/", include("benkan.apps.screening.urls")),
    path("cases/", include("benkan.apps.cases.urls")),
    path("charts/", include("benkan.apps.charts.urls")),
    path("search/", include("benkan.apps.search.urls")),
    path("audit/", include("benkan.apps.search.auditing.urls")),
    path("requests/", include("benkan.apps.requests.urls")),
    path("attachments/", include("benkan.apps.attachments.urls")),
    path("joint-cases/", include("benkan.apps.jointcases.urls")),
    path("notices/", include("benkan.apps.notices.urls")),
    path("courier/", include("benkan.apps.courier.urls")),
    path("seizures/", include("benkan.apps.seizures.urls")),
    path("flows/", include("benkan.apps.flows.urls")),
    path("reports/", include("benkan.apps.reporting.urls")),
    path("reporting/", include("benkan.apps.reporting.door_urls")),
    path("calendar/", include("benkan.apps.calendar.urls")),
    path("gatherings/", include("benkan.apps.gatherings.urls")),
    path("training/", include("benkan.apps.training.urls")),
    path("certificates/", include("benkan.apps.certificates.urls")),
    path("library/", include("benkan.apps.library.urls")),
    path("cascade/", include("benkan.apps.cascade.urls")),
    path("means/", include("benkan.apps.means.urls")),
    path("loans/", include("benkan.apps.deployments.urls")),
    path("resolutions/", include("benkan.apps.resolutions.urls")),
    path("accounts/", include("allauth.urls")),
]
handler500 = "benkan.web.errors.server_error"
