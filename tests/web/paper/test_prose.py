"""Flowing text as PDF: line breaks, headings, tables over pages, what is endless, both directions, the same bytes."""

import io

import pytest
from pypdf import PdfReader

from benkan.core.prose import Paragraph, Prose, Signatures, Table, Title
from benkan.web.paper.prose import prose

LONG = "nommer un point de contact par service et le tenir à jour " * 20


def made(*parts, language="fr") -> bytes:
    given = Prose("Compte rendu", language, "Office central", "H1", "Clos le 3 mars 2026", parts)
    return prose(given, lambda page, of: f"{page}/{of}")


def pages(data: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]


def test_every_page_says_what_it_is_under_which_code_and_which_page() -> None:
    found = pages(made(Title("Titre", 1), *[Paragraph(LONG) for _ in range(20)]))
    assert len(found) > 2
    for at, page in enumerate(found):
        assert "Compte rendu" in page
        assert "H1" in page
        assert f"{at + 1}/{len(found)}" in page
        assert "Clos le 3 mars 2026" in page
    assert "".join(found).count("nommer un point") == 400


def test_line_breaks_of_a_paragraph_stay() -> None:
    (page,) = pages(made(Paragraph("premier alinéa\nsecond alinéa", "Texte :")))
    lines = page.split("\n")
    assert next(line for line in lines if "second" in line).strip() == "second alinéa"


def test_a_table_turns_the_page_with_its_head() -> None:
    rows = [[f"Délégation {n}", str(n)] for n in range(120)]
    found = pages(made(Table(["Nom", "Voix"], rows, frozenset({1}))))
    assert len(found) > 1
    assert all("Voix" in page for page in found)
    assert all(f"Délégation {n}" in "\n".join(found) for n in range(120))


@pytest.mark.parametrize(
    "parts",
    [
        [Paragraph("x" * 5_000)],
        [Paragraph("")],
        [Paragraph("\n\n\n")],
        [Table(["a", "b"], [])],
        [Table(["a"], [["y" * 3_000]])],
        [Signatures([])],
        [Signatures(["A", "B", "C"])],
        [Title("t" * 400, 2)],
        [],
    ],
)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_odd_parts_end_in_a_file_that_can_be_read(parts, language) -> None:
    data = made(*parts, language=language)
    assert data == made(*parts, language=language)
    assert pages(data)


def test_arabic_begins_on_the_right() -> None:
    found = []
    reader = PdfReader(io.BytesIO(made(Paragraph("تعيين جهة اتصال"), language="ar")))
    reader.pages[0].extract_text(
        visitor_text=lambda text, _cm, matrix, _font, _size: found.append((text.strip(), matrix[4]))
    )
    assert max(x for text, x in found if any("\u0600" <= letter <= "\u06ff" for letter in text)) > 400
