from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest

from benkan.core.errors import Invalid
from benkan.formats import iso20022
from benkan.formats.money_rows import Assumed, End, MoneyRow
from benkan.formats.report import Report

OWN = End("ML13ML0160120102600100668497", "BDMAMLBA", "Société Sahel Négoce", "company", "ML", "RCCM-BKO-1")
ACCOUNT = """<Acct><Id><IBAN>ML13 ML01 6012 0102 6001 0066 8497</IBAN></Id><Ccy>XOF</Ccy>
  <Ownr><Nm>Société Sahel Négoce</Nm><Id><OrgId><Othr><Id>RCCM-BKO-1</Id></Othr></OrgId></Id></Ownr>
  <Svcr><FinInstnId><BICFI>BDMAMLBA</BICFI></FinInstnId></Svcr></Acct>"""
PARTIES = """<RltdPties><Dbtr>{open}<Nm>Awa Traoré</Nm><PstlAdr><Ctry>SN</Ctry></PstlAdr><Id><PrvtId>
    <DtAndPlcOfBirth><BirthDt>1984-05-03</BirthDt></DtAndPlcOfBirth><Othr><Id>P-77</Id></Othr></PrvtId></Id>
    <CtctDtls><MobNb>+221-770001122</MobNb></CtctDtls>{close}</Dbtr>
  <DbtrAcct><Id><Othr><Id>770001122</Id></Othr></Id></DbtrAcct>
  <Cdtr>{open}<Nm>Koné et fils</Nm>{close}</Cdtr>
  <CdtrAcct><Id><IBAN>CI93CI0080111301134291200589</IBAN></Id></CdtrAcct></RltdPties>"""
KINDS = {"camt.052": ("BkToCstmrAcctRpt", "Rpt"), "camt.053": ("BkToCstmrStmt", "Stmt"), "camt.054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn")}  # fmt: skip


def entry(
    amount: str = "250000",
    way: str = "CRDT",
    status: str = "<Sts>BOOK</Sts>",
    details: str = "",
    currency: str = "XOF",
    **said: str,
) -> str:
    return f"""<Ntry><NtryRef>N-1</NtryRef><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd>
  {said.get("back", "")}{status}<BookgDt>{said.get("day", "<Dt>2026-03-01</Dt>")}</BookgDt>{said.get("code", "")}
  <NtryDtls>{details}</NtryDtls><AddtlNtryInf>{said.get("text", "")}</AddtlNtryInf></Ntry>"""


def details(amount: str = "", wrapped: bool = True, reference: str = "E2E-1") -> str:
    inner = PARTIES.format(open="<Pty>" if wrapped else "", close="</Pty>" if wrapped else "")
    said = f'<AmtDtls><TxAmt><Amt Ccy="XOF">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return f"<TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs>{said}{inner}<RmtInf><Ustrd>loyer</Ustrd></RmtInf></TxDtls>"


def message(*entries: str, kind: str = "camt.053", version: str = "001.08") -> bytes:
    outer, inner = KINDS[kind]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:{kind}.{version}"><{outer}><GrpHdr><MsgId>1</MsgId></GrpHdr>
<{inner}><Id>S-1</Id>{ACCOUNT}
{"".join(entries)}
</{inner}></{outer}></Document>""".encode()


def rows(data: bytes, assumed: Assumed | None = None) -> tuple[list[MoneyRow], Report, iso20022.Reader]:
    found = Report(listed=20)
    reader = iso20022.Reader(io.BytesIO(data), found, assumed or Assumed())
    return list(reader), found, reader


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("version", "wrapped"), [("001.02", False), ("001.08", True), ("001.13", True)])
def test_a_credit_comes_from_its_debtor_in_every_version(kind: str, version: str, wrapped: bool) -> None:
    (row,), found, reader = rows(message(entry(details=details(wrapped=wrapped)), kind=kind, version=version))
    assert reader.message == kind
    assert row.source == End("770001122", "", "Awa Traoré", "person", "SN", "P-77", "1984-05-03", "+221-770001122")
    assert row.destination == OWN
    assert (row.amount, row.currency, row.xof, row.id, row.text) == (
        Decimal(250000),
        "XOF",
        Decimal(250000),
        "E2E-1",
        "loyer",
    )
    assert (row.at, row.day_only) == (dt.datetime(2026, 3, 1, tzinfo=dt.UTC), True)
    assert found.findings == []


def test_a_debit_goes_to_its_creditor() -> None:
    (row,), _found, _reader = rows(message(entry(way="DBIT", details=details())))
    assert row.source == OWN
    assert row.destination == End("CI93CI0080111301134291200589", "", "Koné et fils", "", "CI")


def test_a_reversal_goes_back_to_whom_it_came_from() -> None:
    back = "<RvslInd>true</RvslInd>"
    (row,), _found, _reader = rows(message(entry(way="DBIT", back=back, details=details())))
    assert (row.source, row.destination.holder) == (OWN, "Awa Traoré")
    (row,), _found, _reader = rows(message(entry(way="CRDT", back=back, details=details())))
    assert (row.source.holder, row.destination) == ("Koné et fils", OWN)


def test_a_batch_gives_one_transfer_for_each_part_that_has_an_amount() -> None:
    found_rows, found, _reader = rows(message(entry("300", details=details("100") + details("200", reference="E2E-2"))))
    assert [(row.amount, row.id, row.place) for row in found_rows] == [
        (Decimal(100), "E2E-1", "Ntry[1]/TxDtls[1]"),
        (Decimal(200), "E2E-2", "Ntry[1]/TxDtls[2]"),
    ]
    assert found.findings == []


def test_a_batch_without_amounts_is_one_transfer_and_told() -> None:
    (row,), found, _reader = rows(message(entry("300", details=details() + details())))
    assert (row.amount, row.source, row.destination) == (Decimal(300), End(), OWN)
    assert set(found.counts()) == {"iso20022.batch"}


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>FUTR</Cd></Sts>", "<Sts><Cd>INFO</Cd></Sts>"])
def test_money_that_has_not_moved_is_no_transfer(status: str) -> None:
    found_rows, found, _reader = rows(message(entry(status=status), entry(status="")))
    assert len(found_rows) == 1
    assert set(found.counts()) == {"iso20022.not-booked"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"amount": "-1"}, "money.amount-negative"),
        ({"amount": "9" * 20}, "money.amount-absurd"),
        ({"amount": "x"}, "money.amount-unread"),
        ({"day": "<Dt>tomorrow</Dt>"}, "money.date"),
        ({"way": "X"}, "iso20022.direction"),
    ],
)
def test_what_is_no_transfer_is_left_out_and_the_others_kept(said: dict[str, str], code: str) -> None:
    found_rows, found, _reader = rows(message(entry(), entry(**said), entry()))
    assert len(found_rows) == 2
    (told,) = found.findings
    assert (told.code, told.place) == (code, "Ntry[2]")
    assert told.line > 5


@pytest.mark.parametrize(
    ("family", "sub", "channel"),
    [
        ("RCDT", "ESCT", "bank"),
        ("CCRD", "POSD", "card"),
        ("CNTR", "CDPT", "cash_in"),
        ("CCRD", "CWDL", "cash_out"),
        ("XXXX", "", ""),
    ],
)
def test_the_bank_transaction_code_says_the_way(family: str, sub: str, channel: str) -> None:
    code = f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    (row,), _found, _reader = rows(message(entry(code=code)))
    assert row.channel == channel
    assert row.channel_written == f"PMNT/{family}/{sub}".rstrip("/")


def test_without_a_code_the_words_of_the_entry_say_the_way() -> None:
    (row,), _found, _reader = rows(message(entry(text="RETRAIT DAB 14/03")))
    assert row.channel == "cash_out"


def test_times_with_a_zone_and_amounts_in_euros() -> None:
    (row,), found, _reader = rows(
        message(entry("100.50", currency="EUR", day="<DtTm>2026-03-01T10:00:00+01:00</DtTm>"))
    )
    assert row.at.utcoffset() == dt.timedelta(hours=1)
    assert (row.zone_assumed, row.day_only) == (False, False)
    assert row.xof == Decimal("65923.68")
    assert found.findings == []


TRANSFER = b"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pacs.008.001.10"><FIToFICstmrCdtTrf>
<GrpHdr><CreDtTm>2026-03-01T09:00:00Z</CreDtTm><IntrBkSttlmDt>2026-03-02</IntrBkSttlmDt></GrpHdr>
<CdtTrfTxInf><PmtId><EndToEndId>NOTPROVIDED</EndToEndId><TxId>TX-1</TxId></PmtId>
<IntrBkSttlmAmt Ccy="EUR">1000.00</IntrBkSttlmAmt>
<Dbtr><Nm>Awa</Nm></Dbtr><DbtrAcct><Id><IBAN>FR7630006000011234567890189</IBAN></Id></DbtrAcct>
<DbtrAgt><FinInstnId><BICFI>AGRIFRPP</BICFI></FinInstnId></DbtrAgt>
<CdtrAgt><FinInstnId><Nm>Banque du Sahel</Nm></FinInstnId></CdtrAgt>
<Cdtr><Nm>Sahel</Nm><PstlAdr><Ctry>ML</Ctry></PstlAdr></Cdtr><CdtrAcct><Id><Othr><Id>0102</Id></Othr></Id></CdtrAcct>
</CdtTrfTxInf>
<CdtTrfTxInf><PmtId><TxId>TX-2</TxId></PmtId><IntrBkSttlmAmt Ccy="EUR">5</IntrBkSttlmAmt>
<AccptncDtTm>2026-03-01T11:00:00Z</AccptncDtTm><Dbtr><Nm>B</Nm></Dbtr></CdtTrfTxInf>
</FIToFICstmrCdtTrf></Document>"""


def test_a_credit_transfer_between_banks() -> None:
    (one, two), found, reader = rows(TRANSFER)
    assert reader.message == "pacs.008"
    assert one.source == End("FR7630006000011234567890189", "AGRIFRPP", "Awa", "", "FR")
    assert one.destination == End("0102", "Banque du Sahel", "Sahel", "", "ML")
    assert (one.id, one.channel, one.xof) == ("TX-1", "bank", Decimal("655957.00"))
    assert (one.at.date(), one.day_only) == (dt.date(2026, 3, 2), True)
    assert (two.at.hour, two.day_only) == (11, False)
    assert found.findings == []


def test_a_message_without_entries_is_one_and_has_no_transfer() -> None:
    found_rows, found, reader = rows(message())
    assert found_rows == []
    assert reader.message == "camt.053"
    assert found.findings == []


@pytest.mark.parametrize("data", [b"<report/>", b"<Document><Ntry/></Document>", b"<Document/>"])
def test_another_file_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        rows(data)
    assert refused.value.code == "iso20022.not-a-message"
    assert refused.value.remedy


def test_a_bomb_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        rows(message(entry()).replace(b"<Document", b"<!DOCTYPE x [<!ENTITY a 'b'>]><Document", 1))
    assert refused.value.code == "xml.forbidden"
