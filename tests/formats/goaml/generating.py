"""Reports that use every element, every attribute and every alternative of a schema, whatever schema it is.

Each report takes, at every choice, the alternative below which most is still unused; reports are made until nothing is
left. Types that contain themselves end at a depth. Every free text is unique, so that a lost one is missed.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from hypothesis import find
from hypothesis import strategies as st
from lxml import etree

from benkan.formats.goaml.model import Content, Declared, Group, Simple
from benkan.formats.goaml.patterns import allows
from benkan.formats.goaml.schema import Schema

MAX_DEPTH = 12
NUMBERS = frozenset(("decimal", "int", "integer", "long", "float", "double", "nonNegativeInteger"))
TRIED = ("10.20.30.40", "2001:0db8:0000:0000:0000:0000:0000:0001", "awa@example.org", "25", "AB", "a", "1")


class Generator:
    """Makes the reports of one schema."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.model = schema.model
        self.used: set[etree._Element] = set()
        self.wanted = set(self._reachable(schema.report, frozenset(), 0))
        self._number = itertools.count(1)
        self._below: dict[etree._Element, frozenset[etree._Element]] = {}

    def reports(self, most: int = 400) -> Iterator[etree._Element]:
        """Reports, until every element was used."""
        for _each in range(most):
            root = self._element(self.schema.report, 0)
            yield root
            if self.wanted <= self.used:
                return

    def _reachable(self, declared: Declared, above: frozenset[etree._Element], depth: int) -> Iterator[etree._Element]:
        yield declared.node
        if declared.node in above or depth > MAX_DEPTH:
            return
        for child in self.model.children(declared):
            yield from self._reachable(child, above | {declared.node}, depth + 1)

    def _unused_below(self, part: Group | Declared) -> int:
        if isinstance(part, Declared):
            if part.node not in self._below:
                self._below[part.node] = frozenset(self._reachable(part, frozenset(), MAX_DEPTH - 5))
            return len(self._below[part.node] - self.used)
        return sum(self._unused_below(each) for each in part.parts)

    def _element(self, declared: Declared, depth: int) -> etree._Element:
        self.used.add(declared.node)
        element = etree.Element(declared.name)
        content: Content = self.model.content(declared)
        for attribute in content.attributes:
            element.set(attribute.name, attribute.fixed or self._text(attribute.simple))
        if content.group is not None:
            for child in self._children(content.group, depth + 1):
                element.append(child)
        elif content.simple is not None:
            element.text = declared.fixed or self._text(content.simple)
        return element

    def _children(self, group: Group, depth: int) -> Iterator[etree._Element]:
        times = max(1, min(group.most or 2, 2)) if depth < 8 else 1
        for _each in range(times):
            if group.kind == "choice":
                part = max(group.parts, key=self._unused_below)
                yield from self._part(part, depth, needed=group.least > 0)
            else:
                for part in group.parts:
                    yield from self._part(part, depth, needed=part.least > 0)

    def _part(self, part: Group | Declared, depth: int, *, needed: bool) -> Iterator[etree._Element]:
        if depth > MAX_DEPTH and not needed:
            return
        if isinstance(part, Group):
            yield from self._children(part, depth)
            return
        if depth > 6 and not needed and not self._unused_below(part):
            return  # else a person's relatives' relatives would never end
        times = 2 if part.most is None and depth < 6 else max(1, min(part.least, 2))
        for _each in range(times):
            yield self._element(part, depth)

    def _text(self, simple: Simple) -> str:
        number = next(self._number)
        if inner := simple.union or ((simple.listed,) if simple.listed else ()):
            return self._text(inner[number % len(inner)])
        if simple.codes:
            return simple.codes[number % len(simple.codes)]
        if simple.patterns:
            return self._patterned(simple, number)
        day = f"20{10 + number % 17}-{1 + number % 12:02}-{1 + number % 28:02}"
        if simple.base in NUMBERS:
            return self._number_within(simple, number)
        built_in = {
            "date": day,
            "dateTime": f"{day}T{number % 24:02}:{number % 60:02}:00",
            "boolean": ("true", "false", "1", "0")[number % 4],
        }
        return built_in.get(simple.base) or self._string(simple, f"Kéïta n° {number} – أحمد")

    def _patterned(self, simple: Simple, number: int) -> str:
        for text in (f"Awa {number}", f"{1_000 + number}", *TRIED):
            fit = self._string(simple, text)
            if all(allows(pattern, fit) for pattern in simple.patterns):
                return fit
        return find(st.from_regex(re.compile(simple.patterns[0], re.ASCII), fullmatch=True), lambda text: len(text) > 0)

    def _string(self, simple: Simple, text: str) -> str:
        exact = simple.facet("length")
        least, most = int(exact or simple.facet("minLength") or 0), int(exact or simple.facet("maxLength") or 1_000)
        return text.ljust(least, "x")[:most].strip().ljust(least, "x")

    def _number_within(self, simple: Simple, number: int) -> str:
        low = Decimal(simple.facet("minInclusive") or simple.facet("minExclusive") or "-1000000")
        high = Decimal(simple.facet("maxInclusive") or simple.facet("maxExclusive") or "1000000")
        value = Decimal(number) + Decimal(number % 100) / 100
        if simple.facet("fractionDigits") == "0" or simple.base not in ("decimal", "float", "double"):
            value = Decimal(number)
        if low < value < high:
            return f"{value:f}"
        return f"{(low + high) / 2:f}".split(".")[0]


def texts(root: etree._Element) -> list[str]:
    """Every text of a leaf and every value of an attribute."""
    found = []
    for node in root.iter(etree.Element):
        found += [value for value in node.attrib.values() if value.strip()]
        if not len(node) and (node.text or "").strip():
            found.append((node.text or "").strip())
    return found


def fields_of(node: etree._Element) -> object:
    """The element as ``compose`` takes it: nested names and values."""
    if not len(node) and not node.attrib:
        return node.text or ""
    fields: dict[str, object] = {f"@{name}": value for name, value in node.attrib.items()}
    for child in node:
        below = fields_of(child)
        fields.setdefault(child.tag, [])
        fields[child.tag].append(below)  # type: ignore[attr-defined]
    if not len(node):
        fields["#text"] = node.text or ""
    return dict(reversed(fields.items()))
