"""A partner that asks, and one that answers; our records with an index, our officers."""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.utils import timezone
from tests.apps.exchange.conftest import convention, network, partner  # noqa: F401 - fixtures
from tests.apps.exchange.fake_partner import agree
from tests.apps.search.conftest import MOUSSA, _fresh_memory, analyst, case, their_moussa  # noqa: F401 - fixtures

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.records import services as records
from benkan.apps.requests.models import Request
from benkan.apps.search import files, own_index
from benkan.apps.search import services as search
from benkan.apps.search.publishing import holdings


@pytest.fixture
def liaison(db):
    return accounts.create_officer("liaison", "Ibrahim Maïga", "liaison")


@pytest.fixture
def supervisor(db):
    return accounts.create_officer("superviseur", "Aminata Coulibaly", "supervisor")


@pytest.fixture
def alone(partner):  # noqa: F811
    """A convention that leaves the release to one person."""
    return agree(partner, identifier="seul-2025", two_persons=False)


@pytest.fixture
def record(db):
    return records.add(
        "Person",
        {
            "name": "Mousa ag Alhassan",
            "birthDate": "1984",
            "nationality": "ml",
            "phone": "+22376123456",
            "notes": "vu à Gao",
        },
        subject_category="suspect",
        crime_area="drug-trafficking",
        handling="H1",
        grade="B2",
        officer="analyste",
    )


def handle_of(record, convention) -> str:  # noqa: F811
    search.build_index(convention)
    index = own_index.current(convention)
    folder = files.epoch_folder(convention, index.epoch)
    rows = holdings.handles(folder, own_index.manifest_of(index).base.sha256)
    return next(row["handle"].ljust(16, b"\0").hex() for row in rows if row["record"].tobytes() == record.pk.bytes)


def question(handle, **changes) -> wire.Request:
    given = {
        "request": str(uuid.uuid4()),
        "purpose": "drug-trafficking",
        "urgency": "urgent",
        "officer": "Youssef Benali",
        "officer_role": "liaison",
        "case_reference": "DGSN-77",
        "question": "Qui est cet homme ?",
        "legal_ground": "Commission rogatoire",
        "handle": bytes.fromhex(handle) if handle else None,
        "tier": "identifier",
        "due_at": wire.time_text(timezone.now() + dt.timedelta(hours=72)),
        "language": "fr",
    }
    return wire.Request(**(given | changes))


def deliver(partner, payload, convention, **letter):  # noqa: F811
    """The partner's letter through our door; its reply, read."""
    thread = getattr(payload, "request", None)
    data = partner.letter(payload, convention=convention, **({"thread": thread} if thread else {}) | letter)
    return partner.read(exchange.receive(data))[1]


@pytest.fixture
def asked(partner, convention, record):  # noqa: F811
    """A partner's request about our record, waiting."""
    payload = question(handle_of(record, convention))
    deliver(partner, payload, convention)
    return Request.objects.get(pk=payload.request)


@pytest.fixture
def asked_alone(partner, alone, record):  # noqa: F811
    payload = question(handle_of(record, alone))
    deliver(partner, payload, alone)
    return Request.objects.get(pk=payload.request)


@pytest.fixture
def hit(analyst, case, partner, convention, their_moussa):  # noqa: F811
    """(inquiry id, handle) of a real hit in the partner's index."""
    partner.publish(convention, [their_moussa])
    made = search.make(analyst, case.pk, {"phone": MOUSSA["phone"]})
    search.run_due(search=made.id, threads=False)
    row = made.inquiries.get()
    return str(row.id), row.hits[0]["handle"]


@pytest.fixture
def browser():
    def sign_in(officer, language="fr"):
        officer.language = language
        officer.save()
        client = Client()
        client.force_login(officer)
        client.cookies["benkan_ml-ocs_language"] = language
        return client

    return sign_in


PART = {
    "decision": "part",
    "fields": ["name", "phone"],
    "reason_code": "proportionate",
    "reason": "Ce que la demande exige",
    "handling": "H1",
    "grade": "B2",
}


def answer_to(asked_, /, **changes) -> wire.Release:
    """What the partner releases about our request."""
    given = {
        "request": str(asked_.pk),
        "release": str(uuid.uuid4()),
        "version": 1,
        "decision": "part",
        "reason_code": "proportionate",
        "reason": "Ce qui est nécessaire",
        "schema": "Person",
        "properties": {"name": ["موسى أغ الحسن"], "phone": ["+22376123456"], "birthDate": ["1985"]},
        "withheld": 2,
        "handling": "H2",
        "grade": "B2",
        "purpose": asked_.purpose,
        "retained_until": (timezone.localdate() + dt.timedelta(days=90)).isoformat(),
        "officer": "Youssef Benali",
        "second_officer": "Salma Idrissi",
    }
    return wire.Release(**(given | changes))
