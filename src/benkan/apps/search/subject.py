"""From what an officer types to the tokens that are asked, always in one message.

A subject with more tokens than the largest shape has slots is asked with its strongest ones: a second message would
tell the partner that this subject has many names. How many were left out is shown to the officer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from benkan.core.blind import LARGEST, SHAPES
from benkan.core.errors import N_, Invalid
from benkan.core.matching import Identifier, Subject, Token, ranked, strongest

IDENTIFIER_FIELDS = {"phone": "phone", "account": "account", "document": "document", "plate": "plate"}
FIELDS = ("name", "born", *IDENTIFIER_FIELDS, "company")
MAX_FIELD = 600
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """The strongest tokens of a subject, at most the largest shape of them.

    Args:
        chosen: tokens of each kind, strongest first.
        left_out: how many usable tokens had no slot.
        weak: how many tokens are too common for a private search.
    """

    chosen: dict[str, list[Token]] = field(repr=False)
    left_out: int
    weak: int

    @property
    def any(self) -> bool:
        """Whether there is anything to ask."""
        return any(self.chosen.values())


def cleaned(fields: Mapping[str, object]) -> dict[str, str]:
    """The fields that were filled in, stripped.

    Raises:
        Invalid: ``search.field`` for a value that is no text or too long, ``search.empty`` when nothing is filled in.
    """
    found: dict[str, str] = {}
    for name in FIELDS:
        value = fields.get(name) or ""
        if not isinstance(value, str) or len(value) > MAX_FIELD:
            raise Invalid(
                "search.field",
                N_("This field holds more than %(limit)d characters."),
                N_("Shorten it."),
                place=name,
                limit=MAX_FIELD,
            )
        if value.strip():
            found[name] = value.strip()
    if not found or set(found) == {"born"}:
        raise Invalid(
            "search.empty",
            N_("There is nothing to search for."),
            N_("Give a name, a phone, an account, a document, a plate or a company."),
            place="name",
        )
    return found


def subjects(fields: Mapping[str, str]) -> tuple[Subject, ...]:
    """The person, vehicle or company that the fields describe; the place of an error is the field's name.

    Raises:
        Invalid: a name or number that cannot be read.
    """
    identifiers = tuple(
        _at(name, partial(Identifier, kind, fields[name])) for name, kind in IDENTIFIER_FIELDS.items() if name in fields
    )
    found = []
    names = tuple(part.strip() for part in fields.get("name", "").splitlines() if part.strip())
    if names or identifiers:
        born = (fields["born"],) if "born" in fields else ()
        found.append(_at("name", partial(Subject, names=names, birth_dates=born, identifiers=identifiers)))
    if "company" in fields:
        found.append(_at("company", partial(Subject, kind="company", names=(fields["company"],))))
    return tuple(found)


def asked(fields: Mapping[str, str], region: str | None) -> Asked:
    """The tokens to ask for these fields."""
    every: dict[Token, int] = {}
    for subject in subjects(fields):
        every |= ranked(subject, role="query", default_region=region or None)
    chosen: dict[str, list[Token]] = {}
    usable = 0
    for kind, slots in SHAPES[LARGEST].items():
        of_kind = {token: rank for token, rank in every.items() if token.kind == kind and token.tier != "weak"}
        usable += len(of_kind)
        chosen[kind] = strongest(of_kind, slots)
    kept = sum(map(len, chosen.values()))
    return Asked(chosen, usable - kept, len(every) - usable)


def _at(place: str, read: Callable[[], T]) -> T:
    """What ``read`` returns; an error of it names the field that the officer sees."""
    try:
        return read()
    except Invalid as error:
        error.place = "born" if error.place.startswith("birth") else place
        raise
