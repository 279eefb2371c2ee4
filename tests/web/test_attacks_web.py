"""What must not stay behind: in a browser's cache, in an address."""

import pytest
from django.test import Client

from benkan.apps.accounts import services as accounts

SUBJECT = "Moussa AG ALHASSANE"


@pytest.fixture
def officer(db) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(accounts.create_officer("analyste", "Fatoumata Traoré", "analyst"))
    return client


@pytest.mark.parametrize("address", ["/", "/search/", "/cases/", "/records/", "/api/agencies", "/accounts/login/"])
def test_no_page_stays_in_a_cache(officer, address):
    assert "no-store" in officer.get(address)["Cache-Control"]


def test_a_name_never_stands_in_an_address(officer):
    home = officer.get("/").content.decode()
    line = home[home.index('<form class="search-line') :].split("</form>")[0]
    assert 'method="post"' in line
    page = officer.post("/search/", {"begin": "1", "name": SUBJECT})
    assert page.status_code == 200
    assert SUBJECT in page.content.decode()
    assert SUBJECT not in officer.get("/search/", {"name": SUBJECT}).content.decode()
