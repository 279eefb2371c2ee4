from __future__ import annotations

import io
from pathlib import Path

import pytest
from tests.formats.goaml.reports import report, transaction

from benkan.formats import goaml
from benkan.formats.goaml.letters import plain_letters
from benkan.formats.report import Report

XSD = Path(__file__).with_name("unit.xsd").read_bytes()
SCHEMA = goaml.load(XSD, Report())


def sent(data: bytes, schema: goaml.Schema = SCHEMA) -> tuple[str, tuple[goaml.writing.Change, ...], Report]:
    document = goaml.read(io.BytesIO(data), Report(), schema)
    before = document.as_bytes()
    found = Report()
    written, changes = goaml.write(document, found, schema)
    assert document.as_bytes() == before, "the document itself never changes"
    return written.decode(), changes, found


@pytest.mark.parametrize(
    ("original", "plain"),
    [
        ("Traoré", "Traore"),
        ("N’Diaye", "N'Diaye"),
        ("Ɓanna Ŋoma", "Banna Ngoma"),
        ("Œuvré & Fils", "Oeuvre  et  Fils"),
        ("ليلى", "Lila"),
        ("محمد الأمين", "Mhmd Alamin"),
        ("Ascii only", "Ascii only"),
    ],
)
def test_letters_become_plain(original: str, plain: str) -> None:
    assert plain_letters(original) == plain


def test_names_are_transliterated_where_the_schema_wants_it_and_the_original_stands_beside() -> None:
    text, changes, found = sent(report(transaction(first="Zoë", last="Traoré")))
    assert "<first_name>Zoe</first_name>" in text
    assert "<last_name>Traore</last_name>" in text
    assert "<full_name_frn>Zoë Traoré</full_name_frn>" in text
    assert {one.kept_in for one in changes} == {"full_name_frn"}
    assert [one.original for one in changes] == ["Zoë", "Traoré"]
    assert set(found.counts()) == {"goaml.transliterated"}
    assert "Dépôts répétés" in text, "only where a pattern demands it"
    assert SCHEMA.whole.validate(goaml.read(io.BytesIO(text.encode()), Report(), SCHEMA).tree)


def test_what_the_reporter_wrote_is_not_overwritten() -> None:
    source = (
        "<from_person><first_name>Zoë</first_name><last_name>Kone</last_name>"
        "<full_name_frn>another writing</full_name_frn><comments>tall</comments></from_person>"
    )
    text, changes, _found = sent(report(transaction(source=source)))
    assert "<full_name_frn>another writing</full_name_frn>" in text
    assert "<comments>tall\nfirst_name: Zoë</comments>" in text
    assert changes[0].kept_in == "comments"


def test_an_original_that_stands_there_already_is_not_said_twice() -> None:
    source = (
        "<from_person><first_name>Zoë</first_name><last_name>Kone</last_name>"
        "<full_name_frn>Zoë Koné</full_name_frn></from_person>"
    )
    text, changes, _found = sent(report(transaction(source=source)))
    assert text.count("Zoë") == 1
    assert changes[0].kept_in == "full_name_frn"


def test_an_original_without_a_place_is_told() -> None:
    bare = goaml.load(
        XSD.replace(b'    <xs:element name="full_name_frn" type="long" minOccurs="0"/>\n', b"").replace(
            b'    <xs:element name="comments" type="long" minOccurs="0"/>\n', b""
        ),
        Report(),
    )
    _text, changes, found = sent(report(transaction(first="Zoë")), bare)
    assert changes[0].kept_in == ""
    assert set(found.counts()) == {"goaml.original-nowhere"}
    assert found.findings[0].remedy


def test_a_text_in_a_script_without_an_answer_stays_and_is_told() -> None:
    text, changes, found = sent(report(transaction(first="ⵣⴰ")))
    assert changes == ()
    assert "ⵣⴰ" in text
    assert set(found.counts()) == {"goaml.pattern"}


def test_without_a_schema_the_report_is_written_as_it_is() -> None:
    data = report(transaction(first="Zoë"))
    document = goaml.read(io.BytesIO(data), Report())
    written, changes = goaml.write(document, Report())
    assert written == document.as_bytes()
    assert changes == ()
