"""Courses in an officer's calendar: those that one is accepted for, and for who trains all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.calendar.services import Entry
from benkan.apps.training.catalogue import RIGHT, named
from benkan.apps.training.models import Nomination, Run


def entries(who: Officer, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """The runs of these days that concern the officer."""
    found = Run.objects.filter(starts__lte=last, ends__gte=first).select_related("course")
    if not accounts.may(who, RIGHT):
        found = found.filter(
            Q(nominations__learner__username=accounts.handle(who), nominations__state=Nomination.State.ACCEPTED)
        )
    for run in found[:200]:
        name = named(run.course.names, get_language() or "fr")
        yield Entry(
            f"run-{run.pk}", run.starts, run.ends, name, run.place, address=reverse("training:run", args=[run.pk])
        )
