"""Delays, questions back and usefulness: what is told, what is refused, and what stays when it comes twice."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone, translation
from tests.apps.requests.conftest import PART, answer_to, deliver
from tests.apps.requests.test_asking import send

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.exchange import services as exchange
from benkan.apps.journal.models import Line
from benkan.apps.requests import phrases, services, telling
from benkan.apps.requests.models import Clarification, Delay, Feedback, Release, Request
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
CONVENTION = "essai-2025"


def in_hours(hours):
    return timezone.now() + dt.timedelta(hours=hours)


@pytest.fixture
def ours(analyst, hit, partner):
    """A request of ours that the partner has."""
    made = send(analyst, hit)
    exchange.deliver_due(threads=False)
    made.refresh_from_db()
    return made


@pytest.fixture
def received(ours, partner):
    """The partner's release about it, in our hands."""
    payload = answer_to(ours)
    deliver(partner, payload, CONVENTION)
    return Release.objects.get(pk=payload.release)


@pytest.fixture
def given(asked_alone, liaison, partner):
    """Our release, with the partner."""
    made = services.release(liaison, asked_alone.pk, **PART)
    exchange.deliver_due(threads=False)
    return made


def late(request, **changes):
    told = {
        "request": str(request.pk),
        "delay": str(uuid.uuid4()),
        "reason_code": "judge",
        "reason": "",
        "expected_at": wire.time_text(in_hours(50)),
        "officer": "Y. Benali",
    }
    return wire.Delay(**(told | changes))


def back(request, **changes):
    told = {
        "request": str(request.pk),
        "clarification": str(uuid.uuid4()),
        "question_code": "use",
        "question": "",
        "officer": "Y. Benali",
    }
    return wire.ClarificationAsk(**(told | changes))


def said(release, **changes):
    told = {
        "request": str(release.request_id),
        "release": str(release.pk),
        "number": 1,
        "usefulness": "useful",
        "outcomes": ["arrest"],
        "remark": "",
        "officer": "Y. Benali",
    }
    return wire.Feedback(**(told | changes))


# -- delay -------------------------------------------------------------------------------------------------------------
def test_a_delay_travels_as_a_code_with_a_new_time_and_leaves_the_deadline(liaison, asked, partner):
    due = asked.due_at
    made = services.delay(liaison, asked.pk, "judge", in_hours(90), "Audience lundi")
    exchange.deliver_due(threads=False)
    header, payload = partner.opened[-1]
    assert (header.kind, header.thread) == ("delay", str(asked.pk))
    assert (payload.reason_code, payload.reason) == ("judge", "Audience lundi")
    asked.refresh_from_db()
    made.refresh_from_db()
    assert asked.due_at == due
    assert made.at == header.sent()
    line = Line.objects.get(event="delay-told")
    assert (line.officer, line.partner) == ("liaison", "ma-dgsn")
    assert b"Audience" not in bytes(line.entry)


@pytest.mark.parametrize(
    ("code", "hours", "text", "place"),
    [
        ("lunch", 5, "", "reason_code"),
        ("judge", -1, "", "expected_at"),
        ("judge", 24 * 400, "", "expected_at"),
        ("judge", 5, "\u202ex", "reason"),
    ],
)
def test_a_delay_that_cannot_be_sent_names_its_place_and_queues_nothing(liaison, asked, code, hours, text, place):
    with pytest.raises(Invalid) as caught:
        services.delay(liaison, asked.pk, code, in_hours(hours), text)
    assert caught.value.place == place
    assert not Delay.objects.exists()
    assert exchange.waiting_for("ma-dgsn") == 0


def test_a_partners_delay_is_kept_once_and_in_its_case(ours, partner, analyst):
    payload = late(ours)
    assert isinstance(deliver(partner, payload, CONVENTION), wire.Receipt)
    assert isinstance(deliver(partner, payload, CONVENTION), wire.Receipt)
    told = Delay.objects.get()
    assert (told.reason_code, told.request) == ("judge", ours)
    assert deliver(partner, late(ours, delay=payload.delay, reason="x"), CONVENTION).code == "told.id-reused"
    assert [item.kind for item in services.of_case(ours.case_id)] == ["request", "delay"]
    assert Line.objects.filter(event="delay-received").count() == 1


def test_a_partners_new_time_at_the_end_of_the_calendar_is_refused_and_breaks_no_page(ours, partner):
    assert deliver(partner, late(ours, expected_at="9999-12-31T23:59:59Z"), CONVENTION).code == "delay.expected"
    assert not Delay.objects.exists()


def test_an_analyst_tells_no_delay_and_asks_nothing_back(analyst, asked):
    for act in (
        lambda: services.delay(analyst, asked.pk, "judge", in_hours(5)),
        lambda: services.ask_back(analyst, asked.pk, "use"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "role.not-allowed"


# -- clarification ------------------------------------------------------------------------------------------------------
def test_one_question_back_is_open_at_a_time(liaison, asked):
    services.ask_back(liaison, asked.pk, "use")
    with pytest.raises(Refused) as caught:
        services.ask_back(liaison, asked.pk, "which-person")
    assert caught.value.code == "clarification.open"


def test_another_question_needs_words(liaison, asked):
    with pytest.raises(Invalid) as caught:
        services.ask_back(liaison, asked.pk, "other", "  ")
    assert caught.value.place == "question"


def test_a_decision_closes_the_question_and_a_late_answer_moves_nothing(liaison, asked_alone, partner):
    made = services.ask_back(liaison, asked_alone.pk, "use")
    services.release(liaison, asked_alone.pk, **PART)
    exchange.deliver_due(threads=False)
    asked_alone.refresh_from_db()
    due, answered = asked_alone.due_at, asked_alone.answered_at
    answer = wire.ClarificationAnswer(
        request=str(asked_alone.pk), clarification=str(made.pk), answer="Trop tard", officer="Y. Benali"
    )
    assert isinstance(deliver(partner, answer, "seul-2025"), wire.Receipt)
    asked_alone.refresh_from_db()
    assert (asked_alone.due_at, asked_alone.answered_at, asked_alone.paused_at) == (due, answered, None)


def test_only_an_officer_of_the_case_answers_a_question(ours, partner, analyst):
    payload = back(ours)
    deliver(partner, payload, CONVENTION)
    stranger = accounts.create_officer("autre", "Autre", "analyst")
    with pytest.raises(Refused) as caught:
        services.answer_back(stranger, payload.clarification, "?")
    assert caught.value.code == "clarification.unknown"
    services.answer_back(analyst, payload.clarification, "Pour le juge")
    with pytest.raises(Refused) as caught:
        services.answer_back(analyst, payload.clarification, "Encore")
    assert caught.value.code == "clarification.not-open"


def test_a_partner_speaks_about_its_own_requests_only(ours, asked, partner):
    """The asker tells no delay about its own request, and the one that was asked says nothing of its usefulness."""
    assert deliver(partner, late(asked), CONVENTION).code == "request.unknown"
    assert deliver(partner, back(asked), CONVENTION).code == "request.unknown"
    answer = wire.ClarificationAnswer(
        request=str(ours.pk), clarification=str(uuid.uuid4()), answer="x", officer="Y. Benali"
    )
    assert deliver(partner, answer, CONVENTION).code == "request.unknown"
    assert not Delay.objects.exists()
    assert not Clarification.objects.exists()


def test_a_partner_cannot_bury_a_request_under_delays(ours, partner, monkeypatch):
    monkeypatch.setattr(telling, "MAX_OF_A_KIND", 2)
    answers = [deliver(partner, late(ours), CONVENTION) for _ in range(3)]
    assert [getattr(answer, "code", "") for answer in answers] == ["", "", "request.too-many"]


@pytest.mark.parametrize("payload_of", [late, back])
def test_nothing_is_told_under_a_suspended_convention(ours, partner, supervisor, payload_of):
    accords.suspend(CONVENTION, supervisor, "Réexamen")
    assert deliver(partner, payload_of(ours), CONVENTION).code == "convention.suspended"


def test_a_question_that_a_suspension_stops_does_not_stop_the_clock(liaison, asked, supervisor):
    made = services.ask_back(liaison, asked.pk, "use")
    accords.suspend(CONVENTION, supervisor, "Réexamen")
    made.refresh_from_db()
    asked.refresh_from_db()
    assert (made.state, asked.paused_at) == ("stopped", None)


# -- feedback -----------------------------------------------------------------------------------------------------------
def test_feedback_is_told_once_per_release_and_can_be_changed(analyst, received, partner):
    services.feedback(analyst, received.pk, "in-part", ["new-lead"])
    changed = services.feedback(analyst, received.pk, "useful", ["arrest", "seizure"], "Merci")
    exchange.deliver_due(threads=False)
    told = [payload for header, payload in partner.opened if header.kind == "feedback"]
    assert [(one.number, one.usefulness, one.outcomes) for one in told] == [
        (1, "in-part", ["new-lead"]),
        (2, "useful", ["arrest", "seizure"]),
    ]
    assert changed.number == 2
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("usefulness", "outcomes", "place"),
    [("great", [], "usefulness"), ("useful", ["party"], "outcomes"), ("useful", ["nothing", "arrest"], "outcomes")],
)
def test_feedback_outside_the_catalogue_is_refused(analyst, received, usefulness, outcomes, place):
    with pytest.raises(Invalid) as caught:
        services.feedback(analyst, received.pk, usefulness, outcomes)
    assert caught.value.place == place


def test_only_an_officer_of_the_case_says_how_useful_it_was(received):
    with pytest.raises(Refused) as caught:
        services.feedback(accounts.create_officer("autre", "Autre", "analyst"), received.pk, "useful")
    assert caught.value.code == "release.unknown"


def test_the_releaser_keeps_the_last_word_whatever_order_it_comes_in(given, partner):
    deliver(partner, said(given, number=2, usefulness="not", outcomes=["nothing"]), "seul-2025")
    deliver(partner, said(given, number=1), "seul-2025")
    kept = Feedback.objects.get()
    assert (kept.number, kept.usefulness, kept.outcomes) == (2, "not", ["nothing"])
    assert deliver(partner, said(given, number=2), "seul-2025").code == "told.id-reused"


def test_feedback_on_what_we_did_not_release_is_refused(received, asked, partner):
    assert deliver(partner, said(received), CONVENTION).code == "request.unknown"
    assert deliver(partner, said(received, request=str(asked.pk)), CONVENTION).code == "release.unknown"


# -- phrases ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_fixed_phrase_is_read_in_the_readers_language(language):
    listed = [phrases.URGENCY, phrases.DELAY, phrases.CLARIFICATION, phrases.USEFULNESS, phrases.OUTCOMES]
    listed += list(phrases.RELEASE.values())
    with translation.override(language):
        for catalogue in listed:
            for code, english in catalogue.items():
                assert phrases.said(catalogue, code) not in {english, code}


def test_a_code_of_a_later_version_is_shown_as_it_is():
    assert phrases.said(phrases.DELAY, "moon-phase") == "moon-phase"


def test_a_reason_without_words_travels_as_its_code_alone(liaison, asked_alone, partner):
    services.release(liaison, asked_alone.pk, **(PART | {"reason": ""}))
    exchange.deliver_due(threads=False)
    payload = partner.opened[-1][1]
    assert (payload.reason_code, payload.reason) == ("proportionate", "")


def test_why_it_is_urgent_travels_as_a_code(analyst, hit, partner):
    made = send(analyst, hit, urgency="immediate", urgency_code="custody-ends")
    exchange.deliver_due(threads=False)
    assert partner.opened[-1][1].urgency_code == "custody-ends"
    assert Request.objects.get(pk=made.pk).urgency_code == "custody-ends"


@pytest.mark.parametrize(("urgency", "code"), [("routine", "custody-ends"), ("urgent", "bored")])
def test_a_routine_request_has_no_reason_for_its_urgency_and_none_is_invented(analyst, hit, urgency, code):
    with pytest.raises(Invalid) as caught:
        send(analyst, hit, urgency=urgency, urgency_code=code)
    assert caught.value.place == "urgency_code"
