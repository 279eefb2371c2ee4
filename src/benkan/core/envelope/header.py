"""What stands on the outside of a sealed letter: who, to whom, under which convention, what kind, until when.

A header has one spelling of about a hundred bytes; it is authenticated by the signature and bound into the encryption.
``commitment`` is SHA-256 of salt and payload: it lets either side prove later what was inside, and tells nothing
before. The header names agencies and kinds, never a subject.

Its bytes: kind, sender, recipient and convention, each with its length before it in one byte; a byte that says where
the thread stands and whether there is a previous letter; id (16); previous (16) and thread (16) where they are told;
seconds from 1970 to sending (5) and to expiry (5), big-endian; commitment (32).
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from benkan.core.errors import N_, Invalid

MAX_HEADER_BYTES = 512
TIME_FORM = "%Y-%m-%dT%H:%M:%SZ"
ID_BYTES = 16
COMMITMENT_BYTES = 32
_TEXTS = ("kind", "sender", "recipient", "convention")
_TIME_BYTES = 5
_OWN_THREAD, _THREAD_OF_PREVIOUS, _OTHER_THREAD = range(3)
_HAS_PREVIOUS = 4
_EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - in UTC; its zone is written by hand
_LAST_SECOND = 253_402_300_799
"""The last second of the year 9999."""


@dataclass(frozen=True, slots=True)
class Header:
    """The outside of an envelope.

    ``id`` names this envelope, ``thread`` the exchange it belongs to, ``previous`` the envelope it answers or
    ``""``. Times are RFC 3339 in UTC with ``Z``. ``convention`` is ``""`` for messages outside any convention.
    ``commitment``, 64 hexadecimal digits, is empty only before sealing.
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

    def to_bytes(self) -> bytes:
        """The one spelling.

        Raises:
            Invalid: ``envelope.header`` with the field that has not its form.
        """
        sent, expires = self._times()
        if expires <= sent:
            raise _wrong("header.expires_at")
        texts = [text.encode() for text in (self.kind, self.sender, self.recipient, self.convention)]
        told = [self.previous] if self.previous else []
        flags = _HAS_PREVIOUS if self.previous else 0
        if self.thread == self.id:
            flags |= _OWN_THREAD
        elif self.thread == self.previous:
            flags |= _THREAD_OF_PREVIOUS
        else:
            flags |= _OTHER_THREAD
            told.append(self.thread)
        parts: list[bytes] = []
        for text in texts:
            parts += (bytes((len(text),)), text)
        identities = "".join((self.id, *told)).replace("-", "")
        times = sent.to_bytes(_TIME_BYTES) + expires.to_bytes(_TIME_BYTES)
        return b"".join((*parts, bytes((flags,)), bytes.fromhex(identities), times, bytes.fromhex(self.commitment)))

    def _times(self) -> tuple[int, int]:
        """Seconds of sending and expiry, once every field has its form: all are tried at once, one by one to tell."""
        fields = (
            self.sender,
            self.recipient,
            self.convention,
            self.kind,
            self.id,
            self.thread,
            self.previous,
            self.sent_at,
            self.expires_at,
            self.commitment,
        )
        try:
            if _ALL.fullmatch("\n".join(fields)):
                sent, expires = _seconds(self.sent_at), _seconds(self.expires_at)
                if sent >= 0 and expires >= 0:
                    return sent, expires
        except (TypeError, ValueError):
            pass
        for name, is_good in FORMS.items():
            if not is_good(getattr(self, name)):
                raise _wrong(f"header.{name}")
        raise _wrong("header")

    def expires(self) -> dt.datetime:
        """When the letter must no longer be opened."""
        return _instant(self.expires_at)

    def sent(self) -> dt.datetime:
        """When the sender says that it was sent."""
        return _instant(self.sent_at)


def parse_header(data: bytes) -> Header:
    """The header in these bytes.

    Raises:
        Invalid: ``envelope.header`` with the field that is wrong, or ``header`` when the whole is.
    """
    if len(data) > MAX_HEADER_BYTES:
        raise _wrong("header")
    texts, rest = [], data
    for name in _TEXTS:
        text, rest = _counted(rest, name)
        texts.append(text)
    kind, sender, recipient, convention = texts
    flags, rest = rest[:1], rest[1:]
    place = flags[0] & ~_HAS_PREVIOUS if flags else _OTHER_THREAD + 1
    has_previous = bool(flags and flags[0] & _HAS_PREVIOUS)
    if place > _OTHER_THREAD or (place == _THREAD_OF_PREVIOUS and not has_previous):
        raise _wrong("header.thread")
    identities = 1 + has_previous + (place == _OTHER_THREAD)
    if len(rest) != identities * ID_BYTES + 2 * _TIME_BYTES + COMMITMENT_BYTES:
        raise _wrong("header")
    told = [_identity(rest[at * ID_BYTES :][:ID_BYTES].hex()) for at in range(identities)]
    rest = rest[identities * ID_BYTES :]
    sent, expires = (int.from_bytes(rest[at : at + _TIME_BYTES]) for at in (0, _TIME_BYTES))
    for name, seconds in (("sent_at", sent), ("expires_at", expires)):
        if seconds > _LAST_SECOND:
            raise _wrong(f"header.{name}")
    previous = told[1] if has_previous else ""
    header = Header(
        sender=sender,
        recipient=recipient,
        convention=convention,
        kind=kind,
        id=told[0],
        thread=(told[0], previous, told[-1])[place],
        previous=previous,
        sent_at=_text(sent),
        expires_at=_text(expires),
        commitment=rest[-COMMITMENT_BYTES:].hex(),
    )
    if header.to_bytes() != data:
        raise _wrong("header")
    return header


def new_id() -> str:
    """A fresh envelope or thread identifier (UUID, version 4)."""
    return str(uuid.uuid4())


def time_text(at: dt.datetime) -> str:
    """The time as a header says it: RFC 3339 in UTC, to the second."""
    return at.astimezone(dt.UTC).strftime(TIME_FORM)


def _identity(digits: str) -> str:
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _counted(data: bytes, name: str) -> tuple[str, bytes]:
    length = data[0] if data else 0
    if len(data) < 1 + length:
        raise _wrong("header")
    try:
        return data[1 : 1 + length].decode("ascii"), data[1 + length :]
    except UnicodeDecodeError as error:
        raise _wrong(f"header.{name}") from error


def _text(seconds: int) -> str:
    return f"{(_EPOCH + dt.timedelta(seconds=seconds)).isoformat()}Z"


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _seconds(text: str) -> int:
    return int(_instant(text).timestamp())


def _like(pattern: str) -> Callable[[object], bool]:
    compiled = re.compile(pattern, re.ASCII)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is_time(value: object) -> bool:
    # Fixed width first: fromisoformat takes many other forms. Years before 1970 have no spelling.
    if not isinstance(value, str) or not re.fullmatch(TIME, value, re.ASCII):
        return False
    try:
        return _instant(value).timestamp() >= 0
    except ValueError:
        return False


AGENCY = r"(?=.{2,40}\Z)[a-z][a-z0-9]*(-[a-z0-9]+)*"
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"

CONVENTION = r"(?=.{2,64}\Z)[a-z0-9]+(-[a-z0-9]+)*|"
KIND = r"(?=.{1,40}\Z)[a-z]+(\.[a-z]+)*"
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
COMMITMENT = r"[0-9a-f]{64}"
_ALL = re.compile(
    "\n".join(
        f"({form})" for form in (AGENCY, AGENCY, CONVENTION, KIND, UUID, UUID, f"({UUID})?", TIME, TIME, COMMITMENT)
    ).replace(r"\Z", "$"),
    re.ASCII | re.MULTILINE,
)
"""All fields of a header, one a line, in the order of ``_times``; no form takes a line feed."""

FORMS: dict[str, Callable[[object], bool]] = {
    "sender": _like(AGENCY),
    "recipient": _like(AGENCY),
    "convention": _like(CONVENTION),
    "kind": _like(KIND),
    "id": _like(UUID),
    "thread": _like(UUID),
    "previous": _like(f"({UUID})?"),
    "sent_at": _is_time,
    "expires_at": _is_time,
    "commitment": _like(COMMITMENT),
}


def _wrong(place: str) -> Invalid:
    return Invalid(
        "envelope.header",
        N_("The header of the envelope is not as the protocol says."),
        N_("Ask the sender to update its software and to send the message again."),
        place=place,
    )
