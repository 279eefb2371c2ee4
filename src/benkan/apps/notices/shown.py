"""What a reader of a notice reads: one presentation for the author, for the second officer and for the receiver.

The preview is made of the message that would be queued, in any of the three languages: so what the second officer sees
is what a partner gets, field by field.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils import translation

from benkan import wire
from benkan.apps.agencies import services as agencies
from benkan.apps.notices import addressing, words
from benkan.apps.notices.models import Edition, Received
from benkan.apps.requests import services as requests
from benkan.core.notices import QUESTIONS, TYPES
from benkan.web import times
from benkan.web import words as common

LEFT_TO_RIGHT = frozenset(
    {"birthDate", "passportNumber", "idNumber", "phone", "number", "registrationNumber", "vin", "casNumber", "quantity"}
)


@dataclass(frozen=True, slots=True)
class Line:
    """One field in words."""

    label: str
    values: tuple[str, ...]
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice in words, in the language that is active."""

    type: str
    version: int
    lines: list[Line]
    kind: str
    properties: list[requests.Field]
    subject_category: str
    answers: list[tuple[str, str]]
    handling: str
    grade: str
    purpose: str
    expires_on: dt.date | None
    officer: str
    second_officer: str
    language: str


def of_payload(payload: wire.Notice) -> Shown:
    """The message in words."""
    return Shown(
        type=words.type_label(payload.type_code),
        version=payload.version,
        lines=lines(payload.type_code, payload.fields_),
        kind=str(requests.schema_label(payload.schema_name or "")),
        properties=requests.fields_of(payload.properties),
        subject_category=words.category_label(payload.subject_category or ""),
        answers=answers(payload.answers),
        handling=payload.handling,
        grade=payload.grade,
        purpose=common.purpose(payload.purpose),
        expires_on=dt.date.fromisoformat(payload.expires_on),
        officer=payload.officer,
        second_officer=payload.second_officer,
        language=payload.language,
    )


def of_row(row: Edition | Received, type_: str, version: int) -> Shown:
    """An edition of ours or a partner's notice, as it is stored."""
    return Shown(
        type=words.type_label(type_),
        version=version,
        lines=lines(type_, row.fields),
        kind=str(requests.schema_label(row.schema)),
        properties=requests.fields_of(row.properties),
        subject_category=words.category_label(row.subject_category),
        answers=answers(row.answers),
        handling=row.handling,
        grade=row.grade,
        purpose=common.purpose(row.purpose),
        expires_on=row.expires_on,
        officer=row.officer,
        second_officer=row.second_officer,
        language=row.language,
    )


def lines(type_: str, fields: Mapping[str, Sequence[str]]) -> list[Line]:
    """The fields in words, in the order of the type; those of a newer version of the type come last."""
    kind = TYPES.get(type_)
    order = [one.name for one in kind.fields] if kind else []
    found = []
    for name in [*order, *(name for name in fields if name not in order)]:
        if fields.get(name):
            values = tuple(_value(type_, name, value) for value in fields[name])
            found.append(Line(words.field_label(name), values, name in LEFT_TO_RIGHT))
    return found


def answers(given: Mapping[str, bool]) -> list[tuple[str, str]]:
    """The checklist, each question with its answer."""
    order = [one.code for one in QUESTIONS]
    ordered = sorted(given, key=lambda code: (order.index(code) if code in order else len(order), code))
    return [(words.question_label(code), words.choice_label("yes" if given[code] else "no")) for code in ordered]


def as_read(payload: wire.Notice, language: str) -> str:
    """The HTML of exactly what a partner will read, in this language."""
    with translation.override(language):
        context = {
            "shown": of_payload(payload),
            "giver": agencies.name(addressing.own(), language),
            "page_language": language,
            "page_direction": "rtl" if translation.get_language_bidi() else "ltr",
        }
        return render_to_string("notices/_as_read.html", context)


def _value(type_: str, name: str, value: str) -> str:
    kind = TYPES.get(type_)
    field = kind.field(name) if kind else None
    if field is None:
        return value
    if field.kind == "choice":
        return words.choice_label(value)
    if field.kind == "country":
        return common.country(value)
    if field.kind == "day":
        try:
            return times.day(dt.date.fromisoformat(value))
        except ValueError:
            return value  # a draft may hold what the gate will not let pass
    return value
