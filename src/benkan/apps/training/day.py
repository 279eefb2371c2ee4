"""What waits in training for an officer: tests to answer, forms to fill in, results that are new."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.training.catalogue import RIGHT, named
from benkan.apps.training.evaluating import answering, words
from benkan.apps.training.models import Nomination
from benkan.apps.training.testing import sitting


@dataclass(frozen=True, slots=True)
class Form:
    """An evaluation to fill in, or whose results are new."""

    run: UUID
    course: str
    stage: str
    words: Any
    last: dt.date | None = None


@dataclass(slots=True)
class Waiting:
    """What waits."""

    tests: list[tuple[UUID, str]] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    results: list[Form] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many things."""
        return len(self.tests) + len(self.forms) + len(self.results)


def waiting_for(who: Officer) -> Waiting | None:
    """What waits for this officer; nothing when nothing does."""
    language = get_language() or "fr"
    mine = list(
        Nomination.objects.filter(learner__username=accounts.handle(who), state=Nomination.State.ACCEPTED)
        .exclude(learner__username="")
        .select_related("run__course")
        .order_by("-run__ends")[:50]
    )
    found = Waiting()
    if mine:
        courses = {one.run_id: named(one.run.course.names, language) for one in mine}
        found.tests = [(run, courses[run]) for run in sorted(sitting.awaited(mine))]
        found.forms = [
            Form(one.run_id, courses[one.run_id], stage.value, words.STAGES[stage], last)
            for one, stage, last in answering.awaited(mine)
        ]
    if accounts.may(who, RIGHT):
        found.results = [
            Form(run.pk, named(run.course.names, language), stage.value, words.STAGES[stage])
            for run, stage in answering.fresh()
        ]
    return found if found.count else None
