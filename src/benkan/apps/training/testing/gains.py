"""What a run's test shows: how many sat it, and by question what the group knew before and after."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from benkan.apps.training.catalogue import named
from benkan.apps.training.models import Moment, Question, Run, Sitting
from benkan.apps.training.testing import sitting
from benkan.core import course_tests as rules


@dataclass(frozen=True, slots=True)
class QuestionGain:
    """One question with the shares that answered it right, in percent; None while too few sat both."""

    question: Question
    text: str
    before: int | None
    after: int | None

    @property
    def gained(self) -> int | None:
        """How many points more; below nothing when the group knew it better before."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True, slots=True)
class Results:
    """How many sat before, after and both times, and each question."""

    before: int
    after: int
    both: int
    questions: list[QuestionGain]

    @property
    def shown(self) -> bool:
        """Whether enough sat both for the shares to be shown."""
        return self.both >= rules.FEWEST


def results(run: Run, language: str) -> Results | None:
    """What the test of the run shows; nothing when it has none."""
    test = sitting.test_of(run)
    if test is None:
        return None
    asked = sitting.questions_of(test)
    right: dict[str, dict[int, set[str]]] = defaultdict(dict)
    for one in Sitting.objects.filter(nomination__run=run):
        right[one.moment][one.nomination_id] = sitting.right_ones(asked, one.answers)
    before, after = right[Moment.BEFORE], right[Moment.AFTER]
    found = {one.question: one for one in rules.gains([str(each.pk) for each in asked], before, after)}
    return Results(
        len(before),
        len(after),
        len(before.keys() & after.keys()),
        [
            QuestionGain(
                one,
                named(one.texts, language),
                round(100 * found[str(one.pk)].before) if found else None,
                round(100 * found[str(one.pk)].after) if found else None,
            )
            for one in asked
        ],
    )
