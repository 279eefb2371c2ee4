"""What an XSD says about each element: its children in their order, its codes, its bounds. Any XSD 1.0 of one file.

Types may contain themselves (a person's related persons): an element's content is looked up when it is asked for.
Identity constraints, wildcards' process and substitution groups are left to the validator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from lxml import etree

from benkan.core.errors import N_, Invalid

XS: Final = "{http://www.w3.org/2001/XMLSchema}"
MAX_NESTING: Final = 40
Kind = Literal["sequence", "choice", "all"]


@dataclass(frozen=True, slots=True)
class Simple:
    """What a text may be.

    Args:
        base: name of the built-in type, such as ``dateTime``.
        codes: the only values, in the order of the schema; empty when it is no code list.
        patterns: each of these must fit, without anchors.
        facets: name and value of the other bounds, such as ``maxLength``.
        union: types of which one must fit.
        listed: the type of each item of a list divided by blanks.
    """

    base: str = "string"
    codes: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    facets: tuple[tuple[str, str], ...] = ()
    union: tuple[Simple, ...] = ()
    listed: Simple | None = None

    def facet(self, name: str) -> str:
        """The tightest that was said last, or empty."""
        return next((value for key, value in reversed(self.facets) if key == name), "")


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute: its name, whether it must be there, its text."""

    name: str
    required: bool
    simple: Simple
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Children in an order, in any order, or one of them; ``most`` is None without a bound."""

    kind: Kind
    parts: tuple[Group | Declared, ...]
    least: int = 1
    most: int | None = 1


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in an element: attributes, and children or a text."""

    attributes: tuple[Attribute, ...] = ()
    group: Group | None = None
    simple: Simple | None = None
    open: bool = False


@dataclass(frozen=True, slots=True)
class Declared:
    """An element as one place of the schema declares it."""

    name: str
    node: etree._Element
    least: int = 1
    most: int | None = 1
    fixed: str = ""
    nillable: bool = False


class Model:
    """The declarations of one schema, read from its tree."""

    def __init__(self, tree: etree._Element) -> None:
        self._named: dict[tuple[str, str], etree._Element] = {}
        for node in tree:
            if isinstance(node.tag, str) and (name := node.get("name")):
                self._named.setdefault((_kind(node), name), node)
        self._contents: dict[etree._Element, Content] = {}

    def root(self, name: str) -> Declared | None:
        """The global element of this name."""
        node = self._named.get(("element", name))
        return None if node is None else self._declared(node)

    def content(self, declared: Declared) -> Content:
        """What stands in the element."""
        found = self._contents.get(declared.node)
        if found is None:
            found = self._contents[declared.node] = self._content(declared.node)
        return found

    def children(self, declared: Declared) -> tuple[Declared, ...]:
        """Every element that may stand directly below, in the order of the schema."""
        group = self.content(declared).group
        return tuple(_leaves(group)) if group else ()

    def child(self, declared: Declared, name: str) -> Declared | None:
        """The child of this name."""
        return next((one for one in self.children(declared) if one.name == name), None)

    def at(self, path: Sequence[str]) -> Declared | None:
        """The element at a path of names that begins with a global one."""
        found = self.root(path[0]) if path else None
        for name in path[1:]:
            found = found and self.child(found, name)
        return found

    def _declared(self, node: etree._Element) -> Declared:
        target = self._target(node, "element")
        return Declared(
            target.get("name") or "",
            target,
            _number(node.get("minOccurs"), 1),
            None if node.get("maxOccurs") == "unbounded" else _number(node.get("maxOccurs"), 1),
            target.get("fixed") or "",
            target.get("nillable") in ("true", "1"),
        )

    def _target(self, node: etree._Element, kind: str) -> etree._Element:
        """The node that a ``ref`` names, else the node."""
        ref = node.get("ref")
        return node if ref is None else self._find(kind, ref)

    def _find(self, kind: str, name: str) -> etree._Element:
        found = self._named.get((kind, name.rpartition(":")[2]))
        if found is None:
            raise Invalid(
                "goaml.schema-name",
                N_("The schema uses %(name)s and does not say what it is."),
                N_("Give the XSD of your financial intelligence unit as one whole file."),
                place=f"{kind} {name[:60]}",
                name=name[:60],
            )
        return found

    def _content(self, node: etree._Element) -> Content:
        for child in node:
            if _kind(child) == "complexType":
                return self._complex(child)
            if _kind(child) == "simpleType":
                return Content(simple=self._simple(child))
        return self._by_name(node.get("type") or "")

    def _by_name(self, name: str) -> Content:
        short = name.rpartition(":")[2]
        if not name:
            return Content(open=True, simple=Simple())
        if ("complexType", short) in self._named:
            return self._complex(self._named["complexType", short])
        return Content(simple=self._simple_named(name))

    def _complex(self, node: etree._Element, nesting: int = 0) -> Content:
        _stop(nesting)
        for child in node:
            kind = _kind(child)
            if kind in ("complexContent", "simpleContent"):
                return self._derived(child, nesting)
        return Content(tuple(self._attributes(node, nesting)), self._group_of(node, nesting), None)

    def _derived(self, node: etree._Element, nesting: int) -> Content:
        step = next((child for child in node if _kind(child) in ("extension", "restriction")), None)
        if step is None:
            return Content()
        name = step.get("base") or ""
        short = name.rpartition(":")[2]
        known = ("complexType", short) in self._named
        base = (
            self._complex(self._named["complexType", short], nesting + 1)
            if known
            else Content(simple=self._simple_named(name))
        )
        own = self._group_of(step, nesting)
        attributes = {one.name: one for one in (*base.attributes, *self._attributes(step, nesting))}
        group = own
        if _kind(step) == "extension" and base.group:
            group = Group("sequence", (base.group, own)) if own else base.group
        return Content(tuple(attributes.values()), group, base.simple)

    def _group_of(self, node: etree._Element, nesting: int) -> Group | None:
        for child in node:
            if _kind(child) in ("sequence", "choice", "all", "group"):
                return self._group(child, nesting + 1)
        return None

    def _group(self, node: etree._Element, nesting: int) -> Group | None:
        _stop(nesting)
        least, most = _number(node.get("minOccurs"), 1), node.get("maxOccurs")
        if _kind(node) == "group":
            inner = self._group_of(self._target(node, "group"), nesting)
            return inner and Group("sequence", (inner,), least, _most(most))
        parts: list[Group | Declared] = []
        for child in node:
            if _kind(child) == "element":
                parts.append(self._declared(child))
            elif _kind(child) in ("sequence", "choice", "all", "group") and (inner := self._group(child, nesting + 1)):
                parts.append(inner)
        kind: Kind = "choice" if _kind(node) == "choice" else "all" if _kind(node) == "all" else "sequence"
        return Group(kind, tuple(parts), least, _most(most))

    def _attributes(self, node: etree._Element, nesting: int) -> Iterator[Attribute]:
        _stop(nesting)
        for child in node:
            if _kind(child) == "attributeGroup":
                yield from self._attributes(self._target(child, "attributeGroup"), nesting + 1)
            elif _kind(child) == "attribute" and child.get("use") != "prohibited":
                target = self._target(child, "attribute")
                inner = next((each for each in target if _kind(each) == "simpleType"), None)
                simple = self._simple_named(target.get("type") or "") if inner is None else self._simple(inner)
                name = target.get("name") or ""
                yield Attribute(name, child.get("use") == "required", simple, target.get("fixed") or "")

    def _simple_named(self, name: str, nesting: int = 0) -> Simple:
        short = name.rpartition(":")[2]
        node = self._named.get(("simpleType", short))
        return Simple(short or "string") if node is None else self._simple(node, nesting + 1)

    def _simple(self, node: etree._Element, nesting: int = 0) -> Simple:
        _stop(nesting)
        step = next((child for child in node if _kind(child) in ("restriction", "list", "union")), None)
        if step is None:
            return Simple()
        inner = [self._simple(child, nesting + 1) for child in step if _kind(child) == "simpleType"]
        if _kind(step) == "union":
            members = [self._simple_named(name, nesting) for name in (step.get("memberTypes") or "").split()]
            return Simple(union=tuple(members + inner))
        if _kind(step) == "list":
            return Simple(listed=inner[0] if inner else self._simple_named(step.get("itemType") or "", nesting))
        base = inner[0] if inner else self._simple_named(step.get("base") or "", nesting)
        codes = tuple(child.get("value") or "" for child in step if _kind(child) == "enumeration")
        patterns = tuple(child.get("value") or "" for child in step if _kind(child) == "pattern")
        facets = tuple(
            (_kind(child), child.get("value") or "")
            for child in step
            if _kind(child) not in ("enumeration", "pattern", "simpleType", "annotation", "")
        )
        # Patterns of one step are alternatives; those of steps above each other must all fit.
        together = ("|".join(patterns),) if patterns else ()
        return Simple(
            base.base, codes or base.codes, base.patterns + together, base.facets + facets, base.union, base.listed
        )


def _leaves(group: Group) -> Iterator[Declared]:
    for part in group.parts:
        if isinstance(part, Group):
            yield from _leaves(part)
        else:
            yield part


def _kind(node: etree._Element) -> str:
    tag = node.tag
    return tag.removeprefix(XS) if isinstance(tag, str) and tag.startswith(XS) else ""


def _most(text: str | None) -> int | None:
    return None if text == "unbounded" else _number(text, 1)


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() else otherwise


def _stop(nesting: int) -> None:
    if nesting > MAX_NESTING:
        raise Invalid(
            "goaml.schema-nesting",
            N_("Types of the schema are built on each other more than %(limit)d deep, or in a circle."),
            N_("Give the XSD of your financial intelligence unit as it was published."),
            place="schema",
            limit=MAX_NESTING,
        )
