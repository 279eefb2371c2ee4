"""A run for other programs: results as CSV for Moodle, attendance and completion as xAPI statements."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings

from benkan.apps.training import attending, completing
from benkan.apps.training.models import Nomination, Run

_VERBS: Final = "http://adlnet.gov/expapi/verbs/"
_SPACE: Final = uuid.UUID("6f1b4f86-1f0a-4d53-9f5e-4b6d2a1c9e77")
MOODLE: Final = ("idnumber", "fullname", "department", "attendance_percent", "grade_before", "grade_after", "completed")


def moodle_rows(run: Run) -> Iterator[tuple[object, ...]]:
    """Rows that Moodle's import of users and of grades takes, by ``idnumber``: the learner's public id."""
    for one in completing.standings(run):
        row, person = one.nomination, one.nomination.learner
        yield (
            person.pk, person.name, person.service, round(100 * one.share), row.before, row.after,
            "" if row.completed is None else int(row.completed),
        )  # fmt: skip


def statements(run: Run) -> list[dict[str, Any]]:
    """XAPI 1.0.3 statements: who attended which session, who completed the course. The same run gives the same ids."""
    home = settings.BENKAN_NODE.url.rstrip("/")
    activity = f"{home}/training/runs/{run.pk}/"
    found = []
    table = attending.table(run)
    sessions = list(run.sessions.all())
    rows = run.nominations.filter(state=Nomination.State.ACCEPTED, learner__erased_at=None).select_related("learner")
    for row in rows:
        actor = {"objectType": "Agent", "account": {"homePage": home, "name": str(row.learner_id)}}
        there = table.get(row.pk, {})
        found += [
            _statement(
                f"{row.pk} {session.number}", actor, "attended", f"{activity}#{session.number}", dict(session.titles),
                session.ends.isoformat(),
            )
            for session in sessions
            if there.get(session.pk, attending.Presence(None)).present
        ]  # fmt: skip
        if row.completed is not None and run.closed_at is not None:
            said = _statement(
                f"{row.pk} end", actor, "completed" if row.completed else "failed", activity, dict(run.course.names),
                run.closed_at.isoformat(),
            )  # fmt: skip
            said["result"] = {"completion": bool(row.completed)}
            if row.after is not None:
                said["result"]["score"] = {"scaled": row.after / 100}
            found.append(said)
    return found


def _statement(
    key: str, actor: dict[str, Any], verb: str, activity: str, names: dict[str, str], at: str
) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid5(_SPACE, f"{activity} {key}")),
        "actor": actor,
        "verb": {"id": f"{_VERBS}{verb}", "display": {"en": verb}},
        "object": {"objectType": "Activity", "id": activity, "definition": {"name": names}},
        "timestamp": at,
    }
