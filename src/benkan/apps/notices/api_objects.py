"""Notices as programs read them: by the API and by the command."""

from __future__ import annotations

from typing import Any

from benkan.apps.notices import services


def as_object(one: services.Notice) -> dict[str, Any]:
    """A notice of ours with its last edition and its addressees."""
    editions = sorted(one.editions.all(), key=lambda edition: edition.number)
    last = next((edition for edition in reversed(editions) if edition.state != "dropped"), None)
    return {
        "id": str(one.pk),
        "direction": "out",
        "type": one.type,
        "state": one.state,
        "version": one.version,
        "case": str(one.case_id) if one.case_id else None,
        "about": one.about or None,
        "made_at": one.made_at.isoformat(),
        "expires_on": one.expires_on.isoformat() if one.expires_on else None,
        "reason": one.reason,
        "edition": edition_as_object(last) if last else None,
        "addressees": [addressee_as_object(each) for each in one.addressees.all()],
    }


def edition_as_object(one: services.Edition) -> dict[str, Any]:
    """One edition."""
    return {
        "id": str(one.pk),
        "number": one.number,
        "state": one.state,
        "language": one.language,
        **_content_as_object(one),
        "second_officer": one.second_officer or None,
        "remark": one.remark,
    }


def _content_as_object(one: services.Edition | services.Received) -> dict[str, Any]:
    """What a notice says, ours or a partner's."""
    return {
        "purpose": one.purpose,
        "subject_category": one.subject_category or None,
        "fields": one.fields,
        "schema": one.schema or None,
        "properties": one.properties,
        "answers": one.answers,
        "handling": one.handling,
        "grade": one.grade,
        "expires_on": one.expires_on.isoformat() if one.expires_on else None,
        "officer": one.officer,
    }


def addressee_as_object(one: services.Addressee) -> dict[str, Any]:
    """What one partner has of it."""
    return {
        "partner": one.partner,
        "convention": one.convention,
        "state": one.state,
        "version": one.version,
        "delivered_version": one.delivered_version,
        "delivered_at": one.delivered_at.isoformat() if one.delivered_at else None,
        "clause": one.clause,
        "withdrawal": one.withdrawal or None,
        "acknowledged_at": one.acknowledged_at.isoformat() if one.acknowledged_at else None,
    }


def received_as_object(one: services.Received) -> dict[str, Any]:
    """A partner's notice."""
    return {
        "id": str(one.pk),
        "direction": "in",
        "notice": str(one.notice),
        "partner": one.partner,
        "convention": one.convention,
        "type": one.type,
        "state": one.state,
        "version": one.version,
        "about": one.about or None,
        "language": one.language,
        **_content_as_object(one),
        "second_officer": one.second_officer,
        "received_at": one.received_at.isoformat(),
        "opened_at": one.opened_at.isoformat() if one.opened_at else None,
        "case": str(one.case_id) if one.case_id else None,
        "known": [
            {"record": str(each.record.pk), "score": each.score, "same_number": each.by_number}
            for each in services.known(one)
        ]
        if one.known
        else [],
        "reason": one.reason,
    }
