"""Deciding: nothing leaves without named humans, and what leaves is what was shown, byte for byte."""

import datetime as dt
import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.apps.exchange.fake_partner import FakePartner
from tests.apps.requests.conftest import PART, deliver, handle_of, question

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.apps.requests import services
from benkan.apps.requests.models import Release, ReleaseState, Request, RequestState
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def decide(officer, request, **changes):
    given = PART | changes
    decision, fields = given.pop("decision"), given.pop("fields")
    return services.release(officer, request.pk, decision, fields, **given)


def test_a_request_waits_for_people_with_a_deadline_from_its_receipt(asked, liaison, record):
    assert asked.state == RequestState.RECEIVED
    assert asked.due_at == asked.received_at + dt.timedelta(hours=72)
    assert asked.records == [str(record.pk)]
    assert [one.pk for one in services.to_decide(liaison)] == [asked.pk]


def test_requests_come_by_time_left(partner, convention, record, liaison):
    handle = handle_of(record, convention)
    for urgency in ("routine", "immediate", "urgent"):
        deliver(partner, question(handle, urgency=urgency), convention)
    assert [one.urgency for one in services.to_decide(liaison)] == ["immediate", "urgent", "routine"]


def test_nothing_leaves_until_a_second_person_approves(asked, liaison, supervisor, partner):
    proposed = decide(liaison, asked)
    assert proposed.state == ReleaseState.PROPOSED
    exchange.deliver_due(threads=False)
    assert "release" not in partner.kinds()
    services.approve(supervisor, proposed.pk)
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert header.kind == "release"
    assert header.thread == str(asked.pk)
    assert (payload.officer, payload.second_officer) == ("Ibrahim Maïga", "Aminata Coulibaly")
    assert payload.properties == {"name": ["Mousa ag Alhassan"], "phone": ["+22376123456"]}
    assert payload.withheld == 3
    asked.refresh_from_db()
    assert asked.state == RequestState.ANSWERED


def test_nobody_is_the_second_person_of_his_own_proposal(asked, liaison):
    proposed = decide(liaison, asked)
    with pytest.raises(Refused) as caught:
        services.approve(liaison, proposed.pk)
    assert caught.value.code == "release.same-person"
    proposed.refresh_from_db()
    assert proposed.state == ReleaseState.PROPOSED


def test_a_second_account_of_the_same_name_is_the_same_person(asked, liaison):
    proposed = decide(liaison, asked)
    twin = accounts.create_officer("liaison2", "Ibrahim Maïga", "supervisor")
    with pytest.raises(Refused) as caught:
        services.approve(twin, proposed.pk)
    assert caught.value.code == "release.same-person"


def test_the_database_itself_refuses_one_person_twice(asked, liaison):
    proposed = decide(liaison, asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=proposed.pk).update(second_account=liaison)


def test_the_first_officer_no_longer_sees_his_own_proposal_among_what_waits(asked, liaison, supervisor):
    decide(liaison, asked)
    assert services.to_decide(liaison) == []
    assert [one.pk for one in services.to_decide(supervisor)] == [asked.pk]


@pytest.mark.parametrize("role", ["analyst", "control", "administrator"])
def test_other_roles_neither_propose_nor_approve_nor_send_back(asked, liaison, role):
    other = accounts.create_officer("autre", "Autre", role)
    with pytest.raises(Refused):
        decide(other, asked)
    proposed = decide(liaison, asked)
    for act in (lambda: services.approve(other, proposed.pk), lambda: services.send_back(other, proposed.pk, "non")):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "role.not-allowed"
    assert services.to_decide(other) == []


def test_a_proposal_that_is_sent_back_can_be_made_anew(asked, liaison, supervisor, partner):
    proposed = decide(liaison, asked)
    services.send_back(supervisor, proposed.pk, "Pas le téléphone")
    again = decide(liaison, asked, fields=["name"])
    services.approve(supervisor, again.pk)
    exchange.deliver_due(threads=False)
    assert list(partner.opened[-1][1].properties) == ["name"]
    with pytest.raises(Refused):
        services.approve(supervisor, proposed.pk)


def test_a_convention_for_one_person_sends_at_once(asked_alone, liaison, partner):
    made = decide(liaison, asked_alone)
    assert made.state == ReleaseState.ACTIVE
    exchange.deliver_due(threads=False)
    assert partner.opened[-1][1].second_officer is None


def test_what_is_shown_is_what_is_sent_byte_for_byte(asked, liaison, supervisor, partner):
    draft = services.Draft(
        decision="part",
        reason_code="proportionate",
        reason="Ce que la demande exige",
        handling="H1",
        grade="B2",
        retained_until=timezone.localdate() + dt.timedelta(days=30),
        fields=("name", "phone"),
    )
    shown_to_first = services.preview(asked, draft, str(liaison))
    proposed = services.release(
        liaison,
        asked.pk,
        draft.decision,
        draft.fields,
        reason_code=draft.reason_code,
        reason=draft.reason,
        handling=draft.handling,
        grade=draft.grade,
        retained_until=draft.retained_until,
        release_id=draft.release,
        seen_sha256=hashlib.sha256(wire.encode(shown_to_first)).hexdigest(),
    )
    shown_to_second = services.payload_of(proposed, str(supervisor))
    digest = hashlib.sha256(wire.encode(shown_to_second)).hexdigest()
    services.approve(supervisor, proposed.pk, seen_sha256=digest)
    exchange.deliver_due(threads=False)
    assert wire.encode(partner.opened[-1][1]) == wire.encode(shown_to_second)
    assert shown_to_second == shown_to_first.model_copy(update={"second_officer": "Aminata Coulibaly"})


def test_a_record_that_changes_after_it_was_shown_does_not_leave(asked, liaison, record):
    draft = services.Draft(
        decision="all",
        reason_code="all",
        reason="Tout",
        handling="H1",
        grade="B2",
        retained_until=timezone.localdate() + dt.timedelta(days=30),
    )
    seen = hashlib.sha256(wire.encode(services.preview(asked, draft, str(liaison)))).hexdigest()
    record.properties = record.properties | {"phone": ["+22370000000"]}
    record.save()
    with pytest.raises(Refused) as caught:
        services.release(
            liaison,
            asked.pk,
            "all",
            reason_code="all",
            reason="Tout",
            handling="H1",
            grade="B2",
            retained_until=draft.retained_until,
            release_id=draft.release,
            seen_sha256=seen,
        )
    assert caught.value.code == "release.changed"
    assert not Release.objects.exists()


def test_a_proposal_leaves_as_it_was_proposed_whatever_happens_to_the_record(
    asked, liaison, supervisor, record, partner
):
    proposed = decide(liaison, asked)
    record.properties = record.properties | {"name": ["Someone else"]}
    record.save()
    services.approve(supervisor, proposed.pk)
    exchange.deliver_due(threads=False)
    assert partner.opened[-1][1].properties["name"] == ["Mousa ag Alhassan"]


def test_nothing_is_a_full_answer_and_carries_no_data(asked, liaison, supervisor, partner):
    proposed = decide(liaison, asked, decision="nothing", fields=[], reason_code="ongoing-operation", reason="")
    services.approve(supervisor, proposed.pk)
    exchange.deliver_due(threads=False)
    payload = partner.opened[-1][1]
    assert (payload.decision, payload.properties, payload.schema_name, payload.withheld) == ("nothing", {}, None, 0)
    assert (payload.reason_code, payload.reason) == ("ongoing-operation", "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"decision": "some"}, "release.decision"),
        ({"reason_code": "article-3"}, "release.reason"),
        ({"fields": []}, "release.empty"),
        ({"fields": ["salary"]}, "release.field"),
        ({"fields": ["name", "birthDate", "nationality", "phone", "notes"]}, "release.all-ticked"),
        ({"handling": "H0"}, "release.handling-lower"),
        ({"handling": "H9"}, "release.handling"),
        ({"retained_until": dt.date(2020, 1, 1)}, "release.retention"),
        ({"retained_until": dt.date(2999, 1, 1)}, "release.retention"),
        ({"grade": "Z9"}, "request.field"),
        ({"reason": "\u202egnol"}, "request.field"),
    ],
)
def test_a_draft_that_does_not_fit_is_refused_and_proposes_nothing(asked, liaison, changes, code):
    with pytest.raises((Invalid, Refused)) as caught:
        decide(liaison, asked, **changes)
    assert caught.value.code == code
    assert not Release.objects.exists()


def test_a_convention_without_phones_keeps_phones_at_home(partner, record, liaison, supervisor):
    from tests.apps.exchange.fake_partner import agree

    named = agree(partner, identifier="noms-2025", categories=["person"])
    payload = question(handle_of(record, named))
    deliver(partner, payload, named)
    request = Request.objects.get(pk=payload.request)
    proposed = decide(liaison, request)
    with pytest.raises(Refused) as caught:
        services.approve(supervisor, proposed.pk)
    assert caught.value.clause.startswith("noms-2025")
    proposed.refresh_from_db()
    assert proposed.state == ReleaseState.PROPOSED


def test_a_withdrawn_record_leaves_only_the_answer_nothing(asked, liaison, record):
    records.withdraw(record.pk, officer="liaison")
    with pytest.raises(Refused) as caught:
        decide(liaison, asked)
    assert caught.value.code == "release.no-record"
    assert decide(liaison, asked, decision="nothing", fields=[], reason_code="no-information").decision == "nothing"


def test_a_partners_record_is_not_ours_to_give(asked, liaison, record, network):
    network.add(FakePartner("bf-cnlcd", "BF").join_directory())
    record.owner = "bf-cnlcd"
    record.save()
    with pytest.raises(Refused) as caught:
        decide(liaison, asked)
    assert caught.value.code == "release.third-party"


def test_a_request_is_decided_once(asked, liaison, supervisor):
    decide(liaison, asked)
    with pytest.raises(Refused) as caught:
        decide(supervisor, asked)
    assert caught.value.code == "request.decided"
    assert Release.objects.count() == 1


def test_suspension_stops_the_request_and_its_proposal_with_the_clause(asked, liaison, supervisor, partner):
    proposed = decide(liaison, asked)
    accords.suspend("essai-2025", supervisor, "Réexamen")
    with pytest.raises(Refused):
        services.approve(supervisor, proposed.pk)
    asked.refresh_from_db()
    assert asked.state == RequestState.STOPPED
    assert asked.stop_clause.startswith("essai-2025 · ")
    with pytest.raises(Refused) as caught:
        decide(supervisor, asked)
    assert caught.value.code == "request.stopped"
    assert caught.value.clause == asked.stop_clause
    exchange.deliver_due(threads=False)
    assert "release" not in partner.kinds()


def test_a_partners_suspension_stops_its_own_open_request_here(asked, partner):
    notice = wire.Suspension(
        convention="essai-2025", version=1, reason="Réexamen", effective_at=wire.time_text(timezone.now()), officer="X"
    )
    deliver(partner, notice, "essai-2025")
    asked.refresh_from_db()
    assert asked.state == RequestState.STOPPED


def test_a_decided_release_that_has_not_left_is_stopped_too(asked, liaison, supervisor, partner):
    partner.down = True
    proposed = decide(liaison, asked)
    services.approve(supervisor, proposed.pk)
    accords.suspend("essai-2025", supervisor, "Réexamen")
    proposed.refresh_from_db()
    asked.refresh_from_db()
    assert (proposed.state, asked.state) == (ReleaseState.STOPPED, RequestState.STOPPED)


def test_the_same_request_by_two_ways_is_one(partner, convention, record):
    payload = question(handle_of(record, convention))
    assert isinstance(deliver(partner, payload, convention), wire.Receipt)
    assert isinstance(deliver(partner, payload, convention), wire.Receipt)
    assert Request.objects.count() == 1
    assert Line.objects.filter(event="request-received").count() == 1


def test_another_request_under_a_known_identity_is_refused(partner, convention, asked):
    other = question("", request=str(asked.pk), question="Autre chose ?")
    assert deliver(partner, other, convention).code == "request.id-reused"
    asked.refresh_from_db()
    assert asked.question == "Qui est cet homme ?"


def test_a_purpose_outside_the_convention_is_refused_at_the_door(partner, record, liaison):
    from tests.apps.exchange.fake_partner import agree

    agree(partner, identifier="fraude-2025", purposes=["fraud"])
    reply = deliver(partner, question(""), "fraude-2025")
    assert reply.code == "convention.purpose"
    assert not Request.objects.exists()


def test_a_request_without_a_handle_can_only_be_answered_with_nothing(partner, convention, liaison):
    payload = question("")
    deliver(partner, payload, convention)
    request = Request.objects.get(pk=payload.request)
    assert services.record_for(request) is None
    with pytest.raises(Refused):
        decide(liaison, request)


def test_the_journal_names_both_officers_and_no_content(asked, liaison, supervisor):
    proposed = decide(liaison, asked)
    services.approve(supervisor, proposed.pk)
    line = Line.objects.get(event="release-decided")
    assert (line.officer, line.facts["second_officer"], line.facts["field_count"]) == ("liaison", "superviseur", 2)
    assert all(
        b"Alhassan" not in bytes(one.entry) and b"76123456" not in bytes(one.entry) for one in Line.objects.all()
    )
