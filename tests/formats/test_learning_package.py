"""Learning packages: the same bytes again, and everything that a hostile stick may hold is refused."""

import hashlib
import io
import zipfile

import pytest
from tests.formats.learning_packages import KEY, PDF, TEXT, file, resigned, spoilt, written

from benkan.core.errors import BenkanError, Invalid, Unverified
from benkan.formats import learning_package as package
from benkan.formats.learning_package import reading


def verified(data, key=KEY):
    with package.open_package(io.BytesIO(data), lambda _issuer: key.public) as opened:
        opened.verify()
        return opened.manifest


def refusal(data):
    with pytest.raises((Invalid, Unverified)) as refused:
        verified(data)
    return refused.value.code


def test_the_same_materials_give_the_same_bytes_and_come_back(tmp_path):
    pairs = [(file(), PDF), (file("files/002-fiche-ar.txt", TEXT, language="ar", version=3), TEXT)]
    data = written(tmp_path, pairs)
    assert data == written(tmp_path, list(reversed(pairs)))
    found = verified(data)
    assert [(one.path, one.language, one.version) for one in found.files] == [
        ("files/001-guide-fr.pdf", "fr", 1), ("files/002-fiche-ar.txt", "ar", 3),
    ]  # fmt: skip
    pieces = []
    with package.open_package(io.BytesIO(data), lambda _issuer: KEY.public) as opened:
        opened.copy(found.files[1], pieces.append)
    assert b"".join(pieces) == TEXT


def test_the_first_page_runs_nothing_and_names_what_found_no_room(tmp_path):
    left = package.LeftOut(titles={"fr": "Film <i>"}, language="fr", size=9_000_000)
    with zipfile.ZipFile(io.BytesIO(written(tmp_path, left_out=[left]))) as archive:
        page = archive.read("index.html").decode()
        times = {one.date_time for one in archive.infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}
    assert "Guide &lt;b&gt;" in page
    assert "Film &lt;i&gt;" in page
    assert 'lang="ar" dir="rtl"' in page
    assert "<script" not in page
    assert "default-src 'none'" in page


def test_another_key_or_an_edited_list_is_not_the_issuer_s(tmp_path):
    data = written(tmp_path)
    other = type(KEY).from_bytes(b"q" * 32)
    with pytest.raises(Unverified) as refused:
        verified(data, other)
    assert refused.value.code == "package.signature"
    assert refusal(resigned(data, lambda given: given.update(newest="2026-11-28"), other)) == "package.signature"
    verified(resigned(data, lambda given: given.update(newest="2026-11-28")))


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("files/001-guide-fr.pdf", PDF[:-1] + b"x"),
        ("files/001-guide-fr.pdf", PDF[:-1]),
        ("files/001-guide-fr.pdf", PDF + b"x"),
        ("index.html", b"<script>alert(1)</script>"),
    ],
)
def test_a_changed_file_is_found(tmp_path, name, new):
    assert refusal(spoilt(written(tmp_path), replace={name: new})) == "package.file"


def test_a_file_beside_the_list_one_twice_or_one_that_is_missing_is_refused(tmp_path, recwarn):
    data = written(tmp_path)
    for more in ("../../etc/cron.d/x", "/etc/passwd", "files/002-x.pdf", "autorun.inf", "files/001-guide-fr.pdf"):
        assert refusal(spoilt(data, add=[(more, b"x")])) == "package.entries"
    assert refusal(spoilt(data, drop=["files/001-guide-fr.pdf"])) == "package.entries"
    assert refusal(spoilt(data, drop=["manifest.sig"])) == "package.broken"
    assert refusal(spoilt(data, compress=zipfile.ZIP_LZMA)) == "package.entries"


@pytest.mark.parametrize(
    "path",
    [
        "../x.pdf", "/etc/x.pdf", "files/../x.pdf", "files/001-x/y.pdf", "files\\001-x.pdf", "C:/x.pdf", "files/1-x.pdf",
        "files/001-x.exe", "files/001-x.html", "files/001-x.PDF", "files/001-x.pdf\n", "files/001-.\u202efdp.exe",
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused_even_when_signed(tmp_path, path):
    def change(given):
        given["files"][0]["path"] = path

    data = resigned(written(tmp_path), change)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("files/001-guide-fr.pdf")
    data = spoilt(data, drop=["files/001-guide-fr.pdf"], add=[(path, content)])
    assert refusal(data) == "package.manifest"


@pytest.mark.parametrize(
    "change",
    [
        {"size": 0},
        {"size": package.MOST_FILE_BYTES + 1},
        {"size": "9"},
        {"sha256": "x"},
        {"language": "de"},
        {"licence": "internal"},
        {"version": 0},
        {"material": "x"},
        {"titles": {}},
        {"titles": {"fr": "a\u202eb"}},
        {"course": "a b"},
        {"more": 1},
    ],
)
def test_a_list_out_of_bounds_is_refused_even_when_signed(tmp_path, change):
    data = resigned(written(tmp_path), lambda given: given["files"][0].update(change))
    assert refusal(data) == "package.manifest"


def test_one_spelling_of_a_list_alone_is_taken(tmp_path):
    data = written(tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        said = archive.read("manifest.json").replace(b'"files":', b'"files": ')
    signed = KEY.sign(package.manifest.signed_text(said))
    assert refusal(spoilt(data, replace={"manifest.json": said, "manifest.sig": signed})) == "package.manifest"


def test_a_bomb_is_not_unpacked_beyond_what_the_list_says(tmp_path):
    """Sixteen MiB of nothing in a few kilobytes, under the name of a guide."""
    bomb = b"%PDF-" + bytes(16 * 1024 * 1024)
    data = spoilt(written(tmp_path), replace={"files/001-guide-fr.pdf": bomb}, compress=zipfile.ZIP_DEFLATED)
    assert len(data) < 100_000
    assert refusal(data) == "package.file"
    large = spoilt(written(tmp_path), replace={"index.html": bytes(5 * 1024 * 1024)}, compress=zipfile.ZIP_DEFLATED)
    assert refusal(large) == "package.entries"


def test_a_directory_of_millions_of_entries_is_not_read(tmp_path, monkeypatch):
    data = written(tmp_path)
    monkeypatch.setattr(reading, "MOST_DIRECTORY_BYTES", 100)
    assert refusal(data) == "package.entries"
    monkeypatch.undo()
    monkeypatch.setattr(reading, "MOST_FILES", 0)
    assert refusal(data) == "package.entries"


@pytest.mark.parametrize(
    "data", [b"", b"PK\x05\x06", b"PK\x03\x04" + b"x" * 100, b"PK\x05\x06" + bytes(18), b"x" * 90_000]
)
def test_what_is_no_package_is_refused(data):
    assert refusal(data) in {"package.broken", "package.manifest"}


def test_every_cut_of_a_package_is_refused(tmp_path):
    data = written(tmp_path)
    for length in range(0, len(data), 97):
        with pytest.raises(BenkanError):
            verified(data[:length])


@pytest.mark.parametrize(
    ("name", "begins", "kind"),
    [
        ("a.PDF", b"%PDF-1.7", "pdf"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "jpg"),
        ("film.mp4", b"\x00\x00\x00 ftypisom", "mp4"),
        ("ton.mp3", b"ID3\x03", "mp3"),
        ("a.text", "é".encode(), "txt"),
    ],
)
def test_a_file_that_teaches_is_taken(name, begins, kind):
    assert package.kind_of(name, begins) == kind


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("a.exe", b"MZ"), ("a.pdf", b"MZ"), ("a.html", b"<html>"), ("a.svg", b"<svg"), ("a.docm", b"PK\x03\x04"),
        ("pdf", b"%PDF-"), ("a.mp4", b"%PDF-"), ("a.mp3", b"MZ"), ("a.txt", b"a\x00b"), ("a.pdf.js", b"%PDF-"), ("", b""),
    ],
)  # fmt: skip
def test_a_file_that_runs_or_is_not_what_it_says_is_refused(name, begins):
    with pytest.raises(Invalid) as refused:
        package.kind_of(name, begins)
    assert refused.value.code == "material.kind"


def test_a_signed_file_that_is_not_what_its_ending_says_is_refused(tmp_path):
    data = written(tmp_path, [(file(data=b"MZ program"), b"MZ program")])
    assert refusal(data) == "material.kind"
    assert hashlib.sha256(b"MZ program").hexdigest() == file(data=b"MZ program").sha256
