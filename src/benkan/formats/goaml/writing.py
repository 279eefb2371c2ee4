"""Reports written: as they are, so that a unit takes them, or anew from values in the order of a schema.

Letters that a unit's patterns do not allow are transliterated, and only there; the original goes beside into a field
that the schema has for it. What else the schema does not allow is told and left as it is: a report is never cut.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from benkan.core.errors import N_, Invalid
from benkan.formats.goaml.document import Document, check
from benkan.formats.goaml.letters import plain_letters
from benkan.formats.goaml.model import Declared, Group
from benkan.formats.goaml.patterns import allows
from benkan.formats.goaml.schema import ROOT, Schema
from benkan.formats.report import Finding, Report
from benkan.formats.xml_stream import children, local

ORIGINALS: Final = ("full_name_frn", "alias", "comments")
"""Where the original of a transliterated text may stand, the best place first."""
MAX_CHANGES: Final = 10_000
TEXT: Final = "#text"
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One text that was transliterated: its path, what stood there, what stands there, and where the original is."""

    path: str
    original: str
    written: str
    kept_in: str


def write(document: Document, report: Report, schema: Schema | None = None) -> tuple[bytes, tuple[Change, ...]]:
    """The bytes of a report that a unit with this schema takes, and what was transliterated.

    Args:
        document: stays as it is.
        report: gets every place where the written report is still not as the schema has it.
        schema: None: the report is written as it is.
    """
    tree = copy.deepcopy(document.tree.getroottree())
    root = tree.getroot()
    changes: tuple[Change, ...] = ()
    if schema is not None:
        changes = tuple(_transliterate(root, schema))
        for one in changes:
            report.add(_told(one))
        check(root, report, schema)
    return bytes(etree.tostring(tree, encoding="UTF-8", xml_declaration=True)), changes


def compose(fields: Fields, schema: Schema) -> Document:
    """A new report: names and values, nested as in the report, in whatever order; the schema gives the order.

    Args:
        fields: of ``report``: for each name a text, a mapping of fields, or a sequence of these where it repeats.
            ``@name`` is an attribute, ``#text`` the text of an element that has attributes too.

    Raises:
        Invalid: ``goaml.unknown-field``, with its path; nothing is left out.
    """
    root = etree.Element(_tag(schema, ROOT))
    _fill(root, fields, schema.report, schema, f"/{ROOT}")
    return Document(root)


def _fill(node: etree._Element, fields: Fields, declared: Declared, schema: Schema, path: str) -> None:
    content = schema.model.content(declared)
    attributes = {one.name for one in content.attributes}
    known = {one.name: one for one in schema.model.children(declared)}
    for name in fields:
        if name not in known and name.removeprefix("@") not in attributes and not (name == TEXT and content.simple):
            raise Invalid(
                "goaml.unknown-field",
                N_("The schema has no %(name)s there."),
                N_("Correct the name, or leave the field out; see the schema of the financial intelligence unit."),
                place=path,
                name=name[:60],
            )
    ordered = _order(content.group, frozenset(fields)) if content.group else {}
    for name, child in (ordered | {name: one for name, one in known.items() if name not in ordered}).items():
        values = fields.get(name)
        for value in values if isinstance(values, Sequence) and not isinstance(values, str) else (values,):
            if value is None:
                continue
            below = etree.SubElement(node, _tag(schema, name))
            if isinstance(value, Mapping):
                _fill(below, value, child, schema, f"{path}/{name}")
            else:
                below.text = str(value)
    if TEXT in fields:
        node.text = str(fields[TEXT])
    for name in attributes:
        if (value := fields.get(f"@{name}")) is not None:
            node.set(name, str(value))


def _order(part: Group | Declared, names: frozenset[str]) -> dict[str, Declared]:
    """The children of these names in the order of the schema; of alternatives the one that has most of them."""
    if isinstance(part, Declared):
        return {part.name: part} if part.name in names else {}
    ways = [_order(each, names) for each in part.parts]
    if part.kind == "choice":
        # Alternatives that may be repeated can all be there.
        return max(ways, key=len, default={}) if part.most == 1 else _together(ways)
    return _together(ways)


def _together(ways: list[dict[str, Declared]]) -> dict[str, Declared]:
    """One after the other; a name keeps its first place."""
    found: dict[str, Declared] = {}
    for way in ways:
        for name, declared in way.items():
            found.setdefault(name, declared)
    return found


def _tag(schema: Schema, name: str) -> str:
    inside = schema.namespace if schema.qualified or name == ROOT else ""
    return f"{{{inside}}}{name}" if inside else name


def _transliterate(root: etree._Element, schema: Schema) -> Iterator[Change]:
    """Mends the texts that the validator refuses for their letters; the originals go beside them."""
    if schema.whole.validate(root):
        return
    tree = root.getroottree()
    faulty = [error.path for error in schema.whole.error_log if error.type_name == "SCHEMAV_CVC_PATTERN_VALID"]
    mended: dict[etree._Element, list[tuple[etree._Element, str, str]]] = {}
    for path in dict.fromkeys(faulty[:MAX_CHANGES]):
        for node in tree.xpath(path):
            original = node.text or ""
            parent = node.getparent()
            if not len(node) and parent is not None and (plain := _plain(node, original, schema)):
                node.text = plain
                mended.setdefault(parent, []).append((node, original, path))
    for parent, nodes in mended.items():
        kept_in = _keep(parent, {local(node): original for node, original, _path in nodes}, schema)
        for node, original, path in nodes:
            yield Change(path, original, node.text or "", kept_in)


def _plain(node: etree._Element, original: str, schema: Schema) -> str:
    """The text in letters that its pattern allows, or nothing."""
    plain = plain_letters(original)
    without = " ".join("".join(one if one.isalnum() or one in " .'-" else " " for one in plain).split())
    return next(
        (text for text in (plain, without) if text.strip() and _fits(_declared(node, schema), text, schema)), ""
    )


def _declared(node: etree._Element, schema: Schema) -> Declared | None:
    return schema.model.at([local(one) for one in (*reversed(list(node.iterancestors())), node)])


def _fits(declared: Declared | None, text: str, schema: Schema) -> bool:
    """Whether the schema has nothing against this text there."""
    simple = schema.model.content(declared).simple if declared else None
    if simple is None or simple.codes:
        return False
    longest = simple.facet("maxLength")
    short = not longest.isdecimal() or len(text) <= int(longest)
    return short and all(allows(pattern, text) for pattern in simple.patterns)


def _keep(parent: etree._Element, originals: Mapping[str, str], schema: Schema) -> str:
    """Puts the originals into the first field beside that may hold them: its name, or nothing."""
    declared = _declared(parent, schema)
    if declared is None:
        return ""
    there = {local(child): child for child in children(parent)}
    whole = " ".join(
        text
        for name in ("first_name", "middle_name", "prefix", "last_name", "name", "account_name")
        if (text := originals.get(name) or (there[name].text or "" if name in there else "")) and text != "-"
    )
    each = "; ".join(f"{name}: {text}" for name, text in originals.items())
    for name in ORIGINALS:
        own, before = schema.model.child(declared, name), (there[name].text or "" if name in there else "")
        text = each if name == "comments" else whole
        if all(one in before for one in originals.values()):
            return name
        if before and name != "comments":
            continue  # what the reporter wrote there is not overwritten
        text = f"{before}\n{text}" if before else text
        if own and all(one in text for one in originals.values()) and _fits(own, text, schema):
            target = there[name] if name in there else _insert(parent, own, declared, schema)
            target.text = text
            return name
    return ""


def _insert(parent: etree._Element, own: Declared, declared: Declared, schema: Schema) -> etree._Element:
    """A new child where the schema has it."""
    order = {one.name: number for number, one in reversed(list(enumerate(schema.model.children(declared))))}
    place = 0
    for number, child in enumerate(parent, start=1):
        if order.get(local(child), -1) <= order[own.name] and isinstance(child.tag, str):
            place = number
    element = etree.Element(_tag(schema, own.name))
    parent.insert(place, element)
    return element


def _told(one: Change) -> Finding:
    lost = not one.kept_in
    return Finding(
        one.path,
        "goaml.original-nowhere" if lost else "goaml.transliterated",
        N_("A text was written in letters that the schema allows."),
        N_("The schema has no field for the original beside it.") if lost else N_("The original stands in %(field)s."),
        {"field": one.kept_in or "-"},
        remedy=N_("Keep the original report beside the one that is sent.") if lost else "",
    )
