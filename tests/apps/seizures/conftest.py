"""Officers and a seizure as an officer says it."""

import datetime as dt
from decimal import Decimal

import pytest

from benkan.apps.accounts.services import create_officer
from benkan.apps.seizures.entering import DrugGiven, SeizureGiven, record


@pytest.fixture
def officers():
    roles = ("analyst", "liaison", "supervisor", "control", "administrator")
    return {role: create_officer(role, f"Officer {role}", role, password="a long pass phrase") for role in roles}


@pytest.fixture
def analyst(client, officers):
    client.force_login(officers["analyst"])
    return client


@pytest.fixture
def given():
    def make(**changes):
        resin = DrugGiven("cannabis-resin", "chira", "1 417,5 g", kilograms=Decimal("1.4175"))
        values = {
            "happened_on": dt.date(2026, 9, 25),
            "country": "ML",
            "place": "Gao",
            "latitude": 16.27,
            "longitude": -0.04,
            "drugs": (resin,),
            "service": "OCS Gao",
            "circumstance": "checkpoint",
            "conveyance": "pick-up",
            "persons": "yes",
        }
        return SeizureGiven(**(values | changes))

    return make


@pytest.fixture
def seizure(officers, given):
    def make(who="analyst", **changes):
        return record(officers[who], given(**changes))

    return make
