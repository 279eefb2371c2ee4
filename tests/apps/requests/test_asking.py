"""From a hit to a request: what is sent, what is refused, and what becomes of the letter."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone
from tests.apps.requests.conftest import answer_to, deliver

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.requests import services
from benkan.apps.requests.models import Request, RequestState
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def send(analyst, hit, **changes):
    given = {"urgency": "urgent", "question": "Identité complète ?", "legal_ground": ""} | changes
    return services.send(analyst, *hit, **given)


def test_a_hit_becomes_a_sealed_request_with_case_purpose_officer_and_urgency(analyst, case, hit, partner):
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert header.kind == "request"
    assert (payload.request, payload.case_reference, payload.purpose) == (str(made.pk), "2025-117", "drug-trafficking")
    assert (payload.officer, payload.officer_role, payload.urgency) == ("Fatoumata Traoré", "analyst", "urgent")
    assert payload.handle.hex() == hit[1]
    assert payload.legal_ground.startswith("essai-2025 · ")
    made.refresh_from_db()
    assert made.state == RequestState.DELIVERED


def test_the_clock_of_our_request_runs_from_its_receipt(analyst, hit, partner):
    partner.down = True
    made = send(analyst, hit)
    Request.objects.filter(pk=made.pk).update(due_at=timezone.now() - dt.timedelta(days=1))
    partner.down = False
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    assert abs(made.due_at - (made.received_at + dt.timedelta(hours=72))) < dt.timedelta(seconds=1)


def test_the_journal_says_who_asked_whom_and_nothing_of_the_question(analyst, hit):
    made = send(analyst, hit, question="Où vit Moussa ?")
    line = Line.objects.get(event="request-sent")
    assert (line.officer, line.partner, line.reference) == ("analyste", "ma-dgsn", str(made.pk))
    assert b"Moussa" not in bytes(line.entry)


def test_a_second_click_asks_nothing_twice(analyst, hit, partner):
    send(analyst, hit)
    with pytest.raises(Refused) as caught:
        send(analyst, hit)
    assert caught.value.code == "request.asked"
    exchange.deliver_due(threads=False)
    assert partner.kinds().count("request") == 1


def test_an_unknown_hit_is_refused(analyst, hit):
    with pytest.raises(Refused):
        services.send(analyst, hit[0], "00" * 16, "routine", "?")


@pytest.mark.parametrize(
    ("changes", "place"),
    [({"question": "  "}, "question"), ({"question": "\u202eevil"}, "question"), ({"urgency": "now"}, "urgency")],
)
def test_bad_input_names_its_place_and_queues_nothing(analyst, hit, changes, place):
    with pytest.raises(Invalid) as caught:
        send(analyst, hit, **changes)
    assert caught.value.place == place
    assert not Request.objects.exists()
    assert exchange.waiting_for("ma-dgsn") == 0


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_control_officers_and_administrators_cannot_ask(hit, role):
    with pytest.raises(Refused) as caught:
        send(accounts.create_officer("autre", "Autre", role), hit)
    assert caught.value.code == "role.not-allowed"


def test_nobody_asks_in_the_case_of_another_or_in_a_closed_one(analyst, case, hit):
    with pytest.raises(Refused) as caught:
        send(accounts.create_officer("autre", "Autre", "analyst"), hit)
    assert caught.value.code == "case.unknown"
    cases.close(analyst, case.pk)
    with pytest.raises(Refused) as caught:
        send(analyst, hit)
    assert caught.value.code == "case.closed"


def test_a_suspended_convention_stops_a_queued_request_with_its_clause(analyst, hit, partner, supervisor):
    made = send(analyst, hit)
    accords.suspend("essai-2025", supervisor, "Réexamen")
    made.refresh_from_db()
    assert made.state == RequestState.STOPPED
    assert made.stop_clause.startswith("essai-2025 · ")
    exchange.deliver_due(threads=False)
    assert "request" not in partner.kinds()


def test_after_a_stop_the_same_hit_may_be_asked_again(analyst, hit, supervisor):
    send(analyst, hit)
    accords.suspend("essai-2025", supervisor, "Réexamen")
    with pytest.raises(Refused):
        send(analyst, hit)
    accords.resume("essai-2025", supervisor, "Terminé")
    assert send(analyst, hit).state == RequestState.QUEUED


def test_a_release_for_a_stopped_request_is_refused(analyst, hit, partner, supervisor):
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    accords.suspend("essai-2025", supervisor, "Réexamen")
    accords.resume("essai-2025", supervisor, "Terminé")
    made.refresh_from_db()
    assert deliver(partner, answer_to(made), "essai-2025").code == "request.stopped"


def test_the_database_itself_keeps_one_open_request_per_hit(analyst, hit):
    made = send(analyst, hit)
    made.pk, made._state.adding = None, True
    import uuid

    made.id = uuid.uuid4()
    with pytest.raises(IntegrityError):
        made.save(force_insert=True)
