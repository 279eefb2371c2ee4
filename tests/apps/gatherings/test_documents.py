"""Documents of a gathering: versions in languages, who reads them, downloads that run nothing, everything as one file."""

import hashlib
import io
import zipfile

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benkan.apps.accounts import services as accounts
from benkan.apps.gatherings import documents, package, services
from benkan.apps.gatherings.models import Document, Version
from benkan.apps.journal.models import Line
from benkan.core.errors import BenkanError

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\nprogramme"
TITLES = {"fr": "Programme", "en": "Programme of work", "ar": "البرنامج"}


@pytest.fixture
def analyst():
    return accounts.create_officer("analyste", "Awa", "analyst", language="en")


@pytest.fixture
def document(gathering, liaison):
    def made(readers="all", language="fr", data=PDF, **more):
        return services.add_document(gathering, TITLES, readers, language, data, by=liaison, **more).document

    return made


def refused(act, *given, **named):
    with pytest.raises(BenkanError) as error:
        act(*given, **named)
    return error.value.code


def test_a_language_has_versions_and_the_same_bytes_are_the_same_version(gathering, document, liaison):
    row = document()
    assert documents.put(row, "fr", PDF, by=liaison).number == 1
    assert documents.put(row, "fr", PDF + b" 2", by=liaison).number == 2
    assert documents.put(row, "ar", PDF, by=liaison).number == 1
    assert documents.put(row, "fr", PDF, by=liaison).number == 3  # back to the words of before is a new version
    (one,) = documents.readable(gathering, liaison)
    assert ({language: each.number for language, each in one.current.items()}, one.missing) == (
        {"fr": 3, "ar": 1},
        ["en"],
    )
    assert bytes(documents.version(row, "fr", 2).data) == PDF + b" 2"
    assert bytes(documents.version(row, "fr").data) == PDF


def test_who_may_not_read_a_document_learns_nothing_of_it(gathering, document, delegation, liaison, analyst):
    rows = {readers: document(readers, data=PDF + readers.encode()) for readers in Document.Readers.values}

    def read():
        return {one.row.readers for one in documents.readable(gathering, analyst)}

    assert read() == {"all"}
    delegation("ML", agency=django_settings.BENKAN_NODE.agency)
    assert read() == {"all", "delegations"}
    assert refused(documents.get, gathering, rows["organisers"].pk, analyst) == "document.unknown"
    assert refused(documents.get, gathering, "nothing", analyst) == "document.unknown"
    assert {one.row.readers for one in documents.readable(gathering, liaison)} == set(rows)
    documents.show_to(rows["organisers"], "all", by=liaison)
    assert read() == {"all", "delegations"}
    assert documents.get(gathering, rows["organisers"].pk, analyst) == rows["organisers"]
    for act in (
        lambda: documents.add(gathering, TITLES, "all", by=analyst),
        lambda: documents.put(rows["all"], "fr", PDF, by=analyst),
        lambda: documents.show_to(rows["all"], "all", by=analyst),
        lambda: documents.remove(rows["all"], by=analyst),
        lambda: package.write(gathering, by=analyst),
    ):
        assert refused(act) == "role.not-allowed"


def test_size_room_kind_and_fields_are_bounded_and_nothing_is_half_done(gathering, document, liaison, monkeypatch):
    for given, code in (
        ({"data": b""}, "document.size"),
        ({"data": PDF + bytes(documents.MOST_BYTES)}, "document.size"),
        ({"data": b"<html>"}, "document.kind"),
        ({"language": "de"}, "gathering.field"),
        ({"readers": "world"}, "gathering.field"),
    ):
        assert refused(document, **given) == code
    assert not Document.objects.exists()
    row = document()
    monkeypatch.setattr(documents, "MOST_OF_A_GATHERING", 2 * len(PDF))
    documents.put(row, "en", PDF, by=liaison)
    assert refused(documents.put, row, "ar", PDF, by=liaison) == "document.room"
    monkeypatch.undo()
    monkeypatch.setattr(documents, "MOST_VERSIONS", 1)
    assert refused(documents.put, row, "fr", PDF + b"2", by=liaison) == "document.room"
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    assert refused(document) == "gathering.field"


def test_an_item_of_another_gathering_takes_no_document(gathering, document, liaison, at):
    other = services.add(
        {"fr": "Autre"}, "workshop", place="x", starts=gathering.starts, ends=gathering.ends, by=liaison
    )
    item = services.add_item(other, TITLES, starts=at(9), ends=at(10), by=liaison)
    assert refused(document, item=item) == "item.unknown"


def test_a_document_goes_with_its_versions_and_stays_when_its_item_goes(gathering, document, liaison, at):
    item = services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison)
    row = document(item=item)
    item.delete()
    row.refresh_from_db()
    assert row.item is None
    documents.remove(row, by=liaison)
    assert not Version.objects.exists()
    entries = b"".join(bytes(line.entry) for line in Line.objects.filter(officer="liaison"))
    assert b"gathering-document-removed" in entries
    assert b"Programme" not in entries


def test_a_list_of_documents_asks_the_database_as_often_for_one_as_for_many(gathering, document, liaison, at):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            documents.readable(gathering, liaison)
        assert not any('"data"' in one["sql"] for one in queries)
        return len(queries)

    document(item=services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison))
    few = asked()
    for number in range(9):
        document(data=PDF + str(number).encode())
    assert asked() == few <= 3


def test_the_file_for_a_stick_holds_what_delegations_read_and_is_the_same_each_time(gathering, document, liaison):
    document("organisers", data=PDF + b"secret draft")
    row = document("delegations", data=PDF + b" one")
    documents.put(row, "ar", PDF + b" two", by=liaison)
    document("all", data=PDF + b" three")
    with package.write(gathering, by=liaison) as first, package.write(gathering, by=liaison) as second:
        data = first.read()
        assert data == second.read()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    index = files.pop("index.html").decode()
    assert sorted(files.values()) == sorted([PDF + b" one", PDF + b" two", PDF + b" three"])
    assert "البرنامج" in index
    assert "<script" not in index
    assert {name.partition("/")[0] for name in files} == {"fr", "ar"}
    assert not any(".." in name or name.startswith("/") for name in files)


# -- pages -------------------------------------------------------------------------------------------------------------


def test_a_document_is_brought_and_read_as_a_download_that_runs_nothing(gathering, liaison, analyst, browser):
    address = f"/gatherings/{gathering.pk}/documents/"
    client = browser(liaison)
    sent = {
        "act": "add", "title_fr": "Ordre du jour <b>", "readers": "all", "language": "fr",
        "file": SimpleUploadedFile("x.html", PDF, "text/html"),
    }  # fmt: skip
    assert client.post(address, sent).status_code == 302
    row = Document.objects.get()
    sent = {"act": "version", "document": row.pk, "language": "ar", "file": SimpleUploadedFile("y.pdf", PDF + b"2")}
    assert client.post(address, sent).status_code == 302
    page = browser(analyst).get(address).content.decode()
    assert "Ordre du jour &lt;b&gt;" in page
    assert 'name="act"' not in page
    answer = browser(analyst).get(f"{address}{row.pk}/fr/1/")
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert ".pdf" in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert browser(analyst).get(f"{address}{row.pk}/en/1/").status_code == 404
    assert b"PK" in b"".join(client.get(f"/gatherings/{gathering.pk}/documents.zip").streaming_content)
    assert client.post(address, {"act": "readers", "document": row.pk, "readers": "organisers"}).status_code == 302
    assert browser(analyst).get(f"{address}{row.pk}/fr/1/").status_code == 404
    assert browser(analyst).post(address, {"act": "remove", "document": row.pk}).status_code == 403
    assert client.post(address, {"act": "remove", "document": row.pk}).status_code == 302
    assert not Document.objects.exists()


def test_a_file_that_is_none_is_refused_on_the_page_and_the_words_stay(gathering, liaison, browser):
    sent = {
        "act": "add", "title_en": "Agenda", "readers": "all", "language": "en",
        "file": SimpleUploadedFile("x.pdf", b"<script>"),
    }  # fmt: skip
    answer = browser(liaison).post(f"/gatherings/{gathering.pk}/documents/", sent)
    assert answer.status_code == 400
    assert 'value="Agenda"' in answer.content.decode()


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_pages_speak_each_language(gathering, document, liaison, browser, language, at):
    item = services.add_item(gathering, TITLES, starts=at(9), ends=at(10), by=liaison)
    document(item=item)
    reader = accounts.create_officer("secretaire", "Awa", "liaison", language=language)
    for address in ("documents/", ""):
        page = browser(reader).get(f"/gatherings/{gathering.pk}/{address}").content.decode()
        assert TITLES[language] in page
        assert f'<html lang="{language}"' in page


def test_a_program_adds_brings_lists_and_reads(gathering, liaison, analyst, browser):
    address, client = f"/api/gatherings/{gathering.pk}/documents/", browser(liaison)
    made = client.post(address, {"titles": TITLES, "readers": "all"}, content_type="application/json")
    assert made.status_code == 201
    one = f"{address}{made.json()['id']}/fr/"
    put = client.post(one, PDF, content_type="application/octet-stream")
    assert (put.status_code, put.json()["number"], put.json()["sha256"]) == (201, 1, hashlib.sha256(PDF).hexdigest())
    listed = browser(analyst).get(address).json()["documents"]
    assert [(each["titles"], [v["language"] for v in each["versions"]], each["missing"]) for each in listed] == [
        (TITLES, ["fr"], ["en", "ar"])
    ]
    answer = browser(analyst).get(one)
    assert (answer.content, answer["Content-Type"]) == (PDF, "application/octet-stream")
    assert client.post(one, b"<html>", content_type="application/octet-stream").json()["code"] == "document.kind"
    for body in ({"titles": "x"}, {"titles": {"fr": 5}}, {"titles": TITLES, "readers": 5}):
        assert client.post(address, body, content_type="application/json").status_code == 400
    assert browser(analyst).post(one, PDF, content_type="application/octet-stream").status_code == 403
