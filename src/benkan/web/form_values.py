"""Values that an officer typed into a form, read: whole numbers, days, moments; one error for all of them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from benkan.core.errors import N_, Invalid

_MOST_DIGITS = 9


def whole(text: str, place: str) -> int:
    """A whole number, which may be negative.

    Raises:
        Invalid: ``form.unread``.
    """
    bare = text.strip().removeprefix("-")
    if not (bare.isascii() and bare.isdecimal() and len(bare) <= _MOST_DIGITS):
        raise unread(place)
    return int(text)


def day(text: str, place: str) -> dt.date:
    """A day as browsers send it, such as 2026-12-31.

    Raises:
        Invalid: ``form.unread``.
    """
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise unread(place) from error


def moment(text: str, place: str) -> dt.datetime:
    """An instant as browsers send it, in the time zone of the node unless it says another.

    Raises:
        Invalid: ``form.unread``.
    """
    try:
        found = parse_datetime(text.strip())
    except ValueError as error:
        raise unread(place) from error
    if found is None:
        raise unread(place)
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def unread(place: str) -> Invalid:
    """The error for what cannot be read; its place names the field."""
    return Invalid(
        "form.unread", N_("This cannot be read: %(place)s."), N_("Correct the field and send it again."), place=place
    )
