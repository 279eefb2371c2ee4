"""Texts and times as this slice keeps them: bounded, without hidden characters; whole days as their midnights."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from benkan.core import means as rules
from benkan.core.errors import N_, Invalid


def kept(value: str, limit: int, place: str, *, required: bool = True) -> str:
    """The text without blanks around it.

    Raises:
        Invalid: ``means.text``: it is missing or too long, or has hidden characters; the place names the field.
    """
    cleaned = value.strip()
    if (required and not cleaned) or len(cleaned) > limit or not cleaned.isprintable():
        raise Invalid(
            "means.text",
            N_("Write from one to %(limit)d characters here, none of them hidden.")
            if required
            else N_("Write at most %(limit)d characters here, none of them hidden."),
            place=place,
            limit=limit,
        )
    return cleaned


def number(value: object, most: int, place: str) -> int:
    """A whole number from nought.

    Raises:
        Invalid: ``means.number``.
    """
    text = str(value).strip()
    if isinstance(value, bool) or not (text.isascii() and text.isdecimal() and len(text) < 9 and int(text) <= most):
        raise Invalid("means.number", N_("A whole number of at most %(most)d is wanted."), place=place, most=most)
    return int(text)


def instant(given: dt.date) -> dt.datetime:
    """The instant itself, or the midnight at which the day begins here."""
    if isinstance(given, dt.datetime):
        return given
    return timezone.make_aware(dt.datetime.combine(given, dt.time()))


def end_of(day: dt.date) -> dt.datetime:
    """The midnight here after which the day is over."""
    return instant(day + dt.timedelta(days=1))


def span(starts: dt.date, ends: dt.date) -> rules.Span:
    """The time between two instants, or from the beginning of one day to the beginning of another.

    Raises:
        Invalid: ``means.span``.
    """
    return rules.Span(instant(starts), instant(ends))
