"""Pages and API: files are added before the decision, shown as the partner reads them, and only ever downloaded."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.apps.attachments.conftest import TheirFile, add, bytes_of, kept, release, serve
from tests.apps.attachments.test_fetching import go

from benkan.apps.attachments import files, keeping
from benkan.apps.attachments import services as attachments
from benkan.apps.attachments.models import Attachment, State
from benkan.apps.journal.models import Line
from benkan.core.attachments import CHUNK_BYTES

pytestmark = pytest.mark.django_db(transaction=True)
languages = pytest.mark.parametrize(
    ("language", "words"), [("fr", "Fichiers"), ("en", "Files"), ("ar", "الملفات")], ids=["fr", "en", "ar"]
)


def upload(client, request, *given, **headers):
    named = []
    for data, name in given:
        file = io.BytesIO(data)
        file.name = name
        named.append(file)
    return client.post(reverse("attachments:add", args=["release", request.pk]), {"file": named}, **headers)


def page(client, request):
    return client.get(reverse("requests:detail", args=[request.pk]))


@languages
def test_the_release_page_takes_files_in_every_language(browser, asked, liaison, language, words):
    add(liaison, asked, b"MZ", "outil.exe")
    answer = page(browser(liaison, language), asked)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "outil.exe" in text
    assert words in text
    assert "multipart/form-data" in text


@languages
def test_a_partners_file_shows_its_progress_in_every_language(
    browser, announced, our_request, analyst, language, words
):
    Attachment.objects.filter(pk=announced.pk).update(have=b"\x07", rate_bytes_s=1000.0, begun_at=timezone.now())
    text = page(browser(analyst, language), our_request).content.decode()
    assert announced.name in text
    assert words in text
    assert 'aria-valuenow="59"' in text
    assert f"files-{announced.subject}" in text
    assert "hx-trigger" in text.split(f"files-{announced.subject}")[1].split(">")[0]


def test_several_files_are_added_at_once_and_wait(browser, asked, liaison):
    data = bytes_of(CHUNK_BYTES + 5)
    answer = upload(browser(liaison), asked, (data, "a.jpg"), (b"deux", "../../b.pdf"))
    assert answer.status_code == 302
    first, second = attachments.waiting("release", str(asked.pk))
    assert (first.name, kept(first)) == ("a.jpg", data)
    assert (second.name, kept(second)) == ("b.pdf", b"deux")


def test_with_the_page_the_list_comes_back_and_the_panel_follows(browser, asked, liaison):
    answer = upload(browser(liaison), asked, (b"x", "a.jpg"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert answer["HX-Trigger"] == "files-changed"
    assert "a.jpg" in answer.content.decode()
    panel = browser(liaison).post(
        reverse("requests:preview", args=[asked.pk]),
        {
            "decision": "part",
            "fields": ["name"],
            "reason_code": "proportionate",
            "handling": "H1",
            "grade": "B2",
        },
    )
    assert "a.jpg" in panel.content.decode()
    assert attachments.waiting("release", str(asked.pk))[0].sha256[:16] in panel.content.decode()


def test_an_upload_without_the_token_of_the_form_leaves_nothing(asked, liaison):
    client = Client(enforce_csrf_checks=True)
    client.force_login(liaison)
    assert upload(client, asked, (b"x" * 1000, "a.jpg")).status_code == 403
    assert list(files.folder().iterdir()) == []
    assert not Attachment.objects.exists()


def test_who_may_not_release_writes_nothing_to_the_disk(browser, asked, analyst):
    assert upload(browser(analyst), asked, (b"x", "a.jpg")).status_code in {403, 404}
    assert not list(files.folder().iterdir())


def test_a_file_beyond_the_limit_is_refused_while_it_is_read(browser, asked, liaison, monkeypatch):
    monkeypatch.setattr(keeping, "MAX_BYTES", CHUNK_BYTES)
    answer = upload(browser(liaison), asked, (bytes(3 * CHUNK_BYTES), "a.jpg"), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "2" in answer.content.decode()
    assert list(files.folder().iterdir()) == []
    assert not Attachment.objects.exists()


def test_no_file_lies_in_clear_while_it_is_uploaded(browser, asked, liaison, monkeypatch, tmp_path):
    """Django would write anything larger than 2.5 MB into a temporary file."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    assert upload(browser(liaison), asked, (bytes_of(3_000_000), "a.jpg")).status_code == 302
    assert set(tmp_path.iterdir()) == before


def test_a_file_is_taken_off_the_list(browser, asked, liaison):
    row = add(liaison, asked, b"x")
    answer = browser(liaison).post(reverse("attachments:discard", args=[row.pk]))
    assert answer.status_code == 302
    assert not Attachment.objects.exists()
    assert list(files.folder().iterdir()) == []


def download(client, row, **headers):
    return client.get(reverse("attachments:download", args=[row.pk]), headers=headers)


@pytest.mark.parametrize("name", ["page.html", "image.svg", "rapport.pdf", "تقرير.pdf", 'a"b.txt'])
def test_a_file_is_only_ever_a_download(browser, asked, liaison, name):
    row = add(liaison, asked, b"<script>alert(1)</script>", name)
    answer = download(browser(liaison), row)
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert "\n" not in answer["Content-Disposition"]


@pytest.mark.parametrize(
    ("asked_for", "first", "last"),
    [
        ("bytes=0-", 0, None),
        ("bytes=10-19", 10, 19),
        (f"bytes={CHUNK_BYTES - 1}-{CHUNK_BYTES}", CHUNK_BYTES - 1, CHUNK_BYTES),
    ],
)
def test_a_browser_goes_on_with_a_download(browser, asked, liaison, asked_for, first, last):
    data = bytes_of(CHUNK_BYTES + 100)
    row = add(liaison, asked, data)
    answer = download(browser(liaison), row, Range=asked_for)
    wanted = data[first:] if last is None else data[first : last + 1]
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == wanted
    assert answer["Content-Length"] == str(len(wanted))
    assert answer["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(data)}"


def test_a_stretch_that_is_not_in_the_file_is_none(browser, asked, liaison):
    row = add(liaison, asked, b"x" * 10)
    assert download(browser(liaison), row, Range="bytes=10-").status_code == 416


def test_taking_a_file_out_is_one_line_of_the_journal(browser, asked, liaison):
    row = add(liaison, asked, b"x" * 10)
    client = browser(liaison)
    download(client, row)
    download(client, row, Range="bytes=5-")
    (line,) = Line.objects.filter(event="attachment-opened")
    assert (line.officer, line.facts["attachment"]) == ("liaison", str(row.pk))


def test_a_file_that_is_not_whole_is_not_handed_out(browser, announced, analyst):
    assert download(browser(analyst), announced).status_code == 403


def test_an_officer_who_may_not_see_the_letter_sees_no_file(browser, announced, django_user_model):
    from benkan.apps.accounts import services as accounts

    stranger = accounts.create_officer("autre", "Autre Analyste", "analyst")
    client = browser(stranger)
    row = go(announced)
    assert download(client, row).status_code == 404
    assert client.post(reverse("attachments:act", args=[row.pk]), {"act": "erase"}).status_code == 404
    assert client.get(f"/api/attachments/{row.pk}").status_code == 404
    assert client.get("/api/attachments").json()["count"] == 0
    row.refresh_from_db()
    assert row.state == State.WHOLE
    assert django_user_model.objects.count() > 1


def test_an_officer_stops_lets_go_on_and_erases_from_the_page(browser, announced, analyst):
    client = browser(analyst, "en")
    place = reverse("attachments:act", args=[announced.pk])
    for act, state in (("pause", State.PAUSED), ("resume", State.FETCHING), ("erase", State.ERASED)):
        answer = client.post(place, {"act": act}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        announced.refresh_from_db()
        assert announced.state == state
    assert "Fetch again" in answer.content.decode()


def test_a_program_is_warned_about_where_it_can_be_downloaded(browser, partner, our_request, analyst):
    theirs = TheirFile(b"MZ", "photo.jpg.exe")
    serve(partner, theirs)
    release(partner, our_request, theirs)
    go(Attachment.objects.get(pk=theirs.identity))
    text = page(browser(analyst, "en"), our_request).content.decode()
    assert "This is a program" in text
    assert '<span class="badge">EXE</span>' in text


def test_programs_add_list_and_fetch_by_the_api(browser, asked, liaison):
    client = browser(liaison)
    data = bytes_of(CHUNK_BYTES + 9)
    place = f"/api/attachments?holder=release&thread={asked.pk}&name=donn%C3%A9es.csv"
    made = client.post(place, data, content_type="application/octet-stream")
    assert made.status_code == 201
    told = made.json()
    assert (told["name"], told["bytes"], told["chunks"], told["state"]) == ("données.csv", len(data), 2, "kept")
    assert client.get("/api/attachments").json()["attachments"] == [told]
    assert client.get(f"/api/attachments/{told['id']}").json() == told
    assert b"".join(client.get(f"/api/attachments/{told['id']}/content").streaming_content) == data
    assert client.post(f"/api/attachments/{told['id']}/discard").status_code == 200
    assert client.get("/api/attachments").json()["count"] == 0


@pytest.mark.parametrize(
    ("place", "content_type", "code"),
    [
        ("holder=release&thread={pk}&name=a", "application/json", "api.content-type"),
        ("holder=other&thread={pk}&name=a", "application/octet-stream", "attachment.unknown"),
        ("holder=release&thread=nobody&name=a", "application/octet-stream", "request.unknown"),
    ],
)
def test_the_api_refuses_what_is_no_file_of_a_letter(browser, asked, liaison, place, content_type, code):
    answer = browser(liaison).post(f"/api/attachments?{place.format(pk=asked.pk)}", b"x", content_type=content_type)
    assert answer.json()["code"] == code
    assert list(files.folder().iterdir()) == []


def test_a_list_of_many_files_costs_as_many_queries_as_one(browser, asked, liaison, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browser(liaison)
    add(liaison, asked, b"x", "0.txt")
    page(client, asked)
    with CaptureQueriesContext(
        connection,
    ) as one:
        page(client, asked)
    for number in range(1, 6):
        add(liaison, asked, b"x", f"{number}.txt")
    with django_assert_num_queries(len(one)):
        page(client, asked)
