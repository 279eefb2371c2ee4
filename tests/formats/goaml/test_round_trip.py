"""Nothing is lost: reports that use every element of a schema are read, shown, written and composed anew."""

from __future__ import annotations

import dataclasses
import io
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from tests.formats.goaml.generating import Generator, fields_of, texts

from benkan.core.errors import Invalid
from benkan.formats import goaml
from benkan.formats.goaml import view
from benkan.formats.report import Report

XSD = Path(__file__).with_name("unit.xsd").read_bytes()
SCHEMA = goaml.load(XSD, Report())
MADE = Generator(SCHEMA)
REPORTS = list(MADE.reports())


def canonical(data: bytes) -> bytes:
    return etree.tostring(etree.parse(io.BytesIO(data)), method="c14n")


def shown(value: object) -> list[str]:
    """Every text that a view holds."""
    if isinstance(value, str):
        return [value] if value else []
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [text for each in dataclasses.fields(value) for text in shown(getattr(value, each.name))]
    if isinstance(value, tuple | list):
        return [text for each in value for text in shown(each)]
    return []


def written(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True))


def test_the_generated_reports_use_every_element_and_are_valid() -> None:
    assert len(MADE.wanted) > 120
    assert not MADE.wanted - MADE.used
    for root in REPORTS:
        assert SCHEMA.whole.validate(root), SCHEMA.whole.error_log


@pytest.mark.parametrize("number", range(len(REPORTS)))
def test_no_field_is_lost_between_reading_and_writing(number: int) -> None:
    data = written(REPORTS[number])
    report = Report()
    document = goaml.read(io.BytesIO(data), report, SCHEMA)
    assert report.findings == []
    assert canonical(document.as_bytes()) == canonical(data)
    bytes_out, changes = goaml.write(document, report, SCHEMA)
    assert canonical(bytes_out) == canonical(data)
    assert changes == ()


@pytest.mark.parametrize("number", range(len(REPORTS)))
def test_a_page_can_show_every_word_of_a_report(number: int) -> None:
    document = goaml.read(io.BytesIO(written(REPORTS[number])), Report(), SCHEMA)
    said = Counter(shown(document.heading)) + Counter(text for one in document.transactions() for text in shown(one))
    missing = Counter(texts(document.tree)) - said
    assert not missing


@pytest.mark.parametrize("number", range(len(REPORTS)))
def test_a_report_is_composed_from_values_in_the_order_of_the_schema(number: int) -> None:
    root = REPORTS[number]
    fields = fields_of(root)
    assert isinstance(fields, dict)
    composed = goaml.compose(fields, SCHEMA)
    assert SCHEMA.whole.validate(composed.tree), SCHEMA.whole.error_log
    assert sorted(texts(composed.tree)) == sorted(texts(root))


def test_a_field_that_the_schema_does_not_have_is_refused_with_its_path() -> None:
    with pytest.raises(Invalid) as refused:
        goaml.compose({"rentity_id": "1", "reporting_person": {"first_name": "Awa", "shoe_size": "38"}}, SCHEMA)
    assert refused.value.code == "goaml.unknown-field"
    assert refused.value.place == "/report/reporting_person"
    assert refused.value.facts == {"name": "shoe_size"}


def test_comments_and_instructions_of_a_report_survive() -> None:
    data = written(REPORTS[0]).replace(b"<rentity_id>", b"<!-- seen by A. --><?page 3?><rentity_id>")
    assert canonical(goaml.read(io.BytesIO(data), Report(), SCHEMA).as_bytes()) == canonical(data)


def test_the_view_of_one_transaction_has_its_sides_goods_and_routes() -> None:
    found = [one for root in REPORTS for one in map(view.transaction, root.iter("transaction"))]
    sides = [side for one in found for side in (one.source, one.destination) if side]
    assert {type(side.subject) for side in sides} == {view.Person, view.Account, view.Entity}
    assert any(side.my_client for side in sides)
    assert any(side.conductor for side in sides)
    assert any(one.goods and one.routes for one in found)
    assert any(party.subject for one in found for party in one.parties)
