"""Reports on paper: read back as text, the same bytes for the same input, unharmed by hostile names."""

import io
import re
import struct

import pytest
from pypdf import PdfReader

from benkan.core.errors import BenkanError
from benkan.web import paper
from benkan.web.paper import document, fonts
from benkan.web.paper.document import Document, shape
from benkan.web.paper.report import _Report

HOSTILE = (
    ") Tj ET /JavaScript (app.alert(1)) endstream endobj",
    "<</S/URI/URI(http://evil.example)>>",
    "\u202egpj.exe\u2066",
    "\ud800\x00\x1b[31m",
    "\u0627\u0644\u0644\u0647" * 400,
    "x" * 20_000,
    "🙂 日本 \U0010ffff",
    "",
)


def made(lines, *, language="fr", title="Saisies", notes=(), in_time=False):
    heading = paper.Heading(
        title, "Office central", "26/11/2026", "H2 · Entre", language, lambda page, pages: f"{page}/{pages}"
    )
    figures = paper.Figures(
        [paper.Column("Drogue"), paper.Column("Saisies", number=True)],
        [paper.Line([name, "1\u202f234"], share) for name, share in lines],
        ["Tout", "600"],
        in_time=in_time,
        notes=notes,
    )
    return paper.report(heading, [("Temps", "2026")], figures)


def signs(text, **how):
    return [sign for stretch in shape(text, **how) for sign in stretch.signs]


def texts(data):
    return [page.extract_text() for page in PdfReader(io.BytesIO(data), strict=True).pages]


def test_every_page_of_600_lines_has_its_heading_handling_code_columns_and_number():
    pages = texts(made([(f"Lieu {number}", 0.5) for number in range(600)]))
    assert len(pages) > 10
    for number, text in enumerate(pages, 1):
        assert "Office central · Saisies" in text
        assert "H2 · Entre" in text
        assert "26/11/2026" in text
        assert "Drogue" in text
        assert f"{number}/{len(pages)}" in text
    everything = "\n".join(pages)
    assert all(f"Lieu {number} " in everything for number in range(600))


def test_arabic_is_joined_and_read_back_and_stands_on_the_right():
    data = made([("ترامادول", 1.0), ("Résine œuf", 0.1)], language="ar", title="المضبوطات")
    (text,) = texts(data)
    assert "المضبوطات" in text
    assert "ترامادول" in text
    assert "Résine œuf" in text
    joined, apart = signs("سس"), [signs("س")[0].glyph] * 2
    assert [sign.glyph for sign in joined] != apart
    places = []
    PdfReader(io.BytesIO(data)).pages[0].extract_text(
        visitor_text=lambda said, _cm, tm, _font, _size: places.append((said, tm[4])) if said.strip() else None
    )
    assert max(place for said, place in places if "Drogue" in said) > document.A4[1] / 2


@pytest.mark.parametrize("text", ["لا إله", "قَرْص", "المغرب", "مؤثرات عقلية"])
def test_every_letter_of_a_line_is_read_back_once(text):
    assert "".join(sign.text for sign in reversed(signs(text))) == text


LINES = (
    "AVANT Tolède, « Yaoundé » : l’été à 12,5 % – To Ve.",
    "قَرْصٌ مِنَ المُؤَثِّراتِ العقلية، 12 كغ (Captagon) في الرباط",
    "Décision n° 7 · قرار مُلزِم · ƁɛNkan Ŋ",
    "a  b\u00a0c d\u200de",
)


@pytest.mark.parametrize("text", LINES)
def test_a_word_stands_in_a_line_as_if_the_whole_line_were_shaped_at_once(text, monkeypatch):
    by_words = signs(text)
    monkeypatch.setattr(document, "_WORDS", re.compile(".+"))
    assert by_words == signs(text)


@pytest.mark.parametrize("text", LINES)
def test_every_sign_is_drawn_where_it_was_shaped(text):
    paper, size = Document(title="x", language="fr"), 9.5
    paper.write(paper.add_page(), 40, 100, shape(text), size)
    (page,) = PdfReader(io.BytesIO(paper.save()), strict=True).pages
    widths = {name: font["/DescendantFonts"][0]["/W"][1] for name, font in page["/Resources"]["/Font"].items()}
    drawn, x, y, rise, font = [], 0.0, 0.0, 0.0, ""
    for step in re.finditer(
        r"1 0 0 1 (\S+) (\S+) Tm|(/\S+) \S+ Tf|(\S+) Ts|\[(.*?)\] TJ", page.get_contents().get_data().decode()
    ):
        match step.groups():
            case (str(at), str(line), *_):
                x, y = float(at), float(line)
            case (None, None, str(name), *_):
                font = name
            case (None, None, None, str(raised), *_):
                rise = float(raised)
            case (*_, shown):
                for codes, back in re.findall(r"<(\w+)>|(-?[\d.]+)", shown):
                    x -= float(back or 0) * size / 1000
                    for code in re.findall("....", codes):
                        drawn.append((x, y + rise))
                        x += float(widths[font][int(code, 16) - 1]) * size / 1000
    wanted, pen = [], 40.0
    for sign in signs(text):
        wanted.append((pen + sign.x * size, document.A4[1] - 100 + sign.y * size))
        pen += sign.advance * size
    assert len(drawn) == len(wanted)
    assert all(abs(a - c) < 0.02 and abs(b - d) < 0.02 for (a, b), (c, d) in zip(drawn, wanted, strict=True))


def test_the_same_input_gives_the_same_bytes_and_no_time_nor_identity():
    lines = [("Gao", 1.0), ("غاو", 0.5)]
    first = made(lines)
    assert first == made(lines)
    info = PdfReader(io.BytesIO(first)).metadata
    assert set(info) == {"/Title", "/Producer"}
    assert b"/ID" not in first


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_do_no_harm(name, language):
    data = made([(name, 2.0), ("Gao", 1.0)], language=language, title=name, notes=[name], in_time=True)
    reader = PdfReader(io.BytesIO(data), strict=True)
    assert "Gao" in "".join(page.extract_text() for page in reader.pages)
    assert len(reader.pages) <= 2
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(reader.trailer["/Root"])
    assert all("/Annots" not in page for page in reader.pages)
    for word in (b"/JavaScript", b"/URI", b"/Launch"):
        assert word not in data


def test_what_no_font_has_is_drawn_as_missing_and_read_back_as_itself():
    (sign,) = signs("日")
    (missing,) = signs("\ufffd")
    assert (sign.text, sign.glyph) == ("日", missing.glyph)
    about, tilde = signs("≈")[0], signs("~")[0]
    assert (about.text, about.glyph) == ("≈", tilde.glyph)


def test_no_row_is_wider_than_its_column():
    report = _Report(paper.Heading("T", "S", "D", "H1", "fr", lambda page, pages: f"{page}/{pages}"))
    for text in ("x" * 900, "mot " * 300, "ترامادول " * 90):
        rows = report._wrapped(text, 8.5, 100)
        assert len(rows) <= 8
        assert all(document.width(row, 8.5) <= 100 for row in rows)


def test_only_the_letters_used_are_carried_along():
    few = Document(title="x", language="fr")
    few.write(few.add_page(), 10, 10, shape("Gao"), 10)
    assert len(few.save()) < 12_000


def test_without_fonts_it_is_said_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(fonts, "FOLDER", tmp_path)
    fonts.fonts.cache_clear()
    try:
        assert not paper.present()
        with pytest.raises(BenkanError) as refused:
            made([("Gao", 1.0)])
        assert refused.value.code == "paper.no-fonts"
        assert refused.value.remedy
    finally:
        fonts.fonts.cache_clear()


def test_a_font_that_claims_too_much_is_refused():
    head = struct.pack(">4sIIHHIHHIIIII", b"wOFF", 0x10000, 64, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    with pytest.raises(ValueError, match="too large"):
        fonts.unpack(head + struct.pack(">4sIIII", b"glyf", 64, 10, 2**31, 0))
    with pytest.raises(ValueError, match="not a WOFF"):
        fonts.unpack(b"OTTO" + bytes(60))
