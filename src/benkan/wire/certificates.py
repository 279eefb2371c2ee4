"""BKP-09: which certificates of a service were revoked. No letter names a person: a list is one bit a certificate."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from benkan.wire.fields import Message

MAX_LIST = 64 * 1024
MAX_LISTS = 1_000_000

ListNumber = Annotated[int, Field(ge=1, le=MAX_LISTS)]


class CertificateStatusAsk(Message):
    """Asks for one list by its number."""

    number: ListNumber


class CertificateStatus(Message):
    """The list as its issuer signed it (compact JWS), and how many lists there are."""

    number: ListNumber
    lists: ListNumber
    list: Annotated[str, Field(min_length=1, max_length=MAX_LIST, pattern=r"^[A-Za-z0-9_.-]+$")]
