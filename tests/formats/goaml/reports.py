"""Reports of an invented bank, as text."""

from __future__ import annotations

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<report>
  <rentity_id>7</rentity_id>
  <submission_code>E</submission_code>
  <report_code>STR</report_code>
  <entity_reference>BSN-2026-14</entity_reference>
  <submission_date>2026-03-02T08:00:00</submission_date>
  <currency_code_local>XOF</currency_code_local>
  <reporting_user_code>AML1</reporting_user_code>
  <reason>Dépôts répétés sous le seuil</reason>
"""
TAIL = """  <report_indicators><indicator>STRUCT</indicator></report_indicators>
</report>
"""


def transaction(number: str = "T-1", amount: str = "4800000.00", date: str = "2026-03-01T10:15:00", **said: str) -> str:
    first, last = said.get("first", "Awa"), said.get("last", "Kantara")
    source = said.get(
        "source",
        f"""<from_person><first_name>{first}</first_name><last_name>{last}</last_name>
        <birthdate>1984-05-03T00:00:00</birthdate><residence>ML</residence>
        <phones><phone><tph_contact_type>HOME</tph_contact_type><tph_country_prefix>223</tph_country_prefix>
        <tph_number>76001122</tph_number></phone></phones>
        <identification><type>NINA</type><number>18405037</number><issue_country>ML</issue_country></identification>
      </from_person>""",
    )
    return f"""  <transaction is_suspicious="true">
    <transactionnumber>{number}</transactionnumber>
    <transaction_description>Versement au guichet</transaction_description>
    <date_transaction>{date}</date_transaction>
    <transmode_code>{said.get("mode", "GUICHET")}</transmode_code>
    <amount_local>{amount}</amount_local>
    <t_from_my_client>
      <from_funds_code>CASH</from_funds_code>{said.get("foreign", "")}
      {source}
      <from_country>ML</from_country>
    </t_from_my_client>
    <t_to>
      <to_funds_code>VIR</to_funds_code>
      <to_account><swift>BDMAMLBA</swift><account>0102600100668497</account><account_name>Sahel Negoce</account_name>
        <iban>ML13 ML01 6012 0102 6001 0066 8497</iban></to_account>
      <to_country>ML</to_country>
    </t_to>
  </transaction>
"""


def report(*transactions: str) -> bytes:
    return (HEAD + "".join(transactions or (transaction(),)) + TAIL).encode()
