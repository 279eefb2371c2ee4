"""The message of a notice: one function for what is shown, what is queued and what the digest in the journal is of."""

from __future__ import annotations

import hashlib
from typing import Any, TypeVar

from pydantic import ValidationError

from benkan import wire
from benkan.apps.notices.models import Edition
from benkan.core.errors import N_, Invalid
from benkan.wire import encode
from benkan.wire.fields import Message

M = TypeVar("M", bound=Message)


def build(model: type[M], **values: Any) -> M:
    """The message of these values.

    Raises:
        Invalid: ``notice.field`` with the name of the first field that cannot be sent; nothing of its value.
    """
    try:
        return model.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        inner = first["loc"][1] if len(first["loc"]) > 1 and first["loc"][0] in ("fields", "properties") else ""
        field = str(inner or (first["loc"][0] if first["loc"] else model.__name__.lower()))
        raise Invalid(
            "notice.field",
            N_("The field “%(field)s” cannot be sent as it is."),
            N_("It is empty, too long, or holds invisible control characters. Type it again."),
            place=field,
            field=field,
        ) from error


def of_edition(edition: Edition, second: str) -> wire.Notice:
    """What leaves when this second officer approves; errors as ``build``."""
    return build(
        wire.Notice,
        notice=str(edition.notice_id),
        version=edition.number,
        type=edition.notice.type,
        about=edition.notice.about or None,
        language=edition.language,
        purpose=edition.purpose,
        subject_category=edition.subject_category or None,
        fields=edition.fields,
        schema=edition.schema or None,
        properties=edition.properties,
        answers=edition.answers,
        handling=edition.handling,
        grade=edition.grade,
        expires_on=edition.expires_on.isoformat() if edition.expires_on else "",
        officer=edition.officer,
        second_officer=second,
    )


def sha256(message: Message) -> str:
    """The SHA-256 of the message's canonical bytes, in hexadecimal."""
    return hashlib.sha256(encode(message)).hexdigest()
