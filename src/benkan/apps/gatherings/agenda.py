"""The agenda: items that do not collide, a late start that moves what follows, the list of speakers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings.keeping import RIGHT, check, names, plain
from benkan.apps.gatherings.models import Delegation, Gathering, Intervention, Item
from benkan.core.errors import N_, Invalid, Refused

MOST_ITEMS: Final = 1_000
MOST_DELAY: Final = 600
MOST_MINUTES: Final = 240


def add_item(
    gathering: Gathering,
    titles: Mapping[str, str],
    *,
    starts: dt.datetime,
    ends: dt.datetime,
    by: Officer,
    room: str = "",
    speaker: str = "",
) -> Item:
    """A point of the agenda.

    Raises:
        Refused: ``role.not-allowed``, ``agenda.room-taken``, ``agenda.speaker-taken``.
        Invalid: ``gathering.field``; ``agenda.times``: it ends before it begins, or lies outside the gathering.
    """
    accounts.need(by, RIGHT)
    kept = names(titles)
    check(("titles", bool(kept)), ("room", plain(room) and len(room) <= 100), ("speaker", plain(speaker)))
    need_times(gathering, starts, ends)
    with transaction.atomic():
        Gathering.objects.select_for_update().get(pk=gathering.pk)
        there = list(gathering.items.all())
        check(("items", len(there) < MOST_ITEMS))
        for other in there:
            if starts < other.ends and other.starts < ends:
                _apart("room", room, other.room, N_("This room is taken at that time."))
                _apart("speaker", speaker, other.speaker, N_("This speaker has another item at that time."))
        return Item.objects.create(
            gathering=gathering, titles=kept, starts=starts, ends=ends, room=room.strip(), speaker=speaker.strip()
        )


def get_item(gathering: Gathering, item: uuid.UUID | str) -> Item:
    """The item; ``Refused`` with ``item.unknown`` when the gathering has none of this id."""
    try:
        found = gathering.items.filter(pk=uuid.UUID(str(item))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("item.unknown", N_("The agenda has no such item."), N_("Open it from the agenda."))
    return found


def delay(gathering: Gathering, item: Item, minutes: int, *, by: Officer) -> int:
    """An item begins later or earlier, and what follows it in its room on the same day moves with it; how many moved.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``agenda.delay``.
    """
    accounts.need(by, RIGHT)
    if not 0 < abs(minutes) <= MOST_DELAY:
        raise Invalid(
            "agenda.delay",
            N_("A delay is between 1 and %(most)d minutes."),
            N_("Correct the number."),
            place="minutes",
            most=MOST_DELAY,
        )
    day, by_how_much = timezone.localtime(item.starts).date(), dt.timedelta(minutes=minutes)
    with transaction.atomic():
        Gathering.objects.select_for_update().get(pk=gathering.pk)
        moved = [
            one
            for one in gathering.items.filter(room=item.room, starts__gte=item.starts)
            if timezone.localtime(one.starts).date() == day
        ]
        for one in moved:
            one.starts, one.ends = one.starts + by_how_much, one.ends + by_how_much
            one.save(update_fields=["starts", "ends"])
    return len(moved)


def ask_floor(item: Item, delegation: Delegation, *, by: Officer, limit: int = 3, reply: bool = False) -> Intervention:
    """Puts a delegation on the list of speakers; a right of reply comes last.

    Raises:
        Refused: ``role.not-allowed``; ``delegation.unknown``: of another gathering.
        Invalid: ``gathering.field``.
    """
    accounts.need(by, RIGHT)
    check(("limit", 1 <= limit <= MOST_MINUTES))
    if delegation.gathering_id != item.gathering_id:
        raise Refused(
            "delegation.unknown", N_("The gathering has no such delegation."), N_("Choose one of its delegations.")
        )
    with transaction.atomic():
        Item.objects.select_for_update().get(pk=item.pk)
        last = item.interventions.aggregate(last=Max("order"))["last"] or 0
        return Intervention.objects.create(item=item, delegation=delegation, order=last + 1, limit=limit, reply=reply)


def spoke(intervention: Intervention, minutes: int, *, by: Officer) -> None:
    """How long a delegation really spoke."""
    accounts.need(by, RIGHT)
    check(("minutes", 0 <= minutes <= MOST_MINUTES))
    intervention.minutes = minutes
    intervention.save(update_fields=["minutes"])


def need_times(gathering: Gathering, starts: dt.datetime, ends: dt.datetime) -> None:
    """Nothing, when the times lie within the gathering; ``Invalid`` with ``agenda.times``."""
    days = [timezone.localtime(at).date() for at in (starts, ends)]
    if not (starts < ends and gathering.starts <= days[0] <= days[1] <= gathering.ends):
        raise Invalid(
            "agenda.times",
            N_("It ends after it begins, within the days of the gathering."),
            N_("Correct the times."),
            place="starts",
        )


def _apart(what: str, wanted: str, taken: str, text: str) -> None:
    if wanted.strip() and wanted.strip().casefold() == taken.casefold():
        raise Refused(f"agenda.{what}-taken", text, N_("Choose another time, room or speaker."), place=what)
