"""A case with seizures, records and a partner's answer, and the chart of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from tests.apps.exchange.conftest import convention, network, partner  # noqa: F401 - fixtures

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.charts import circle, editing, reading
from benkan.apps.records import services as records
from benkan.apps.requests.models import Direction, Release, Request
from benkan.apps.seizures import involving
from benkan.apps.seizures.entering import DrugGiven, SeizureGiven
from benkan.apps.seizures.entering import record as record_seizure

PARTNER = "ma-dgsn"
PHONE = "+22376123456"


@pytest.fixture
def officers(db):
    roles = ("analyst", "liaison", "supervisor", "control")
    return {role: accounts.create_officer(role, f"Officer {role}", role) for role in roles}


@pytest.fixture
def analyst(officers):
    return officers["analyst"]


@pytest.fixture
def case(analyst):
    return cases.open_case(analyst, "Filière cocaïne Gao–Tanger", "drug-trafficking")


@pytest.fixture
def person(db):
    def make(name, phone=PHONE, **more):
        return records.add(
            "Person",
            {"name": name, "birthDate": "1984", "phone": phone, **more},
            subject_category="suspect",
            crime_area="drug-trafficking",
            handling="H1",
            grade="B2",
            officer="analyst",
        )

    return make


@pytest.fixture
def seizure(analyst, case):
    def make(place="Gao", day=dt.date(2026, 9, 25), linked=(), **more):
        drug = DrugGiven("cannabis-resin", "chira", "1 417,5 g", kilograms=Decimal("1.4175"))
        given = SeizureGiven(
            happened_on=day,
            country="ML",
            place=place,
            latitude=16.27,
            longitude=-0.04,
            drugs=(drug,),
            service="OCS Gao",
            circumstance="checkpoint",
            conveyance="pick-up",
            persons="yes",
            **more,
        )
        row = record_seizure(analyst, given)
        involving.put_into_case(analyst, row.pk, case.pk)
        for record in linked:
            involving.link(analyst, row.pk, record.pk, "arrested")
        return row

    return make


@pytest.fixture
def release(analyst, case):
    """What a partner released into the case, as the handler of its letter keeps it."""

    def make(name="موسى أغ الحسن", handling="H1", owner=PARTNER, of=None, **more):
        asked = Request.objects.create(
            direction=Direction.OUT,
            partner=owner,
            convention="ml-ma-2025",
            case=of or case,
            officer=analyst,
            purpose="drug-trafficking",
            urgency="urgent",
            officer_name="Officer analyst",
            case_reference=case.number,
            question="Qui est-ce ?",
            sent_at=timezone.now(),
            due_at=timezone.now(),
            state="answered",
        )
        given = {
            "request": asked,
            "direction": Direction.IN,
            "partner": owner,
            "convention": "ml-ma-2025",
            "owner": owner,
            "decision": "part",
            "reason_code": "part-sensitive",
            "schema": "Person",
            "properties": {"name": [name], "birthDate": ["1984-06-17"], "phone": [PHONE]},
            "handling": handling,
            "grade": "C3",
            "purpose": "drug-trafficking",
            "retained_until": timezone.localdate() + dt.timedelta(days=30),
            "officer": "Youssef Benali",
            "state": "active",
            "at": timezone.now(),
        }
        return Release.objects.create(**(given | more))

    return make


@pytest.fixture
def filled(person, seizure, release):
    """Two couriers that share a phone with what a partner released, and two seizures."""
    moussa, issa = person("Moussa Ag Alhassane"), person("Issa Coulibaly", phone="+22370000001")
    rows = seizure(linked=[moussa, issa]), seizure("Kidal", dt.date(2026, 3, 2), linked=[issa])
    return {"moussa": moussa, "issa": issa, "seizures": rows, "release": release()}


@pytest.fixture
def chart(analyst, case, filled):
    assert filled
    return editing.make(analyst, "Réseau Gao–Tanger", case=case.pk)


@pytest.fixture
def read(analyst):
    def again(chart, who=None):
        officer = who or analyst
        return reading.read(circle.get(chart.pk, officer), officer)

    return again


@pytest.fixture
def browser(analyst):
    """A signed-in client in English, or in another language."""

    def sign_in(who=None, language="en"):
        officer = who or analyst
        officer.language = language
        officer.save()
        made = Client(headers={"Accept-Language": language})
        made.force_login(officer)
        made.cookies["benkan_ml-ocs_language"] = language
        return made

    return sign_in
