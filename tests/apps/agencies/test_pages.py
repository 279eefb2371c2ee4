import json

import pytest
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner
from tests.apps.standing_pages import LANGUAGES, asks_as_often_for_many_rows_as_for_few, client, says, with_convention

from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import transport
from benkan.apps.journal import services as journal

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(monkeypatch) -> FakePartner:
    network = FakeNetwork()
    monkeypatch.setattr(transport, "post", network.post)
    return with_convention(network)


WORDS = {
    "/agencies/": {"fr": "Services du réseau", "en": "Services of the network", "ar": "مصالح الشبكة"},
    "/agencies/ma-dgsn/": {"fr": "Empreinte", "en": "Fingerprint", "ar": "البصمة"},
}


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize("address", sorted(WORDS))
def test_every_page_speaks_the_reader_s_language(partner, address, language, direction):
    says(address, language, direction, WORDS[address][language])


def test_a_comparison_by_voice_is_noted_with_the_officer_s_name(partner):
    supervisor = client("supervisor")
    supervisor.post("/agencies/ma-dgsn/confirm/", {"same": "yes"})
    row = agencies.get("ma-dgsn")
    assert row.voice_checked_by == "supervisor-en"
    assert "compared by voice" in supervisor.get("/agencies/ma-dgsn/").content.decode()
    assert journal.latest(1)[0]["event"] == "agency-confirmed"


def test_a_comparison_is_not_noted_without_the_tick(partner):
    answer = client("supervisor").post("/agencies/ma-dgsn/confirm/")
    assert answer.status_code == 400
    assert agencies.get("ma-dgsn").voice_checked_at is None


@pytest.mark.parametrize("role", ["analyst", "control"])
def test_these_roles_cannot_confirm_a_fingerprint(partner, role):
    assert client(role).post("/agencies/ma-dgsn/confirm/", {"same": "yes"}).status_code == 403
    assert agencies.get("ma-dgsn").voice_checked_at is None


def test_only_the_administrator_adds_services_and_a_forged_card_is_explained():
    card = json.loads(FakePartner("ne-ocrtis", "NE").card())
    forged = json.dumps({**card, "country": "FR"}, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    administrator = client("administrator")
    answer = administrator.post("/agencies/add/", {"card": forged})
    assert answer.status_code == 422
    assert "was altered or is not signed with its own key" in answer.content.decode()
    assert client("analyst").post("/agencies/add/", {"card": "{}"}).status_code == 403
    good = FakePartner("ne-ocrtis", "NE").card().decode()
    assert administrator.post("/agencies/add/", {"card": good}).status_code == 302
    assert agencies.get("ne-ocrtis")


def test_an_unknown_service_is_a_page_that_says_so(partner):
    answer = client("analyst").get("/agencies/xx-nobody/")
    assert answer.status_code == 404
    assert "xx-nobody" in answer.content.decode()


def test_our_card_can_be_downloaded():
    answer = client("analyst").get("/agencies/own-card.json")
    assert answer.content.strip() == agencies.own_card()


def test_the_directory_is_filtered_and_exported(partner):
    analyst = client("analyst")
    assert "No service fits" in analyst.get("/agencies/?q=zzz").content.decode()
    rows = analyst.get("/agencies/?q=ma-dgsn&format=csv").getvalue().decode().splitlines()
    assert len(rows) == 2
    assert agencies.fingerprint("ma-dgsn") in rows[1]


@pytest.mark.parametrize("address", ["/agencies/"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(partner, address):
    asks_as_often_for_many_rows_as_for_few(address, most=21)
