"""Persons as a session's list names them: checked, brought to codes where the gazetteer knows the place, and kept."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from benkan.apps.cascade.models import Cascade, Person
from benkan.core import cascade as rules
from benkan.core import territories
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.core.matching import MAX_NAME_CHARACTERS, clean

MOST_NAME: Final = min(200, MAX_NAME_CHARACTERS)
MOST_SERVICE: Final = 120
MOST_REGION: Final = 110


@dataclass(frozen=True, slots=True)
class Named:
    """One line of a list of attendees.

    Args:
        name: as written.
        service: as written.
        country: ISO code or any name of a country.
        region: a place by any of its names; what the gazetteer does not know stays as written.
        learner: public id of the learner on this node, if any.
        username: of an own officer, if it is one.
    """

    name: str
    service: str = ""
    country: str = ""
    region: str = ""
    learner: uuid.UUID | None = None
    username: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What makes two lines of one session one."""
        return (self.name.casefold(), self.service.casefold(), self.country, self.region.casefold())


def checked(given: Named) -> Named:
    """The line with its codes.

    Raises:
        Invalid: ``cascade.name``, ``cascade.country``, ``cascade.long``.
    """
    try:
        name = " ".join(clean(given.name).split())
    except BenkanError as error:
        raise _no_name() from error
    if not name or len(name) > MOST_NAME or not any(letter.isalpha() for letter in name):
        raise _no_name()
    country = country_of(given.country)
    return Named(
        name,
        line(given.service, MOST_SERVICE, "service"),
        country,
        region_of(given.region, country),
        given.learner,
        given.username,
    )


def country_of(text: str) -> str:
    """The ISO code of the country that is named; nothing for nothing.

    Raises:
        Invalid: ``cascade.country``.
    """
    text = text.strip()
    if not text:
        return ""
    # The gazetteer has the countries of the region; an ISO code of any other is one too.
    code = len(text) == 2 and text.isascii() and text.isalpha() and text.isupper()
    found = text if code else territories.find_country(text[:100]).sure
    if not found:
        raise Invalid(
            "cascade.country",
            N_("This country is not in the gazetteer."),
            N_("Write its ISO code, such as ML, or its name in French, English or Arabic."),
            place="country",
        )
    return found


def region_of(text: str, country: str) -> str:
    """The code of the place that is named; else the country and the words as written."""
    text = line(text, MOST_REGION, "region")
    if not text or text in territories.PLACES:
        return text
    found = territories.find(text, country).sure
    return found or f"{country}/{text}"


def line(text: str, most: int, place: str) -> str:
    """The text on one line, without characters that are not to be seen.

    Raises:
        Invalid: ``cascade.long``.
    """
    found = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    if len(found) > most:
        raise Invalid(
            "cascade.long",
            N_("This is longer than %(most)d characters."),
            N_("Shorten it."),
            place=place,
            most=most,
        )
    return found


def make(cascade: Cascade, given: Iterable[Named], parent: Person | None, trained_on: Any) -> list[Person]:
    """New persons below ``parent``, with their place; they are not yet counted."""
    made = []
    for one in given:
        number = cascade.next_number
        cascade.next_number += 1
        path = rules.under(parent.path if parent else "", number)
        made.append(
            Person(
                cascade=cascade, number=number, name=one.name, service=one.service, country=one.country,
                region=one.region, learner=one.learner, username=one.username, trained_on=trained_on,
                parent=parent, path=path, depth=rules.depth_of(path),
            )
        )  # fmt: skip
    return Person.objects.bulk_create(made, batch_size=200)


def split(listed: Iterable[Named], there: Mapping[Any, Person]) -> tuple[list[Named], list[Person]]:
    """Which lines are new, and whom of the tree the others name: a line with a learner's id is that learner.

    Args:
        listed: checked lines; the same line twice is one.
        there: persons of the tree by learner's id.
    """
    new: dict[Any, Named] = {}
    known: dict[int, Person] = {}
    for one in listed:
        person = there.get(one.learner) if one.learner else None
        if person is not None:
            known[person.pk] = person
        else:
            new.setdefault(one.learner or one.key, one)
    return list(new.values()), list(known.values())


def _no_name() -> Invalid:
    return Invalid(
        "cascade.name",
        N_("This is no name of a person."),
        N_("Write first and last name, at most %(most)d characters."),
        place="name",
        most=MOST_NAME,
    )
