"""What programs send to the API: one JSON object of a bounded size, its fields by name and type.

One way for all slices, so that a body that is too large, too deep or no object has the same answer everywhere. What
the fields mean is the business of the slice.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any, Final, NoReturn

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from benkan.core.errors import N_, Invalid

MOST_BYTES: Final = 262_144


def read(request: HttpRequest, most_bytes: int = MOST_BYTES) -> dict[str, Any]:
    """The object that was sent; an empty body is an empty object.

    Raises:
        Invalid: ``api.body`` with the place ``body``: too large, too deep, no JSON (RFC 8259), or no object.
    """
    try:
        sent = request.body
        given = json.loads(sent or b"{}", parse_constant=_no_number) if len(sent) <= most_bytes else None
    except (ValueError, RecursionError, RequestDataTooBig):
        given = None
    if not isinstance(given, dict):
        raise Invalid(
            "api.body",
            N_("The body is not a JSON object of at most %(limit)d bytes."),
            N_("Send one JSON object with the named fields."),
            place="body",
            limit=most_bytes,
        )
    return given


def text(given: Mapping[str, Any], name: str, default: str = "") -> str:
    """A field of text; Invalid with its name when it is of another type."""
    value = given.get(name, default)
    if not isinstance(value, str):
        raise wrong(name, '"…"')
    return value


def is_texts(value: object) -> bool:
    """Whether it is a list of texts."""
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def texts(given: Mapping[str, Any], name: str) -> list[str]:
    """A field that is a list of texts; Invalid with its name when it is not."""
    value = given.get(name, [])
    if not is_texts(value):
        raise wrong(name, '["name", "phone"]')
    return list(value)


def moment(given: Mapping[str, Any], name: str) -> dt.datetime:
    """A field that is a time with its zone; Invalid with its name when it is not."""
    try:
        value = dt.datetime.fromisoformat(text(given, name))
    except ValueError as error:
        raise wrong(name, "2026-12-31T12:00:00Z") from error
    if value.tzinfo is None:
        raise wrong(name, "2026-12-31T12:00:00Z")
    return value


def day(given: Mapping[str, Any], name: str) -> dt.date:
    """A field that is a day; Invalid with its name when it is not."""
    try:
        return dt.date.fromisoformat(text(given, name))
    except ValueError as error:
        raise wrong(name, "2026-12-31") from error


def wrong(name: str, example: str) -> Invalid:
    """The error of a field that has another form than expected."""
    return Invalid(
        "api.field",
        N_("The field “%(field)s” has another form than expected."),
        N_("Send it like this: %(example)s"),
        place=name,
        field=name,
        example=example,
    )


def _no_number(word: str) -> NoReturn:
    """Python reads NaN and Infinity; RFC 8259 does not know them, and no rule here expects them."""
    raise ValueError(word)
