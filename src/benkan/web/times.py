"""Instants in the reader's words: weekday, date and how long ago. The exact instant is always kept beside them."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def span(seconds: float) -> str:
    """A length of time in the reader's words: "20 min", "8 h", "3 days"."""
    seconds = abs(seconds)
    if seconds < _HOUR:
        return _("%(count)d min") % {"count": max(1, round(seconds / _MINUTE))}
    if seconds < 2 * _DAY:
        return _("%(count)d h") % {"count": round(seconds / _HOUR)}
    days = round(seconds / _DAY)
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def relative(moment: datetime, now: datetime | None = None) -> str:
    """How long ago, or in how long: "2 h ago", "in 3 days"."""
    seconds = ((now or timezone.now()) - moment).total_seconds()
    if abs(seconds) < 45:
        return _("just now")
    return (_("%(span)s ago") if seconds > 0 else _("in %(span)s")) % {"span": span(seconds)}


def left(due_at: datetime, now: datetime | None = None) -> str:
    """The time that is left: "3 days left", or by how much it is late."""
    seconds = (due_at - (now or timezone.now())).total_seconds()
    return (_("%(span)s left") if seconds > 0 else _("late by %(span)s")) % {"span": span(seconds)}


def day(moment: date) -> str:
    """Weekday and date: "jeudi 25 septembre 2025"."""
    return date_format(moment, "l j F Y")


def day_and_hour(moment: datetime) -> str:
    """Date and time of day, for a sentence: "25 septembre 2025 06:00"."""
    return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "j F Y H:i")


def spoken(moment: datetime, now: datetime | None = None) -> str:
    """Weekday, date and relative time: "jeudi 25 septembre 2025, il y a 2 h"."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return _("%(day)s, %(relative)s") % {"day": day(local), "relative": relative(moment, now)}


def exact(moment: datetime) -> str:
    """The instant to the second, with its time zone."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return date_format(local, "Y-m-d H:i:s ") + (local.tzname() or "")
