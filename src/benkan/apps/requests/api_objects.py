"""Requests, releases and what is told about them as programs read them: by the API and by the command."""

from __future__ import annotations

from typing import Any

from benkan.apps.attachments import services as attachments
from benkan.apps.requests import services
from benkan.apps.requests.drafting import HOLDER


def as_object(one: services.Request) -> dict[str, Any]:
    """The request as programs read it."""
    return {
        "id": str(one.pk),
        "direction": one.direction,
        "partner": one.partner,
        "convention": one.convention,
        "case": str(one.case_id) if one.case_id else None,
        "case_reference": one.case_reference,
        "purpose": one.purpose,
        "urgency": one.urgency,
        "urgency_code": one.urgency_code or None,
        "officer": one.officer_name,
        "question": one.question,
        "legal_ground": one.legal_ground,
        "handle": one.handle,
        "tier": one.tier,
        "sent_at": one.sent_at.isoformat(),
        "received_at": one.received_at.isoformat() if one.received_at else None,
        "hours": one.hours,
        "due_at": one.due_at.isoformat(),
        "paused_at": one.paused_at.isoformat() if one.paused_at else None,
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
        "overdue": one.is_overdue,
        "state": one.state,
        "stop_clause": one.stop_clause,
    }


def conversation(one: services.Request) -> dict[str, Any]:
    """Delays and questions back, as programs read them."""
    return {
        "delays": [delay_as_object(told) for told in one.delays.all()],
        "clarifications": [clarification_as_object(asked) for asked in one.clarifications.all()],
    }


def delay_as_object(one: services.Delay) -> dict[str, Any]:
    """The delay notice as programs read it."""
    return {
        "id": str(one.pk),
        "request": str(one.request_id),
        "reason_code": one.reason_code,
        "reason": one.reason,
        "expected_at": one.expected_at.isoformat(),
        "officer": one.officer,
        "at": one.at.isoformat(),
        "stopped": one.stopped,
    }


def clarification_as_object(one: services.Clarification) -> dict[str, Any]:
    """The question back and its answer as programs read them."""
    return {
        "id": str(one.pk),
        "request": str(one.request_id),
        "question_code": one.question_code,
        "question": one.question,
        "officer": one.officer,
        "asked_at": one.asked_at.isoformat(),
        "answer": one.answer or None,
        "answer_officer": one.answer_officer or None,
        "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        "state": one.state,
    }


def feedback_as_object(one: services.Feedback) -> dict[str, Any]:
    """How useful a release was, as programs read it."""
    return {
        "release": str(one.pk),
        "number": one.number,
        "usefulness": one.usefulness,
        "outcomes": one.outcomes,
        "remark": one.remark,
        "officer": one.officer,
        "at": one.at.isoformat(),
    }


def release_as_object(one: services.Release) -> dict[str, Any]:
    """The release as programs read it, its changes applied."""
    return {
        "id": str(one.pk),
        "request": str(one.request_id) if one.request_id else None,
        "owner": one.owner,
        "partner": one.partner,
        "convention": one.convention,
        "via": services.way(one),
        "decision": one.decision,
        "reason_code": one.reason_code,
        "reason": one.reason,
        "schema": one.schema or None,
        "properties": one.properties,
        "withheld": one.withheld,
        "handling": one.handling,
        "grade": one.grade,
        "retained_until": one.retained_until.isoformat(),
        "officer": one.officer,
        "second_officer": one.second_officer or None,
        "version": one.version,
        "state": one.state,
        "at": one.at.isoformat(),
        "attachments": [attachments.as_object(file) for file in attachments.of_subject(HOLDER, str(one.pk))],
        "changes": [change_as_object(change) for change in one.changes.all()],
        "feedback": feedback_as_object(one.feedback) if hasattr(one, "feedback") else None,
    }


def branch_as_object(one: services.Branch) -> dict[str, Any]:
    """A holder in the tree of a release, as programs read it."""
    row = one.holder
    return {
        "agency": row.agency,
        "giver": row.permit["giver"] if row.permit else row.giver,
        "hop": row.hop,
        "fields": row.names,
        "state": row.state,
        "version": row.version,
        "due_version": row.due_version,
        "what": row.what or None,
        "at": row.at.isoformat() if row.at else None,
        "owes": one.owes,
        "overdue": one.overdue,
    }


def consent_as_object(one: services.Consent) -> dict[str, Any]:
    """A holder's question to the owner and its answer, as programs read them."""
    return {
        "id": str(one.pk),
        "release": str(one.release_id),
        "direction": one.direction,
        "kind": one.kind,
        "holder": one.holder,
        "receiver": one.receiver or None,
        "fields": one.names,
        "retained_until": one.retained_until.isoformat() if one.retained_until else None,
        "reason_code": one.reason_code,
        "reason": one.reason,
        "officer": one.officer,
        "asked_at": one.asked_at.isoformat(),
        "state": one.state,
        "answer_code": one.answer_code or None,
        "answer": one.answer,
        "answer_officer": one.answer_officer or None,
        "second_officer": one.second_officer or None,
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
    }


def change_as_object(one: services.Change) -> dict[str, Any]:
    """The change as programs read it."""
    return {
        "id": str(one.pk),
        "release": str(one.release_id),
        "kind": one.kind,
        "version": one.version,
        "properties": one.properties,
        "fields": one.fields,
        "retained_until": one.retained_until.isoformat() if one.retained_until else None,
        "reason_code": one.reason_code or None,
        "reason": one.reason,
        "officer": one.officer,
        "state": one.state,
        "at": one.at.isoformat(),
        "acknowledged_at": one.acknowledged_at.isoformat() if one.acknowledged_at else None,
    }


def overdue_as_object(one: services.Request) -> dict[str, Any]:
    """An overdue request as anyone who counts may read it: nothing of what was asked."""
    return {
        "id": str(one.pk),
        "direction": one.direction,
        "partner": one.partner,
        "convention": one.convention,
        "purpose": one.purpose,
        "urgency": one.urgency,
        "received_at": one.received_at.isoformat() if one.received_at else None,
        "due_at": one.due_at.isoformat(),
        "escalated_at": one.escalated_at.isoformat() if one.escalated_at else None,
    }
