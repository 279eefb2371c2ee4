"""A report against the XSD: every fault with its line, its path and what to do; nothing is thrown away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from rapidfuzz import process

from benkan.core.errors import N_
from benkan.formats.goaml.schema import Schema
from benkan.formats.report import Finding, Report
from benkan.formats.xml_stream import Part

SHOWN: Final = 80
MAX_ERRORS: Final = 500
"""Faults of one part that are told; the validator goes on, the report does not."""
_NAMED: Final = re.compile(r"Element '([^']{1,200})'(?:, attribute '([^']{1,200})')?")
_VALUE: Final = re.compile(r"(?:The value |: )'(.*?)' (?:is|has)", re.DOTALL)
_SET: Final = re.compile(r"set \{(.*)\}", re.DOTALL)
_EXPECTED: Final = re.compile(r"Expected is (?:one of )?\( (.*?) \)", re.DOTALL)
_PATTERN: Final = re.compile(r"accepted by the pattern '(.*)'\.", re.DOTALL)
_LIMITS: Final = re.compile(r"length of '(\d+)'.*?length of '(\d+)'", re.DOTALL)
_BOUND: Final = re.compile(r"\('([^']{1,80})'\)")

_KEPT: Final = N_("Kept as written.")
_TEXTS: Final[dict[str, tuple[str, str, str]]] = {
    "CVC_ENUMERATION_VALID": (
        "goaml.code",
        N_("%(element)s: “%(value)s” is not in the code list."),
        N_("Use a code of the list; near are: %(near)s."),
    ),
    "CVC_PATTERN_VALID": (
        "goaml.pattern",
        N_("%(element)s: “%(value)s” has letters or a form that the schema does not allow."),
        N_("Allowed is %(pattern)s. On export letters are transliterated and the original is kept beside."),
    ),
    "CVC_MAXLENGTH_VALID": (
        "goaml.too-long",
        N_("%(element)s has %(length)s characters."),
        N_("At most %(bound)s are allowed."),
    ),
    "CVC_MINLENGTH_VALID": (
        "goaml.too-short",
        N_("%(element)s has %(length)s characters."),
        N_("At least %(bound)s are needed."),
    ),
    "CVC_LENGTH_VALID": ("goaml.length", N_("%(element)s has %(length)s characters."), N_("It must have %(bound)s.")),
    "CVC_DATATYPE_VALID_1_2_1": (
        "goaml.type",
        N_("%(element)s: “%(value)s” is not of the kind that stands there."),
        N_("Write a date as 2026-05-24T14:30:00, a number with a point, yes and no as true and false."),
    ),
    "CVC_MININCLUSIVE_VALID": ("goaml.range", N_("%(element)s: %(value)s is too small."), N_("At least %(bound)s.")),
    "CVC_MAXINCLUSIVE_VALID": ("goaml.range", N_("%(element)s: %(value)s is too large."), N_("At most %(bound)s.")),
    "CVC_MINEXCLUSIVE_VALID": ("goaml.range", N_("%(element)s: %(value)s is too small."), N_("More than %(bound)s.")),
    "CVC_MAXEXCLUSIVE_VALID": ("goaml.range", N_("%(element)s: %(value)s is too large."), N_("Less than %(bound)s.")),
    "missing": (
        "goaml.missing",
        N_("%(element)s is not complete."),
        N_("Still needed: %(expected)s."),
    ),
    "unexpected": (
        "goaml.order",
        N_("%(element)s does not stand where it may, or something before it is missing."),
        N_("Expected here: %(expected)s."),
    ),
    "other": (
        "goaml.schema",
        N_("%(element)s is not as the schema has it: %(reason)s"),
        N_("Compare it with the schema of your financial intelligence unit."),
    ),
}


def part_findings(schema: Schema, part: Part) -> Iterator[Finding]:
    """The faults of one transaction."""
    element = part.element
    if schema.part is None or schema.part.validate(element):
        return
    yield from findings(schema.part, f"/report/{element.tag}[{part.number}]", str(element.tag))


def whole_findings(schema: Schema, root: etree._Element) -> Iterator[Finding]:
    """The faults of a report, or of its frame."""
    if not schema.whole.validate(root):
        yield from findings(schema.whole, "/report", str(root.tag))


def findings(validator: etree.XMLSchema, place: str, name: str) -> Iterator[Finding]:
    """What the validator found the last time it was asked.

    Args:
        place: path of the element that was validated.
        name: of that element, as the validator's paths begin.
    """
    for number, error in enumerate(validator.error_log):
        if number == MAX_ERRORS:
            return
        path = (error.path or "").removeprefix("/*").removeprefix(f"/{name}")
        yield _finding(error, place + path)


def add_all(report: Report, found: Iterator[Finding]) -> int:
    """Puts the findings into the report: how many."""
    count = 0
    for one in found:
        report.add(one)
        count += 1
    return count


def _finding(error: Any, place: str) -> Finding:
    message = error.message[:20_000]
    kind = error.type_name.removeprefix("SCHEMAV_")
    if kind == "ELEMENT_CONTENT":
        kind = "missing" if "Missing child" in message else "unexpected"
    if kind == "CVC_PATTERN_VALID" and len(message) > 2_000:
        kind = "other"
    code, text, remedy = _TEXTS.get(kind, _TEXTS["other"])
    return Finding(place, code, text, _KEPT, _facts(message), remedy=remedy, line=error.line)


def _facts(message: str) -> dict[str, str]:
    named, value = _NAMED.search(message), _VALUE.search(message)
    lengths, bound = _LIMITS.search(message), _BOUND.search(message)
    expected, pattern, codes = _EXPECTED.search(message), _PATTERN.search(message), _SET.search(message)
    shown = value[1] if value else ""
    listed = re.findall(r"'([^']*)'", codes[1]) if codes else []
    return {
        "element": "/@".join(part for part in named.groups() if part) if named else "?",
        "value": _short(shown),
        "near": ", ".join(one for one, _score, _at in process.extract(shown[:SHOWN], listed, limit=6)) or "-",
        "length": lengths[1] if lengths else "?",
        "bound": lengths[2] if lengths else bound[1] if bound else "?",
        "expected": _short(expected[1], 300) if expected else "-",
        "pattern": _short(pattern[1]) if pattern else "-",
        "reason": _short(message.partition(": ")[2] or message, 200),
    }


def _short(text: str, limit: int = SHOWN) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= limit else f"{plain[: limit - 1]}…"
