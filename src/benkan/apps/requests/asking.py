"""Asking: from a hit to a request that waits for the link, and what becomes of its letter."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import clock, payloads, phrases, rules
from benkan.apps.requests.models import Direction, Request, RequestState, Urgency
from benkan.core.errors import N_, Invalid, Refused


def hit(officer: Officer, inquiry_id: uuid.UUID | str, handle: str) -> Any:
    """The hit of a search in a case that this officer may use.

    Raises:
        Refused: no right to ask, no such hit, or the case is closed or another's.
    """
    from benkan.apps.search import services as search  # search registers before requests; both know each other

    accounts.need(officer, "search")
    found = search.hit(inquiry_id, handle)
    cases.usable(found.case_id, officer)
    return found


@accords.one_reading()
def send(
    officer: Officer,
    inquiry_id: uuid.UUID | str,
    handle: str,
    urgency: str,
    question: str,
    legal_ground: str = "",
    urgency_code: str = "",
) -> Request:
    """The request, queued; it leaves when the link is up and the convention still allows it.

    Args:
        inquiry_id, handle: the hit, as the search keeps it.
        urgency: ``routine``, ``urgent`` or ``immediate``.
        urgency_code: why it is urgent or immediate, a code of ``wire.phrases.URGENCY``; may be left out.

    Raises:
        Refused: the role, the case or the convention does not allow it: nothing was sent.
        Invalid: a field cannot be sent; the place names it.
    """
    found = hit(officer, inquiry_id, handle)
    if urgency not in Urgency.values:
        raise Invalid("request.urgency", N_("Choose how urgent the request is."), place="urgency")
    if urgency_code and (urgency == Urgency.ROUTINE or urgency_code not in phrases.URGENCY):
        raise Invalid("request.urgency-code", N_("This does not say why the request is urgent."), place="urgency_code")
    case = cases.get(found.case_id, officer)
    convention = rules.convention_of(found.convention)
    now = timezone.now().replace(microsecond=0)
    identity = uuid.uuid4()
    due_at = rules.due(convention, urgency, now)
    payload = payloads.build(
        wire.Request,
        request=str(identity),
        purpose=case.purpose,
        urgency=urgency,
        urgency_code=urgency_code or None,
        officer=str(officer),
        officer_role=officer.role,
        case_reference=case.number,
        question=question.strip(),
        legal_ground=legal_ground.strip() or _ground(convention),
        handle=bytes.fromhex(handle),
        tier=found.tier,
        due_at=wire.time_text(due_at),
        language=_language(officer),
    )
    with transaction.atomic():
        asked = Request(
            id=identity,
            direction=Direction.OUT,
            partner=found.partner,
            convention=found.convention,
            case=case,
            officer=officer,
            inquiry=str(inquiry_id),
            handle=handle,
            tier=found.tier,
            purpose=payload.purpose,
            urgency=urgency,
            urgency_code=urgency_code,
            hours=convention.answer_hours[urgency],
            officer_name=payload.officer,
            officer_role=payload.officer_role,
            case_reference=payload.case_reference,
            question=payload.question,
            legal_ground=payload.legal_ground,
            language=payload.language,
            sent_at=now,
            due_at=due_at,
            state=RequestState.QUEUED,
        )
        try:
            with transaction.atomic():
                asked.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(
                "request.asked",
                N_("This hit has already been asked about and the answer is still to come."),
                N_("Open the request in the case."),
            ) from error
        letter = exchange.queue(found.partner, "request", payload, convention=found.convention, thread=str(identity))
        asked.envelope = letter.id
        asked.save(update_fields=["envelope"])
        cases.moved(case.pk)
        journal.write(
            "request-sent",
            officer=accounts.handle(officer),
            partner=found.partner,
            convention=found.convention,
            clause=rules.clause(convention, "answers"),
            reference=str(identity),
            request=str(identity),
            purpose=payload.purpose,
            urgency=urgency,
            envelope=letter.id,
            sha256=payloads.sha256(payload),
        )
    return asked


def letter_ended(outgoing: exchange.Outgoing) -> None:
    """Notes that the letter of a request was stopped, or delivered: the clock runs from its receipt."""
    # The thread of a request's letter is the request: its key, where a search for the envelope would read all rows.
    asked = Request.objects.filter(pk=outgoing.thread, envelope=outgoing.id, direction=Direction.OUT).first()
    if asked is None:
        return
    was_queued = asked.state == RequestState.QUEUED
    if was_queued and outgoing.state == exchange.State.DELIVERED:
        asked.state = RequestState.DELIVERED
    elif was_queued:
        asked.state, asked.stopped_at = RequestState.STOPPED, timezone.now()
        asked.stop_clause = outgoing.clause[:120] or outgoing.last_code
    times = exchange.signed_times(outgoing)
    if times is not None and outgoing.state == exchange.State.DELIVERED:
        clock.received(asked, clock.receipt_of(times))
        clock.wind(asked, "state")
    elif was_queued:
        asked.save(update_fields=["state", "stop_clause", "stopped_at"])
    if was_queued and asked.case_id:
        cases.moved(asked.case_id)


def _ground(convention: Any) -> str:
    """Without another legal ground the convention itself is the ground."""
    return rules.clause(convention, "purposes")


def _language(officer: Officer) -> str:
    """The language in which this officer reads; the answer is shown to its giver in it."""
    chosen = (officer.language or get_language() or "fr")[:2]
    return chosen if chosen in {"fr", "en", "ar"} else "fr"
