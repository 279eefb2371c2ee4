"""An invented bank for the demo's node of Mali, with three reports: a suspicion, a bank's message, a statement.

The suspicion names the planted person and phone of the scenario, so that a report, a record and a partner's hit meet.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from benkan.node.demo.people import SHARED_PHONE

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

CODE: Final = "banque-du-fleuve"
NAME: Final = "Banque du Fleuve"
USERNAME: Final = "a.essai"
ACCOUNT: Final = "ML0770001100042"
SHOP: Final = "ML0770001100099"
HOLDER: Final = ("Alhassane", "Moussa")
AMOUNTS: Final = (4_900_000, 4_850_000, 4_950_000, 4_800_000)
"""Cash below the threshold of five million francs, day after day."""


def register(supervisor: Officer, analyst: Officer, now: dt.datetime) -> dict[str, Any]:
    """The bank with a person, a program and its reports: one answered, one given to an analyst, one fresh."""
    from benkan.apps.reporting import services as reporting

    reporting.register(supervisor, CODE, NAME, "bank", country="ML", contact="Service conformité, Bamako")
    reporting.invite(supervisor, CODE, USERNAME, "Adama ESSAI")
    reporting.add_machine(supervisor, CODE, "Transmetteur")
    sent = []
    for name, data in (
        ("declaration-031.xml", suspicion(now)),
        ("releve-camt.xml", message(now)),
        ("releve.csv", statement(now)),
    ):
        taken = reporting.send_file(CODE, "Transmetteur", name, data)
        assert taken.report is not None, taken.error  # an invented file that our own reader refuses is a mistake here
        sent.append(taken.report)
    reporting.give(supervisor, sent[0].pk, analyst.get_username())
    reporting.answer(analyst, sent[0].pk, reporting.Answer("working", "being-read"))
    reporting.answer(supervisor, sent[1].pk, reporting.Answer("used", "analysis"))
    return {"reporter": CODE, "reports": [one.number for one in sent]}


def suspicion(now: dt.datetime) -> bytes:
    """A goAML report on cash paid in below the threshold and sent on to the phone."""
    given, family = HOLDER
    rows = []
    for at, amount in enumerate(AMOUNTS, 1):
        moment = (now - dt.timedelta(days=12 - at)).strftime("%Y-%m-%dT10:15:00Z")
        rows.append(
            f"<transaction><transactionnumber>BDF-031-{at}</transactionnumber><date_transaction>{moment}"
            f"</date_transaction><transmode_code>CASH</transmode_code><amount_local>{amount}</amount_local>"
            f"<t_from><from_funds_code>C</from_funds_code><from_person><first_name>{given}</first_name>"
            f"<last_name>{family}</last_name><birthdate>1985-01-01T00:00:00Z</birthdate></from_person>"
            "<from_country>ML</from_country></t_from><t_to><to_funds_code>C</to_funds_code><to_account>"
            f"<institution_name>{NAME}</institution_name><account>{ACCOUNT}</account><signatory><t_person>"
            f"<first_name>{given}</first_name><last_name>{family}</last_name></t_person></signatory></to_account>"
            "<to_country>ML</to_country></t_to></transaction>"
        )
    reason = "Quatre versements en espèces juste sous le seuil, aussitôt envoyés vers un compte de monnaie mobile."
    return (
        '<?xml version="1.0" encoding="UTF-8"?><report><rentity_id>77</rentity_id>'
        "<submission_code>E</submission_code><report_code>STR</report_code>"
        f"<entity_reference>BDF-031</entity_reference><submission_date>{now:%Y-%m-%dT%H:%M:%SZ}</submission_date>"
        "<currency_code_local>XOF</currency_code_local><reporting_user_code>A.ESSAI</reporting_user_code>"
        f"<reason>{escape(reason)}</reason>{''.join(rows)}"
        "<report_indicators><indicator>ESPECES</indicator></report_indicators></report>"
    ).encode()


def message(now: dt.datetime) -> bytes:
    """A camt.053 of the same account: what went on to the phone."""
    entries = []
    for at, amount in enumerate(AMOUNTS, 1):
        day = (now - dt.timedelta(days=11 - at)).strftime("%Y-%m-%d")
        entries.append(
            f'<Ntry><Amt Ccy="XOF">{amount * 97 // 100}</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>'
            f"<BookgDt><Dt>{day}</Dt></BookgDt><AcctSvcrRef>BDF-C-{at}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties>"
            f"<Cdtr><Pty><Nm>{' '.join(HOLDER)}</Nm></Pty></Cdtr><CdtrAcct><Id><Othr><Id>{SHARED_PHONE}</Id></Othr>"
            "</Id></CdtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">'
        "<BkToCstmrStmt><GrpHdr><MsgId>BDF-M1</MsgId></GrpHdr><Stmt><Id>BDF-S1</Id><Acct><Id><Othr>"
        f"<Id>{ACCOUNT}</Id></Othr></Id><Ccy>XOF</Ccy><Ownr><Nm>{' '.join(HOLDER)}</Nm></Ownr></Acct>"
        f"{''.join(entries)}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def statement(now: dt.datetime) -> bytes:
    """A statement as a table; of two rows that are left out one has no amount, the other a day with two meanings."""
    lines = ["Date;Référence;Compte débité;Compte crédité;Bénéficiaire;Montant;Devise;Motif"]
    for at, amount in enumerate(("350000", "1250000", "", "90000"), 1):
        day = (now - dt.timedelta(days=9 - at)).strftime("%Y-%m-%d")
        lines.append(f"{day};BDF-R-{at};{ACCOUNT};{SHOP};Boutique Sabougou;{amount};XOF;Achat")
    month_before = now.replace(day=1) - dt.timedelta(days=1)
    # In May the day and the month of the fifth are one number.
    doubtful = f"{5 if month_before.month != 5 else 6:02d}/{month_before:%m/%Y}"
    lines.append(f"{doubtful};BDF-R-5;{ACCOUNT};{SHOP};Boutique Sabougou;410000;XOF;Achat")
    return ("\n".join(lines) + "\n").encode()
