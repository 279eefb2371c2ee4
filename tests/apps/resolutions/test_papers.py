"""Minutes and communiqués: the same bytes for the same content, in three languages, and own office files."""

import io
import zipfile

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader
from tests.apps.resolutions.gatherings import ID

from benkan.apps.journal.models import Line
from benkan.apps.resolutions import papers, services
from benkan.core.errors import BenkanError
from benkan.core.voting import Rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gatherings")]
TODAY = timezone.localdate()


@pytest.fixture
def decided(secretary):
    row = services.record(
        secretary, services.Wording(fr="Créer un point de contact.", ar="تعيين جهة اتصال."), gathering=ID
    )
    vote = services.open_vote(secretary, Rule(), recommendation=row)
    services.cast(secretary, vote.pk, "d0", "in-favour")
    services.cast(secretary, vote.pk, "d1", "abstaining")
    services.close_vote(secretary, vote.pk)
    rejected = services.record(secretary, services.Wording(fr="Tout centraliser."), gathering=ID)
    services.settle(secretary, rejected.pk, adopted=False)
    return row


def wanted(**changes):
    given = {"paper": "minutes", "language": "fr", "form": "docx", "handling": "H1", "gathering": ID}
    return services.Paper(**(given | {"signers": ("La présidente", "Le secrétaire")} | changes))


def office(data):
    document = docx.Document(io.BytesIO(data))
    lines = [one.text for one in document.paragraphs]
    return "\n".join([*lines, *(cell.text for table in document.tables for cell in table._cells)])


def printed(data):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("form", ["pdf", "docx"])
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("paper", ["minutes", "communique"])
def test_the_same_content_gives_the_same_bytes(secretary, decided, paper, language, form) -> None:
    asked = wanted(paper=paper, language=language, form=form)
    assert services.write_paper(secretary, asked) == services.write_paper(secretary, asked)
    line = Line.objects.order_by("-seq").first()
    assert line.event == "resolution-paper"


def test_the_minutes_say_what_was_decided_and_how(secretary, decided) -> None:
    for said in (
        office(services.write_paper(secretary, wanted())),
        printed(services.write_paper(secretary, wanted(form="pdf"))),
    ):
        for words in (
            "Atelier de Bamako", "Pays 0 :", "Chef 0", "observateur", "Ouverture", "Mme X", decided.number,
            "Créer un point de contact.", "Tout centraliser.", "Pour 1, contre 0, abstention 1", "La présidente",
        ):  # fmt: skip
            assert words in said, words


def test_a_communique_names_what_was_adopted_alone(secretary, decided) -> None:
    said = office(services.write_paper(secretary, wanted(paper="communique")))
    assert "Créer un point de contact." in said
    assert "Tout centraliser." not in said
    assert "Mme X" not in said


def test_arabic_runs_from_right_to_left_everywhere(secretary, decided) -> None:
    made = services.write_paper(secretary, wanted(language="ar"))
    document = docx.Document(io.BytesIO(made))
    from docx.oxml.ns import qn

    lines = [one for one in document.paragraphs if one.text]
    assert lines
    assert all(one._p.pPr is not None and one._p.pPr.find(qn("w:bidi")) is not None for one in lines)
    runs = [each for one in lines for each in one.runs if each.text.strip()]
    for each in runs:
        latin = each.text.strip()[0].isascii() and each.text.strip()[0].isalpha()
        assert (each._r.rPr.find(qn("w:rtl")) is None) is latin, each.text
    assert any("\u0600" <= letter <= "\u06ff" for each in runs for letter in each.text)
    assert all(table._tbl.tblPr.find(qn("w:bidiVisual")) is not None for table in document.tables)
    said = office(made)
    assert "ورشة باماكو" in said
    assert "تعيين جهة اتصال." in said


def test_a_missing_translation_is_said(secretary, decided) -> None:
    said = office(services.write_paper(secretary, wanted(language="en")))
    assert "Créer un point de contact." in said
    assert "no translation into this language" in said


def test_without_a_gathering_the_days_choose(secretary) -> None:
    services.record(secretary, services.Wording(fr="Sans rencontre."))
    said = office(services.write_paper(secretary, wanted(gathering="", title="Réunion", first=TODAY, last=TODAY)))
    assert "Sans rencontre." in said


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"paper": "poem"}, "paper.unknown"),
        ({"language": "bm"}, "paper.unknown"),
        ({"form": "exe"}, "paper.unknown"),
        ({"handling": "H9"}, "paper.unknown"),
        ({"gathering": ""}, "paper.title"),
        ({"gathering": "", "title": "Réunion"}, "paper.days"),
        ({"gathering": "other"}, "gathering.unknown"),
    ],
)
def test_what_cannot_be_written(secretary, changes, code) -> None:
    before = Line.objects.count()
    with pytest.raises(BenkanError) as refused:
        services.write_paper(secretary, wanted(**changes))
    assert refused.value.code == code
    assert Line.objects.count() == before


def template(*lines, **files) -> bytes:
    document = docx.Document()
    for line in lines:
        paragraph = document.add_paragraph()
        for part in line if isinstance(line, tuple) else (line,):
            paragraph.add_run(part)
    document.sections[0].header.paragraphs[0].text = "{{handling}}"
    file = io.BytesIO()
    document.save(file)
    if files:
        with zipfile.ZipFile(file, "a") as archive:
            for name, content in files.items():
                archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def test_an_own_office_file_is_filled(secretary, decided) -> None:
    data = template(("République — {{ti", "tle}} à {{place}}"), "{{recommendations}}", "{{ votes }}", "Fin")
    papers.keep_template(secretary, "minutes", "fr", "modele.docx", data)
    made = services.write_paper(secretary, wanted())
    assert made == services.write_paper(secretary, wanted())
    document = docx.Document(io.BytesIO(made))
    lines = [one.text for one in document.paragraphs]
    assert lines[0] == "République — Atelier de Bamako à Bamako"
    assert lines[-1] == "Fin"
    assert lines.index("Créer un point de contact.") < lines.index("Fin")
    assert document.sections[0].header.paragraphs[0].text.startswith("H1")
    assert "{{" not in office(made)
    papers.drop_template(secretary, "minutes", "fr")
    assert "République" not in office(services.write_paper(secretary, wanted()))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (template("{{title}} {{budget}} {{chef}}"), "docx.place-unknown"),
        (template("Voir {{votes}}"), "docx.place-not-alone"),
        (template("{{title}}", word__vbaProject="x"), "docx.active"),
        (template("{{title}}", **{"word__media__x.bin": "x"}), "docx.active"),
        (template("{{title}}", **{"word__x.rels": '<R TargetMode="External"/>'}), "docx.active"),
        (template("{{title}}", **{"word__x.xml": "<!DOCTYPE a>"}), "docx.active"),
        (b"PK\x03\x04 nothing", "docx.unreadable"),
        (b"%PDF", "docx.unreadable"),
        (template("{{title}}") + b"0" * 2_000_001, "docx.too-large"),
    ],
    ids=["unknown", "not-alone", "macro", "binary", "external", "doctype", "broken", "pdf", "large"],
)
def test_an_office_file_that_is_not_taken(secretary, data, code) -> None:
    with pytest.raises(BenkanError) as refused:
        papers.keep_template(secretary, "minutes", "fr", "x.docx", data)
    assert refused.value.code == code
    assert papers.templates() == []


def test_a_file_that_swells_is_not_taken(secretary) -> None:
    data = io.BytesIO(template("{{title}}"))
    with zipfile.ZipFile(data, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/big.xml", b" " * 25_000_000)
    with pytest.raises(BenkanError) as refused:
        papers.keep_template(secretary, "minutes", "fr", "x.docx", data.getvalue())
    assert refused.value.code == "docx.too-large"


def test_the_page_writes_and_takes_files(secretary, decided) -> None:
    mine = Client()
    mine.force_login(secretary)
    assert mine.get("/resolutions/papers/").status_code == 200
    sent = {"paper": "communique", "language": "ar", "form": "pdf", "gathering": ID, "handling": "H0"}
    answer = mine.post("/resolutions/papers/", sent)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert mine.post("/resolutions/papers/", sent | {"language": "xx"}).status_code == 422
    file = SimpleUploadedFile("m.docx", template("{{budget}}"))
    refused = mine.post("/resolutions/papers/template/", {"paper": "minutes", "language": "fr", "file": file})
    assert refused.status_code == 422
    assert "budget" in refused.content.decode()
    api = mine.post("/api/resolutions/papers/", sent, content_type="application/json")
    assert api.content == answer.content
