"""Gatherings and their delegations: made, found, named."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.gatherings.models import Delegation, Gathering
from benkan.apps.journal import services as journal
from benkan.core import territories
from benkan.core.errors import N_, Invalid, Refused

RIGHT: Final = "gather"
LANGUAGES: Final = ("fr", "en", "ar")
LONGEST: Final = dt.timedelta(days=60)
MOST_DELEGATIONS: Final = 400
_MOST_TEXT: Final = 200


def add(
    titles: Mapping[str, str],
    kind: str,
    *,
    place: str,
    starts: dt.date,
    ends: dt.date,
    by: Officer,
    languages: Sequence[str] = LANGUAGES,
) -> Gathering:
    """A new gathering, from one day to another, both included.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: ``gathering.field`` with the place, ``gathering.days``.
    """
    accounts.need(by, RIGHT)
    kept = names(titles)
    check(
        ("titles", bool(kept)),
        ("kind", kind in Gathering.Kind.values),
        ("place", bool(place.strip()) and plain(place)),
        ("languages", bool(languages) and set(languages) <= set(LANGUAGES)),
    )
    if not dt.timedelta() <= ends - starts <= LONGEST:
        raise Invalid(
            "gathering.days",
            N_("A gathering ends on or after its first day, within sixty days."),
            N_("Correct the days."),
            place="ends",
        )
    with transaction.atomic():
        made = Gathering.objects.create(
            titles=kept, kind=kind, place=place.strip(), starts=starts, ends=ends, languages=list(languages),
            added_by=accounts.handle(by), added_at=timezone.now(),
        )  # fmt: skip
        journal.write("gathering-added", officer=made.added_by, reference=str(made.pk), kind=kind)
    return made


def get(gathering: uuid.UUID | str) -> Gathering:
    """The gathering; ``Refused`` with ``gathering.unknown`` when there is none."""
    try:
        found = Gathering.objects.filter(pk=uuid.UUID(str(gathering))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("gathering.unknown", N_("There is no such gathering."), N_("Open it from the list."))
    return found


def add_delegation(
    gathering: Gathering,
    *,
    by: Officer,
    country: str = "",
    titles: Mapping[str, str] | None = None,
    agency: str = "",
    votes: bool = True,
) -> Delegation:
    """A delegation: of a country by its code, or of an organisation by its names.

    A country that the gazetteer does not have needs its names too.

    Args:
        agency: id of the service of the directory that stands behind it, for a convention between two.

    Raises:
        Refused: ``role.not-allowed``; ``delegation.twice``: this country or name is here already.
        Invalid: ``gathering.field``.
    """
    accounts.need(by, RIGHT)
    code = country.strip().upper()
    known = territories.country(code) if code else None
    kept = names(titles or {}) or (dict(known.names) if known else {})
    check(
        ("country", re.fullmatch(r"([A-Z]{2})?", code) is not None and (not code or bool(kept))),
        ("titles", bool(kept)),
        ("agency", not agency or agency in {one.pk for one in agencies.everyone()}),
        ("votes", not votes or bool(code)),
        ("delegations", gathering.delegations.count() < MOST_DELEGATIONS),
    )
    try:
        with transaction.atomic():
            return Delegation.objects.create(
                gathering=gathering, names=kept, sort=named(kept, "fr")[:_MOST_TEXT], country=code, agency=agency,
                votes=votes,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refused(
            "delegation.twice",
            N_("This country or organisation has a delegation already; a country has one vote."),
            N_("Add its people to that delegation, or add it as an observer under another name."),
            place="country",
        ) from error


def get_delegation(gathering: Gathering, delegation: uuid.UUID | str) -> Delegation:
    """The delegation; ``Refused`` with ``delegation.unknown`` when the gathering has none of this id."""
    try:
        found = gathering.delegations.filter(pk=uuid.UUID(str(delegation))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused(
            "delegation.unknown", N_("The gathering has no such delegation."), N_("Choose one of its delegations.")
        )
    return found


def names(given: Mapping[str, str]) -> dict[str, str]:
    """Names by language without empty ones; none at all when one cannot stand."""
    kept = {language: " ".join(text.split()) for language, text in given.items() if text.strip()}
    return kept if kept.keys() <= set(LANGUAGES) and all(map(plain, kept.values())) else {}


def named(given: Mapping[str, str], language: str) -> str:
    """The name in this language, or in the first there is."""
    return given.get(language) or next((given[each] for each in LANGUAGES if given.get(each)), "")


def plain(text: str) -> bool:
    """Whether a text may stand on a page and on paper."""
    return len(text) <= _MOST_TEXT and text.isprintable()


def check(*fields: tuple[str, bool]) -> None:
    """Nothing, when every field is right; ``Invalid`` with ``gathering.field`` and the first place that is not."""
    for name, right in fields:
        if not right:
            raise Invalid(
                "gathering.field",
                N_("This cannot be taken: %(place)s."),
                N_("Correct the field: plain text that is not too long, codes and services that exist."),
                place=name,
            )
