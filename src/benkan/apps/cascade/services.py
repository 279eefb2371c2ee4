"""What other slices, the commands and the worker may ask of onward training."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import following, naming, rebuilding, seeing, tree
from benkan.apps.cascade.figures import Reach, figures
from benkan.apps.cascade.following import Aim, aims, answer, late_targets, remind, set_target, waiting_for
from benkan.apps.cascade.importing import attendees_of, import_list
from benkan.apps.cascade.mending import erase_learner
from benkan.apps.cascade.models import Cascade, Person
from benkan.apps.cascade.people import Named
from benkan.apps.cascade.planting import begin, from_run, join
from benkan.apps.cascade.rebuilding import Rebuilt
from benkan.apps.cascade.recording import Held, Recorded, record
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid

__all__ = [
    "Aim",
    "Held",
    "Named",
    "Reach",
    "Rebuilt",
    "Recorded",
    "aims",
    "answer",
    "attendees_of",
    "begin",
    "below",
    "erase_learner",
    "figures",
    "found",
    "from_run",
    "get",
    "import_list",
    "join",
    "late_targets",
    "listed",
    "overview",
    "rebuild",
    "record",
    "remind",
    "roots_of",
    "set_target",
    "targets_of",
    "top_of",
    "waiting_for",
]


def get(public_id: UUID) -> Cascade:
    """The tree.

    Raises:
        Invalid: ``cascade.unknown``.
    """
    found = Cascade.objects.filter(public_id=public_id).first()
    if found is None:
        raise Invalid("cascade.unknown", N_("There is no such tree of onward training."), N_("Look it up in the list."))
    return found


def listed(text: str = "", limit: int = 200) -> list[Cascade]:
    """The trees whose title has this text, the newest first."""
    found = Cascade.objects.order_by("-made_at", "-pk")
    return list((found.filter(title__icontains=text) if text else found)[:limit])


def roots_of(run: UUID) -> list[Person]:
    """Who stands at the top of the tree of this course, the largest branch first; nobody when it has no tree."""
    return list(Person.objects.filter(cascade__run=run, parent__isnull=True).order_by("-below", "number"))


def below(learner: UUID) -> int:
    """How many persons stand below this learner, in all trees."""
    return Person.objects.filter(learner=learner).aggregate(number=Sum("below"))["number"] or 0


@transaction.atomic
def rebuild(who: Officer, cascade: Cascade) -> Rebuilt:
    """Makes places and sums again; what was not right is counted and stands in the journal."""
    accounts.need(who, "train")
    done = rebuilding.rebuild(cascade)
    journal.write(
        "cascade-rebuilt",
        officer=handle(who),
        reference=str(cascade.public_id),
        count=done.persons,
        mended=done.mended + done.tallies,
    )
    return done


def overview() -> list[dict[str, Any]]:
    """The trees for a command."""
    return [_row(one.public_id, one.title, one.persons, one) for one in listed()]


def top_of(cascade: Cascade, who: Officer | None) -> list[dict[str, Any]]:
    """The largest branches of a tree for a command; numbers instead of names for nobody in particular."""
    sight = seeing.sight(who, cascade) if who else seeing.Sight(every_name=False)
    return [_row(one.public_id, sight.name(one), one.below + 1, one) for one in tree.top(cascade)[:100]]


def targets_of(cascade: Cascade) -> list[dict[str, Any]]:
    """The targets of a tree for programs."""
    return [one.as_object() for one in following.aims(cascade)]


def found(cascade: Cascade, name: str) -> list[UUID]:
    """Public ids of the persons of the tree whose name has these parts, the largest branch first."""
    return [one.public_id for one in naming.look_up(cascade, name)]


def _row(public_id: UUID, name: str, persons: int, one: Cascade | Person) -> dict[str, Any]:
    last = one.last_on.isoformat() if one.last_on else None
    return {"id": str(public_id), "name": name, "persons": persons, "levels": one.levels, "last_on": last}
