"""What a reader of a release reads: one presentation for the preview, for the second officer and for the receiver.

The preview is made from the message that will be queued, rendered in the partner's language; so what the officer sees
is what the partner gets, field by field.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise

from benkan import wire
from benkan.apps.requests import fields, payloads
from benkan.apps.requests.drafting import REASONS
from benkan.apps.requests.models import Decision, Release
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
    retained_until: dt.date
    officer: str
    second_officer: str


def of_payload(payload: wire.Release) -> Shown:
    """The message in words, in the language that is active."""
    return Shown(
        decision=payload.decision,
        decision_words=Decision(payload.decision).label,
        reason_words=REASONS[payload.decision].get(payload.reason_code, payload.reason_code),
        reason=payload.reason,
        kind=fields.schema_label(payload.schema_name or ""),
        fields=fields.fields_of(payload.properties),
        withheld=payload.withheld,
        handling=payload.handling,
        grade=payload.grade,
        retained_until=dt.date.fromisoformat(payload.retained_until),
        officer=payload.officer,
        second_officer=payload.second_officer or "",
    )


def of_release(release: Release) -> Shown:
    """The stored release as it stands, its changes applied."""
    return Shown(
        decision=release.decision,
        decision_words=Decision(release.decision).label,
        reason_words=REASONS[release.decision].get(release.reason_code, release.reason_code),
        reason=release.reason,
        kind=fields.schema_label(release.schema),
        fields=fields.fields_of(release.properties),
        withheld=release.withheld,
        handling=release.handling,
        grade=release.grade,
        retained_until=release.retained_until,
        officer=release.officer,
        second_officer=release.second_officer,
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


def change_as_read(payload: wire.Correction | wire.Withdrawal, language: str, giver: str) -> str:
    """The HTML of exactly what the partner will read about a correction or a withdrawal."""
    with translation.override(language):
        corrected = payload.properties if isinstance(payload, wire.Correction) else {}
        withdrawn = payload.fields_withdrawn if isinstance(payload, wire.Withdrawal) else []
        context = {
            "is_correction": isinstance(payload, wire.Correction),
            "fields": fields.fields_of(corrected),
            "withdrawn": [fields.label(name) for name in withdrawn],
            "reason": payload.reason,
            "officer": payload.officer,
            "giver": giver,
            "page_language": language,
            "page_direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return render_to_string("requests/_change_as_read.html", context)


def size_and_digest(payload: Message) -> tuple[int, str]:
    """How many bytes would be queued, and their SHA-256."""
    return len(wire.encode(payload)), payloads.sha256(payload)
