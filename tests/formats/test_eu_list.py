"""The EU's list: names in all languages, births, documents with their doubts."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.formats import eu_list
from benkan.formats.report import Report

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="2026-01-31">'


def record(inner="", *, identity="83", kind="person", more=""):
    names = (
        '<nameAlias firstName="Tarek" lastName="Aziz" wholeName="Tarek Mikhail Aziz" strong="true" gender="M"/>'
        '<nameAlias wholeName="طارق عزيز" nameLanguage="AR" strong="true"/><nameAlias wholeName="T. Aziz" strong="false"/>'
    )
    return (
        f'<sanctionEntity designationDate="2002-06-18" euReferenceNumber="EU.77.33" logicalId="{identity}"{more}>'
        f'<regulation programme="TAQA" publicationDate="2003-07-08"><publicationUrl>u</publicationUrl></regulation>'
        f'<subjectType code="{kind}" classificationCode="P"/>{names}{inner}</sanctionEntity>'
    )


def read(*records, report=None):
    text = f"{HEAD}{''.join(records)}</export>"
    return list(eu_list.read(io.BytesIO(text.encode()), report if report is not None else Report()))


def one(inner=""):
    return read(record(inner))[0].properties


def test_names_programme_and_references():
    report = Report()
    (found,) = read(record("<remark>Basis</remark>"), report=report)
    assert (found.id, found.schema) == ("eu-83", "Person")
    said = found.properties
    assert (said["name"], said["alias"], said["weakAlias"]) == (("Tarek Mikhail Aziz",), ("طارق عزيز",), ("T. Aziz",))
    assert (said["gender"], said["program"], said["keywords"]) == (("male",), ("TAQA",), ("EU.77.33",))
    assert (said["createdAt"], said["notes"], said["topics"]) == (("2002-06-18",), ("Basis",), ("sanction",))
    assert report.findings == []


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ('birthdate="1936-04-28" year="1936"', ("1936-04-28",)),
        ('year="1936" monthOfYear="4"', ("1936-04",)),
        ('year="1936" monthOfYear="13"', ("1936",)),
        ('yearRangeFrom="1955" yearRangeTo="1958"', ("1955", "1958")),
        ('year="1936" circa="true"', ("1936",)),
    ],
)
def test_births(written, dates):
    said = one(f'<birthdate {written} city="Mosul" countryIso2Code="IQ"/>')
    assert (said["birthDate"], said["birthPlace"], said["birthCountry"]) == (dates, ("Mosul",), ("iq",))
    assert ("Birth date: approximate" in said.get("notes", ())) == ("circa" in written)


def test_documents_addresses_and_nationalities():
    said = one(
        '<identification number="A1234567" identificationTypeCode="passport" knownFalse="true"/>'
        '<identification number="34409/129" identificationTypeCode="other"/>'
        '<identification number="x" identificationTypeCode="hat" identificationTypeDescription="Hat size"/>'
        '<citizenship countryIso2Code="IQ"/><citizenship countryIso2Code="00"/>'
        '<address street="Rue 12" city="Bamako" countryIso2Code="ML" countryDescription="MALI"/>'
    )
    assert (said["passportNumber"], said["idNumber"]) == (("A1234567",), ("34409/129",))
    assert said["notes"] == ("A1234567: known to be false", "Hat size: x")
    assert (said["nationality"], said["country"], said["address"]) == (("iq",), ("ml",), ("Rue 12, Bamako, MALI",))


def test_an_enterprise_is_an_organisation_and_good_records_are_kept_beside_bad_ones():
    report = Report()
    found = read(
        record(identity="1", kind="enterprise"), record(identity="1"), record(identity=""), record(identity="2", kind="x"),
        report=report,
    )  # fmt: skip
    assert [(one.id, one.schema) for one in found] == [("eu-1", "Organization")]
    assert report.counts() == {"eu.id": 2, "eu.type": 1}


@pytest.mark.parametrize(
    ("text", "code"), [("<export/>", "eu.empty"), ("<html/>", "eu.not-the-list"), ("", "eu.broken")]
)
def test_a_file_that_is_not_the_list_is_refused_whole(text, code):
    with pytest.raises(Invalid) as caught:
        list(eu_list.read(io.BytesIO(text.encode()), Report()))
    assert caught.value.code == code


def refusal_of(act):
    try:
        act()
    except Invalid as error:
        return error
    return None


@given(st.data())
def test_spoilt_bytes_give_entities_or_a_refusal(data):
    good = f"{HEAD}{record()}</export>".encode()
    at = data.draw(st.integers(0, len(good)))
    spoilt = good[:at] + data.draw(st.binary(max_size=20)) + good[data.draw(st.integers(at, len(good))) :]
    found = []
    refused = refusal_of(lambda: found.extend(eu_list.read(io.BytesIO(spoilt), Report())))
    assert refused is None or refused.place
    assert all(one.id for one in found)
