"""Corrections and withdrawals, at their owner and at their receiver; retention; nothing is indexed for others."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner, agree
from tests.apps.requests.conftest import PART, answer_to, deliver

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.exchange.models import Incoming
from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.requests import services
from benkan.apps.requests.models import Change, ChangeState, Release, ReleaseState, RequestState
from benkan.apps.search import files, own_index
from benkan.apps.search import services as search
from benkan.apps.search.publishing import holdings
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
CONVENTION = "essai-2025"


# -- at the owner ---------------------------------------------------------------------------------------------------
@pytest.fixture
def released(asked, liaison, supervisor):
    given = PART | {}
    decision, fields = given.pop("decision"), given.pop("fields")
    proposed = services.release(liaison, asked.pk, decision, fields, **given)
    services.approve(supervisor, proposed.pk)
    exchange.deliver_due(threads=False)
    return Release.objects.get(pk=proposed.pk)


def acknowledge(partner, change, **changes):
    given = {
        "of": change.envelope,
        "release": str(change.release_id),
        "version": change.version,
        "done_at": wire.time_text(timezone.now()),
        "what": "corrected" if change.kind == "correction" else "withdrawn",
    }
    return deliver(partner, wire.Acknowledgement(**(given | changes)), CONVENTION)


def test_a_correction_waits_for_a_second_person_then_reaches_the_partner(released, liaison, supervisor, partner):
    change = services.correct(liaison, released.pk, {"phone": ["+22371111111"]}, "typing-error", "Erreur de saisie")
    assert change.state == ChangeState.PROPOSED
    with pytest.raises(Refused) as caught:
        services.approve_correction(liaison, change.pk)
    assert caught.value.code == "release.same-person"
    exchange.deliver_due(threads=False)
    assert "correction" not in partner.kinds()
    services.approve_correction(supervisor, change.pk)
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert (header.kind, header.previous) == ("correction", released.envelope)
    assert (payload.version, payload.properties) == (2, {"phone": ["+22371111111"]})
    released.refresh_from_db()
    assert released.properties["phone"] == ["+22371111111"]


def test_a_withdrawal_waits_for_nobody(released, liaison, partner):
    services.withdraw(liaison, released.pk, ["phone"], "source", "Source à protéger")
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert (header.kind, payload.version, payload.fields_withdrawn) == ("withdrawal", 2, ["phone"])
    released.refresh_from_db()
    assert list(released.properties) == ["name"]


def test_a_withdrawal_overtakes_a_waiting_correction(released, liaison):
    change = services.correct(liaison, released.pk, {"phone": ["+22371111111"]}, "typing-error", "Erreur")
    services.withdraw(liaison, released.pk, ["phone"], "source", "Source")
    change.refresh_from_db()
    assert change.state == ChangeState.RETURNED


def test_unacknowledged_changes_are_shown_until_the_partner_confirms(released, liaison, partner):
    change = services.withdraw(liaison, released.pk, ["phone"], "source", "Source")
    exchange.deliver_due(threads=False)
    assert [one.release_id for one in services.unacknowledged()] == [change.release_id]
    assert isinstance(acknowledge(partner, change), wire.Receipt)
    assert not services.unacknowledged()
    first = Change.objects.get(pk=change.pk).acknowledged_at
    acknowledge(partner, change)
    assert Change.objects.get(pk=change.pk).acknowledged_at == first
    assert Line.objects.filter(event="acknowledged").count() == 1


@pytest.mark.parametrize("changes", [{"of": str(uuid.uuid4())}, {"version": 9}, {"release": str(uuid.uuid4())}])
def test_an_acknowledgement_of_something_else_confirms_nothing(released, liaison, partner, changes):
    change = services.withdraw(liaison, released.pk, ["phone"], "source", "Source")
    assert acknowledge(partner, change, **changes).code == "acknowledgement.unknown"
    assert [one.release_id for one in services.unacknowledged()] == [change.release_id]


def test_another_partner_cannot_acknowledge_for_the_receiver(released, liaison, network):
    change = services.withdraw(liaison, released.pk, ["phone"], "source", "Source")
    other = network.add(FakePartner("bf-cnlcd", "BF").join_directory())
    agree(other, identifier="bf-2025")
    payload = wire.Acknowledgement(
        of=change.envelope,
        release=str(released.pk),
        version=2,
        done_at=wire.time_text(timezone.now()),
        what="withdrawn",
    )
    assert deliver(other, payload, "bf-2025").code == "acknowledgement.unknown"
    assert [one.release_id for one in services.unacknowledged()] == [change.release_id]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"birthDate": ["1984"]}, "correction.field"),
        ({"phone": ["  "]}, "correction.empty"),
        ({"phone": ["+22376123456"]}, "correction.nothing"),
        ({"phone": ["\u202e1"]}, "request.field"),
    ],
)
def test_a_correction_only_changes_what_has_left(released, liaison, properties, code):
    with pytest.raises(Invalid) as caught:
        services.correct(liaison, released.pk, properties, "typing-error", "Erreur")
    assert caught.value.code == code
    assert not Change.objects.exists()


def test_a_change_needs_a_reason(released, liaison):
    for act in (
        lambda: services.correct(liaison, released.pk, {"phone": ["1"]}, " "),
        lambda: services.withdraw(liaison, released.pk, [], ""),
    ):
        with pytest.raises(Invalid):
            act()


@pytest.mark.parametrize("role", ["analyst", "control", "administrator"])
def test_other_roles_change_nothing(released, role):
    other = accounts.create_officer("autre", "Autre", role)
    for act in (
        lambda: services.correct(other, released.pk, {"phone": ["1"]}, "typing-error", "x"),
        lambda: services.withdraw(other, released.pk, [], "mistake", "x"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "role.not-allowed"


def test_everything_withdrawn_ends_the_release(released, liaison):
    services.withdraw(liaison, released.pk, [], "other-person", "Erreur sur la personne")
    released.refresh_from_db()
    assert (released.state, released.properties) == (ReleaseState.WITHDRAWN, {})
    with pytest.raises(Refused):
        services.withdraw(liaison, released.pk, [], "mistake", "encore")


def test_a_withdrawal_leaves_even_under_suspension(released, liaison, supervisor, partner):
    accords.suspend(CONVENTION, supervisor, "Réexamen")
    services.withdraw(liaison, released.pk, ["phone"], "source", "Source")
    exchange.deliver_due(threads=False)
    assert "withdrawal" in partner.kinds()


def test_a_correction_that_could_not_leave_is_taken_back_in_our_view(released, liaison, supervisor, partner):
    partner.down = True
    change = services.correct(liaison, released.pk, {"phone": ["+22371111111"]}, "typing-error", "Erreur")
    services.approve_correction(supervisor, change.pk)
    accords.suspend(CONVENTION, supervisor, "Réexamen")
    change.refresh_from_db()
    released.refresh_from_db()
    assert change.state == ChangeState.STOPPED
    assert released.properties["phone"] == ["+22376123456"]
    services.withdraw(liaison, released.pk, ["phone"], "source", "Source")
    partner.down = False
    from benkan.apps.exchange.models import Outgoing

    Outgoing.objects.update(next_attempt_at=timezone.now())
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert (payload.version, header.previous) == (3, released.envelope)


# -- at the receiver ------------------------------------------------------------------------------------------------
@pytest.fixture
def ours(analyst, hit, partner):
    made = services.send(analyst, *hit, "urgent", "Qui ?")
    exchange.deliver_due(threads=False)
    return made


@pytest.fixture
def copy(ours, partner):
    payload = answer_to(ours)
    data = partner.letter(payload, convention=CONVENTION, thread=str(ours.pk))
    partner.read(exchange.receive(data))
    made = Release.objects.get(pk=payload.release)
    made.letter = data
    return made


def correction(copy, version=2, **changes):
    given = {
        "release": str(copy.pk),
        "version": version,
        "properties": {"phone": ["+212600000000"]},
        "reason_code": "typing-error",
        "reason": "Erreur",
        "officer": "Youssef Benali",
    }
    return wire.Correction(**(given | changes))


def withdrawal(copy, version=2, fields=("phone",)):
    return wire.Withdrawal(
        release=str(copy.pk),
        version=version,
        fields=list(fields),
        reason_code="source",
        reason="Source",
        officer="Youssef Benali",
    )


def test_the_answer_lands_in_the_case_with_its_conditions(ours, copy, case):
    ours.refresh_from_db()
    assert ours.state == RequestState.ANSWERED
    event = next(event for event in services.of_case(case.pk) if event.kind == "answer")
    assert (event.handling, event.grade, event.expires_on) == ("H2", "B2", copy.retained_until)
    assert "Youssef Benali" in event.owner


def test_a_received_copy_is_never_indexed_for_partners(copy):
    assert list(records.indexable()) == []
    for built in search.build_index():
        parts = own_index.manifest_of(built).parts
        folder = files.epoch_folder(built.convention, built.epoch)
        assert [len(holdings.handles(folder, part.sha256)) for part in parts] == [0]


def test_a_release_that_nobody_asked_for_is_refused(ours, partner):
    for payload in (answer_to(ours, request=str(uuid.uuid4())), answer_to(ours, purpose="fraud")):
        assert deliver(partner, payload, CONVENTION).code == "release.unsolicited"
    assert not Release.objects.exists()


def test_another_partner_cannot_answer_our_request(ours, network):
    other = network.add(FakePartner("bf-cnlcd", "BF").join_directory())
    agree(other, identifier="bf-2025")
    assert deliver(other, answer_to(ours), "bf-2025").code == "release.unsolicited"


def test_the_same_release_twice_is_one_and_a_second_one_is_refused(ours, copy, partner):
    again = answer_to(ours, release=str(copy.pk), retained_until=copy.retained_until.isoformat())
    assert isinstance(deliver(partner, again, CONVENTION), wire.Receipt)
    assert (
        deliver(partner, answer_to(ours, release=str(copy.pk), reason="Autre"), CONVENTION).code == "release.id-reused"
    )
    assert deliver(partner, answer_to(ours), CONVENTION).code == "release.id-reused"
    assert Release.objects.count() == 1
    assert Line.objects.filter(event="release-received").count() == 1


def test_a_correction_updates_our_copy_and_is_acknowledged_once(copy, partner):
    assert isinstance(deliver(partner, correction(copy), CONVENTION), wire.Receipt)
    assert isinstance(deliver(partner, correction(copy), CONVENTION), wire.Receipt)
    copy.refresh_from_db()
    assert (copy.version, copy.properties["phone"]) == (2, ["+212600000000"])
    exchange.deliver_due(threads=False)
    said = [payload for header, payload in partner.opened if header.kind == "acknowledgement"]
    assert [(one.version, one.what) for one in said] == [(2, "corrected")]


def test_another_change_under_a_known_version_is_refused(copy, partner):
    deliver(partner, correction(copy), CONVENTION)
    other = correction(copy, properties={"phone": ["+212699999999"]})
    assert deliver(partner, other, CONVENTION).code == "change.version-reused"
    copy.refresh_from_db()
    assert copy.properties["phone"] == ["+212600000000"]


def test_a_withdrawn_field_is_erased_everywhere_and_not_only_hidden(ours, copy, partner):
    deliver(partner, correction(copy), CONVENTION)
    deliver(partner, withdrawal(copy, version=3), CONVENTION)
    copy.refresh_from_db()
    assert "phone" not in copy.properties
    assert "name" in copy.properties
    stored = Incoming.objects.filter(thread__in=[ours.pk], kind__in=["release"])
    assert [bytes(row.envelope) for row in stored] == [b""]
    assert all(bytes(row.envelope) == b"" for row in Incoming.objects.filter(kind="correction"))
    assert all(not change.properties for change in copy.changes.all())
    everything = " ".join(
        str(value) for model in (Release, Change, Line) for row in model.objects.values() for value in row.values()
    )
    assert "212600000000" not in everything
    assert "22376123456" not in everything


def test_an_erased_letter_that_comes_again_brings_nothing_back(copy, partner):
    deliver(partner, withdrawal(copy, fields=[]), CONVENTION)
    reply = partner.read(exchange.receive(copy.letter))[1]
    assert isinstance(reply, wire.Receipt)
    copy.refresh_from_db()
    assert (copy.state, copy.properties) == (ReleaseState.WITHDRAWN, {})


def test_a_correction_does_not_bring_a_withdrawn_field_back(copy, partner):
    deliver(partner, withdrawal(copy), CONVENTION)
    deliver(partner, correction(copy, version=3), CONVENTION)
    copy.refresh_from_db()
    assert "phone" not in copy.properties


def test_a_withdrawal_is_acknowledged_even_under_suspension(copy, partner, supervisor):
    accords.suspend(CONVENTION, supervisor, "Réexamen")
    assert isinstance(deliver(partner, withdrawal(copy), CONVENTION), wire.Receipt)
    exchange.deliver_due(threads=False)
    assert "acknowledgement" in partner.kinds()
    assert deliver(partner, correction(copy, version=3), CONVENTION).code == "convention.suspended"


def test_another_partner_cannot_change_our_copy(copy, network):
    other = network.add(FakePartner("bf-cnlcd", "BF").join_directory())
    agree(other, identifier="bf-2025")
    assert deliver(other, withdrawal(copy), "bf-2025").code == "release.unknown"
    copy.refresh_from_db()
    assert "phone" in copy.properties


def test_a_copy_is_erased_when_its_retention_ends_and_not_before(ours, copy):
    assert services.run_deadlines() == 0
    Release.objects.filter(pk=copy.pk).update(retained_until=timezone.localdate())
    assert services.run_deadlines() == 0
    Release.objects.filter(pk=copy.pk).update(retained_until=timezone.localdate() - dt.timedelta(days=1))
    assert services.run_deadlines() == 1
    copy.refresh_from_db()
    assert (copy.state, copy.properties) == (ReleaseState.EXPIRED, {})
    assert bytes(Incoming.objects.get(kind="release").envelope) == b""
    assert Line.objects.filter(event="copy-erased").count() == 1
    assert services.run_deadlines() == 0
