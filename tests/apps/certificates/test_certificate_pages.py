"""Pages, API, paper: in three languages, for two kinds of reader."""

import io
import uuid

import numpy as np
import pytest
import zxingcpp
from django.urls import reverse
from pypdf import PdfReader

from benkan.apps.certificates import paper, services
from benkan.core.errors import Refused
from benkan.web import qr
from benkan.web.paper import fonts

pytestmark = pytest.mark.django_db
FORM = {
    "holder": "Rasmata Bélem", "course": "CR-1", "competence": "search", "name_fr": "Recherche privée", "hours": "12",
    "service": "CNLCD", "country": "bf", "until": "2099-12-31",
}  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_opens_in_every_language(issue, director, browser, language):
    director.language = language
    director.save()
    made = issue(service="OCS", country="ML")
    client = browser(director, language)
    for name, arguments in (("list", []), ("new", []), ("matrix", []), ("verify", []), ("detail", [made.pk])):
        answer = client.get(reverse(f"certificates:{name}", args=arguments))
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()


def test_a_certificate_is_issued_by_the_page_and_a_mistake_keeps_what_was_typed(director, browser):
    client = browser(director)
    answer = client.post(reverse("certificates:new"), FORM | {"hours": "many"})
    assert answer.status_code == 400
    assert "Rasmata Bélem" in answer.content.decode()
    answer = client.post(reverse("certificates:new"), FORM, follow=True)
    assert "signed" in answer.content.decode()
    (made,) = services.listed()
    assert (made.holder, made.country, made.hours, made.until.year) == ("Rasmata Bélem", "BF", 12, 2099)
    answer = client.post(reverse("certificates:revoke", args=[made.pk]), {"reason": "par erreur"}, follow=True)
    assert "Revoked" in answer.content.decode()


def test_an_officer_sees_the_own_certificates_and_no_other(issue, analyst, browser):
    mine, other = issue(username="analyste"), issue(name="Bréhima Tolo")
    client = browser(analyst)
    page = client.get(reverse("certificates:list")).content.decode()
    assert str(mine.pk) in page
    assert "Tolo" not in page
    assert client.get(reverse("certificates:detail", args=[mine.pk])).status_code == 200
    for name in ("detail", "paper", "file"):
        assert client.get(reverse(f"certificates:{name}", args=[other.pk])).status_code == 404
    assert client.get(reverse("certificates:new")).status_code == 403
    assert client.post(reverse("certificates:revoke", args=[mine.pk]), {"reason": "xxx"}).status_code == 403


def test_the_list_narrows_sorts_and_exports(issue, director, browser):
    issue(name="Zara", service="OCS")
    issue(name="Awa", service="DGSN", days=-1)
    client = browser(director)
    page = client.get(reverse("certificates:list"), {"state": "expired"}).content.decode()
    assert "Awa" in page
    assert "Zara" not in page
    text = b"".join(client.get(reverse("certificates:list"), {"format": "csv", "sort": "holder"})).decode("utf-8-sig")
    assert text.index("Awa") < text.index("Zara")
    assert "No certificate fits" in client.get(reverse("certificates:list"), {"q": "nobody"}).content.decode()


def test_the_papers_of_a_run_go_into_one_file(issue, director, analyst, browser):
    run, client = uuid.uuid4(), browser(director)
    address = reverse("certificates:papers", args=[run])
    assert "no certificate that could be printed" in client.get(address).content.decode()
    for name in ("Zara Tolo", "Awa Kantara", "Gone Away"):
        issue(name=name, run=run)
    issue(name="Other Run", run=uuid.uuid4())
    gone = next(one for one in services.listed() if one.holder == "Gone Away")
    services.revoke(gone.pk, "par erreur", by=director)
    answer = client.get(address)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]
    assert ["Awa Kantara" in pages[0], "Zara Tolo" in pages[1], len(pages)] == [True, True, 2]
    api = client.get(f"/api/certificates/of-run/{run}/papers/?language=en")
    assert api.content == services.papers_of_run(run, "en", by=director)
    assert browser(analyst).get(address).status_code == 403
    listed = client.get(reverse("certificates:list"), {"run": str(run)}).content.decode()
    assert "Zara Tolo" in listed
    assert "Other Run" not in listed


def test_a_file_holds_so_many_papers_and_no_more(issue, director, monkeypatch):
    run = uuid.uuid4()
    for name in ("A", "B"):
        issue(name=name, run=run)
    monkeypatch.setattr(paper, "MOST", 1)
    with pytest.raises(Refused) as refused:
        services.papers_of_run(run, "fr", by=director)
    assert refused.value.code == "certificate.too-many-papers"


def test_the_page_names_the_officer_who_issued_and_who_revoked(issue, director, browser):
    made, client = issue(), browser(director)
    services.revoke(made.pk, "par erreur", by=director)
    page = client.get(reverse("certificates:detail", args=[made.pk])).content.decode()
    assert page.count("<bdi>Kadidia Sangho</bdi>") >= 2


def test_the_list_asks_the_database_as_often_for_one_as_for_forty(
    issue, director, browser, django_assert_max_num_queries
):
    for number in range(40):
        issue(name=f"Holder {number}")
    client = browser(director)
    with django_assert_max_num_queries(8):
        client.get(reverse("certificates:list"))


@pytest.mark.skipif(not fonts.present(), reason="fonts are not built here")
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_paper_says_it_and_its_code_verifies(issue, director, browser, language):
    director.language = language
    director.save()
    made = issue(name="موسى Traoré", service="OCS", country="ML")
    client = browser(director, language)
    data = client.get(reverse("certificates:paper", args=[made.pk])).content
    assert data == client.get(reverse("certificates:paper", args=[made.pk])).content
    pages = PdfReader(io.BytesIO(data)).pages
    assert len(pages) == 1
    assert "Traoré" in pages[0].extract_text()
    rows = np.pad(np.array(qr.squares(paper.address(made, language))), qr.QUIET)
    picture = np.where(np.kron(rows, np.ones((3, 3))) > 0, 0, 255).astype(np.uint8)
    (read,) = zxingcpp.read_barcodes(picture)
    assert services.verify(read.text).worth == "valid"


def test_the_api_issues_lists_verifies_and_revokes(director, analyst, browser):
    client = browser(director)
    made = client.post("/api/certificates/", FORM | {"hours": 12}, content_type="application/json")
    assert made.status_code == 201
    assert client.get("/api/certificates/", {"state": "valid"}).json()["count"] == 1
    text = made.json()["credential"]
    found = browser(analyst).post("/api/certificates/verify/", {"text": text}, content_type="application/json").json()
    assert (found["worth"], found["holder"]) == ("valid", "Rasmata Bélem")
    revoke = f"/api/certificates/{made.json()['id']}/revoke/"
    assert client.post(revoke, {"reason": "par erreur"}, content_type="application/json").json()["state"] == "revoked"
    assert client.get("/api/certificates/competences/").json() == {"cells": []}
    assert browser(analyst).get("/api/certificates/").status_code == 403
    for body in ("[1]", "nothing", "{" * 9999):
        assert client.post("/api/certificates/", body, content_type="application/json").json()["code"] == "api.body"


def test_a_target_is_set_on_the_page(director, analyst, browser):
    client = browser(director)
    answer = client.post(
        reverse("certificates:matrix"), {"service": "OCS", "competence": "search", "wanted": "4"}, follow=True
    )
    assert "OCS" in answer.content.decode()
    wrong = client.post(reverse("certificates:matrix"), {"service": "OCS", "competence": "search", "wanted": "four"})
    assert wrong.status_code == 400
    text = b"".join(client.get(reverse("certificates:matrix"), {"format": "csv"})).decode("utf-8-sig")
    assert "OCS,search,0,0,4,4" in text
    assert (
        browser(analyst)
        .post(reverse("certificates:matrix"), {"service": "O", "competence": "s", "wanted": "1"})
        .status_code
        == 400
    )


def test_an_unknown_certificate_is_said_so(director, browser):
    assert browser(director).get(reverse("certificates:detail", args=[uuid.uuid4()])).status_code == 404
