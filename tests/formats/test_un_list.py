"""The UN list: read whole, every trap named, nothing imported from a broken file."""

import io
import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared_data

from benkan.core.errors import Invalid
from benkan.formats import un_list, xml_records
from benkan.formats.report import Report

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def read(text, report=None):
    data = text if isinstance(text, bytes) else text.encode()
    return list(un_list.read(io.BytesIO(data), report if report is not None else Report()))


def record(inner, *, dataid="1", tag="INDIVIDUAL", group="INDIVIDUALS"):
    return (f"{HEAD}<CONSOLIDATED_LIST><{group}><{tag}><DATAID>{dataid}</DATAID><FIRST_NAME>ANNA</FIRST_NAME>"
            f"<SECOND_NAME>KEITA</SECOND_NAME>{inner}</{tag}></{group}></CONSOLIDATED_LIST>")  # fmt: skip


def alias(name, quality="Good", more=""):
    return f"<INDIVIDUAL_ALIAS><QUALITY>{quality}</QUALITY><ALIAS_NAME>{name}</ALIAS_NAME>{more}</INDIVIDUAL_ALIAS>"


def born(inner):
    return f"<INDIVIDUAL_DATE_OF_BIRTH>{inner}</INDIVIDUAL_DATE_OF_BIRTH>"


def document(number):
    inner = f"<TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>{number}</NUMBER>"
    return f"<INDIVIDUAL_DOCUMENT>{inner}</INDIVIDUAL_DOCUMENT>"


@pytest.fixture(scope="module")
def whole():
    report = Report()
    with shared_data("lists", "un_consolidated_2026-02-27.xml").open("rb") as stream:
        return list(un_list.read(stream, report)), report


def test_the_whole_list_is_read(whole):
    entities, report = whole
    counts = Counter(entity.schema for entity in entities)
    assert (counts["Person"], counts["Organization"]) == (730, 273)
    assert report.refused == 0
    assert len({entity.id for entity in entities}) == len(entities)


def test_all_aliases_and_original_script_names_are_kept(whole):
    import xml.etree.ElementTree as ET

    from benkan.formats.un_names import plain, scripts

    entities, _ = whole
    by_id = {entity.id: entity for entity in entities}
    root = ET.parse(shared_data("lists", "un_consolidated_2026-02-27.xml")).getroot()
    names = aliases = originals = 0
    for element in (*root.iter("INDIVIDUAL"), *root.iter("ENTITY")):
        kept = by_id[f"un-{element.findtext('DATAID')}"].properties
        held = " | ".join(
            value for name in ("name", "alias", "weakAlias", "previousName") for value in kept.get(name, ())
        )
        for written in element.findall(f"{element.tag}_ALIAS/ALIAS_NAME"):
            if (written.text or "").strip():
                aliases += 1
                first = re.search(r"\w+", plain(written.text))[0]
                assert first.casefold() in held.casefold(), (element.findtext("REFERENCE_NUMBER"), written.text)
        if original := plain(element.findtext("NAME_ORIGINAL_SCRIPT") or ""):
            originals += 1
            assert original in held
        names += bool(kept["name"])
    assert (names, aliases, originals) == (1003, 2752, 378)
    arabic = [
        e
        for e in entities
        if e.schema == "Person" and any("ARABIC" in scripts(v) for v in e.properties.get("alias", ()))
    ]
    assert len(arabic) >= 327


def test_every_anomaly_names_its_record_and_what_was_done(whole):
    _, report = whole
    assert report.counts()["un.empty-alias"] == 291
    for finding in report.findings:
        assert finding.place.startswith("/CONSOLIDATED_LIST/")
        assert "[" in finding.place
        assert finding.sentence
        assert finding.done


def test_the_wanted_man_has_his_names_documents_and_dates(whole):
    entities, _ = whole
    (man,) = [one for one in entities if "QDi.316" in one.properties.get("keywords", ())]
    assert man.properties["name"] == ("IYAD AG GHALI",)
    assert "اياد اغ غالي" in man.properties["alias"]
    assert man.properties["nationality"] == ("ml",)
    assert man.properties["birthDate"] == ("1958-01-01", "1958")
    held = {one.schema: one.properties["number"] for one in entities if one.first("holder") == man.id}
    assert held == {"Passport": ("A1037434",), "Identification": ("012546",)}


def test_a_bracket_that_belongs_to_an_organisation_stays_whole_and_an_acronym_becomes_a_weak_alias(whole):
    entities, _ = whole
    kept = {reference: one for one in entities for reference in one.properties.get("keywords", ())}
    assert kept["QDe.104"].properties["name"] == ("AL-HARAMAIN FOUNDATION (PAKISTAN)",)
    assert kept["QDe.163"].properties["name"] == ("ISLAMIC STATE IN THE GREATER SAHARA",)
    assert "ISGS" in kept["QDe.163"].properties["weakAlias"]
    assert all(v.count("(") == v.count(")") for one in entities for v in one.properties.get("name", ()))


@pytest.mark.parametrize(
    ("inner", "property_", "values", "code"),
    [
        (alias(""), "alias", None, "un.empty-alias"),
        (alias("Azim A; Azim B"), "alias", ("Azim A", "Azim B"), "un.several-names"),
        (alias("Mohammad Sabet b) M. Javad Sabet"), "alias", ("Mohammad Sabet", "M. Javad Sabet"), "un.several-names"),
        (alias("Amir (original script: Амир)"), "alias", ("Amir", "Амир"), "un.several-names"),
        (alias("حسن غول (Hassan Ghul; Hassan Gul)"), "alias", ("حسن غول", "Hassan Ghul", "Hassan Gul"), "un.several-names"),
        (alias("Agha Jan اغا جان"), "alias", ("Agha Jan", "اغا جان"), "un.several-names"),
        (alias("Ezatullah Haqqani (previously listed as)"), "previousName", ("Ezatullah Haqqani",), "un.previously-listed"),
        (alias("Nazar M", more="<NOTE>formerly listed as</NOTE>"), "previousName", ("Nazar M",), "un.previously-listed"),
        (alias("Abu Banat", more="<NOTE>original script: Абу Банат</NOTE>"), "alias", ("Abu Banat", "Абу Банат"), "un.name-in-note"),
        (alias("Anna K", more="<DATE_OF_BIRTH>1969-02-05</DATE_OF_BIRTH>"), "birthDate", ("1969-02-05",), "un.birth-of-alias"),
        (alias("Safia F, born 1 Jan. 1953 (passport no.03825239)"), "alias", ("Safia F",), "un.remark-in-name"),
        (alias("Amir M", quality="Low"), "weakAlias", ("Amir M",), None),
        ("<NAME_ORIGINAL_SCRIPT>ﻤﺣﻤﺩ ﻤﺴﻌﻮﺩ</NAME_ORIGINAL_SCRIPT>", "alias", ("محمد مسعود",), "un.presentation-forms"),
        ("<NAME_ORIGINAL_SCRIPT>شعبـان</NAME_ORIGINAL_SCRIPT>", "alias", ("شعبان",), "un.presentation-forms"),
        (born("<TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1970</FROM_YEAR><TO_YEAR>1972</TO_YEAR>"), "birthDate", ("1970", "1971", "1972"), "un.birth-between"),
        (born("<TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE>"), "birthDate", ("1973-11",), "un.birth-in-note"),
        (born("<TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1968</YEAR>"), "birthDate", ("1968",), "un.birth-approximate"),
        (born("<TYPE_OF_DATE/>"), "birthDate", None, "un.birth-empty"),
        (document("CAR diplomatic passport no. D00000898"), "passportNumber", ("D00000898",), "un.number-in-text"),
        ("<NATIONALITY><VALUE>Atlantis</VALUE></NATIONALITY>", "nationality", None, "un.country-unknown"),
        ("<SURPRISE/>", "nationality", None, "un.unknown-element"),
    ],
)  # fmt: skip
def test_each_trap_is_read_and_reported(inner, property_, values, code):
    report = Report()
    person = read(record(inner), report)[0]
    assert person.properties.get(property_) == values
    if code:
        (finding,) = [one for one in report.findings if one.code == code]
        assert finding.place.startswith("/CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL[1]/")
    else:
        assert not report.findings


BOMB = (HEAD + '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        "<CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>&b;</DATAID></INDIVIDUAL></INDIVIDUALS></CONSOLIDATED_LIST>")  # fmt: skip
OUTSIDE = HEAD + '<!DOCTYPE l SYSTEM "file:///etc/passwd"><CONSOLIDATED_LIST/>'


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (BOMB, "un.forbidden", "document type declaration"),
        (OUTSIDE, "un.forbidden", "document type declaration"),
        (record("<TITLE><VALUE>Dr</TITLE>"), "un.broken", "line 2, column 142"),
        (record("")[:-40], "un.broken", "line 2, column 124"),
        ("", "un.broken", "line 1, column 1"),
        (HEAD + "<html/>", "un.not-the-list", "/html"),
        (HEAD + "<CONSOLIDATED_LIST/>", "un.empty", "/CONSOLIDATED_LIST"),
        ('<?xml version="1.0" encoding="klingon"?><CONSOLIDATED_LIST/>', "un.broken", "line 1"),
        (HEAD + "<CONSOLIDATED_LIST>" + "<a>" * 50, "input.too-large", "/CONSOLIDATED_LIST" + "/a" * 12),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_a_remedy(text, code, place):
    with pytest.raises(Invalid) as refused:
        read(text)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.remedy
    assert refused.value.sentence


def test_an_oversized_file_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(xml_records, "MAX_BYTES", 100_000)
    with pytest.raises(Invalid) as refused:
        read(record(alias("A B") * 5000))
    assert refused.value.code == "input.too-large"


def test_a_record_without_a_name_is_left_out_and_the_rest_is_read():
    text = record("").replace("<FIRST_NAME>ANNA</FIRST_NAME>", "").replace("<SECOND_NAME>KEITA</SECOND_NAME>", "")
    report = Report()
    good = "<INDIVIDUAL><DATAID>2</DATAID><FIRST_NAME>ALI</FIRST_NAME></INDIVIDUAL></INDIVIDUALS>"
    found = read(text.replace("</INDIVIDUALS>", good), report)
    assert [one.id for one in found if one.properties.get("name")] == ["un-2"]


def test_a_dataid_that_comes_twice_is_left_out_the_second_time():
    one = record("").partition("<INDIVIDUALS>")[2].partition("</INDIVIDUALS>")[0]
    report = Report()
    found = read(record("").replace("</INDIVIDUALS>", one + "</INDIVIDUALS>"), report)
    assert len(found) == 1
    assert [finding.code for finding in report.findings if finding.refused] == ["un.same-dataid"]


def refusal_of(act):
    """The refusal that the act ends in, if it ends in one; anything else is a failure of the test."""
    try:
        act()
    except Invalid as error:
        return error
    return None


@given(st.binary(max_size=400))
def test_no_bytes_raise_anything_but_a_refusal(data):
    refused = refusal_of(lambda: read(data))
    assert refused is None or refused.place


@given(st.text(max_size=200), st.text(max_size=60))
def test_no_alias_text_raises_anything_but_a_refusal(name, note):
    from xml.sax.saxutils import escape

    legal = "".join(c for c in name if c.isprintable())
    legal_note = "".join(c for c in note if c.isprintable())
    read(record(alias(escape(legal), more=f"<NOTE>{escape(legal_note)}</NOTE>")))
