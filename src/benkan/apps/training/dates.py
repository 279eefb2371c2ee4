"""Courses and their later evaluation in an officer's calendar: the own ones, and for who trains all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.calendar.services import Entry
from benkan.apps.training.catalogue import RIGHT, named
from benkan.apps.training.models import Nomination, Run
from benkan.core.course_evaluation import Stage, days

_SHORTEST, _LONGEST = dt.timedelta(days=175), dt.timedelta(days=190)
"""Six months in days, at least and at most."""


def entries(who: Officer, first: dt.date, last: dt.date) -> Iterator[Entry]:
    """The runs of these days that concern the officer, and the evaluations that open on them."""
    concerned = Run.objects.select_related("course")
    if not accounts.may(who, RIGHT):
        concerned = concerned.filter(
            Q(nominations__learner__username=accounts.handle(who), nominations__state=Nomination.State.ACCEPTED)
        )
    for run in concerned.filter(starts__lte=last, ends__gte=first)[:200]:
        name = named(run.course.names, get_language() or "fr")
        yield Entry(
            f"run-{run.pk}", run.starts, run.ends, name, run.place, address=reverse("training:run", args=[run.pk])
        )
    yield from _evaluations(concerned, first, last)


def _evaluations(concerned: QuerySet[Run], first: dt.date, last: dt.date) -> Iterator[Entry]:
    for run in concerned.filter(ends__gte=first - _LONGEST, ends__lte=last - _SHORTEST)[:200]:
        opens, closes = days(Stage.LATER, run.ends)
        if not first <= opens <= last:
            continue
        name = named(run.course.names, get_language() or "fr")
        yield Entry(
            f"evaluation-{run.pk}",
            opens,
            opens,
            _("Evaluation after six months: %(course)s") % {"course": name},
            description=_("Open until %(day)s.") % {"day": closes.isoformat()},
            address=reverse("training:evaluate", args=[run.pk, Stage.LATER.value]),
        )
