"""What other slices may ask of the calendar: register where dates come from (``AppConfig.ready``), read them."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts.services import Officer, handle
from benkan.apps.calendar.models import Feed
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid
from benkan.formats.calendar_feed import Entry

__all__ = ["Entry", "end_feed", "entries", "has_feed", "new_feed", "register", "whose"]

Source = Callable[[Officer, dt.date, dt.date], Iterable[Entry]]
"""The entries that this officer may see from one day to another, both included."""
MOST: Final = 2_000
"""Entries of one reading."""
_SOURCES: dict[str, Source] = {}


def register(name: str, source: Source) -> None:
    """A slice's dates; the same name again replaces them."""
    _SOURCES[name] = source


def entries(who: Officer, first: dt.date, last: dt.date) -> list[Entry]:
    """What every slice has for this officer between two days, the earliest first, at most ``MOST``.

    Raises:
        Invalid: the days stand the wrong way round.
    """
    if last < first:
        raise Invalid(
            "calendar.days", N_("The last day is before the first."), N_("Give the earlier day first."), place="last"
        )
    found = [one for name in sorted(_SOURCES) for one in _SOURCES[name](who, first, last)]
    return sorted(found, key=lambda one: (_instant(one.starts), one.identifier))[:MOST]


def new_feed(who: Officer) -> str:
    """A new secret for the officer's feed; the one before opens nothing any more. It is shown once and kept nowhere."""
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        Feed.objects.update_or_create(officer=who, defaults={"digest": _digest(secret), "made_at": timezone.now()})
        journal.write("calendar-feed-made", officer=handle(who))
    return secret


def end_feed(who: Officer) -> None:
    """No address opens the officer's calendar any more."""
    with transaction.atomic():
        gone, _ = Feed.objects.filter(officer=who).delete()
        if gone:
            journal.write("calendar-feed-ended", officer=handle(who))


def has_feed(who: Officer) -> bool:
    """Whether an address opens the officer's calendar."""
    return Feed.objects.filter(officer=who).exists()


def whose(secret: str) -> Officer | None:
    """Whose calendar this secret opens; none when nobody's, or when the officer left."""
    feed = Feed.objects.select_related("officer").filter(digest=_digest(secret)).first()
    return feed.officer if feed is not None and feed.officer.is_active else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _instant(at: dt.date) -> dt.datetime:
    if isinstance(at, dt.datetime):
        return at
    return timezone.make_aware(dt.datetime.combine(at, dt.time()))
