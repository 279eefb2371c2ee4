"""What a hostile partner or a hasty officer tries with requests and releases."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import agree
from tests.apps.requests.conftest import PART, answer_to, deliver, handle_of, question

from benkan import wire
from benkan.apps.exchange import services as exchange
from benkan.apps.records import services as records
from benkan.apps.requests import services
from benkan.apps.requests.fields import categories
from benkan.apps.requests.models import Change, Release, ReleaseState, Request
from benkan.core.errors import Refused
from benkan.wire import Receipt, Refusal


def decide(officer, request, **changes) -> Release:
    return services.release(officer, request.pk, **(PART | changes))


def test_a_record_that_was_withdrawn_while_its_proposal_waited_does_not_leave(
    asked, liaison, supervisor, record, partner
):
    proposed = decide(liaison, asked)
    records.withdraw(record.pk, officer="liaison")
    with pytest.raises(Refused) as caught:
        services.approve(supervisor, proposed.pk)
    assert caught.value.code == "release.no-record"
    exchange.deliver_due(threads=False)
    assert partner.opened == []
    assert Release.objects.get().state == ReleaseState.PROPOSED


@pytest.mark.parametrize(
    ("schema", "field", "category"),
    [
        ("Person", "email", "phone"),
        ("Person", "number", "document"),
        ("Person", "taxNumber", "document"),
        ("Person", "vin", "vehicle"),
        ("Person", "registrationNumber", "vehicle"),
        ("Person", "imoNumber", "vessel"),
        ("Company", "registrationNumber", "company"),
        ("PublicBody", "name", "company"),
        ("CryptoWallet", "publicKey", "account"),
        ("Passport", "number", "document"),
    ],
)
def test_every_number_is_judged_as_the_data_that_it_is(schema, field, category):
    assert category in categories(schema, [field])
    assert "person" not in categories(schema, [field]) or schema == "Person"


def test_the_car_and_the_passport_of_a_person_do_not_leave_as_data_of_a_person(partner, record, liaison, supervisor):
    named = agree(partner, identifier="noms-2025", categories=["person"])
    given = {"officer": "analyste", "subject_category": "suspect", "crime_area": "drug-trafficking"}
    car = records.add("Vehicle", {"name": "Land Cruiser", "registrationNumber": "BA-4521-MD"}, **given)
    car.holder = record
    car.save()
    payload = question(handle_of(record, named))
    deliver(partner, payload, named)
    proposed = decide(liaison, Request.objects.get(pk=payload.request), fields=["name", "plate"])
    with pytest.raises(Refused) as caught:
        services.approve(supervisor, proposed.pk)
    assert caught.value.code == "convention.category"


def test_the_car_of_a_company_is_not_released_as_the_registration_of_the_company(db):
    given = {"officer": "analyste", "subject_category": "suspect", "crime_area": "fraud"}
    company = records.add("Company", {"name": "Sahel Transit", "registrationNumber": "RC-0417"}, **given)
    car = records.add("Vehicle", {"name": "Land Cruiser", "registrationNumber": "BA-4521-MD"}, **given)
    car.holder = company
    car.save()
    known = services.properties_of(company)
    assert (known["registrationNumber"], known["plate"]) == (["RC-0417"], ["BA-4521-MD"])
    assert "vehicle" in categories("Company", ["plate"])
    assert "vehicle" not in categories("Company", ["registrationNumber"])


@pytest.fixture
def ours(analyst, hit, partner) -> Request:
    made = services.send(analyst, *hit, urgency="urgent", question="Qui est-ce ?")
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    return made


def test_a_release_that_one_person_decided_alone_is_refused_where_two_must(ours, partner, convention):
    reply = deliver(partner, answer_to(ours, second_officer=None), convention)
    assert isinstance(reply, Refusal)
    assert not Release.objects.exists()
    nothing = answer_to(
        ours, decision="nothing", schema=None, properties={}, withheld=0, second_officer=None, reason_code="sensitive"
    )
    assert isinstance(deliver(partner, nothing, convention), Receipt)


def test_a_copy_is_never_kept_longer_than_the_convention_says(ours, partner, convention):
    payload = answer_to(ours, retained_until="9999-12-31")
    assert isinstance(deliver(partner, payload, convention), Receipt)
    copy = Release.objects.get()
    assert copy.retained_until <= timezone.localdate() + dt.timedelta(days=366 * 5)
    assert isinstance(deliver(partner, payload, convention), Receipt)


@pytest.fixture
def withdrawn(asked, liaison, supervisor) -> Change:
    proposed = decide(liaison, asked)
    services.approve(supervisor, proposed.pk)
    change = services.withdraw(liaison, proposed.pk, ["phone"], "mistake", "Erreur")
    exchange.deliver_due(threads=False)
    return change


def acknowledgement(change: Change, what: str) -> wire.Acknowledgement:
    return wire.Acknowledgement(
        of=change.envelope,
        release=str(change.release_id),
        version=change.version,
        done_at=wire.time_text(timezone.now()),
        what=what,
    )


def test_a_withdrawal_is_not_acknowledged_as_a_correction(withdrawn, partner, convention):
    assert isinstance(deliver(partner, acknowledgement(withdrawn, "corrected"), convention), Refusal)
    withdrawn.refresh_from_db()
    assert withdrawn.acknowledged_at is None
    assert isinstance(deliver(partner, acknowledgement(withdrawn, "withdrawn"), convention), Receipt)


def test_an_acknowledgement_under_another_convention_counts_for_nothing(withdrawn, partner, alone):
    assert isinstance(deliver(partner, acknowledgement(withdrawn, "withdrawn"), alone), Refusal)
