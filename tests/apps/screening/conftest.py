"""Lists in the making, a record of ours, officers and browsers."""

import io
import json

import pytest
from django.test import Client

from benkan.apps.accounts import services as accounts
from benkan.apps.records import services as records
from benkan.apps.screening import services


def line(identity, schema="Person", **properties):
    kept = {name: value if isinstance(value, list) else [value] for name, value in properties.items()}
    return json.dumps({"id": identity, "schema": schema, "properties": kept}, ensure_ascii=False)


def load(*lines, code="essai", form="ftm", **options):
    return services.load(code, form, io.BytesIO("\n".join(lines).encode()), **options)


def compare_all():
    done = 0
    while some := services.compare_due():
        done += some
    return done


HADJ = line("q1", name="Idrissa el Hadj", alias="إدريس الحاج", birthDate="1971-03-02", nationality="ml", program="X")
SOMEBODY = line("q2", name="Wolfgang Amadeus Bernasconi", birthDate="1950-01-27")


@pytest.fixture
def analyst(db):
    return accounts.create_officer("analyste", "Fatoumata Traoré", "analyst")


@pytest.fixture
def supervisor(db):
    return accounts.create_officer("superviseur", "Aminata Coulibaly", "supervisor")


@pytest.fixture
def control(db):
    return accounts.create_officer("controle", "Mady Danté", "control")


@pytest.fixture
def ours(db):
    return records.add("Person", {"name": "Idriss El-Hadji", "birthDate": "1971-03-02"}, officer="analyste")


@pytest.fixture
def browser():
    def signed_in(officer, language="fr"):
        client = Client(headers={"accept-language": language})
        client.force_login(officer)
        return client

    return signed_in
