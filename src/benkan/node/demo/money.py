"""Invented money for the demo's node of Mali: a seizure whose phone is a mobile-money account, and where it leads.

The phone of the planted person is the account: money from six senders passes through it within hours to the bank
account that Burkina Faso and Niger know too, and twice its holder takes cash out in Gao and pays it in in Niamey.
Around it stand ordinary transfers: wages, a shop, a family.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benkan.formats.money_rows import End, MoneyRow
from benkan.node.demo.people import SHARED_IBAN, SHARED_PHONE

if TYPE_CHECKING:
    from benkan.apps.accounts.services import Officer

CASE_TITLE = "Cocaïne du fleuve : le téléphone de Gao"
HOLDER = "Alhassane Moussa"
_FILE = "demo-mobile-money.csv"
_SENDERS = ("Oumou Sidibé", "Bakary Dembélé", "Fanta Camara", "Issa Maïga", "Kadiatou Barry", "Seydou Cissé")


def rows(now: dt.datetime) -> Iterator[MoneyRow]:
    """The transfers of the last six weeks before ``now``, in the order of time."""
    found = [*_ordinary(now), *_passing(now), *_carried(now)]
    for line, one in enumerate(sorted(found, key=lambda row: row["at"]), 2):
        amount = Decimal(one["amount"])
        yield MoneyRow(
            id=f"D{line:05d}",
            at=one["at"],
            source=one["source"],
            destination=one["destination"],
            amount=amount,
            currency="XOF",
            xof=amount,
            channel=one["channel"],
            line=line,
            place=f"{line}",
        )


def open_case(officer: Officer, now: dt.datetime) -> dict[str, Any]:
    """The case with its seizure and the seizure's person, the stored transfers, and what the rules found."""
    from benkan.apps.cases import services as cases
    from benkan.apps.flows import services as flows
    from benkan.apps.records import services as records
    from benkan.apps.seizures import services as seizures
    from benkan.core.matching import Identifier, Subject

    case = cases.open_case(officer, CASE_TITLE, "drug-trafficking")
    seizure = seizures.record(
        officer,
        seizures.SeizureGiven(
            happened_on=(now - dt.timedelta(days=6)).date(),
            country="ML",
            place="Gao",
            drugs=(seizures.DrugGiven("cocaine", "cocaïne", "12,4 kg", kilograms=Decimal("12.4")),),
            latitude=16.27,
            longitude=-0.04,
            service="Antenne de Gao",
            circumstance="checkpoint",
            conveyance="pick-up",
            persons="yes",
            persons_count=1,
            case=case.pk,
        ),
    )
    for hit in records.local_search(Subject(identifiers=(Identifier("phone", SHARED_PHONE),)), 3):
        seizures.link(officer, seizure.pk, hit.record.pk, "arrested")
    told = list(rows(now))
    digest = hashlib.sha256("\n".join(str(one.as_object()) for one in told).encode()).hexdigest()
    stored = flows.store(told, flows.Source("statement", _FILE, digest), officer=officer.get_username())
    ran = flows.run_due()
    return {"case": case.number, "seizure": str(seizure.pk), "transfers": stored.added, "alerts": ran.new if ran else 0}


def phone_account() -> End:
    """The account that is the phone."""
    return End(account=SHARED_PHONE, institution="Airtel Money", holder=HOLDER, kind="person", country="NE")


def _passing(now: dt.datetime) -> Iterator[dict[str, Any]]:
    relay = End(
        account=SHARED_IBAN,
        institution="Banque du Nazinon",
        holder="Comptoir Zongo & fils",
        kind="person",
        country="BF",
    )
    for each, name in enumerate(_SENDERS):
        at = now - dt.timedelta(days=20 - 2 * each, hours=6)
        amount = 1_350_000 + 85_000 * each
        sender = End(
            account=f"+223 76 10 22 {30 + each}",
            institution="Orange Money",
            holder=name,
            kind="person",
            country="ML",
        )
        yield _row(at, sender, phone_account(), amount, "mm")
        yield _row(at + dt.timedelta(hours=3), phone_account(), relay, amount * 97 // 100, "mm")


def _carried(now: dt.datetime) -> Iterator[dict[str, Any]]:
    gao = End(
        account="ML-AGENT-GAO-07", institution="Airtel Money", holder="Agence du port, Gao", kind="agent", country="ML"
    )
    niamey = End(
        account="NE-AGENT-NIA-31",
        institution="Airtel Money",
        holder="Agence Wadata, Niamey",
        kind="agent",
        country="NE",
    )
    for days, amount in ((26, 2_400_000), (19, 1_950_000), (8, 2_750_000)):
        at = now - dt.timedelta(days=days, hours=9)
        yield _row(at, phone_account(), gao, amount, "cash_out")
        yield _row(at + dt.timedelta(hours=21), niamey, phone_account(), amount * 95 // 100, "cash_in")


def _ordinary(now: dt.datetime) -> Iterator[dict[str, Any]]:
    company = End(
        account="ML0160010100123456789012",
        institution="Banque du Mandé",
        holder="Sahel Transit SARL",
        kind="company",
        country="ML",
    )
    shop = End(
        account="ML0160010100987654321098",
        institution="Banque du Mandé",
        holder="Boutique Sabougou",
        kind="merchant",
        country="ML",
    )
    staff = [
        End(
            account=f"+223 77 50 11 {10 + each}",
            institution="Orange Money",
            holder=name,
            kind="person",
            country="ML",
        )
        for each, name in enumerate(("Aminata Koné", "Modibo Traoré", "Rokia Diallo", "Cheick Sangaré"))
    ]
    for month in (40, 10):
        for each, person in enumerate(staff):
            yield _row(now - dt.timedelta(days=month, minutes=7 * each), company, person, 185_000, "bank")
    for day in range(38, 2, -3):
        for each, person in enumerate(staff):
            if (day + each) % 2:
                yield _row(now - dt.timedelta(days=day, hours=each), person, shop, 7_500 + 500 * each, "mm")


def _row(at: dt.datetime, source: End, destination: End, amount: int, channel: str) -> dict[str, Any]:
    moment = at.replace(second=0, microsecond=0)
    return {"at": moment, "source": source, "destination": destination, "amount": amount, "channel": channel}
