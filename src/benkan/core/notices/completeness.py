"""The gate before everything else: what is missing or cannot be read, said at the field.

Most notices that are refused elsewhere are refused as poor files (INTERPOL 2024: 2,157 of 2,462 for neither article 2
nor article 3), after they have been read by people. Here a poor file does not leave its author.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benkan.core.errors import N_, Invalid
from benkan.core.notices.fields import MAX_VALUES, Field
from benkan.core.notices.types import TYPES, NoticeType

Values = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands in the way at one field.

    Args:
        field: its name; ``subject_category`` and ``record`` are not in the type's fields.
        code: ``missing``, ``one-of``, ``unreadable``, ``in-future``, ``too-long``, ``too-many``, ``unknown-choice``,
            ``unknown-field``, ``empty``, ``below``, ``must-be``.
        facts: what the words about it need: ``least`` for ``below``, ``fields`` for ``one-of``, ``value``.
    """

    field: str
    code: str
    facts: Mapping[str, object] = dataclasses.field(default_factory=dict)


def gaps(
    code: str, values: Values, today: dt.date, *, subject_category: str = "", properties: Values | None = None
) -> tuple[Gap, ...]:
    """What keeps a notice of this type from being complete, in the order of its fields; empty when it is.

    Args:
        code: a key of ``TYPES``.
        values: texts by field; a field without texts is left out.
        subject_category: why a person is in it.
        properties: fields of the own record that leave with it, for a type that carries some.

    Raises:
        Invalid: ``notice.type``.
    """
    kind = type_of(code)
    return tuple(_gaps(kind, values, today, subject_category, properties or {}))


def complete(
    code: str, values: Values, today: dt.date, *, subject_category: str = "", properties: Values | None = None
) -> None:
    """Nothing when the notice is complete.

    Raises:
        Invalid: ``notice.type``, or ``notice.incomplete`` with the first field as its place.
    """
    found = gaps(code, values, today, subject_category=subject_category, properties=properties)
    if found:
        raise Invalid(
            "notice.incomplete",
            N_("The notice is not complete: %(count)d field(s) must be filled in or corrected."),
            N_("Complete the fields that are marked, then go on."),
            place=found[0].field,
            count=len(found),
            fields=", ".join(dict.fromkeys(gap.field for gap in found)),
        )


def type_of(code: str) -> NoticeType:
    """The type of this code.

    Raises:
        Invalid: ``notice.type``.
    """
    found = TYPES.get(code)
    if found is None:
        raise Invalid(
            "notice.type",
            N_("There is no such type of notice."),
            N_("Choose a type of the list; a partner's newer type needs newer software."),
            place="type",
        )
    return found


def categories(code: str, values: Iterable[str]) -> frozenset[str]:
    """The categories of data that the filled-in fields of a notice belong to, as conventions name them."""
    kind = type_of(code)
    found = {kind.category} if kind.category else set()
    for name in values:
        known = kind.field(name)
        if known is not None and known.category:
            found.add(known.category)
    return frozenset(found)


def subject_category_needed(code: str, schema: str = "") -> bool:
    """Whether a person is in the notice; ``schema`` is that of the record which it carries."""
    kind = type_of(code)
    return kind.about_person or (kind.from_record and schema in ("", "Person", "LegalEntity"))


def _gaps(kind: NoticeType, values: Values, today: dt.date, subject_category: str, properties: Values) -> Iterator[Gap]:
    yield from _of_category(kind, subject_category)
    for field_ in kind.fields:
        yield from _of_field(field_, values, today)
    for group in kind.any_of:
        if not any(values.get(name) for name in group):
            yield Gap(group[0], "one-of", {"fields": ", ".join(group)})
    yield from _of_conditions(kind, values)
    for name in values:
        if kind.field(name) is None:
            yield Gap(name, "unknown-field")
    if kind.from_record and not properties:
        yield Gap("record", "missing")
    if properties and not kind.from_record:
        yield Gap("record", "unknown-field")


def _of_category(kind: NoticeType, subject_category: str) -> Iterator[Gap]:
    if kind.about_person and not subject_category:
        yield Gap("subject_category", "missing")
    elif subject_category and subject_category not in kind.subject_categories:
        yield Gap("subject_category", "unknown-choice")


def _of_conditions(kind: NoticeType, values: Values) -> Iterator[Gap]:
    for name, value in kind.must:
        if values.get(name) and list(values[name]) != [value]:
            yield Gap(name, "must-be", {"value": value})
    for floor in kind.least:
        given = list(values.get(floor.field, ()))
        if list(values.get(floor.when[0], ())) == [floor.when[1]] and given and _below(given[0], floor.least):
            yield Gap(floor.field, "below", {"least": floor.least})


def _of_field(field_: Field, values: Values, today: dt.date) -> Iterator[Gap]:
    given = list(values.get(field_.name, ()))
    if not given:
        other, excusing = field_.unless
        excused = bool(other) and any(value in excusing for value in values.get(other, ()))
        if field_.required and not excused:
            yield Gap(field_.name, "missing")
        return
    if len(given) > (MAX_VALUES if field_.many else 1):
        yield Gap(field_.name, "too-many", {"limit": MAX_VALUES if field_.many else 1})
        return
    for value in given:
        wrong = field_.why_not(value, today)
        if wrong:
            yield Gap(field_.name, wrong)
            return


def _below(value: str, least: int) -> bool:
    try:
        return float(value) < least
    except ValueError:
        return False  # said at the field already
