"""Invented reports as banks send them: goAML, camt.053; whole, with faults, and hostile."""

from __future__ import annotations

GOAML = """<?xml version="1.0" encoding="UTF-8"?>
<report>
  <rentity_id>{entity}</rentity_id>
  <submission_code>E</submission_code>
  <report_code>STR</report_code>
  <entity_reference>{reference}</entity_reference>
  <submission_date>2026-09-14T09:30:00</submission_date>
  <currency_code_local>XOF</currency_code_local>
  <reporting_user_code>A.ESSAI</reporting_user_code>
  <reason>{reason}</reason>
  {transactions}
  <report_indicators><indicator>STRUCT</indicator></report_indicators>
</report>
"""
TRANSACTION = """<transaction>
    <transactionnumber>{number}</transactionnumber>
    <date_transaction>2026-09-{day:02d}T10:15:00+00:00</date_transaction>
    <transmode_code>{mode}</transmode_code>
    <amount_local>{amount}</amount_local>
    <t_from>
      <from_funds_code>K</from_funds_code>
      <from_account><institution_name>Banque du Fleuve</institution_name><account>{source}</account>
        <signatory><t_person><first_name>Mariam</first_name><last_name>Koulibaly-Essai</last_name>
          <birthdate>1981-05-03T00:00:00</birthdate><id_number>ML40017733</id_number></t_person></signatory></from_account>
      <from_country>ML</from_country>
    </t_from>
    <t_to>
      <to_funds_code>K</to_funds_code>
      <to_account><institution_name>Banque du Fleuve</institution_name><account>{destination}</account>
        <t_entity><name>Comptoir d’Essai SARL</name><incorporation_number>RCCM-BKO-2019-B-77</incorporation_number></t_entity></to_account>
      <to_country>ML</to_country>
    </t_to>
  </transaction>"""


def goaml(
    amounts: tuple[str, ...] = ("4900000", "4850000", "4950000"),
    *,
    reference: str = "BDF-2026-031",
    reason: str = "Versements répétés sous le seuil.",
    entity: int = 77,
) -> bytes:
    """A suspicious-transaction report with one transfer for each amount."""
    transactions = "\n".join(
        TRANSACTION.format(
            number=f"{reference}-{at}",
            day=(at - 1) % 28 + 1,
            mode="F",
            amount=amount,
            source="ML07700011",
            destination="ML07700099",
        )
        for at, amount in enumerate(amounts, 1)
    )
    return GOAML.format(entity=entity, reference=reference, reason=reason, transactions=transactions).encode()


CAMT = b"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M1</MsgId></GrpHdr>
<Stmt><Id>S1</Id><Acct><Id><Othr><Id>ML07700011</Id></Othr></Id><Ccy>XOF</Ccy><Ownr><Nm>Mariam Koulibaly-Essai</Nm></Ownr></Acct>
<Ntry><Amt Ccy="XOF">2500000</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-09-03</Dt></BookgDt><AcctSvcrRef>R1</AcctSvcrRef>
<NtryDtls><TxDtls><RltdPties><Dbtr><Pty><Nm>Awa Fictive</Nm></Pty></Dbtr></RltdPties></TxDtls></NtryDtls></Ntry>
</Stmt></BkToCstmrStmt></Document>"""

BOMB = b"""<?xml version="1.0"?><!DOCTYPE report [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><report><reason>&d;</reason></report>"""

FILE_THIEF = b"""<?xml version="1.0"?><!DOCTYPE report [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<report><report_code>STR</report_code><reason>&secret;</reason></report>"""
