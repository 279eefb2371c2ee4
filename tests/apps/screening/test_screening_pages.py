"""Pages and API of screening: who sees them, what they say, what a hostile value does."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.apps.screening.conftest import HADJ, SOMEBODY, compare_all, line, load

from benkan.apps.screening.models import Entry, Likeness, Watchlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(ours):
    load(HADJ, SOMEBODY)
    compare_all()
    return Likeness.objects.get()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_pages_show_both_sides_with_the_reasons(browser, analyst, found, language):
    client = browser(analyst, language)
    page = client.get("/screening/").content.decode()
    assert "Idrissa el Hadj" in page
    assert "Idriss El-Hadji" in page
    page = client.get(f"/screening/{found.pk}/").content.decode()
    assert "إدريس الحاج" in page
    assert page.count('type="radio"') == 7
    assert client.get("/screening/lists/").status_code == 200


def test_an_analyst_judges_and_the_record_says_so(browser, analyst, found, ours):
    client = browser(analyst)
    assert "/screening/" in client.get(f"/records/{ours.pk}/").content.decode()
    assert client.post(f"/screening/{found.pk}/judge/", {"reason": "x"}).status_code == 422
    assert client.post(f"/screening/{found.pk}/judge/", {"reason": "same-birth"}).status_code == 302
    found.refresh_from_db()
    assert found.state == "confirmed"
    assert "Idrissa el Hadj" not in client.get("/screening/").content.decode()
    assert "Idrissa el Hadj" in client.get("/screening/?state=confirmed").content.decode()
    assert f"/screening/{found.pk}/" in client.get(f"/records/{ours.pk}/").content.decode()


def test_a_supervisor_loads_a_list_and_nobody_else_does(browser, analyst, supervisor, control):
    def given():
        return {"code": "essai", "form": "ftm", "file": SimpleUploadedFile("l.json", f"{HADJ}\n".encode())}

    assert browser(analyst).post("/screening/lists/load/", given()).status_code == 403
    assert browser(control).get("/screening/").status_code == 403
    client = browser(supervisor)
    assert client.post("/screening/lists/load/", {"code": "essai", "form": "ftm"}).status_code == 422
    assert client.post("/screening/lists/load/", given() | {"form": "un"}).status_code == 422
    assert not Watchlist.objects.exists()
    assert client.post("/screening/lists/load/", given()).status_code == 302
    assert Entry.objects.get().caption == "Idrissa el Hadj"
    assert "essai" in client.get("/screening/lists/").content.decode()


def test_the_list_filters_and_exports_and_takes_any_value(browser, analyst, found):
    client = browser(analyst)
    for query in ("?state=x&list=%00&q=%00", "?page=zzz", "?list=essai", "?q=hadj", "?state=all"):
        assert client.get(f"/screening/{query}").status_code == 200
    assert "Idrissa" not in client.get("/screening/?q=nobody").content.decode()
    load(line("q1", name="=cmd()|Idrissa el Hadj", birthDate="1971-03-02"), SOMEBODY)
    compare_all()
    text = b"".join(client.get("/screening/?format=csv").streaming_content).decode()
    assert "Idrissa" in text
    assert ",=cmd" not in text


def test_the_api_lists_and_judges(browser, analyst, found):
    client = browser(analyst)
    told = client.get("/api/screening/likenesses/").json()
    assert (told["count"], told["likenesses"][0]["caption"]) == (1, "Idrissa el Hadj")
    assert client.get("/api/screening/lists/").json()["lists"][0]["entries"] == 2
    address = f"/api/screening/likenesses/{found.pk}/judge/"
    for body in ("", "[]", "{}", '{"reason": 1}'):
        assert client.post(address, body, content_type="application/json").status_code in (400, 422)
    answer = client.post(address, json.dumps({"reason": "namesake"}), content_type="application/json")
    assert answer.json()["state"] == "dismissed"


def test_a_likeness_that_is_not_here_is_refused_in_words(browser, analyst):
    answer = browser(analyst).get("/screening/00000000-0000-0000-0000-000000000001/")
    assert answer.status_code in (403, 404, 409)
