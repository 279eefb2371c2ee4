"""Who sees whose name: who may train sees all; a person of a tree sees the own branch; everybody else sees numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer, handle
from benkan.apps.cascade.models import Cascade, Person
from benkan.core import cascade as rules
from benkan.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Sight:
    """What one officer sees of one tree: all names, or those of these branches (paths)."""

    every_name: bool
    branches: tuple[tuple[str, str], ...] = ()

    def sees(self, person: Person) -> bool:
        """Whether the officer may read this person's name."""
        return self.every_name or any(first <= person.path < end for first, end in self.branches)

    def name(self, person: Person) -> str:
        """The name, or what stands for it."""
        if person.erased:
            return _("Erased, No. %(number)d") % {"number": person.number}
        return person.name if self.sees(person) else _("Person No. %(number)d") % {"number": person.number}


def sight(who: Officer, cascade: Cascade) -> Sight:
    """What this officer sees of this tree."""
    if accounts.may(who, "train"):
        return Sight(every_name=True)
    own = Person.objects.filter(cascade=cascade, username=handle(who)).values_list("path", flat=True)[:100]
    return Sight(every_name=False, branches=tuple(rules.branch(path) for path in own))


def need_names(who: Officer, cascade: Cascade) -> Sight:
    """The officer's sight when it has names.

    Raises:
        Refused: ``role.not-allowed``.
    """
    found = sight(who, cascade)
    if not found.every_name and not found.branches:
        raise Refused(
            "role.not-allowed",
            N_("Your role does not allow this."),
            N_("Ask an officer who holds this right, or the administrator of this node."),
        )
    return found


def readable(found: Sight, people: Iterable[Person]) -> list[Person]:
    """Those of these persons whose names the officer may read."""
    return [one for one in people if found.sees(one)]
