"""A tree as a file: its persons with place and trainer, as CSV or JSON. Names leave for who may read them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade import standing
from benkan.apps.cascade.figures import place_name
from benkan.apps.cascade.models import Cascade, Person
from benkan.apps.cascade.seeing import Sight
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Invalid
from benkan.web import csv_file

PORTION: Final = 2_000


def as_csv(who: Officer, cascade: Cascade, sight: Sight, branch: Person | None = None) -> HttpResponseBase:
    """One line for each person in the order of the tree, with a header in the reader's language."""
    _tell(who, cascade, branch, "csv")
    name = f"onward-training-{timezone.localdate():%Y-%m-%d}.csv"
    return csv_file.download(name, _header(), _cells(cascade, sight, branch))


def as_objects(cascade: Cascade, sight: Sight, *, after: str = "", limit: int = 1_000) -> dict[str, Any]:
    """Persons in the order of the tree, those behind the place ``after``; ``next`` is empty at the end.

    Raises:
        Invalid: ``cascade.after``.
    """
    if after and not (after.isascii() and after.isdecimal()):
        raise Invalid(
            "cascade.after", N_("This is no place in a tree."), N_("Use “next” of the answer before."), place="after"
        )
    rows = list(_people(cascade, None).filter(path__gt=after)[: limit + 1])
    shown = [
        {
            "id": str(one.public_id),
            "name": sight.name(one),
            "service": one.service,
            "country": one.country,
            "region": one.region,
            "depth": one.depth,
            "trained_on": one.trained_on.isoformat(),
            "trainer": str(one.parent.public_id) if one.parent else None,
            "sessions_held": one.held,
            "directly_below": one.taught,
            "below": one.below,
            "last_session_on": one.last_on.isoformat() if one.last_on else None,
        }
        for one in rows[:limit]
    ]
    return {"persons": shown, "next": rows[limit - 1].path if len(rows) > limit else ""}


def _people(cascade: Cascade, branch: Person | None) -> Any:
    found = standing.branch_of(branch) if branch else Person.objects.filter(cascade=cascade)
    return found.select_related("parent").order_by("path")


def _cells(cascade: Cascade, sight: Sight, branch: Person | None) -> Iterator[list[object]]:
    for one in _people(cascade, branch).iterator(chunk_size=PORTION):
        yield [
            one.public_id, sight.name(one), one.service, one.country, place_name(one.region) if one.region else "",
            one.depth, one.trained_on.isoformat(), one.parent.public_id if one.parent else "",
            sight.name(one.parent) if one.parent else "", one.held, one.taught, one.below,
            one.last_on.isoformat() if one.last_on else "",
            one.in_service_on.isoformat() if one.in_service_on else "",
            one.left_on.isoformat() if one.left_on else "",
        ]  # fmt: skip


def _header() -> list[str]:
    return [
        _("Number in the tree"),
        _("Name"),
        _("Service"),
        _("Country"),
        _("Region"),
        _("Level"),
        _("Trained on"),
        _("Number of the trainer"),
        _("Trainer"),
        _("Sessions held"),
        _("Trained directly"),
        _("Persons below"),
        _("Last session"),
        _("Known in service on"),
        _("Left on"),
    ]


def _tell(who: Officer, cascade: Cascade, branch: Person | None, form: str) -> None:
    count = branch.below + 1 if branch else cascade.persons
    journal.write(
        "cascade-exported", officer=handle(who), reference=str(cascade.public_id), count=count, format=form
    )  # fmt: skip
