"""What a reader of a release reads: one presentation for the preview, for the second officer and for the receiver.

The preview is made from the message that will be queued, rendered in the partner's language; so what the officer sees
is what the partner gets, field by field.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from benkan import wire
from benkan.apps.attachments import services as attachments
from benkan.apps.cases import services as cases
from benkan.apps.requests import fields, payloads, phrases
from benkan.apps.requests.models import ChangeKind, ClarificationState, Decision, Release, Request
from benkan.wire.fields import Message


@dataclass(frozen=True, slots=True)
class Shown:
    """A release in words."""

    decision: str
    decision_words: str | Promise
    reason_words: str | Promise
    reason: str
    kind: str | Promise
    fields: list[fields.Field]
    withheld: int
    handling: str
    grade: str
    purpose: str | Promise
    retained_until: dt.date
    officer: str
    second_officer: str
    files: list[attachments.Listed]


def of_payload(payload: wire.Release) -> Shown:
    """The message in words, in the language that is active."""
    return Shown(
        decision=payload.decision,
        decision_words=Decision(payload.decision).label,
        reason_words=phrases.said(phrases.RELEASE[payload.decision], payload.reason_code),
        reason=payload.reason,
        kind=fields.schema_label(payload.schema_name or ""),
        fields=fields.fields_of(payload.properties),
        withheld=payload.withheld,
        handling=payload.handling,
        grade=payload.grade,
        purpose=cases.purpose_label(payload.purpose),
        retained_until=dt.date.fromisoformat(payload.retained_until),
        officer=payload.officer,
        second_officer=payload.second_officer or "",
        files=attachments.listed(payload.attachments),
    )


def of_release(release: Release) -> Shown:
    """The stored release as it stands, its changes applied."""
    return Shown(
        decision=release.decision,
        decision_words=Decision(release.decision).label,
        reason_words=phrases.said(
            phrases.RELEASE[release.decision] if release.request_id else phrases.ONWARD, release.reason_code
        ),
        reason=release.reason,
        kind=fields.schema_label(release.schema),
        fields=fields.fields_of(release.properties),
        withheld=release.withheld,
        handling=release.handling,
        grade=release.grade,
        purpose=cases.purpose_label(release.purpose),
        retained_until=release.retained_until,
        officer=release.officer,
        second_officer=release.second_officer,
        files=[],  # the page shows them as they are now, with how far each is
    )


def as_read(payload: wire.Release, language: str, giver: str) -> str:
    """The HTML of exactly what the partner will read, in the partner's language."""
    with translation.override(language):
        context = {
            "shown": of_payload(payload),
            "giver": giver,
            "page_language": language,
            "page_direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return render_to_string("requests/_as_read.html", context)


def change_as_read(payload: wire.Correction | wire.Withdrawal | wire.Extension, language: str, giver: str) -> str:
    """The HTML of exactly what the partner will read about a change."""
    with translation.override(language):
        corrected = payload.properties if isinstance(payload, wire.Correction) else {}
        withdrawn = payload.fields_withdrawn if isinstance(payload, wire.Withdrawal) else []
        context = {
            "kind": wire.kind_of(payload),
            "kind_words": ChangeKind(wire.kind_of(payload)).label,
            "until": dt.date.fromisoformat(payload.retained_until) if isinstance(payload, wire.Extension) else None,
            "reason_words": phrases.said(phrases.OF_CHANGE[wire.kind_of(payload)], payload.reason_code),
            "fields": fields.fields_of(corrected),
            "withdrawn": [fields.label(name) for name in withdrawn],
            "reason": payload.reason,
            "officer": payload.officer,
            "giver": giver,
            "page_language": language,
            "page_direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return render_to_string("requests/_change_as_read.html", context)


def changes_of(release: Release) -> list[dict[str, Any]]:
    """The changes of a release with their reasons in the reader's language."""
    return [
        {"row": row, "words": phrases.said(phrases.OF_CHANGE[row.kind], row.reason_code)}
        for row in sorted(release.changes.all(), key=lambda one: one.version)
    ]


def size_and_digest(payload: Message) -> tuple[int, str]:
    """How many bytes would be queued, and their SHA-256."""
    return len(wire.encode(payload)), payloads.sha256(payload)


def along(found: Request) -> dict[str, Any]:
    """What the two services told each other on the way to the answer, in the reader's language."""
    asked: list[dict[str, Any]] = [
        {"row": row, "words": phrases.said(phrases.CLARIFICATION, row.question_code)}
        for row in found.clarifications.all()
    ]
    return {
        "urgency_words": phrases.said(phrases.URGENCY, found.urgency_code) if found.urgency_code else "",
        "delays": [{"row": row, "words": phrases.said(phrases.DELAY, row.reason_code)} for row in found.delays.all()],
        "clarifications": asked,
        "question": next((one for one in asked if one["row"].state == ClarificationState.OPEN), None),
    }


def feedback(release: Release) -> dict[str, Any] | None:
    """How useful the release was, in the reader's language; None while nobody said."""
    row = getattr(release, "feedback", None)
    if row is None:
        return None
    return {
        "row": row,
        "words": phrases.said(phrases.USEFULNESS, row.usefulness),
        "outcomes": [phrases.said(phrases.OUTCOMES, code) for code in row.outcomes],
    }
