"""Gatherings and meetings of two in the calendar of who organises them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import get_language

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.calendar.services import Entry
from benkan.apps.gatherings.keeping import RIGHT, named
from benkan.apps.gatherings.models import Gathering, Item


def entries(who: Officer, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """The gatherings of these days; only for those who organise."""
    if not accounts.may(who, RIGHT):
        return
    language = get_language() or "fr"
    for one in Gathering.objects.filter(starts__lte=last, ends__gte=first)[:200]:
        yield Entry(
            f"gathering-{one.pk}", one.starts, one.ends, named(one.titles, language), one.place,
            address=reverse("gatherings:detail", args=[one.pk]),
        )  # fmt: skip


def of_agenda(gathering: Gathering, language: str) -> list[Entry]:
    """The items of the agenda as entries, for a file."""
    items: list[Item] = list(gathering.items.all())
    return [
        Entry(f"item-{one.pk}", one.starts, one.ends, named(one.titles, language), one.room or gathering.place)
        for one in items
    ]
