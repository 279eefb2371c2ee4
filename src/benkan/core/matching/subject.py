"""Who or what is searched for: names, birth dates and identifiers of one person, company, vehicle or vessel.

Everything is checked when the subject is made, so that tokens and compare never meet bad input.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from benkan.core.errors import N_, Invalid
from benkan.core.matching.dates import PartialDate, read
from benkan.core.matching.identifiers import Identifier
from benkan.core.matching.normalise import Part, clean, parts
from benkan.core.matching.organisation_parts import organisation_parts

KINDS = ("person", "company", "vehicle", "vessel")
MAX_NAMES = 500
MAX_IDENTIFIERS = 500
MAX_ADDRESSES = 100


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or thing as one side knows it. Lists are accepted and become tuples; names are cleaned.

    Args:
        kind: ``person``, ``company``, ``vehicle`` or ``vessel``.
        names: every name and alias, in any script.
        birth_dates: ``1984``, ``1984-05`` or ``1984-05-03``.
        sex: ``male``, ``female`` or nothing.
        nationalities: ISO 3166 codes.
        identifiers: phones, accounts, documents, plates.
        addresses: each in one piece of text, in any script; they weigh in a score and make no token.

    Raises:
        Invalid: see ``clean``, ``dates.read`` and ``Identifier``; ``subject.kind``; ``subject.too-many``.
    """

    kind: str = "person"
    names: tuple[str, ...] = ()
    birth_dates: tuple[str, ...] = ()
    sex: str | None = None
    nationalities: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    addresses: tuple[str, ...] = ()
    dates: tuple[PartialDate, ...] = field(init=False, repr=False, compare=False, default=())
    _parts: tuple[tuple[Part, ...], ...] | None = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Invalid(
                "subject.kind",
                N_("There is no such kind of subject."),
                N_("Use one of: %(kinds)s."),
                place="kind",
                kinds=", ".join(KINDS),
            )
        names = _sequence("names", self.names, MAX_NAMES)
        cleaned = (clean(name, place=f"names[{at}]") for at, name in enumerate(names))
        self._set("names", tuple(dict.fromkeys(cleaned)))
        dates = tuple(
            read(date, place=f"birth_dates[{at}]")
            for at, date in enumerate(_sequence("birth_dates", self.birth_dates, MAX_NAMES))
        )
        self._set("dates", dates)
        self._set("birth_dates", tuple(str(date) for date in dates))
        if self.sex not in (None, "", "male", "female"):
            raise Invalid("subject.sex", N_("Sex is male, female or unknown."), N_("Correct it."), place="sex")
        self._set("sex", self.sex or None)
        nationalities = _sequence("nationalities", self.nationalities, MAX_NAMES)
        self._set("nationalities", tuple(dict.fromkeys(str(code).strip().upper() for code in nationalities)))
        identifiers = _sequence("identifiers", self.identifiers, MAX_IDENTIFIERS)
        if not all(isinstance(one, Identifier) for one in identifiers):
            raise Invalid(
                "identifier.kind",
                N_("An identifier needs a kind and a value."),
                N_("Give both."),
                place="identifiers",
            )
        self._set("identifiers", tuple(dict.fromkeys(identifiers)))
        addresses = _sequence("addresses", self.addresses, MAX_ADDRESSES)
        written = (clean(one, place=f"addresses[{at}]") for at, one in enumerate(addresses))
        self._set("addresses", tuple(dict.fromkeys(written)))

    @classmethod
    def restored(
        cls,
        *,
        kind: str,
        names: tuple[str, ...],
        dates: tuple[PartialDate, ...] = (),
        sex: str | None = None,
        nationalities: tuple[str, ...] = (),
        identifiers: tuple[Identifier, ...] = (),
    ) -> Subject:
        """A subject of values that another subject held before: nothing is checked or cleaned a second time."""
        made = object.__new__(cls)
        made._set("kind", kind)
        made._set("names", names)
        made._set("birth_dates", tuple(map(str, dates)))
        made._set("sex", sex)
        made._set("nationalities", nationalities)
        made._set("identifiers", identifiers)
        made._set("dates", dates)
        made._set("_parts", None)
        return made

    @property
    def parts(self) -> tuple[tuple[Part, ...], ...]:
        """The parts of each name, in the order of the names; read once."""
        if self._parts is None:
            self._set("_parts", tuple(self._read(name) for name in self.names))
        return self._parts or ()

    def _read(self, name: str) -> tuple[Part, ...]:
        return organisation_parts(name, self.kind) if self.kind in ("company", "vessel") else parts(name)

    def _set(self, name: str, value: Any) -> None:
        object.__setattr__(self, name, value)


def _sequence(place: str, value: Iterable[Any], limit: int) -> tuple[Any, ...]:
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        raise Invalid("subject.not-a-list", N_("A list is expected."), N_("Give a list, even of one."), place=place)
    found = tuple(value)
    if len(found) > limit:
        raise Invalid(
            "subject.too-many",
            N_("There are more than %(limit)d entries."),
            N_("Split the subject."),
            place=place,
            limit=limit,
        )
    return found
