"""What a browser or a program sends to this slice, as the services take it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import QueryDict

from benkan.apps.jointcases.agreeing import Terms
from benkan.apps.jointcases.writing import Conditions
from benkan.core.errors import N_, Invalid
from benkan.core.jointcases import Reference

ENTITY_FIELDS: Final = (
    "name", "alias", "birthDate", "nationality", "phone", "address", "idNumber", "accountNumber", "plate", "notes",
)  # fmt: skip
"""The fields that the form for a new entity asks for; any other can be added on its page."""
SINGLE: Final = {
    "task": ("title", "text", "assignee", "due_on", "status"),
    "note": ("title", "text", "happened_on"),
    "document": ("name", "size", "sha256", "note"),
}


def fields(form: QueryDict, kind: str) -> dict[str, list[str]]:
    """The fields of a new thing; an entity's have one value a line."""
    if kind == "entity":
        found = {name: form.get(f"field-{name}", "").splitlines() for name in ENTITY_FIELDS}
        return {"schema": [form.get("schema", "")], **{name: lines for name, lines in found.items() if any(lines)}}
    found = {name: [_plain(form.get(name, ""))] for name in SINGLE.get(kind, ())}
    if kind == "task":
        found["status"] = ["open"]
    return found


def conditions(form: QueryDict) -> Conditions:
    """How it may be used."""
    return Conditions(
        handling=form.get("handling", ""),
        grade=form.get("grade", ""),
        retained_until=day(form.get("retained_until", ""), "retained_until"),
        categories=tuple(form.getlist("categories")),
    )


def day(value: str, place: str) -> dt.date | None:
    """The day, or None when nothing was typed."""
    if not value:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise Invalid(
            "joint-case.day", N_("This is not a date."), N_("Write it as 2026-12-31."), place=place
        ) from error


def number(value: str, place: str) -> int:
    """A whole number."""
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise Invalid("joint-case.number", N_("This is not a whole number."), N_("Write it in digits."), place=place)
    return int(value)


def terms(given: Mapping[str, Any], convention: str, parties: Mapping[str, str]) -> Terms:
    """The terms of a new agreement; ``given`` holds texts, and lists of texts for what may be ticked several times."""
    starts, ends = (day(str(given.get(name, "")), name) for name in ("starts_on", "ends_on"))
    if starts is None or ends is None:
        place = "starts_on" if starts is None else "ends_on"
        raise Invalid("joint-case.day", N_("This is not a date."), N_("Write it as 2026-12-31."), place=place)
    return Terms(
        convention=convention,
        reference=str(given.get("reference", "")),
        title=str(given.get("title", "")),
        purpose=str(given.get("purpose", "")),
        grounds=str(given.get("grounds", "")),
        lead=str(given.get("lead", "")),
        starts_on=starts,
        ends_on=ends,
        categories=tuple(given.get("categories", ())),
        handling=tuple(given.get("handling", ())),
        retention_days=number(str(given.get("retention_days", "")), "retention_days"),
        parties=dict(parties),
    )


def reference(value: str) -> Reference | None:
    """A thing, written ``party:number``."""
    party, colon, digits = value.partition(":")
    if not value:
        return None
    if not colon or not party:
        raise Invalid("joint-case.reference", N_("This names no item."), N_("Write it as ml-ocs:12."), place="of")
    return Reference(party, number(digits, "of"))


def text(given: Mapping[str, Any], name: str) -> str:
    """A field of text.

    Raises:
        Invalid: ``api.field``.
    """
    value = given.get(name, "")
    if not isinstance(value, str):
        raise _wrong(name)
    return value


def texts(given: Mapping[str, Any], name: str) -> list[str]:
    """A field that is a list of texts."""
    value = given.get(name, [])
    if not _is_texts(value):
        raise _wrong(name)
    return list(value)


def lists(given: Mapping[str, Any], name: str) -> dict[str, Sequence[str]]:
    """A field that holds lists of texts by name."""
    value = given.get(name, {})
    if not isinstance(value, dict) or not all(_is_texts(one) for one in value.values()):
        raise _wrong(name)
    return dict(value)


def conditions_of(given: Mapping[str, Any]) -> Conditions:
    """How it may be used, as a program says it."""
    return Conditions(
        handling=text(given, "handling"),
        grade=text(given, "grade"),
        retained_until=day(text(given, "retained_until"), "retained_until"),
        categories=tuple(texts(given, "categories")),
    )


def _plain(value: str) -> str:
    return value.replace("\r\n", "\n")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _wrong(name: str) -> Invalid:
    return Invalid(
        "api.field",
        N_("The field “%(field)s” has another form."),
        N_("See docs/operating/joint-cases.md for what is sent."),
        place=name,
        field=name,
    )
