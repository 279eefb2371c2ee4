"""OFAC's lists: people, firms, vessels, aircraft and wallets, with what each field of the list means."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.formats import ofac_list
from benkan.formats.report import Report

HEAD = '<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="http://example.org/sdnList.xsd">'
TOP = "<publshInformation><Publish_Date>01/31/2026</Publish_Date><Record_Count>1</Record_Count></publshInformation>"


def entry(inner="", *, uid="7", kind="Individual", first="Idrissa", last="EL HADJ"):
    names = f"<firstName>{first}</firstName><lastName>{last}</lastName>" if first else f"<lastName>{last}</lastName>"
    return f"<sdnEntry><uid>{uid}</uid>{names}<sdnType>{kind}</sdnType>{inner}</sdnEntry>"


def whole(*entries, top=TOP):
    return f"{HEAD}{top}{''.join(entries)}</sdnList>"


def read(text, report=None):
    return list(ofac_list.read(io.BytesIO(text.encode()), report if report is not None else Report()))


def one(inner="", **options):
    return read(whole(entry(inner, **options)))[0]


def numbers(kind, number):
    return f"<idList><id><uid>1</uid><idType>{kind}</idType><idNumber>{number}</idNumber></id></idList>"


def test_a_person_with_everything_that_the_list_says():
    report = Report()
    (found,) = read(
        whole(
            entry(
                "<title>Emir</title><remarks>(Linked To: SOMEBODY)</remarks>"
                "<programList><program>SDGT</program><program>MALI-EO</program></programList>"
                + numbers("Passport", "A0434567")
                + "<akaList><aka><uid>2</uid><type>a.k.a.</type><category>weak</category><lastName>ABOU</lastName></aka>"
                "<aka><uid>3</uid><type>f.k.a.</type><category>strong</category><firstName>Idriss</firstName>"
                "<lastName>HADJI</lastName></aka>"
                "<aka><uid>4</uid><type>a.k.a.</type><category>strong</category><lastName>إدريس الحاج</lastName></aka>"
                "</akaList>"
                "<addressList><address><uid>5</uid><city>Kidal</city><country>Mali</country></address></addressList>"
                "<nationalityList><nationality><uid>6</uid><country>Mali</country></nationality></nationalityList>"
                "<citizenshipList><citizenship><uid>6</uid><country>Burma</country></citizenship></citizenshipList>"
                "<placeOfBirthList><placeOfBirthItem><uid>8</uid><placeOfBirth>Gao, Mali</placeOfBirth>"
                "</placeOfBirthItem></placeOfBirthList>"
            )
        ),
        report,
    )
    assert (found.id, found.schema, found.place) == ("ofac-7", "Person", "/sdnList/sdnEntry[7]")
    said = found.properties
    assert said["name"] == ("Idrissa EL HADJ",)
    assert (said["weakAlias"], said["previousName"], said["alias"]) == (("ABOU",), ("Idriss HADJI",), ("إدريس الحاج",))
    assert said["program"] == ("SDGT", "MALI-EO")
    assert (said["passportNumber"], said["nationality"], said["citizenship"]) == (("A0434567",), ("ml",), ("mm",))
    assert (said["address"], said["country"], said["birthPlace"]) == (("Kidal, Mali",), ("ml",), ("Gao, Mali",))
    assert said["topics"] == ("sanction",)
    assert said["notes"] == ("(Linked To: SOMEBODY)",)
    assert report.findings == []


@pytest.mark.parametrize(
    ("written", "dates"),
    [
        ("10 Dec 1948", ("1948-12-10",)),
        ("Feb 1965", ("1965-02",)),
        ("1962", ("1962",)),
        ("circa 1951", ("1951",)),
        ("1960 to 1963", ("1960", "1961", "1962", "1963")),
        ("01 Jan 1970 to 31 Dec 1970", ("1970",)),
        ("1940 to 1980", ("1940", "1980")),
        ("May 1970 - Apr 1972", ("1970", "1971", "1972")),
    ],
)
def test_birth_dates_in_words(written, dates):
    item = f"<dateOfBirthItem><uid>1</uid><dateOfBirth>{written}</dateOfBirth></dateOfBirthItem>"
    assert one(f"<dateOfBirthList>{item}</dateOfBirthList>").properties["birthDate"] == dates


@pytest.mark.parametrize("written", ["32 Jan 1960", "10 Foo 1948", "1960 to 1950 to 1940", "unknown", "5 1960"])
def test_a_birth_date_that_cannot_be_read_is_kept_in_notes_and_told(written):
    item = f"<dateOfBirthItem><uid>1</uid><dateOfBirth>{written}</dateOfBirth></dateOfBirthItem>"
    report = Report()
    (found,) = read(whole(entry(f"<dateOfBirthList>{item}</dateOfBirthList>")), report)
    assert "birthDate" not in found.properties
    assert found.properties["notes"] == (f"Birth date: {written}",)
    assert report.counts() == {"ofac.birth-unreadable": 1}


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [
        ("National ID No.", "123-4", "idNumber"),
        ("Tax ID No.", "99-1", "taxNumber"),
        ("Registration Number", "B 77", "registrationNumber"),
        ("Phone Number", "22376000000", "phone"),
        ("Email Address", "a@example.org", "email"),
        ("Driver's License No.", "D1", "licenseNumber"),
        ("SSN", "1-2-3", "socialSecurityNumber"),
    ],
)
def test_numbers_go_where_their_kind_says(kind, number, name):
    assert one(numbers(kind, number)).properties[name] == (number,)


def test_what_is_no_document_is_kept_in_notes_and_the_gender_is_the_gender():
    assert one(numbers("Secondary sanctions risk:", "section 1(b)")).properties["notes"] == (
        "Secondary sanctions risk:: section 1(b)",
    )
    assert one(numbers("Gender", "Female")).properties["gender"] == ("female",)


def test_a_vessel_an_aircraft_a_firm_and_a_wallet():
    vessel = one(
        numbers("Vessel Registration Identification", "IMO 7406784")
        + "<vesselInfo><callSign>5VAB</callSign><vesselType>Crude Oil Tanker</vesselType>"
        "<vesselFlag>Togo</vesselFlag></vesselInfo>",
        kind="Vessel",
        first="",
        last="ARMADA",
    )
    assert (vessel.schema, vessel.properties["imoNumber"], vessel.properties["flag"]) == (
        "Vessel",
        ("7406784",),
        ("tg",),
    )
    aircraft = one(numbers("Aircraft Tail Number", "5T-CLX"), kind="Aircraft", first="", last="5T-CLX")
    assert (aircraft.schema, aircraft.properties["registrationNumber"]) == ("Airplane", ("5T-CLX",))
    firm, wallet = read(
        whole(
            entry(numbers("Digital Currency Address - XBT", "1Fz29BQp82pE3vX"), kind="Entity", first="", last="X SARL")
        )
    )
    assert (firm.schema, wallet.schema) == ("Organization", "CryptoWallet")
    assert wallet.properties == {
        "publicKey": ("1Fz29BQp82pE3vX",), "currencySymbol": ("XBT",), "holder": ("ofac-7",),
    }  # fmt: skip


def test_a_country_that_is_not_known_is_kept_in_notes():
    report = Report()
    inner = "<nationalityList><nationality><uid>6</uid><country>Atlantis</country></nationality></nationalityList>"
    (found,) = read(whole(entry(inner)), report)
    assert found.properties["notes"] == ("nationality: Atlantis",)
    assert report.counts() == {"list.country-unknown": 1}


def test_good_records_are_kept_beside_bad_ones():
    report = Report()
    found = read(
        whole(entry(uid="1"), entry(uid="1"), entry(uid=""), entry(uid="2", kind="Planet"), entry(uid="3")), report
    )
    assert [one.id for one in found] == ["ofac-1", "ofac-3"]
    assert report.counts() == {"ofac.uid": 2, "ofac.type": 1}
    assert report.findings[0].place == "/sdnList/sdnEntry[1]/uid"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (whole(), "ofac.empty", "/sdnList"),
        ("<CONSOLIDATED_LIST/>", "ofac.not-the-list", "/CONSOLIDATED_LIST"),
        (whole(entry())[:-30], "ofac.broken", "line 2"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]><sdnList>&a;</sdnList>', "ofac.forbidden", "document type declaration"),
    ],
)
def test_a_file_that_is_not_the_list_is_refused_whole(text, code, place):
    with pytest.raises(Invalid) as caught:
        read(text)
    assert caught.value.code == code
    assert caught.value.place.startswith(place)
    assert caught.value.remedy


def test_elements_that_nobody_knows_are_told():
    report = Report()
    read(whole(entry("<surprise>x</surprise>"), "<news/>"), report)
    assert report.counts() == {"ofac.unknown-element": 2}


def refusal_of(act):
    try:
        act()
    except Invalid as error:
        return error
    return None


@given(st.data())
def test_spoilt_bytes_give_entities_or_a_refusal(data):
    good = whole(entry()).encode()
    at = data.draw(st.integers(0, len(good)))
    spoilt = good[:at] + data.draw(st.binary(max_size=20)) + good[data.draw(st.integers(at, len(good))) :]
    found = []
    refused = refusal_of(lambda: found.extend(ofac_list.read(io.BytesIO(spoilt), Report())))
    assert refused is None or refused.place
    assert all(one.id for one in found)
