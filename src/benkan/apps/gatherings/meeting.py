"""Two delegations meet: nobody sits at two tables at once; from a meeting the draft of a convention begins."""

from __future__ import annotations

import datetime as dt
import re
import uuid

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings.agenda import need_times
from benkan.apps.gatherings.keeping import RIGHT, check, plain
from benkan.apps.gatherings.models import Delegation, Gathering, Meeting
from benkan.core.errors import N_, Refused


def add(
    gathering: Gathering,
    one: Delegation,
    other: Delegation,
    *,
    starts: dt.datetime,
    ends: dt.datetime,
    by: Officer,
    room: str = "",
    topic: str = "",
) -> Meeting:
    """A meeting of two delegations.

    Raises:
        Refused: ``role.not-allowed``; ``meeting.alone``; ``meeting.delegation-taken``, ``meeting.room-taken``.
        Invalid: ``gathering.field``, ``agenda.times``.
    """
    accounts.need(by, RIGHT)
    check(("room", plain(room) and len(room) <= 100), ("topic", plain(topic)))
    need_times(gathering, starts, ends)
    if one.pk == other.pk or {one.gathering_id, other.gathering_id} != {gathering.pk}:
        raise Refused(
            "meeting.alone",
            N_("A meeting needs two delegations of this gathering."),
            N_("Choose two."),
            place="other",
        )
    with transaction.atomic():
        Gathering.objects.select_for_update().get(pk=gathering.pk)
        at_once = gathering.meetings.filter(starts__lt=ends, ends__gt=starts)
        both = [one.pk, other.pk]
        taken = at_once.filter(Q(one__in=both) | Q(other__in=both)).select_related("one", "other").first()
        if taken is not None:
            busy = taken.one if taken.one_id in both else taken.other
            raise Refused(
                "meeting.delegation-taken",
                N_("“%(delegation)s” meets somebody else at that time."),
                N_("Choose another time."),
                place="starts",
                delegation=busy.sort,
            )
        if room.strip() and at_once.filter(room__iexact=room.strip()).exists():
            raise Refused(
                "meeting.room-taken",
                N_("This room is taken at that time."),
                N_("Choose another time or room."),
                place="room",
            )
        return Meeting.objects.create(
            gathering=gathering, one=one, other=other, starts=starts, ends=ends, room=room.strip(), topic=topic.strip(),
            added_by=accounts.handle(by),
        )  # fmt: skip


def get(gathering: Gathering, meeting: uuid.UUID | str) -> Meeting:
    """The meeting; ``Refused`` with ``meeting.unknown`` when the gathering has none of this id."""
    try:
        found = gathering.meetings.select_related("one", "other").filter(pk=uuid.UUID(str(meeting))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("meeting.unknown", N_("The gathering has no such meeting."), N_("Open it from the list."))
    return found


def lacking(meeting: Meeting) -> list[Delegation]:
    """Delegations of the meeting without a service of the directory: with them no convention can be drafted."""
    return [one for one in (meeting.one, meeting.other) if not one.agency]


def draft(meeting: Meeting, *, by: Officer) -> Meeting:
    """Begins the draft of a convention between the two services, from the template for two.

    Raises:
        Refused: ``role.not-allowed``; ``meeting.drafted``; ``meeting.no-service``: a delegation stands for no service
            of the directory; ``meeting.not-ours``: this node's service is none of the two.
    """
    from benkan.apps.accords import drafts

    accounts.need(by, "draft")
    if meeting.draft:
        raise Refused("meeting.drafted", N_("A draft was begun from this meeting already."), N_("Open the draft."))
    missing = lacking(meeting)
    if missing:
        raise Refused(
            "meeting.no-service",
            N_("“%(delegation)s” stands for no service of the directory."),
            N_("Add the service's card to the directory, and name the service at its delegation."),
            delegation=missing[0].sort,
        )
    own, parties = str(settings.BENKAN_NODE.agency), [meeting.one.agency, meeting.other.agency]
    if own not in parties:
        raise Refused(
            "meeting.not-ours",
            N_("This service is none of the two, and a node drafts only conventions that bind it."),
            N_("One of the two begins the draft on its own node."),
        )
    day = timezone.localdate()
    name = "-".join(re.sub(r"[^a-z0-9]+", "", party.partition("-")[0]) for party in parties)
    with transaction.atomic():
        row = drafts.start(f"{name}-{day.year}", parties, "bilateral", by, starts_on=day + dt.timedelta(days=30))
        meeting.draft, meeting.draft_version = row.identifier, row.version
        meeting.save(update_fields=["draft", "draft_version"])
    return meeting
