from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest

from benkan.core.errors import Invalid
from benkan.formats.money_rows import Assumed, End, MoneyRow
from benkan.formats.report import Report
from benkan.formats.statements import FIELDS, WHY, Statement
from benkan.formats.statements.clock import time_of
from benkan.formats.statements.table import HEADERS, WORDS
from benkan.formats.statements.words import channel_of, currency_named, meaning
from benkan.formats.typed.cells import Cell

TODAY = dt.date(2026, 11, 26)
XOF = Assumed(currency="XOF")
ORANGE = """ORANGE MONEY;;;
Relevé du 01/03/2026 au 31/03/2026, compte marchand;;;
N° de compte : 70 00 11 22;;;

N°;Référence;Date;Heure;Service;Type d'opération;N° de Compte bénéficiaire;Débit;Crédit;Statut
1;CI260313.1;13/03/2026;10:12;Agence;Cash in;76000001;;25 000;Succès
2;CO260314.2;14/03/2026;11h05;Agence;Cash out;76000002;10.000;;Succès
3;CO260314.3;14/03/2026;11:12;P2P;Transfert;76000002;5 000,00;;Échec
;;Total;;;;;15000;25000;
"""
M_PESA = """Receipt No.,Completion Time,Details,Transaction Status,Paid In,Withdrawn,Balance
QAB1CD2EF3,2026-03-01 10:11:12,Customer Transfer to - 2547***123 AWA,Completed,,"-1,500.00","3,000.00"
QAB1CD2EF4,2026-03-01 23:59:59,Funds received from - 2547***777 X,Completed,"2,000.00",,"5,000.00"
"""
SIGNED = "Date;Libellé;Montant (FCFA);Solde\n05/03/2026;VIR AWA;-15 000;1\n25/03/2026;DEPOT;+1.500;2\n"


def read(
    text: str | bytes, own: str = "", assumed: Assumed = XOF, said: dict[str, str] | None = None, answers: object = None
) -> tuple[list[MoneyRow], list[tuple[int, Cell]], Report]:
    found = Report(listed=20)
    data = text if isinstance(text, bytes) else text.encode()
    sheet = Statement(data, found, TODAY, said, assumed, End(own))
    rows = list(sheet.read(answers))  # type: ignore[arg-type]
    return (
        [row.transfer for row in rows if row.transfer],
        [(row.number, cell) for row in rows for cell in row.doubts],
        found,
    )


def test_orange_money_below_its_titles() -> None:
    (one, two), doubts, found = read(ORANGE)
    assert doubts == []
    assert (one.source.account, one.destination.account) == ("76000001", "70001122")
    assert (one.id, one.amount, one.currency, one.xof, one.channel) == (
        "CI260313.1",
        Decimal(25000),
        "XOF",
        Decimal(25000),
        "cash_in",
    )
    assert one.at == dt.datetime(2026, 3, 13, 10, 12, tzinfo=dt.UTC)
    assert (two.source.account, two.destination.account, two.channel) == ("70001122", "76000002", "cash_out")
    assert two.amount == Decimal(10000), "no franc has decimals: the point divides thousands"
    assert (two.at.hour, two.at.minute, two.line) == (11, 5, 7)
    assert found.counts() == {"money.zone": 1, "statement.not-done": 1, "statement.sum": 1}


def test_m_pesa_with_negative_withdrawals() -> None:
    (out, into), doubts, _found = read(M_PESA, "254700", Assumed(currency="KES", rates={"KES": Decimal("4.5")}))
    assert doubts == []
    assert (out.source.account, out.destination, out.amount, out.channel) == ("254700", End(), Decimal("1500.00"), "mm")
    assert out.xof == Decimal("6750.00")
    assert (into.destination.account, into.amount, into.at.second) == ("254700", Decimal("2000.00"), 59)
    assert into.text.startswith("Funds received")


def test_signed_amounts_with_the_currency_in_the_header() -> None:
    (out, into), doubts, _found = read(SIGNED, "A-1", Assumed())
    assert doubts == []
    assert (out.source.account, out.amount, out.currency, out.channel) == ("A-1", Decimal(15000), "XOF", "bank")
    assert (into.destination.account, into.amount) == ("A-1", Decimal(1500))
    assert out.day_only


def test_an_arabic_statement() -> None:
    (row,), doubts, _found = read(
        "التاريخ,البيان,مدين,دائن,الرصيد\n٢٠٢٦-٠٣-٠١,تحويل بنكي,١٥٠٠,,٣٠٠٠\n", "M-1", Assumed(currency="MAD")
    )
    assert doubts == []
    assert (row.amount, row.currency, row.channel, row.source.account) == (Decimal(1500), "MAD", "bank", "M-1")


def test_a_list_that_names_both_sides_and_counts_seconds() -> None:
    (row,), doubts, found = read("tx,ts,src,dst,xof,channel\n7,1735689602,A,B,179780,cash_in\n", assumed=Assumed())
    assert doubts == []
    assert (row.id, row.source, row.destination, row.currency, row.channel) == (
        "7",
        End("A"),
        End("B"),
        "XOF",
        "cash_in",
    )
    assert row.at == dt.datetime(2025, 1, 1, 0, 0, 2, tzinfo=dt.UTC)
    assert found.findings == []


def test_an_amount_beside_its_direction() -> None:
    text = (
        "Date,Amount,DR/CR,Account,Currency\n2026-03-01,10,Cr,A-1,EUR\n2026-03-01,10,D,A-1,€\n2026-03-01,10,?,A-1,EUR\n"
    )
    (into, out), doubts, _found = read(text, assumed=Assumed())
    assert (into.destination.account, out.source.account, out.currency) == ("A-1", "A-1", "EUR")
    ((number, cell),) = doubts
    assert (number, cell.field, cell.written, [way.code for way in cell.readings]) == (
        4,
        "direction",
        "?",
        ["in", "out"],
    )


def test_a_spreadsheet_keeps_the_time_of_day() -> None:
    book = openpyxl.Workbook()
    for row in (
        ["Relevé"],
        ["Date", "Libellé", "Débit", "Crédit"],
        [dt.datetime.fromisoformat("2026-03-01T14:30"), "Retrait DAB", 2500, None],
        [dt.date(2026, 3, 2), "Virement reçu", None, 12.5],
    ):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    (one, two), doubts, _found = read(out.getvalue(), "A-1", Assumed(currency="EUR"))
    assert doubts == []
    assert (one.at.hour, one.at.minute, one.channel) == (14, 30, "cash_out")
    assert (two.day_only, two.amount) == (True, Decimal("12.5"))


@pytest.mark.parametrize(
    ("row", "field", "why"),
    [
        ("03/04/2026;x;10;;", "date", "order"),
        ("hier;x;10;;", "date", "unread"),
        ("01/03/2026;x;1.500;;", "debit", "several"),
        ("01/03/2026;x;dix;;", "debit", "unread"),
        ("01/03/2026;x;=1+1;;", "debit", "formula"),
        ("01/03/2026;x;10;20;", "amount", "two-amounts"),
        ("01/03/2026;x;;-20;", "credit", "sign"),
        ("01/03/2026;x;;20;yen du Mali", "currency", "unknown-word"),
    ],
)
def test_a_cell_in_doubt_is_asked_and_never_guessed(row: str, field: str, why: str) -> None:
    found_rows, doubts, _found = read(f"Date;Libellé;Débit;Crédit;Devise\n{row}\n", "A-1", Assumed(currency="EUR"))
    assert found_rows == []
    cell = next(cell for _number, cell in doubts if cell.field == field)
    assert cell.why == why
    assert WHY[cell.why]


def test_an_answer_settles_its_cells_and_nothing_else() -> None:
    text = "Date;Libellé;Débit;Crédit\n01/03/2026;x;1.500;\n01/13/2026;y;;2.500\n"
    answers = {("debit", "1.500"): "1500", ("credit", "2.500"): "-", ("date", "01/03/2026"): "2026-01-03"}
    (row,), doubts, _found = read(text, "A-1", Assumed(currency="EUR"), answers=answers)
    assert row.amount == Decimal(1500)
    assert doubts == []
    _rows, doubts, _found = read(text, "A-1", Assumed(currency="EUR"), answers={("debit", "1.500"): "perhaps"})
    assert [cell.written for _number, cell in doubts] == ["1.500", "2.500"]


@pytest.mark.parametrize(
    ("text", "own", "missing"),
    [
        ("Date;Libellé;Montant\n01/03/2026;x;10\n", "A-1", ("direction",)),
        ("Date;Libellé;Débit;Crédit\n01/03/2026;x;10;\n", "", ("account",)),
        ("Libellé;Débit;Crédit;Compte\nx;10;;A\n", "", ("date",)),
        ("Date;Libellé;Solde;Compte\n01/03/2026;x;10;A\n", "", ("amount",)),
    ],
)
def test_what_no_column_says_is_asked_before_anything_is_read(text: str, own: str, missing: tuple[str, ...]) -> None:
    sheet = Statement(text.encode(), Report(), TODAY, None, XOF, End(own))
    assert sheet.missing == missing
    with pytest.raises(Invalid) as refused:
        list(sheet.read())
    assert refused.value.code == "statement.mapping"
    assert refused.value.facts["missing"] == ", ".join(missing)


def test_a_field_that_two_columns_claim_is_asked_and_what_was_said_is_remembered() -> None:
    text = "Date;Date opération;Débit;Crédit\n02/03/2026;01/03/2026;10;\n"
    sheet = Statement(text.encode(), Report(), TODAY, None, XOF, End("A"))
    assert sheet.mapping.doubled == ("date",)
    with pytest.raises(Invalid):
        list(sheet.read())
    said = sheet.mapping.as_said() | {"Date": "-", "Date opération": "date"}
    again = Statement(text.encode(), Report(), TODAY, said, XOF, End("A"))
    assert again.mapping.key == sheet.mapping.key
    assert again.mapping.doubled == ()
    assert again.mapping.as_said() == said
    other = Statement(text.replace("Débit", "Sortie").encode(), Report(), TODAY, None, XOF, End("A"))
    assert other.mapping.key != sheet.mapping.key


def test_columns_without_any_known_header_are_named_by_their_numbers() -> None:
    text = "13/03/2026;x;10;\n14/03/2026;y;;20\n"
    rows, _doubts, _found = read(text, "A", said={"0": "date", "1": "text", "2": "debit", "3": "credit"})
    assert [row.amount for row in rows] == [Decimal(10), Decimal(20)]


def test_headers_repeated_on_each_page_are_no_rows() -> None:
    head, *below = SIGNED.splitlines(keepends=True)
    rows, doubts, _found = read(head + below[0] + head + below[1], "A-1")
    assert (len(rows), doubts) == (2, [])


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "statement.nothing"), (b"\x00\x01\x02\xff", "sheet.encoding"), (b"PK\x03\x04junk", "sheet.broken")],
)
def test_a_file_that_is_no_statement_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/styles.xml"]
)
@pytest.mark.parametrize(
    "spoilt", [b"<a", b"", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"], ids=["broken", "empty", "entity"]
)
def test_a_spreadsheet_with_a_spoilt_member_is_refused_or_read(member: str, spoilt: bytes) -> None:
    book, out, other = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["Date", "Débit", "Compte"])
    book.active.append(["2026-03-13", 5, "A-1"])
    book.save(out)
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            new.writestr(name, spoilt if name == member else old.read(name))
    code, accounts = "", ["A-1"]
    try:
        accounts = [row.source.account for row in read(other.getvalue())[0]]
    except Invalid as refused:
        code = refused.code
    assert code in {"", "sheet.broken", "statement.nothing"}
    assert accounts == ["A-1"]


@pytest.mark.parametrize(
    ("text", "time"),
    [("10:35", (10, 35, 0)), ("2026-03-01 10h35", (10, 35, 0)), ("3:05 PM", (15, 5, 0)), ("12:00 am", (0, 0, 0)),
     ("١٠:٣٥:٠٧", (10, 35, 7)), ("2026-03-01T23:59:59Z", (23, 59, 59)), ("8h", (8, 0, 0))],
)  # fmt: skip
def test_times_of_day(text: str, time: tuple[int, int, int]) -> None:
    found = time_of(text)
    assert found is not None
    assert (found[0].hour, found[0].minute, found[0].second) == time


@pytest.mark.parametrize("text", ["", "x", "25:00", "13:00 PM", "10:75", "2026-03-01", "1:2:3:4"])
def test_what_is_no_time(text: str) -> None:
    assert time_of(text) is None


def test_every_word_of_the_sheets_means_what_its_row_says() -> None:
    for kind, code, words in WORDS:
        for word in words:
            assert meaning(kind, word) == code, (kind, word)
    assert {field for field, _words in HEADERS} == set(FIELDS)
    assert currency_named("F CFA") == "XOF"
    assert currency_named("xyz") == "XYZ"
    assert currency_named("sous") == ""
    assert channel_of("Customer Transfer to 254 AWA") == "mm"
    assert channel_of("Transferring") == ""
