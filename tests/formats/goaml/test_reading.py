from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path

import pytest
from tests.formats.goaml.reports import HEAD, TAIL, report, transaction

from benkan.core.errors import Invalid
from benkan.formats import goaml, xml_stream
from benkan.formats.money_rows import Assumed, End, MoneyRow
from benkan.formats.report import Report

SCHEMA = goaml.load(Path(__file__).with_name("unit.xsd").read_bytes(), Report())
SECOND = report(transaction(), "@").decode().partition("@")[0].count("\n") + 1
BOTH = pytest.mark.parametrize("schema", [SCHEMA, None], ids=["with the unit's schema", "without a schema"])
PARTIES = """  <transaction is_suspicious="false"><transactionnumber>P-1</transactionnumber>
    <transaction_description>x</transaction_description><date_transaction>2026-03-01T10:15:00Z</date_transaction>
    <transmode_code>OM</transmode_code><amount_local>1000</amount_local><involved_parties>
      <party><role>PAYS</role><account><swift>A</swift><account>1</account></account></party>
      <party><role>PAID</role><account><swift>B</swift><account>2</account></account></party>
    </involved_parties></transaction>
"""


def rows(
    data: bytes, schema: goaml.Schema | None = SCHEMA, assumed: Assumed | None = None, codes: goaml.Codes | None = None
) -> tuple[list[MoneyRow], Report]:
    found = Report(listed=20)
    reader = goaml.Reader(io.BytesIO(data), found, schema, assumed or Assumed(), codes or goaml.Codes())
    return list(reader), found


def codes(found: Report) -> set[str]:
    return set(found.counts()) - {"money.zone"}


@BOTH
def test_a_transaction_becomes_a_transfer_with_both_sides(schema: goaml.Schema | None) -> None:
    (row,), found = rows(report(), schema)
    assert codes(found) == set()
    assert row.source == End("", "", "Awa Kantara", "person", "ML", "18405037", "1984-05-03", "+22376001122")
    assert row.destination == End("ML13ML0160120102600100668497", "BDMAMLBA", "Sahel Negoce", "", "ML")
    assert (row.amount, row.currency, row.xof) == (Decimal("4800000.00"), "XOF", Decimal("4800000.00"))
    assert row.at == dt.datetime(2026, 3, 1, 10, 15, tzinfo=dt.UTC)
    assert row.zone_assumed
    assert not row.day_only
    assert (row.id, row.channel, row.channel_written) == ("T-1", "cash", "GUICHET · CASH · VIR")
    assert (row.line, row.place, row.text) == (11, "/report/transaction[1]", "Versement au guichet")


def test_the_zone_of_the_file_is_the_callers_word_and_told_once() -> None:
    found_rows, found = rows(
        report(transaction(), transaction("T-2")), assumed=Assumed(dt.timezone(dt.timedelta(hours=1)))
    )
    assert [row.at.utcoffset() for row in found_rows] == [dt.timedelta(hours=1)] * 2
    assert found.counts() == {"money.zone": 1}


def test_an_amount_in_another_currency_is_kept_with_the_banks_own_francs() -> None:
    foreign = "<from_foreign_currency><foreign_currency_code>EUR</foreign_currency_code><foreign_amount>100</foreign_amount></from_foreign_currency>"
    (row,), _found = rows(report(transaction(amount="65000.00", foreign=foreign)))
    assert (row.amount, row.currency, row.xof) == (Decimal(100), "EUR", Decimal("65000.00"))


def test_the_units_codes_mean_what_the_caller_says() -> None:
    (row,), _found = rows(report(), codes=goaml.Codes(channels={"GUICHET": "cash_in"}))
    assert row.channel == "cash_in"


def test_parties_without_sides_are_no_transfer_until_their_roles_are_said() -> None:
    none, found = rows(report(PARTIES))
    assert none == []
    assert codes(found) == {"goaml.no-direction"}
    (row,), found = rows(report(PARTIES), codes=goaml.Codes(roles={"PAYS": "from", "PAID": "to"}))
    assert (row.source.account, row.destination.account) == ("1", "2")
    assert row.at.tzinfo == dt.UTC
    assert codes(found) == set()


@BOTH
@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("-5", "money.amount-negative"),
        ("0", "money.amount-zero"),
        ("", "money.amount-missing"),
        ("NaN", "money.amount-unread"),
        ("1e9", "money.amount-unread"),
        ("12,5", "money.amount-unread"),
        ("9" * 18, "money.amount-absurd"),
        ("9" * 4000, "money.amount-unread"),
    ],
)
def test_an_amount_that_is_none_leaves_its_transaction_out_and_the_others_in(
    amount: str, code: str, schema: goaml.Schema | None
) -> None:
    found_rows, found = rows(report(transaction(), transaction("T-2", amount), transaction("T-3")), schema)
    assert [row.id for row in found_rows] == ["T-1", "T-3"]
    told = next(one for one in found.findings if one.code == code)
    assert (told.place, told.line, told.refused) == ("/report/transaction[2]", SECOND, True)
    assert told.remedy


@pytest.mark.parametrize("date", ["", "24/05/2026", "2026-13-01T00:00:00", "0001-01-01T00:00:00", "2026-02-30"])
def test_a_date_that_is_none_leaves_its_transaction_out(date: str) -> None:
    found_rows, found = rows(report(transaction(date=date), transaction("T-2")), None)
    assert [row.id for row in found_rows] == ["T-2"]
    assert found.counts()["money.date"] == 1


def test_names_with_accents_are_told_and_never_lost() -> None:
    (row,), found = rows(report(transaction(first="Aminata", last="Traoré")))
    assert row.source.holder == "Aminata Traoré"
    (told,) = [one for one in found.findings if one.code == "goaml.pattern"]
    assert told.place == "/report/transaction[1]/t_from_my_client/from_person/last_name"
    assert told.line == 19
    assert not told.refused
    assert "Traoré" in told.sentence


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ("<report_code>STR", "<report_code>DOS", "goaml.code", "/report/report_code"),
        ("<rentity_id>7", "<rentity_id>0", "goaml.range", "/report/rentity_id"),
        ("<rentity_id>7", "<rentity_id>x", "goaml.type", "/report/rentity_id"),
        ("T-1", "T" * 61, "goaml.too-long", "/report/transaction[1]/transactionnumber"),
        ("<transmode_code>GUICHET</transmode_code>", "", "goaml.order", "/report/transaction[1]/amount_local"),
        ("<from_country>ML</from_country>", "", "goaml.missing", "/report/transaction[1]/t_from_my_client"),
        ("  <reason>", "  <extra/><reason>", "goaml.order", "/report/extra"),
        (' is_suspicious="true"', "", "goaml.schema", "/report/transaction[1]"),
        ("  <report_indicators><indicator>STRUCT</indicator></report_indicators>\n", "", "goaml.missing", "/report"),
    ],
)
def test_what_the_schema_does_not_allow_is_told_with_its_place(old: str, new: str, code: str, place: str) -> None:
    text = report().decode()
    assert old in text
    found_rows, found = rows(text.replace(old, new, 1).encode())
    assert len(found_rows) == 1
    (told,) = [one for one in found.findings if one.code.startswith("goaml.")]
    assert (told.code, told.place) == (code, place)
    assert told.line > 1
    assert told.as_object()["remedy"]
    assert told.sentence


def test_a_code_that_is_not_in_the_list_is_told_with_those_that_are_near() -> None:
    _rows, found = rows(report().replace(b"STRUCT", b"STRUCTURE"))
    (told,) = [one for one in found.findings if one.code == "goaml.code"]
    assert told.facts["near"].split(", ")[0] == "STRUCT"


@pytest.mark.parametrize(
    ("old", "expected"),
    [
        ("<rentity_id>7</rentity_id>", "rentity_id"),
        ("<submission_date>2026-03-02T08:00:00</submission_date>", "submission_date, report_date"),
        ("<transmode_code>GUICHET</transmode_code>", "transmode_code"),
        ("<first_name>Awa</first_name>", "first_name"),
        ("<swift>BDMAMLBA</swift>", "institution_code, swift, institution_name"),
    ],
)
def test_without_a_schema_what_every_report_must_say_is_missed(old: str, expected: str) -> None:
    found_rows, found = rows(report().replace(old.encode(), b"", 1), None)
    assert len(found_rows) == 1
    missed = {one.facts["expected"] for one in found.findings if one.code == "goaml.missing"}
    assert expected in missed
    assert len(missed) == 1


@BOTH
@pytest.mark.parametrize("space", ["xmlns='urn:x'", "xmlns:g='urn:x'"])
def test_a_wrong_namespace_is_told_and_read_by_names(space: str, schema: goaml.Schema | None) -> None:
    text = report().decode()
    if space.startswith("xmlns:g"):
        text = text.replace("<report>", f"<g:report {space}>").replace("</report>", "</g:report>")
    else:
        text = text.replace("<report>", f"<report {space}>")
    found_rows, found = rows(text.encode(), schema)
    assert len(found_rows) == 1
    assert codes(found) == {"goaml.namespace"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_encoding_that_the_file_names_is_read(encoding: str) -> None:
    text = report(transaction(last="Traoré")).decode().replace("UTF-8", encoding.removesuffix("-sig"))
    (row,), found = rows(text.encode(encoding), None)
    assert row.source.holder == "Awa Traoré"
    assert codes(found) == set()


def test_letters_of_another_encoding_are_read_as_windows_and_told_once() -> None:
    data = report(transaction(last="Traoré"), transaction("T-2", last="Sissoko"))
    (row, _second), found = rows(data.replace("Traoré".encode(), "Traoré".encode("cp1252")), None)
    assert row.source.holder == "Awa Traoré"
    assert found.counts()["xml.encoding"] == 1
    assert found.findings[0].line == 19


def test_a_file_that_breaks_off_keeps_what_came_before() -> None:
    data = report(*(transaction(f"T-{number}") for number in range(5)))
    found_rows, found = rows(data[: data.index(b"T-3")], None)
    assert [row.id for row in found_rows] == ["T-0", "T-1", "T-2"]
    (told,) = [one for one in found.findings if one.code == "xml.broken"]
    assert told.refused
    assert told.line > 80


BOMB = (
    "<!DOCTYPE r [<!ENTITY a '"
    + "x" * 1000
    + "'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '" + f"&{chr(97 + n)};" * 10 + "'>" for n in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "doctype",
    [BOMB, "<!DOCTYPE report SYSTEM 'file:///etc/passwd'>", "<!DOCTYPE report [<!ENTITY x SYSTEM '/etc/passwd'>]>"],
    ids=["bomb", "outside", "entity"],
)
@BOTH
def test_document_types_are_refused_before_anything_is_expanded(doctype: str, schema: goaml.Schema | None) -> None:
    text = report().decode().replace("<report>", f"{doctype}<report>")
    for reason in ("Dépôts", "&x;", "&j;"):
        with pytest.raises(Invalid) as refused:
            rows(text.replace("Dépôts", reason).encode(), schema)
        assert refused.value.code == "xml.forbidden"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "xml.broken"),
        (b"PK\x03\x04", "xml.broken"),
        (b"<Document/>", "goaml.not-a-report"),
        (b"<a>" * 100, "xml.too-deep"),
        (b'<?xml version="1.0" encoding="ebcdic-x"?><report/>', "xml.broken"),
    ],
)
def test_a_file_that_is_something_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        rows(data)
    assert refused.value.code == code


def test_one_transaction_that_is_too_large_does_not_cost_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_PART_ELEMENTS", 100)
    large = transaction("T-2", source="<from_person>" + "<x>1</x>" * 200 + "</from_person>")
    found_rows, found = rows(report(transaction(), large, transaction("T-3")), None)
    assert [row.id for row in found_rows] == ["T-1", "T-3"]
    assert found.counts()["xml.part-too-large"] == 1


def test_a_frame_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_stream, "MAX_FRAME_ELEMENTS", 100)
    with pytest.raises(Invalid) as refused:
        rows((HEAD + "<activity>" + "<x/>" * 200 + "</activity>" + TAIL).encode())
    assert refused.value.code == "xml.frame"


def test_many_equal_faults_are_counted_and_a_few_listed() -> None:
    data = report(*(transaction(f"T-{number}", mode="?") for number in range(300)))
    found_rows, found = rows(data)
    assert len(found_rows) == 300
    assert found.counts()["goaml.code"] == 300
    assert sum(one.code == "goaml.code" for one in found.findings) == 20


def test_transactions_are_freed_as_soon_as_they_were_read() -> None:
    reader = goaml.Reader(io.BytesIO(report(*(transaction(f"T-{number}") for number in range(600)))), Report())
    kept = {len(list(reader._parts.root.iter())) for _row in reader}
    assert max(kept) < 4_000, "the tree holds the frame and what was parsed ahead of 25,000 elements"
