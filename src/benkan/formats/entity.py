"""One FollowTheMoney entity, checked against the schema table.

https://followthemoney.tech is the model; ``ftm_schema`` holds the part that is known here. Values are always lists of
text, as in that model. Names are cleaned as matching wants them, so that what is stored is what is searched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benkan.core.errors import N_, Invalid
from benkan.core.matching import clean
from benkan.formats.ftm_schema import ABSTRACT, ANCESTORS, PROPERTIES

MAX_VALUES = 500
MAX_ID_CHARACTERS = 200
LIMITS = {"text": 20_000, "url": 2_000, "string": 2_000, "address": 1_000, "name": 300, "identifier": 128}
_LIMIT = 500
_FORMS = {
    "date": re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T[\d:.Z+-]{1,20})?)?)?", re.ASCII),
    "country": re.compile(r"[a-z]{2,4}(-[a-z0-9]{2,5})?"),
    "gender": re.compile(r"male|female|other"),
    "number": re.compile(r"[-+]?[\d .,']{1,40}"),
}
_DIRECTIONS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity as a reader found it; ``place`` says where, for the report."""

    id: str
    schema: str
    properties: dict[str, tuple[str, ...]]
    place: str = ""

    def is_a(self, schema: str) -> bool:
        """Whether its schema is this one or extends it."""
        return schema in ANCESTORS[self.schema]

    def first(self, name: str) -> str:
        """The first value of a property, or nothing."""
        values = self.properties.get(name, ())
        return values[0] if values else ""


def checked(identifier: object, schema: object, properties: Mapping[str, object], *, place: str = "") -> Entity:
    """The entity, if the table knows its schema and every property and each value fits.

    Raises:
        Invalid: ``ftm.id``, ``ftm.schema``, ``ftm.property``, ``ftm.value`` or an error of ``clean`` for a name.
    """
    if (
        not isinstance(identifier, str)
        or not identifier.isprintable()
        or not 0 < len(identifier.strip()) <= MAX_ID_CHARACTERS
    ):
        raise Invalid(
            "ftm.id",
            N_("An entity has no usable id."),
            N_("Give it a text of at most %(limit)d characters."),
            place=place,
            limit=MAX_ID_CHARACTERS,
        )
    if not isinstance(schema, str) or schema not in PROPERTIES or schema in ABSTRACT:
        raise Invalid(
            "ftm.schema",
            N_("The schema %(schema)s is not known here."),
            N_("See resources/followthemoney.yaml for the schemata that are read."),
            place=place,
            schema=_shown(schema),
        )
    kinds = PROPERTIES[schema]
    kept: dict[str, tuple[str, ...]] = {}
    for name, values in properties.items():
        if name not in kinds:
            raise Invalid(
                "ftm.property",
                N_("%(schema)s has no property %(property)s."),
                N_("Correct the name, or leave the property out."),
                place=" · ".join(part for part in (place, _shown(name)) if part),
                schema=schema,
                property=_shown(name),
            )
        if found := _values(values, kinds[name], f"{place} · {name}" if place else name):
            kept[name] = found
    return Entity(identifier.strip(), schema, kept, place)


def _values(values: object, kind: str, place: str) -> tuple[str, ...]:
    if isinstance(values, str):
        values = [values]
    if not isinstance(values, Iterable) or isinstance(values, Mapping | bytes):
        raise _bad(place, kind)
    found: dict[str, None] = {}
    for value in values:
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)  # noqa: PLW2901 - numbers are written bare by some tools
        if not isinstance(value, str):
            raise _bad(place, kind)
        if value.strip():
            found[_value(value, kind, place)] = None
        if len(found) > MAX_VALUES:
            raise Invalid(
                "ftm.too-many",
                N_("A property has more than %(limit)d values."),
                N_("Split the entity or drop the values that do not matter."),
                place=place,
                limit=MAX_VALUES,
            )
    return tuple(found)


def _value(value: str, kind: str, place: str) -> str:
    if kind == "name":
        return clean(value, place=place)
    if len(value) > LIMITS.get(kind, _LIMIT):
        raise Invalid(
            "ftm.too-long",
            N_("A value is longer than %(limit)d characters."),
            N_("Shorten it; long texts belong in notes."),
            place=place,
            limit=LIMITS.get(kind, _LIMIT),
        )
    if kind == "text":
        return "".join(c for c in value if c in "\n\t" or _harmless(c)).strip()
    plain = " ".join("".join(c if c.isspace() or _harmless(c) else "" for c in value).split())
    if kind in ("country", "gender"):
        plain = plain.lower()
    if not (_FORMS[kind].fullmatch(plain) if kind in _FORMS else plain):
        raise _bad(place, kind)
    return plain


def _harmless(character: str) -> bool:
    return character not in _DIRECTIONS and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")


def _bad(place: str, kind: str) -> Invalid:
    return Invalid(
        "ftm.value",
        N_("A value cannot be read as %(kind)s."),
        N_("Correct it at its source; dates are written 1984, 1984-05 or 1984-05-03, countries with their ISO code."),
        place=place,
        kind=kind,
    )


def _shown(value: object) -> str:
    return ascii(value)[:40] if not isinstance(value, str) else value[:40]
