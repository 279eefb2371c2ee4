"""What is kept of a learner, and the erasure of it: at the person's request, or when nothing lawful keeps it any more.

Gone are name, service, region, user name, marks of attendance, answers, points, certificates and the name in every tree
of onward training. What stays has no name: that somebody of a country had a place and completed the run or not. What is
still being done keeps a learner: a place in a run that is not closed, an account on this node.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training import learners
from benkan.apps.training.catalogue import RIGHT
from benkan.apps.training.models import Answered, Learner, Mark, Nomination, Run, Sitting
from benkan.apps.training.nominating import HOLDING, new_code
from benkan.core.errors import N_, Invalid, Refused


def found(text: str = "") -> QuerySet[Learner]:
    """Learners that were not erased, by name; those whose name has this text."""
    rows = Learner.objects.filter(erased_at=None)
    return rows.filter(name__icontains=text[:200]) if text else rows


def kept(learner: Learner) -> dict[str, Any]:
    """Everything that this node keeps of a learner in training, as one object: what the person may ask for."""
    from benkan.apps.cascade import services as cascade
    from benkan.apps.certificates import services as certificates

    places = learner.nominations.select_related("run").order_by("run__starts", "id")
    return {
        "learner": str(learner.pk),
        "name": learner.name,
        "service": learner.service,
        "country": learner.country,
        "region": learner.region,
        "language": learner.language,
        "username": learner.username,
        "runs": [
            {
                "run": str(one.run_id),
                "course": one.run.course_id,
                "starts": one.run.starts.isoformat(),
                "ends": one.run.ends.isoformat(),
                "state": one.state,
                "marks": one.marks.count(),
                "before": one.before,
                "after": one.after,
                "completed": one.completed,
            }
            for one in places
        ],
        "certificates": [str(one.pk) for one in certificates.of_learner(learner.pk)],
        "onward_trained": cascade.below(learner.pk),
    }


def erase(learner: uuid.UUID, *, by: Officer, name: str) -> dict[str, int]:
    """Erases a learner; what was erased, in numbers.

    Args:
        name: the name once more, so that nobody erases by a slip.

    Raises:
        Refused: ``role.not-allowed``, ``learner.unknown``; ``learner.own``: nobody erases the own training;
            ``learner.in-run``: there is a place in a run that is not closed; ``learner.officer``: the account on this
            node is active.
        Invalid: ``learner.name``: it is another name.
    """
    from benkan.apps.cascade import services as cascade
    from benkan.apps.certificates import services as certificates

    accounts.need(by, RIGHT)
    with transaction.atomic():
        row = Learner.objects.select_for_update().filter(pk=learner, erased_at=None).first()
        if row is None:
            raise learners.unknown()
        _check(row, by, name)
        done = {
            "runs": row.nominations.count(),
            "certificates": certificates.erase_learner(row.pk, row.username),
            "trees": cascade.erase_learner(row.pk),
        }
        for kind in (Mark, Sitting, Answered):
            kind.objects.filter(nomination__learner=row).delete()
        for place in row.nominations.all():
            place.before = place.after = None
            place.code = new_code()
            place.save(update_fields=["before", "after", "code"])
        row.name = row.service = row.region = row.username = ""
        row.folded, row.erased_at = f"erased {row.pk}", timezone.now()
        row.save(update_fields=["name", "service", "region", "username", "folded", "erased_at"])
        facts: dict[str, Any] = done
        journal.write("learner-erased", officer=accounts.handle(by), **facts)
        journal.write(
            "learner-erased",
            officer=accounts.handle(by),
            runs=done["runs"],
            certificates=done["certificates"],
            trees=done["trees"],
        )
    return done


def _check(row: Learner, by: Officer, name: str) -> None:
    if " ".join(name.split()).casefold() != row.name.casefold():
        raise Invalid(
            "learner.name",
            N_("This is not the name of the learner."),
            N_("Type the whole name as it stands on the page."),
            place="name",
        )
    if row.username and row.username == accounts.handle(by):
        raise Refused("learner.own", N_("Nobody erases the own training."), N_("Ask another officer who trains."))
    busy = Run.objects.filter(
        pk__in=Nomination.objects.filter(learner=row, state__in=HOLDING).values("run"), closed_at=None
    ).count()
    if busy:
        raise Refused(
            "learner.in-run",
            N_("This learner has a place in %(count)d runs that are not closed."),
            N_("Withdraw the place, or close the run first."),
            count=busy,
        )
    if row.username and any(one["username"] == row.username and one["active"] for one in accounts.listed()):
        raise Refused(
            "learner.officer",
            N_("This learner is an officer of this node, whose right to search may rest on a certificate."),
            N_("End the account first: what an officer learned is kept as long as the officer serves here."),
        )
