"""What we tell a partner about a request beside the answer: a delay, a question back, its answer, how useful it was.

Each is the act of a named officer and is queued in the transaction that stores it. None of them carries data of a
record: the fixed part is a code, the words beside it are the officer's own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import clock, payloads, phrases, reading, rules
from benkan.apps.requests.deciding import to_be_decided
from benkan.apps.requests.models import (
    Clarification,
    ClarificationState,
    Delay,
    Direction,
    Feedback,
    Release,
    Request,
)
from benkan.core.errors import N_, Invalid, Refused

MAX_OF_A_KIND: Final = 50
"""How many delays, or questions back, one request may have: more is not a conversation any more."""

LONGEST_DELAY: Final = dt.timedelta(days=366)


def delay(
    officer: Officer, request_id: uuid.UUID | str, reason_code: str, expected_at: dt.datetime, reason: str = ""
) -> Delay:
    """The delay notice, queued. The deadline stays: a late answer that was announced is still late.

    Args:
        reason_code: a code of ``wire.phrases.DELAY``.
        expected_at: when the answer is expected, later than now.

    Raises:
        Refused: no right, or the request waits for no decision of ours. Invalid: the place names what cannot be sent.
    """
    accounts.need(officer, "release")
    phrases.known(
        phrases.DELAY, reason_code, place="reason_code", error="delay.reason", text=N_("Choose why the answer is late.")
    )
    now = timezone.now()
    if not now < expected_at <= now + LONGEST_DELAY:
        raise Invalid("delay.expected", N_("The new time must lie ahead, within a year."), place="expected_at")
    with transaction.atomic():
        request = to_be_decided(request_id)
        not_too_many(request.delays.count())
        made = Delay(
            request=request,
            reason_code=reason_code,
            reason=reason.strip(),
            expected_at=expected_at.replace(microsecond=0),
            officer=str(officer),
            at=now,
        )
        payload = payloads.build(
            wire.Delay,
            request=str(request.pk),
            delay=str(made.pk),
            reason_code=reason_code,
            reason=made.reason,
            expected_at=wire.time_text(made.expected_at),
            officer=made.officer,
        )
        made.envelope = _queue(request, payload)
        made.payload_sha256 = payloads.sha256(payload)
        made.save(force_insert=True)
        _write(
            "delay-told",
            officer,
            request,
            payload,
            made.envelope,
            delay=str(made.pk),
            reason_code=reason_code,
            expected_at=payload.expected_at,
        )
    return made


def ask_back(officer: Officer, request_id: uuid.UUID | str, question_code: str, question: str = "") -> Clarification:
    """The question to the asker, queued; the clock of the request stands still until its answer is received.

    Args:
        question_code: a code of ``wire.phrases.CLARIFICATION``; ``other`` needs words.

    Raises:
        Refused: no right, the request waits for no decision of ours, or a question is open already.
        Invalid: the place names what cannot be sent.
    """
    accounts.need(officer, "release")
    phrases.known(
        phrases.CLARIFICATION,
        question_code,
        place="question_code",
        error="clarification.code",
        text=N_("Choose what you need to know."),
    )
    if question_code == "other" and not question.strip():
        raise Invalid("clarification.question", N_("Write your question."), place="question")
    with transaction.atomic():
        request = to_be_decided(request_id)
        not_too_many(request.clarifications.count())
        made = Clarification(
            request=request,
            question_code=question_code,
            question=question.strip(),
            officer=str(officer),
            asked_at=timezone.now().replace(microsecond=0),
        )
        payload = payloads.build(
            wire.ClarificationAsk,
            request=str(request.pk),
            clarification=str(made.pk),
            question_code=question_code,
            question=made.question,
            officer=made.officer,
        )
        made.payload_sha256 = payloads.sha256(payload)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(
                "clarification.open",
                N_("A question about this request is still without an answer."),
                N_("Wait for the answer, or decide with what you know."),
            ) from error
        made.envelope = _queue(request, payload)
        made.save(update_fields=["envelope"])
        clock.wind(request)
        _write(
            "clarification-asked",
            officer,
            request,
            payload,
            made.envelope,
            clarification=str(made.pk),
            question_code=question_code,
        )
    return made


def answer_back(officer: Officer, clarification_id: uuid.UUID | str, answer: str) -> Clarification:
    """The answer to the partner's question, queued; the partner's clock runs on from its receipt.

    Raises:
        Refused: no right, not an officer of the case, or the question is not open any more.
        Invalid: the answer cannot be sent.
    """
    accounts.need(officer, "search")
    with transaction.atomic():
        found = (
            Clarification.objects.select_for_update(of=("self",))
            .select_related("request")
            .filter(pk=clarification_id, request__direction=Direction.OUT)
            .first()
        )
        if found is None or not reading.may_see(officer, found.request):
            raise Refused(
                "clarification.unknown", N_("There is no such question."), N_("Open it from the list of requests.")
            )
        request = found.request
        if found.state != ClarificationState.OPEN or not request.is_open:
            raise Refused(
                "clarification.not-open",
                N_("This question waits for no answer any more."),
                N_("Open the request to see what came of it."),
            )
        payload = payloads.build(
            wire.ClarificationAnswer,
            request=str(request.pk),
            clarification=str(found.pk),
            answer=answer.strip(),
            officer=str(officer),
        )
        found.answer, found.answer_officer = payload.answer, payload.officer
        found.answered_at, found.state = timezone.now(), ClarificationState.ANSWERED
        found.answer_sha256, found.answer_envelope = payloads.sha256(payload), _queue(request, payload)
        found.save()
        if request.case_id:
            cases.moved(request.case_id)
        _write(
            "clarification-answered",
            officer,
            request,
            payload,
            found.answer_envelope,
            clarification=str(found.pk),
        )
    return found


def feedback(
    officer: Officer, release_id: uuid.UUID | str, usefulness: str, outcomes: Iterable[str] = (), remark: str = ""
) -> Feedback:
    """How useful a release was, queued; said again it takes the place of what was said before.

    Args:
        usefulness: a code of ``wire.phrases.USEFULNESS``.
        outcomes: codes of ``wire.phrases.OUTCOMES``: what it led to.

    Raises:
        Refused: no right, or no release that this officer received. Invalid: the place names what cannot be sent.
    """
    accounts.need(officer, "search")
    phrases.known(
        phrases.USEFULNESS,
        usefulness,
        place="usefulness",
        error="feedback.usefulness",
        text=N_("Choose how useful the release was."),
    )
    chosen = list(dict.fromkeys(outcomes))
    for outcome in chosen:
        phrases.known(
            phrases.OUTCOMES, outcome, place="outcomes", error="feedback.outcome", text=N_("This outcome is not known.")
        )
    if "nothing" in chosen and len(chosen) > 1:
        raise Invalid("feedback.nothing", N_("It cannot have led to nothing and to something."), place="outcomes")
    with transaction.atomic():
        release = (
            Release.objects.select_for_update(of=("self",))
            .select_related("request")
            .filter(pk=release_id, direction=Direction.IN)
            .first()
        )
        if release is None or release.request is None or not reading.may_see(officer, release.request):
            raise Refused("release.unknown", N_("There is no such release."), N_("Open it from the list of requests."))
        request = release.request
        before = Feedback.objects.filter(pk=release.pk).first()
        payload = payloads.build(
            wire.Feedback,
            request=str(request.pk),
            release=str(release.pk),
            number=before.number + 1 if before else 1,
            usefulness=usefulness,
            outcomes=chosen,
            remark=remark.strip(),
            officer=str(officer),
        )
        made = Feedback(
            release=release,
            number=payload.number,
            usefulness=usefulness,
            outcomes=chosen,
            remark=payload.remark,
            officer=payload.officer,
            at=timezone.now(),
            envelope=_queue(request, payload),
            payload_sha256=payloads.sha256(payload),
        )
        made.save()
        _write(
            "feedback-given",
            officer,
            request,
            payload,
            made.envelope,
            release=str(release.pk),
            number=made.number,
            usefulness=usefulness,
            outcomes=chosen,
        )
    return made


def not_too_many(count: int) -> None:
    """Nothing while the request has had few of a kind.

    Raises:
        Refused: ``request.too-many``.
    """
    if count >= MAX_OF_A_KIND:
        raise Refused(
            "request.too-many", N_("This request has had more than enough of these."), N_("Call the partner.")
        )


def delay_ended(outgoing: exchange.Outgoing) -> None:
    """The signed time of a delay notice; one that could not leave told nobody anything."""
    told = Delay.objects.filter(request=outgoing.thread, envelope=outgoing.id).first()
    if told is None:
        return
    times = exchange.signed_times(outgoing)
    if outgoing.state == exchange.State.DELIVERED and times is not None:
        told.at = times.sent_at
    else:
        told.stopped = True
    told.save(update_fields=["at", "stopped"])


def question_ended(outgoing: exchange.Outgoing) -> None:
    """The signed time of a question back, from which the clock stands still; one that did not leave stops nothing."""
    found = Clarification.objects.filter(request=outgoing.thread, envelope=outgoing.id)
    asked = found.select_related("request").first()
    if asked is None:
        return
    times = exchange.signed_times(outgoing)
    if outgoing.state == exchange.State.DELIVERED and times is not None:
        asked.asked_at = max(times.sent_at, asked.request.received_at or times.sent_at)
    else:
        asked.state = ClarificationState.STOPPED
    asked.save(update_fields=["asked_at", "state"])
    clock.wind(asked.request)


def answer_ended(outgoing: exchange.Outgoing) -> None:
    """The partner's receipt of our answer, from which its clock runs on; one that did not leave can be given again."""
    found = Clarification.objects.filter(request=outgoing.thread, answer_envelope=outgoing.id)
    answered = found.select_related("request").first()
    if answered is None:
        return
    times = exchange.signed_times(outgoing)
    if outgoing.state == exchange.State.DELIVERED and times is not None:
        answered.ended_at = clock.receipt_of(times)
    elif answered.request.is_open:
        answered.state = ClarificationState.OPEN
    answered.save(update_fields=["ended_at", "state"])
    clock.wind(answered.request)


def _queue(request: Request, payload: wire.Message) -> str:
    letter = exchange.queue(
        request.partner,
        wire.kind_of(payload),
        payload,
        convention=request.convention,
        thread=str(request.pk),
        act_facts={"purpose": request.purpose},
    )
    return letter.id


def _write(event: str, officer: Officer, request: Request, payload: wire.Message, envelope: str, **facts: Any) -> None:
    convention = rules.convention_of(request.convention)
    journal.write(
        event,
        officer=accounts.handle(officer),
        partner=request.partner,
        convention=request.convention,
        clause=rules.clause(convention, "answers"),
        reference=str(request.pk),
        request=str(request.pk),
        envelope=envelope,
        sha256=payloads.sha256(payload),
        **facts,
    )
