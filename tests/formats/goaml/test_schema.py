from __future__ import annotations

from pathlib import Path

import pytest

from benkan.core.errors import Invalid
from benkan.formats import goaml
from benkan.formats.goaml.patterns import allows, without_anchors
from benkan.formats.report import Report

XSD = Path(__file__).with_name("unit.xsd").read_text("utf-8")


def loaded(text: str) -> tuple[goaml.Schema, Report]:
    found = Report()
    return goaml.load(text.encode(), found), found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("^[a-z]*$", "[a-z]*"),
        ("^a$|^b$", "a|b"),
        ("(^a$)", "(a)"),
        ("(?:ab)+", "(ab)+"),
        (r"\^a\$", r"\^a\$"),
        ("[^a]", "[^a]"),
        ("[$^]+", "[$^]+"),
        ("a^b$c", "a^b$c"),
        ("[a-z-[^aeiou]]$", "[a-z-[^aeiou]]"),
        ("", ""),
    ],
)
def test_anchors_are_taken_off_where_they_are_anchors(written: str, meant: str) -> None:
    assert without_anchors(written) == meant


def test_a_pattern_fits_the_whole_text() -> None:
    assert allows("[a-z]+", "awa")
    assert not allows("[a-z]+", "awa1")


def test_the_codes_come_from_the_schema() -> None:
    schema, found = loaded(XSD)
    assert schema.version == "9.1"
    assert schema.codes("report", "report_code") == ("STR", "SAR", "DOS-ML")
    assert schema.codes("report", "transaction", "t_from", "from_funds_code") == ("CASH", "VIR")
    assert schema.codes("report", "entity_reference") == ()
    assert schema.codes("report", "nothing") == ()
    assert set(found.counts()) == {"goaml.schema-anchors"}
    other, _found = loaded(XSD.replace('value="DOS-ML"', 'value="DOS-SN"'))
    assert other.codes("report", "report_code") == ("STR", "SAR", "DOS-SN")
    assert other.sha256 != schema.sha256


def test_a_pattern_that_is_none_is_told_and_the_rest_still_checks() -> None:
    schema, found = loaded(XSD.replace('value="^[a-zA-Z0-9 .\'-]*$"', 'value="(?=x)[a-z]{2,1}"'))
    assert found.counts()["goaml.schema-patterns"] == 1
    assert not schema.whole.validate(schema.whole and __import__("lxml.etree").etree.fromstring("<report/>"))


def test_rules_of_a_later_xsd_are_told_and_passed_over() -> None:
    asserted = XSD.replace("</xs:attributeGroup>", "</xs:attributeGroup><!-- -->", 1).replace(
        '<xs:complexType name="foreign"><xs:sequence>', '<xs:complexType name="foreign"><xs:sequence>', 1
    )
    asserted = asserted.replace(
        '    <xs:element name="foreign_exchange_rate" type="amount" minOccurs="0"/>\n  </xs:sequence>',
        '    <xs:element name="foreign_exchange_rate" type="amount" minOccurs="0"/>\n  </xs:sequence>'
        '<xs:assert test="foreign_amount &gt; 0"/>',
    )
    _schema, found = loaded(asserted)
    assert found.counts()["goaml.schema-newer"] == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "goaml.schema-broken"),
        ("<xs:schema/>", "goaml.schema-broken"),
        ("<report/>", "goaml.schema-broken"),
        ("<!DOCTYPE x [<!ENTITY y 'z'>]>" + XSD.partition("?>")[2], "goaml.schema-broken"),
        (XSD.replace('<xs:element name="report">', '<xs:element name="rapport">'), "goaml.schema-root"),
        (XSD.replace('type="submission"', 'type="no_such_type"'), "goaml.schema-broken"),
        (
            XSD.replace('<xs:element name="report">', '<xs:include schemaLocation="/etc/passwd"/><xs:element name="report">'),
            "goaml.schema-parts",
        ),
        (
            XSD.replace('<xs:element name="report">', '<xs:import schemaLocation="http://127.0.0.1/x"/><xs:element name="report">'),
            "goaml.schema-parts",
        ),
    ],
    ids=["empty", "prefix", "no schema", "document type", "no report", "no type", "include", "import"],
)  # fmt: skip
def test_a_schema_that_cannot_be_used_is_refused(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        loaded(text)
    assert refused.value.code == code
    assert refused.value.remedy


def test_counts_that_would_be_the_validators_memory_lose_their_bound() -> None:
    schema, _found = loaded(XSD.replace('maxOccurs="5000"', 'maxOccurs="99999999999"'))
    parties = schema.model.at(("report", "transaction", "involved_parties"))
    assert parties is not None
    group = schema.model.content(parties).group
    assert group is not None
    assert group.most is None


def test_groups_that_double_each_other_are_refused_before_they_are_written_out() -> None:
    groups = (
        '<xs:group name="g0"><xs:sequence><xs:element name="x" type="xs:string"/></xs:sequence></xs:group>'
        + "".join(
            f'<xs:group name="g{n}"><xs:sequence><xs:group ref="g{n - 1}"/><xs:group ref="g{n - 1}"/></xs:sequence></xs:group>'
            for n in range(1, 25)
        )
    )
    text = XSD.replace('<xs:element name="report">', f'{groups}<xs:element name="report">', 1)
    text = text.replace(
        '<xs:complexType name="foreign"><xs:sequence>',
        '<xs:complexType name="foreign"><xs:sequence><xs:group ref="g24"/>',
    )
    with pytest.raises(Invalid) as refused:
        loaded(text)
    assert refused.value.code == "goaml.schema-broken"


def test_a_schema_with_a_namespace_of_its_own_serves() -> None:
    import io

    from tests.formats.goaml.reports import report

    text = XSD.replace(
        'xmlns:u="urn:example:unit"',
        'xmlns:u="urn:example:unit" xmlns="urn:f" targetNamespace="urn:f" elementFormDefault="qualified"',
    )
    schema, _found = loaded(text)
    found = Report()
    plain = report().replace(b"<report>", b'<report xmlns="urn:f">')
    assert len(list(goaml.Reader(io.BytesIO(plain), found, schema))) == 1
    assert set(found.counts()) == {"money.zone"}
    found = Report()
    assert len(list(goaml.Reader(io.BytesIO(report()), found, schema))) == 1
    assert set(found.counts()) == {"goaml.namespace", "money.zone"}
