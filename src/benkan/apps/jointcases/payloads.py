"""Building the messages of this slice, so that one wrong value is an error of ours with its place."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from pydantic import ValidationError

from benkan import wire
from benkan.apps.jointcases.models import Entry
from benkan.core.errors import N_, Invalid
from benkan.wire.fields import Message

M = TypeVar("M", bound=Message)


def build(model: type[M], **values: Any) -> M:
    """The message of these values.

    Raises:
        Invalid: ``joint-case.field`` with the name of the first field that cannot be sent; nothing of its value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise not_sendable(place_of(error)) from error


def not_sendable(field: str) -> Invalid:
    """A value that no letter can carry."""
    return Invalid(
        "joint-case.field",
        N_("The field “%(field)s” cannot be sent as it is."),
        N_("It is empty, too long, or holds invisible control characters. Type it again."),
        place=field,
        field=field,
    )


def item_of(entry: Entry, *, with_content: bool = True) -> wire.JointItem:
    """The stored item as it travels."""
    content = json.loads(entry.content) if with_content and entry.content else None
    return wire.JointItem.model_validate(
        {"header": json.loads(entry.header), "signature": bytes(entry.signature), "content": content}
    )


def place_of(error: ValidationError) -> str:
    """The name of the first field that is wrong."""
    first = error.errors(include_input=False, include_url=False)[0]
    names = [step for step in first["loc"] if isinstance(step, str)]
    return names[-1] if names else "content"
