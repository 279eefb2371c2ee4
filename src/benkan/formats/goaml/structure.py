"""What every goAML report must say, whatever its FIU: checked where no XSD was given. Our own words and our own list.

It knows names that every version of the format has had, not the code lists and the bounds of a unit: a report that
passes here may still be refused there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

from lxml import etree

from benkan.core.errors import N_
from benkan.formats.goaml.view import SIDES
from benkan.formats.money_rows import Assumed
from benkan.formats.money_values import country_of, currency_of, decimal_of, moment_of
from benkan.formats.report import Finding
from benkan.formats.xml_stream import children, line_of, local

# One of the names that are divided by | must stand there with a text or with children.
REQUIRED: Final = {
    "report": (
        "rentity_id", "submission_code", "report_code", "entity_reference", "submission_date|report_date",
        "currency_code_local", "reporting_person|reporting_user_code", "transaction|activity", "report_indicators",
    ),
    "transaction": (
        "transactionnumber", "date_transaction", "transmode_code", "amount_local",
        "t_from|t_from_my_client|involved_parties", "t_to|t_to_my_client|involved_parties",
    ),
    "activity": ("report_parties",),
    "t_from": ("from_account|from_person|from_entity",),
    "t_from_my_client": ("from_account|from_person|from_entity",),
    "t_to": ("to_account|to_person|to_entity",),
    "t_to_my_client": ("to_account|to_person|to_entity",),
    "party": ("account|account_my_client|person|person_my_client|entity|entity_my_client",),
    "report_party": ("account|account_my_client|person|person_my_client|entity|entity_my_client",),
    "person": ("first_name", "last_name"),
    "account": ("account", "institution_code|swift|institution_name"),
    "entity": ("name",),
    "item": ("item_type",),
    "routing": ("transport_mode|transport_type",),
}  # fmt: skip
NUMBERS: Final = frozenset(("amount_local", "foreign_amount", "balance", "estimated_value", "disposed_value"))
COUNTRIES: Final = re.compile(r"country_code|nationality\d|residence|(?:\w+_)?country|passport_country")
CURRENCIES: Final = re.compile(r"(?:\w+_)?currency_code(?:_local)?")
_DATES: Final = re.compile(r"(?:\w+_)?date|date_\w+|birthdate|valid_(?:from|to)")
_UNKNOWN: Final = ("", "-")
_ASSUMED: Final = Assumed()


def structure_findings(element: etree._Element, place: str) -> Iterator[Finding]:
    """The faults of a report's frame, or of one transaction.

    Args:
        element: the root without its transactions, or a transaction.
        place: its path.
    """
    for node in element.iter(etree.Element):
        name = local(node)
        if len(node):
            if wanted := REQUIRED.get(_sort(name)):
                yield from _missing(node, element, place, wanted)
        elif node is not element and (readable := _test(name)) is not None:
            text = (node.text or "").strip()
            if text not in _UNKNOWN and not readable(text):
                yield _unreadable(node, _path(node, element, place), name, text)


def _missing(node: etree._Element, top: etree._Element, place: str, wanted: tuple[str, ...]) -> Iterator[Finding]:
    there = {local(child) for child in children(node) if len(child) or (child.text or "").strip()}
    for names in wanted:
        if there.isdisjoint(names.split("|")):
            yield Finding(
                _path(node, top, place),
                "goaml.missing",
                N_("%(element)s is not complete."),
                N_("Kept as written."),
                {"element": local(node), "expected": names.replace("|", ", ")},
                remedy=N_("Still needed: %(expected)s."),
                line=line_of(node),
            )


def _unreadable(node: etree._Element, path: str, name: str, text: str) -> Finding:
    return Finding(
        path,
        "goaml.type",
        N_("%(element)s: “%(value)s” is not of the kind that stands there."),
        N_("Kept as written."),
        {"element": name, "value": text[:80]},
        remedy=N_("Write a date as 2026-05-24T14:30:00, a number with a point, yes and no as true and false."),
        line=line_of(node),
    )


def _path(node: etree._Element, top: etree._Element, place: str) -> str:
    """The path of a node below the top, each name with its number among its like."""
    steps: list[str] = []
    while node is not top:
        name = local(node)
        number = 1 + sum(local(other) == name for other in node.itersiblings(preceding=True))
        steps.append(f"/{name}[{number}]")
        parent = node.getparent()
        if parent is None:
            break
        node = parent
    return place + "".join(reversed(steps))


@lru_cache(maxsize=4096)
def _test(name: str) -> Callable[[str], object] | None:
    """What a text must be under this name; None: anything."""
    if name in NUMBERS:
        return lambda text: decimal_of(text) is not None
    if _DATES.fullmatch(name):
        return lambda text: moment_of(text, _ASSUMED) is not None
    if COUNTRIES.fullmatch(name):
        return country_of
    return currency_of if CURRENCIES.fullmatch(name) else None


def _sort(name: str) -> str:
    """Persons, accounts and entities are the same under all of their names."""
    return name if name in REQUIRED else SIDES.get(name, "")
