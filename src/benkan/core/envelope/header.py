"""What stands on the outside of a sealed letter: who, to whom, under which convention, what kind, until when.

The header is RFC 8785 JSON in one spelling only; it is authenticated by the signature and bound into the encryption.
``commitment`` is SHA-256 of salt and payload: it lets either side prove later what was inside, and tells nothing
before. The header names agencies and kinds, never a subject.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

import rfc8785

from benkan.core.errors import N_, Invalid

MAX_HEADER_BYTES = 2_048
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class Header:
    """The outside of an envelope.

    ``id`` names this envelope, ``thread`` the exchange it belongs to, ``previous`` the envelope it answers or
    ``""``. Times are RFC 3339 in UTC with ``Z``. ``convention`` is ``""`` for messages outside any convention.
    ``commitment`` is empty only before sealing.
    """

    sender: str
    recipient: str
    convention: str
    kind: str
    id: str
    thread: str
    previous: str
    sent_at: str
    expires_at: str
    commitment: str = ""
    version: int = 1

    def to_bytes(self) -> bytes:
        """The canonical bytes."""
        return rfc8785.dumps(dataclasses.asdict(self))

    def expires(self) -> dt.datetime:
        """When the letter must no longer be opened."""
        return _instant(self.expires_at)

    def sent(self) -> dt.datetime:
        """When the sender says that it was sent."""
        return _instant(self.sent_at)


def parse_header(data: bytes) -> Header:
    """The header in the canonical bytes.

    Raises:
        Invalid: ``envelope.header`` with the field that is wrong, or ``header`` when the whole is.
    """
    if len(data) > MAX_HEADER_BYTES:
        raise _wrong("header")
    try:
        values = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _wrong("header") from error
    if not isinstance(values, dict):
        raise _wrong("header")
    for name in (*sorted(set(FORMS) - set(values)), *sorted(set(values) - set(FORMS))):
        raise _wrong(f"header.{name[:40]}")
    for name, is_good in FORMS.items():
        if not is_good(values[name]):
            raise _wrong(f"header.{name}")
    header = Header(**values)
    if header.expires() <= header.sent():
        raise _wrong("header.expires_at")
    if header.to_bytes() != data:
        raise _wrong("header")
    return header


def new_id() -> str:
    """A fresh envelope or thread identifier (UUID, version 4)."""
    return str(uuid.uuid4())


def time_text(at: dt.datetime) -> str:
    """The time as the header writes it: RFC 3339 in UTC, to the second."""
    return at.astimezone(dt.UTC).strftime(TIME_FORM)


def _instant(text: str) -> dt.datetime:
    return dt.datetime.strptime(text, TIME_FORM).replace(tzinfo=dt.UTC)


def _like(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_time(value: object) -> bool:
    # Fixed width first: strptime alone also takes one-digit months.
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value, re.ASCII):
        return False
    try:
        _instant(value)
    except ValueError:
        return False
    return True


AGENCY = r"(?=.{2,40}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

FORMS: dict[str, Callable[[object], bool]] = {
    "version": lambda value: value == 1 and type(value) is int,
    "sender": _like(AGENCY),
    "recipient": _like(AGENCY),
    "convention": _like(r"(?=.{2,64}\Z)[a-z0-9]+(-[a-z0-9]+)*|"),
    "kind": _like(r"(?=.{1,40}\Z)[a-z]+(\.[a-z]+)*"),
    "id": _like(UUID),
    "thread": _like(UUID),
    "previous": _like(f"({UUID})?"),
    "sent_at": _is_time,
    "expires_at": _is_time,
    "commitment": _like(r"[0-9a-f]{64}"),
}


def _wrong(place: str) -> Invalid:
    return Invalid(
        "envelope.header",
        N_("The header of the envelope is not as the protocol says."),
        N_("Ask the sender to update its software and to send the message again."),
        place=place,
    )
