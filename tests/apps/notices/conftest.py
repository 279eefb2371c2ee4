"""Officers who write and review notices, a partner who receives and sends them, a record of ours that fits."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from tests.apps.exchange.conftest import convention, network, partner  # noqa: F401 - fixtures
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.requests.conftest import (  # noqa: F401 - fixtures
    analyst,
    browser,
    case,
    deliver,
    liaison,
    record,
    supervisor,
)
from tests.core.notices.samples import COMPLETE

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.notices import payloads, services
from benkan.apps.notices.models import Received
from benkan.core import notices as rules

STOLEN = COMPLETE["stolen-document"]
"""A notice about no person: it needs no case."""


def all_no(type_):
    return {one.code: False for one in rules.questions_of(type_)}


def content(type_="stolen-document", **changes):
    given = {
        "fields": COMPLETE[type_],
        "purpose": "drug-trafficking",
        "subject_category": "suspect" if rules.TYPES[type_].about_person else "",
        "answers": all_no(type_),
        "handling": "H1",
        "grade": "B2",
        "partners": ("ma-dgsn",),
    }
    return services.Content(**(given | changes))


def digest_for(edition, officer):
    edition.refresh_from_db()
    return payloads.sha256(payloads.of_edition(edition, str(officer)))


def sent_by(author, reviewer, type_="stolen-document", case_=None, **changes):
    """A notice of ours, written, reviewed and delivered."""
    made = services.begin(author, type_, content(type_, **changes), case=case_)
    edition = services.propose(author, made.pk)
    services.approve(reviewer, edition.pk, seen_sha256=digest_for(edition, reviewer))
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    return made


def theirs(type_="stolen-document", **changes):
    """What a partner's node would send, right in every field that is not given."""
    kind = rules.TYPES[type_]
    given = {
        "notice": str(uuid.uuid4()),
        "version": 1,
        "type": type_,
        "about": None,
        "language": "fr",
        "purpose": "drug-trafficking",
        "subject_category": kind.subject_categories[0] if kind.about_person or kind.from_record else None,
        "fields": COMPLETE[type_],
        "schema": "Person" if kind.from_record else None,
        "properties": {"name": ["Mousa ag Alhassan"], "birthDate": ["1984"]} if kind.from_record else {},
        "answers": all_no(type_),
        "handling": "H1",
        "grade": "B2",
        "expires_on": (timezone.localdate() + dt.timedelta(days=60)).isoformat(),
        "officer": "Youssef Benali",
        "second_officer": "Salma Idrissi",
    }
    return wire.Notice.model_validate(given | changes)


def arrive(sender, payload, under, **letter):
    """The partner's letter through our door; its reply, read."""
    return deliver(sender, payload, under, **letter)


def row_of(payload):
    return Received.objects.get(notice=payload.notice)


@pytest.fixture
def outsider(network):  # noqa: F811
    """A service of the directory without any convention with us."""
    return network.add(FakePartner("dz-dgsn", "DZ").join_directory())


@pytest.fixture
def second_partner(network):  # noqa: F811
    return network.add(FakePartner("ne-ocrtis", "NE").join_directory())


@pytest.fixture
def region(partner, second_partner):  # noqa: F811
    """A convention of three."""
    return agree(partner, second_partner, identifier="region-2025", retention_days=60)
