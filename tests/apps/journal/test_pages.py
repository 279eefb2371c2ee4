import pytest
from django.test import Client
from tests.apps.exchange.fake_partner import FakeNetwork, FakePartner
from tests.apps.standing_pages import LANGUAGES, asks_as_often_for_many_rows_as_for_few, client, says, with_convention

from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import transport
from benkan.apps.journal import services as journal
from benkan.apps.journal.models import Line

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(monkeypatch) -> FakePartner:
    network = FakeNetwork()
    monkeypatch.setattr(transport, "post", network.post)
    return with_convention(network)


WORDS = {
    "/journal/": {"fr": "Tout vérifier", "en": "Verify everything", "ar": "التحقق من كل شيء"},
    "/journal/1/": {"fr": "Exactement ce qui a été écrit", "en": "Exactly what was written", "ar": "ما كُتب بالضبط"},
}


@pytest.mark.parametrize(("language", "direction"), LANGUAGES)
@pytest.mark.parametrize("address", sorted(WORDS))
def test_every_page_speaks_the_reader_s_language(partner, address, language, direction):
    says(address, language, direction, WORDS[address][language])


@pytest.mark.parametrize("role", ["analyst", "liaison"])
@pytest.mark.parametrize("address", ["/journal/", "/journal/1/", "/journal/?format=csv", "/api/journal/lines"])
def test_these_roles_do_not_read_the_journal(partner, role, address):
    assert client(role).get(address).status_code == 403


def test_a_visitor_is_sent_to_sign_in():
    for address in ("/journal/", "/conventions/", "/agencies/"):
        assert Client().get(address).status_code == 302
    assert Client().get("/api/journal/lines").status_code == 401


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("fr", "lignes sont intactes"), ("en", "lines are intact"), ("ar", "سليمة")],
)
def test_one_button_verifies_everything_and_says_so_in_a_sentence(partner, language, sentence):
    answer = client("control", language).post("/journal/verify/")
    assert sentence in answer.content.decode()


def test_the_button_names_the_altered_line(partner):
    Line.objects.filter(seq=2).update(officer="nobody")
    answer = client("control").post("/journal/verify/", headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "Line 2 was altered." in page
    assert "<html" not in page


def test_the_journal_is_filtered_by_event_partner_and_words(partner):
    journal.write("case-opened", officer="a.traore", reference="2025-117", purpose="fraud")
    control = client("control")
    assert "2025-117" in control.get("/journal/?q=2025-117").content.decode()
    assert "2025-117" not in control.get("/journal/?event=convention-added").content.decode()
    assert "2025-117" not in control.get("/journal/?partner=ma-dgsn").content.decode()
    assert "No line fits" in control.get("/journal/?q=zzz").content.decode()


def test_the_journal_is_exported_as_a_table_that_no_spreadsheet_runs(partner):
    journal.write("case-opened", officer="=cmd", reference="2025-117")
    body = b"".join(client("control").get("/journal/?format=csv&q=2025-117").streaming_content).decode()
    assert "'=cmd" in body
    assert len(body.splitlines()) == 2


def test_the_file_from_the_page_verifies_with_the_card_alone(partner, tmp_path):
    answer = client("control").post("/journal/export/")
    path = tmp_path / "j.jsonl"
    path.write_bytes(b"".join(answer.streaming_content))
    assert journal.verify_file(path, agencies.signing_keys()).ok
    assert journal.latest(1)[0]["officer"] == "control-en"


def test_the_api_gives_lines_proofs_and_the_verdict(partner):
    control = client("control")
    told = control.get("/api/journal/lines?after=1&limit=1").json()
    assert [line["seq"] for line in told["lines"]] == [2]
    assert control.get("/api/journal/lines?after=x").status_code == 400
    assert control.get("/api/journal/lines/1/proof").json()["checkpoint"].startswith("ml-ocs/journal\n")
    assert control.get("/api/journal/lines/999/proof").status_code == 400
    verdict = control.post("/api/journal/verify").json()
    assert verdict["ok"] is True
    assert control.get("/api/journal/witnesses").json()["witnesses"][0]["agency"] == "ma-dgsn"


def test_a_line_that_does_not_exist_is_a_page_that_says_so(partner):
    assert client("control").get("/journal/999/").status_code == 404


@pytest.mark.parametrize("address", ["/journal/"])
def test_a_page_asks_the_database_as_often_for_many_rows_as_for_few(partner, address):
    asks_as_often_for_many_rows_as_for_few(address, most=21)
