"""The kind of a document by its content: what is taken, what runs something, what only says that it is a document."""

import io
import zipfile

import pytest

from benkan.core.errors import Invalid
from benkan.formats.document_kind import MOST_MEMBERS, kind_of

TYPES = "[Content_Types].xml"


def archive(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, data in members.items():
            made.writestr(name, data)
    return file.getvalue()


def office(part: str, *more: str) -> bytes:
    return archive(**{TYPES: b"<x/>", part: b"<x/>"}, **dict.fromkeys(more, b"x"))


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"%PDF-1.7\n/OpenAction 5 0 R /JSON /LaunchX", "pdf"),
        (b"\x89PNG\r\n\x1a\nx", "png"),
        (b"\xff\xd8\xff\xe0x", "jpg"),
        (office("word/document.xml"), "docx"),
        (office("xl/workbook.xml"), "xlsx"),
        (office("ppt/presentation.xml", "ppt/embeddings/Microsoft_Excel_Sheet.xlsx"), "pptx"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text"), "odt"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.presentation"), "odp"),
    ],
)
def test_a_document_is_known_by_what_it_holds(data, ending):
    assert kind_of(data).ending == ending


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n/S /JavaScript /JS (app.alert(1))",
        b"%PDF-1.7\n/S/Launch/F(cmd.exe)",
        b"%PDF-1.7\n/Names << /EmbeddedFiles 4 0 R >>",
        b"%PDF-1.7\n/AcroForm << /XFA 9 0 R >>",
        office("word/document.xml", "word/vbaProject.bin"),
        office("xl/workbook.xml", "xl/activeX/activeX1.bin"),
        office("word/document.xml", "word/embeddings/oleObject1.bin"),
        office("word/document.xml", "setup.EXE"),
        archive(**{"mimetype": b"application/vnd.oasis.opendocument.text", "Basic/Standard/x.xml": b"x"}),
    ],
)
def test_what_runs_by_itself_is_refused(data):
    with pytest.raises(Invalid) as refused:
        kind_of(data)
    assert (refused.value.code, refused.value.place) == ("document.active", "file")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document.kind"),
        (b"<html><script>alert(1)</script>", "document.kind"),
        (b"<svg onload='x'/>", "document.kind"),
        (b"  %PDF-1.7", "document.kind"),
        (b"MZ" + archive(mimetype=b"application/vnd.oasis.opendocument.text"), "document.kind"),
        (archive(x=b"y"), "document.kind"),
        (archive(**{"word/document.xml": b"x"}), "document.kind"),
        (office("word/document.xml", "xl/workbook.xml"), "document.kind"),
        (archive(mimetype=b"application/zip"), "document.kind"),
        (archive(mimetype=b"a" * 5_000), "document.kind"),
        (archive(**{f"m{number}": b"" for number in range(MOST_MEMBERS + 1)}), "document.kind"),
        (b"PK\x03\x04", "document.broken"),
        (office("word/document.xml")[:-30], "document.broken"),
    ],
)
def test_what_only_says_that_it_is_a_document_is_refused(data, code):
    with pytest.raises(Invalid) as refused:
        kind_of(data)
    assert refused.value.code == code
