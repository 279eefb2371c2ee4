"""Officers, a case, and transfers as a reader gives them."""

import datetime as dt
import hashlib
from decimal import Decimal

import pytest

from benkan.apps.accounts.services import create_officer
from benkan.apps.cases import services as cases
from benkan.apps.flows import storing
from benkan.formats.money_rows import End, MoneyRow

NOON = dt.datetime(2026, 9, 1, 12, tzinfo=dt.UTC)
MULE = "+223 76 44 17 03"


def person(number, holder="", **more):
    return End(account=number, holder=holder, kind="person", country="ML", **more)


def moved(source, destination, amount, *, hours=0.0, channel="mm", currency="XOF", xof=None, line=1, **more):
    value = Decimal(amount)
    return MoneyRow(
        id=more.pop("id", ""),
        at=NOON + dt.timedelta(hours=hours),
        source=source,
        destination=destination,
        amount=value,
        currency=currency,
        xof=value if currency == "XOF" else xof,
        channel=channel,
        line=line,
        place=f"line {line}",
        **more,
    )


def mule_rows(passages=4, start=0, holder="Housseini Tounkara"):
    """Money that comes to one mobile account and leaves it nearly whole within hours, again and again."""
    mule = person(MULE, holder)
    rows = []
    for each in range(start, start + passages):
        sender, receiver = person(f"+223 66 00 00 {10 + each}"), person(f"+223 70 00 00 {10 + each}")
        amount = 900_000 + 1_000 * each
        rows.append(moved(sender, mule, amount, hours=30 * each, line=2 * each + 1))
        rows.append(moved(mule, receiver, int(amount * 0.96), hours=30 * each + 2, line=2 * each + 2))
    return rows


def bring(rows, name="list.csv", **more):
    data = repr([one.as_object() for one in rows]).encode()
    source = storing.Source("statement", name, hashlib.sha256(data).hexdigest())
    return storing.store(rows, source, officer="analyst", **more)


@pytest.fixture
def officers():
    roles = ("analyst", "liaison", "supervisor", "control", "administrator")
    return {role: create_officer(role, f"Officer {role}", role, password="a long pass phrase") for role in roles}


@pytest.fixture
def analyst(client, officers):
    client.force_login(officers["analyst"])
    return client


@pytest.fixture
def case(officers):
    return cases.open_case(officers["analyst"], "Filière du fleuve", "drug-trafficking")
