"""Reading what a form, a program or a file gives of a notice; every shape is checked, no rule stands here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from django.http import QueryDict

from benkan.apps.notices.drafting import Content
from benkan.core.errors import N_, Invalid
from benkan.core.notices import TYPES, questions_of

KEYS: Final = frozenset(
    {
        "type",
        "case",
        "about",
        "language",
        "purpose",
        "subject_category",
        "fields",
        "record",
        "picked",
        "answers",
        "handling",
        "grade",
        "expires_on",
        "to",
        "to_all_of",
    }
)


def of_form(given: QueryDict, type_: str) -> Content:
    """What the page of a notice holds so far.

    Raises:
        Invalid: ``notice.day``: the last day cannot be read.
    """
    kind = TYPES[type_]
    fields = {}
    for field in kind.fields:
        posted = given.getlist(f"f-{field.name}")
        if field.many and field.kind != "choice":
            posted = [line for text in posted for line in text.splitlines()]
        fields[field.name] = [" ".join(text.split()) if field.kind != "long" else text for text in posted]
    answers = {
        one.code: given[f"q-{one.code}"] == "yes"
        for one in questions_of(type_)
        if given.get(f"q-{one.code}") in ("yes", "no")
    }
    return Content(
        fields=fields,
        language=given.get("language", "fr"),
        purpose=given.get("purpose", ""),
        subject_category=given.get("subject_category", ""),
        record=given.get("record", ""),
        picked=tuple(given.getlist("picked")),
        answers=answers,
        handling=given.get("handling", "H2"),
        grade=given.get("grade", "X4"),
        expires_on=day(given.get("expires_on", "")),
        partners=tuple(given.getlist("to")),
        together=tuple(one for one in given.getlist("to_all_of") if one),
    )


def of_object(given: Mapping[str, Any]) -> Content:
    """What a program or a file gives: ``fields`` with a text or texts for each name, ``answers`` true or false.

    Raises:
        Invalid: ``notice.given`` with the key that has another form than expected, or is not known.
    """
    unknown = sorted(str(key) for key in set(given) - KEYS)
    if unknown:
        raise _wrong(unknown[0][:64], ", ".join(sorted(KEYS)))
    fields = given.get("fields", {})
    if not isinstance(fields, Mapping):
        raise _wrong("fields", '{"name": ["…"]}')
    answers = given.get("answers", {})
    if not isinstance(answers, Mapping) or not all(isinstance(value, bool) for value in answers.values()):
        raise _wrong("answers", '{"political": false}')
    texts = {
        name: _text(given, name)
        for name in ("language", "purpose", "subject_category", "record", "handling", "grade", "expires_on")
    }
    return Content(
        fields={str(name): _texts(value, f"fields.{name}") for name, value in fields.items()},
        language=texts["language"] or "fr",
        purpose=texts["purpose"],
        subject_category=texts["subject_category"],
        record=texts["record"],
        picked=tuple(_texts(given.get("picked", []), "picked")),
        answers={str(code): value for code, value in answers.items()},
        handling=texts["handling"] or "H2",
        grade=texts["grade"] or "X4",
        expires_on=day(texts["expires_on"]),
        partners=tuple(_texts(given.get("to", []), "to")),
        together=tuple(_texts(given.get("to_all_of", []), "to_all_of")),
    )


def day(text: str) -> dt.date | None:
    """The day, or None when nothing is given.

    Raises:
        Invalid: ``notice.day``.
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(
            "notice.day", N_("The day cannot be read."), N_("Write it like 2026-01-31."), place="expires_on"
        ) from error


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()  # a day of a TOML file
    if not isinstance(value, str):
        raise _wrong(name, '"…"')
    return value


def _texts(value: object, place: str) -> list[str]:
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return [value.isoformat()]
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return list(value)
    raise _wrong(place, '["…"]')


def _wrong(place: str, example: str) -> Invalid:
    return Invalid(
        "notice.given",
        N_("“%(field)s” has another form than expected."),
        N_("Give it like this: %(example)s"),
        place=place,
        field=place,
        example=example,
    )
