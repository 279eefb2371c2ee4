"""Building the messages of this slice, so that one wrong value is an error of ours with its place.

The bytes of a message are decided here once: what a page shows, what is queued and what is written in the journal's
digest come from the same values.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any, TypeVar

from pydantic import ValidationError

from benkan.core.errors import N_, Invalid
from benkan.wire import encode
from benkan.wire.fields import Message

M = TypeVar("M", bound=Message)


def build(model: type[M], **values: Any) -> M:
    """The message of these values.

    Raises:
        Invalid: ``request.field`` with the name of the first field that cannot be sent; nothing of its value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = str(first["loc"][0]) if first["loc"] else model.__name__.lower()
        raise Invalid(
            "request.field",
            N_("The field “%(field)s” cannot be sent as it is."),
            N_("It is empty, too long, or holds invisible control characters. Type it again."),
            place=field,
            field=field,
        ) from error


def sha256(message: Message) -> str:
    """The SHA-256 of the message's canonical bytes, in hexadecimal."""
    return hashlib.sha256(encode(message)).hexdigest()


def as_code(text: str) -> str:
    """The text as a fact of the journal takes it: letters outside ASCII and signs become underscores."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", text)[:128]
