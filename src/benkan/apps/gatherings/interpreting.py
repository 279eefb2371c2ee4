"""Interpretation: which languages delegations ask to hear, who interprets into them at each item, and what is missing.

An item needs one interpreter for each language that a delegation asks for, and two where it is longer than somebody
works alone. An interpreter is a delegate of that role with a badge, and in one item at a time.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings.keeping import RIGHT, check
from benkan.apps.gatherings.models import Booking, Delegate, Delegation, Gathering, Item
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Refused

KNOWN: Final = ("ar", "de", "en", "es", "fr", "it", "pt", "ru", "sw", "tr")
MOST_ASKED: Final = 3
ALONE: Final = dt.timedelta(minutes=40)
"""How long one interpreter works without being relieved."""


@dataclass(frozen=True, slots=True)
class Need:
    """One language at one item: how many delegations ask for it, who is booked, and how many are missing."""

    language: str
    delegations: int
    booked: Sequence[Booking]
    missing: int


def ask(delegation: Delegation, languages: Sequence[str], *, by: Officer) -> None:
    """Says which languages a delegation asks to hear; none is none.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``gathering.field``.
    """
    accounts.need(by, RIGHT)
    wanted = list(dict.fromkeys(languages))
    check(("languages", set(wanted) <= set(KNOWN) and len(wanted) <= MOST_ASKED))
    with transaction.atomic():
        delegation.listens = wanted
        delegation.save(update_fields=["listens"])
        journal.write(
            "interpretation-asked", officer=accounts.handle(by), reference=str(delegation.gathering_id),
            count=len(wanted),
        )  # fmt: skip


def book(item: Item, interpreter: Delegate, language: str, *, by: Officer) -> Booking:
    """Books an interpreter into a language for an item.

    Raises:
        Refused: ``role.not-allowed``; ``interpreter.unknown``: nobody of this role with a badge of this gathering;
            ``interpreter.taken``: at that time at another item, or at this one already.
        Invalid: ``gathering.field``.
    """
    accounts.need(by, RIGHT)
    check(("language", language in KNOWN))
    with transaction.atomic():
        Gathering.objects.select_for_update().get(pk=item.gathering_id)
        row = interpreters(item.gathering).get(interpreter.pk)
        if row is None:
            raise Refused(
                "interpreter.unknown",
                N_("Only a delegate with the role of interpreter and a badge of this gathering is booked."),
                N_("Add the person as interpreter and grant the badge first."),
                place="interpreter",
            )
        if row.bookings.filter(item__starts__lt=item.ends, item__ends__gt=item.starts).exists():
            raise Refused(
                "interpreter.taken",
                N_("“%(name)s” interprets at another item at that time."),
                N_("Choose somebody else, or end that booking first."),
                place="interpreter",
                name=row.name,
            )
        made = Booking.objects.create(item=item, interpreter=row, language=language)
        _note(made, by, ended=False)
    return made


def end(gathering: Gathering, booking: int, *, by: Officer) -> None:
    """Ends a booking of this gathering; one that is not there is ended."""
    accounts.need(by, RIGHT)
    with transaction.atomic():
        row = Booking.objects.filter(item__gathering=gathering, pk=booking).select_related("item").first()
        if row is not None:
            _note(row, by, ended=True)
            row.delete()


def interpreters(gathering: Gathering) -> Mapping[object, Delegate]:
    """Everybody who can be booked, by id."""
    found = gathering.delegates.filter(role=Delegate.Role.INTERPRETER, state=Delegate.State.GRANTED)
    return {one.pk: one for one in found}


def needs(gathering: Gathering) -> list[tuple[Item, list[Need]]]:
    """Each item of the agenda with each language that is asked for or booked: four queries whatever their number."""
    asked: dict[str, int] = defaultdict(int)
    for languages in gathering.delegations.values_list("listens", flat=True):
        for language in languages:
            asked[language] += 1
    booked: dict[object, dict[str, list[Booking]]] = defaultdict(lambda: defaultdict(list))
    for one in Booking.objects.filter(item__gathering=gathering).select_related("interpreter").order_by("pk"):
        booked[one.item_id][one.language].append(one)
    found = []
    for item in gathering.items.all():
        wanted = 2 if item.ends - item.starts > ALONE else 1
        here = booked[item.pk]
        found.append(
            (
                item,
                [
                    Need(one, asked[one], here[one], max(0, wanted - len(here[one])) if asked[one] else 0)
                    for one in sorted(asked.keys() | here.keys())
                ],
            )
        )
    return found


def gaps(gathering: Gathering) -> int:
    """How many interpreters are missing, over all items."""
    return sum(one.missing for _item, each in needs(gathering) for one in each)


def language_name(code: str) -> str:
    """The name of a language in the reader's, as a line begins; catalogues disagree about small letters."""
    name = _(get_language_info(code)["name"])
    return name[:1].upper() + name[1:]


def _note(booking: Booking, by: Officer, *, ended: bool) -> None:
    journal.write(
        "interpreter-booked", officer=accounts.handle(by), reference=str(booking.item.gathering_id),
        language=booking.language, ended=ended,
    )  # fmt: skip
