"""What a partner tells us about a request beside its answer: stored once, journalled, receipted; see ``telling``.

Only the two services of a request may speak about it, each in its part: the one that was asked tells delays and asks
back, the asker answers and says how useful a release was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from benkan import wire
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import clock, payloads, telling
from benkan.apps.requests.models import (
    Clarification,
    ClarificationState,
    Delay,
    Direction,
    Feedback,
    Release,
    Request,
)
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Refused, Unverified

Letter = exchange.Message


def _facts(payload: Any) -> Mapping[str, Any]:
    """The purpose of the request that the letter is about: it must still be an agreed one."""
    found = Request.objects.filter(pk=payload.request).values_list("purpose", flat=True).first()
    return {} if found is None else {"purpose": found}


@exchange.handles("delay", act=ActKind.DELAY, facts=_facts)
def on_delay(message: Letter) -> None:
    """The partner's answer to our request comes later; the deadline stays."""
    payload: wire.Delay = message.payload
    request = _request(message, Direction.OUT)
    sha256 = payloads.sha256(payload)
    known = Delay.objects.filter(pk=payload.delay).first()
    if known is not None:
        _same(known.request_id == request.pk and known.payload_sha256 == sha256)
        return
    _open(request)
    telling.not_too_many(request.delays.count())
    expected_at = dt.datetime.fromisoformat(payload.expected_at)
    if abs(expected_at - message.received_at) > telling.LONGEST_DELAY:
        raise Refused(
            "delay.expected", N_("The new time must lie ahead, within a year."), N_("Say when the answer will come.")
        )
    Delay.objects.create(
        id=payload.delay,
        request=request,
        reason_code=payload.reason_code,
        reason=payload.reason,
        expected_at=expected_at,
        officer=payload.officer,
        at=clock.sent_there(message, request),
        envelope=message.header.id,
        payload_sha256=sha256,
    )
    _moved(request)
    _write(
        "delay-received",
        message,
        delay=payload.delay,
        reason_code=payload.reason_code,
        expected_at=payload.expected_at,
    )


@exchange.handles("clarification.ask", act=ActKind.CLARIFICATION, facts=_facts)
def on_question(message: Letter) -> None:
    """The partner must know more before it answers; its clock stands still until it has our answer."""
    payload: wire.ClarificationAsk = message.payload
    request = _request(message, Direction.OUT)
    sha256 = payloads.sha256(payload)
    known = Clarification.objects.filter(pk=payload.clarification).first()
    if known is not None:
        _same(known.request_id == request.pk and known.payload_sha256 == sha256)
        return
    _open(request)
    telling.not_too_many(request.clarifications.count())
    if request.clarifications.filter(state=ClarificationState.OPEN).exists():
        raise Refused(
            "clarification.open",
            N_("A question about this request is still without an answer."),
            N_("Wait for the answer, or decide with what you know."),
        )
    Clarification.objects.create(
        id=payload.clarification,
        request=request,
        question_code=payload.question_code,
        question=payload.question,
        officer=payload.officer,
        asked_at=clock.sent_there(message, request),
        envelope=message.header.id,
        payload_sha256=sha256,
    )
    clock.wind(request)
    _moved(request)
    _write("clarification-received", message, clarification=payload.clarification, question_code=payload.question_code)


@exchange.handles("clarification.answer", act=ActKind.CLARIFICATION, facts=_facts)
def on_answer(message: Letter) -> None:
    """The asker's answer to our question: our clock runs on. After our decision it is kept, and moves nothing."""
    payload: wire.ClarificationAnswer = message.payload
    request = _request(message, Direction.IN)
    sha256 = payloads.sha256(payload)
    asked = Clarification.objects.filter(pk=payload.clarification, request=request).first()
    if asked is None or asked.state == ClarificationState.STOPPED:
        raise Refused(
            "clarification.unknown", N_("There is no such question."), N_("Open it from the list of requests.")
        )
    if asked.answer:
        _same(asked.answer_sha256 == sha256)
        return
    asked.answer, asked.answer_officer = payload.answer, payload.officer
    asked.answered_at, asked.ended_at = message.header.sent(), clock.receipt_here(message)
    asked.state, asked.answer_envelope, asked.answer_sha256 = ClarificationState.ANSWERED, message.header.id, sha256
    asked.save()
    clock.wind(request)
    _write("clarification-answer-received", message, clarification=payload.clarification)


@exchange.handles("feedback", act=ActKind.FEEDBACK, facts=_facts)
def on_feedback(message: Letter) -> None:
    """How useful our release was; an older number than the one we have changes nothing."""
    payload: wire.Feedback = message.payload
    request = _request(message, Direction.IN)
    release = Release.objects.filter(
        pk=payload.release, request=request, direction=Direction.OUT, state__in=("active", "withdrawn")
    ).first()
    if release is None:
        raise Refused("release.unknown", N_("There is no such release."), N_("Open it from the list of requests."))
    known = Feedback.objects.filter(pk=release.pk).first()
    if known is not None and payload.number <= known.number:
        if payload.number == known.number:
            _same(known.payload_sha256 == payloads.sha256(payload))
        return
    Feedback(
        release=release,
        number=payload.number,
        usefulness=payload.usefulness,
        outcomes=list(payload.outcomes),
        remark=payload.remark,
        officer=payload.officer,
        at=clock.sent_there(message, request),
        envelope=message.header.id,
        payload_sha256=payloads.sha256(payload),
    ).save()
    _write(
        "feedback-received",
        message,
        release=payload.release,
        number=payload.number,
        usefulness=payload.usefulness,
        outcomes=list(payload.outcomes),
    )


def _request(message: Letter, direction: Direction) -> Request:
    """The request that the letter is about, in which its sender has this part; locked.

    Raises:
        Refused: ``request.unknown``: no such request with this partner under this convention.
    """
    found = (
        Request.objects.select_for_update()
        .filter(
            pk=message.payload.request,
            direction=direction,
            partner=message.sender,
            convention=message.header.convention,
        )
        .first()
    )
    if found is None:
        raise Refused("request.unknown", N_("There is no such request."), N_("Open it from the list of requests."))
    return found


def _open(request: Request) -> None:
    if not request.is_open:
        raise Refused(
            "request.closed",
            N_("This request is answered or stopped."),
            N_("Nothing has to be done."),
            clause=request.stop_clause,
        )


def _same(is_same: bool) -> None:
    if not is_same:
        raise Unverified(
            "told.id-reused",
            N_("Something else came before under this identity or number."),
            N_("Give everything that you tell an identity or number of its own."),
        )


def _moved(request: Request) -> None:
    if request.case_id:
        cases.moved(request.case_id)


def _write(event: str, message: Letter, **facts: Any) -> None:
    journal.write(
        event,
        partner=message.sender,
        convention=message.header.convention,
        reference=message.payload.request,
        request=message.payload.request,
        envelope=message.header.id,
        sha256=message.sha256,
        **facts,
    )


exchange.outcome_of("delay")(telling.delay_ended)
exchange.outcome_of("clarification.ask")(telling.question_ended)
exchange.outcome_of("clarification.answer")(telling.answer_ended)
