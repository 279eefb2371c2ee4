"""The XSD that a financial intelligence unit publishes, loaded from the file that a user brings. None is shipped.

Code lists, bounds and the order of elements are read from it; nothing of them stands in this program. Anchors in
patterns are taken off (``patterns``); assertions of XSD 1.1 and patterns that cannot be compiled are told and passed
over. One file only: a schema that includes others is refused, so that no path and no address is ever followed.
"""

from __future__ import annotations

import copy
import hashlib
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from benkan.core.errors import N_, Invalid
from benkan.formats.goaml.model import XS, Declared, Model
from benkan.formats.goaml.patterns import compiles, without_anchors
from benkan.formats.report import Report
from benkan.formats.xml_stream import MAX_DEPTH

ROOT: Final = "report"
PART: Final = "transaction"
MAX_SCHEMA_BYTES: Final = 8 * 1024 * 1024
MAX_SCHEMA_ELEMENTS: Final = 200_000
MAX_OCCURRENCES: Final = 1_000
MAX_PATTERNS: Final = 2_000
_ELSEWHERE: Final = frozenset(f"{XS}{name}" for name in ("include", "import", "redefine", "override"))
_NAMING: Final = frozenset(f"{XS}{name}" for name in ("group", "attributeGroup", "extension"))
_OF_1_1: Final = frozenset(f"{XS}{name}" for name in ("assert", "assertion", "alternative", "openContent"))


@dataclass(frozen=True, slots=True)
class Schema:
    """A loaded schema.

    Args:
        sha256: of the file, under which it is known.
        version: as the schema names it, or empty.
        namespace: of the elements, usually none.
        model: what it says about each element.
        whole: validates a report.
        part: validates one transaction that stands alone.
    """

    sha256: str
    version: str
    namespace: str
    model: Model
    whole: etree.XMLSchema = field(repr=False)
    part: etree.XMLSchema | None = field(repr=False)
    qualified: bool = False

    @property
    def report(self) -> Declared:
        """The element that everything stands in."""
        found = self.model.root(ROOT)
        assert found is not None  # load looked
        return found

    def codes(self, *path: str) -> tuple[str, ...]:
        """The values that the element at a path may have, such as ``"report", "report_code"``; empty without a list."""
        found = self.model.at(path)
        simple = self.model.content(found).simple if found else None
        return simple.codes if simple else ()


def load(data: bytes, report: Report) -> Schema:
    """The schema of a file.

    Args:
        data: the XSD.
        report: gets what was understood otherwise than it is written.

    Raises:
        Invalid: ``goaml.schema-large``, ``goaml.schema-broken``, ``goaml.schema-parts``, ``goaml.schema-root``.
    """
    if len(data) > MAX_SCHEMA_BYTES:
        raise _broken(f"more than {MAX_SCHEMA_BYTES // (1024 * 1024)} MiB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(str(error)[:120]) from error
    document = tree.getroottree().docinfo
    if document.doctype or document.internalDTD is not None or tree.tag != f"{XS}schema":
        raise _broken("it is no XML Schema")
    _check_size(tree)
    _check_expansion(tree)
    _understand(tree, report)
    model = Model(tree)
    root = model.root(ROOT)
    if root is None:
        raise Invalid(
            "goaml.schema-root",
            N_("The schema has no element %(name)s: it is not one of goAML."),
            N_("Give the XSD of your financial intelligence unit."),
            place="schema",
            name=ROOT,
        )
    whole = _compiled(tree, report)
    return Schema(
        hashlib.sha256(data).hexdigest(),
        next((value for key, value in tree.attrib.items() if str(key).endswith("schemaVersion")), "")
        or (tree.get("version") or ""),
        tree.get("targetNamespace") or "",
        model,
        whole,
        _alone(tree, model, root),
        tree.get("elementFormDefault") == "qualified",
    )


def _check_size(tree: etree._Element) -> None:
    for number, node in enumerate(tree.iter()):
        if number > MAX_SCHEMA_ELEMENTS:
            raise _broken(f"more than {MAX_SCHEMA_ELEMENTS} elements")
        if node.tag in _ELSEWHERE:
            raise Invalid(
                "goaml.schema-parts",
                N_("The schema takes in another file."),
                N_("Give one XSD that holds everything; ask your financial intelligence unit for it."),
                place=f"line {node.sourceline}",
            )
        if sum(1 for _each in node.iterancestors()) > MAX_DEPTH:
            raise _broken("nested too deep")


def _check_expansion(tree: etree._Element) -> None:
    """Refuses types and groups that name each other until they would be a forest: the validator writes them all out."""
    named = {(node.tag, node.get("name")): node for node in tree if isinstance(node.tag, str) and node.get("name")}
    sizes: dict[etree._Element, int] = {}

    def size(node: etree._Element, above: int) -> int:
        if node not in sizes:
            if above > MAX_DEPTH:
                raise _broken("its groups are nested too deep")
            sizes[node] = 0  # a circle is found by the validator
            total = 1 + sum(size(child, above + 1) for child in node if isinstance(child.tag, str))
            local_name = (node.get("ref") or node.get("base") or "").rpartition(":")[2]
            kind = f"{XS}complexType" if node.tag == f"{XS}extension" else node.tag
            target = named.get((kind, local_name)) if node.tag in _NAMING else None
            total += size(target, above + 1) if target is not None else 0
            if total > MAX_SCHEMA_ELEMENTS:
                raise _broken("its groups name each other too often")
            sizes[node] = total
        return sizes[node]

    for node in tree:
        if isinstance(node.tag, str):
            size(node, 0)


def _understand(tree: etree._Element, report: Report) -> None:
    """Anchors are taken off; what the validator does not know is passed over; large counts lose their bound."""
    anchored = 0
    for node in tree.iter(f"{XS}pattern"):
        written = node.get("value") or ""
        meant = without_anchors(written)
        anchored += meant != written
        node.set("value", meant)
    if anchored:
        report.note(
            "schema",
            "goaml.schema-anchors",
            N_("%(count)d patterns of the schema have anchors, which would reject every text."),
            N_("Understood without them."),
            count=anchored,
        )
    newer = [node for node in tree.iter() if node.tag in _OF_1_1]
    for node in newer:
        parent = node.getparent()
        if parent is not None:
            parent.remove(node)
    if newer:
        report.note(
            "schema",
            "goaml.schema-newer",
            N_("%(count)d rules of the schema are of XSD 1.1."),
            N_("Not checked here; your financial intelligence unit checks them."),
            count=len(newer),
        )
    for node in tree.iter(f"{XS}element", f"{XS}sequence", f"{XS}choice", f"{XS}group", f"{XS}any"):
        most, least = node.get("maxOccurs") or "", node.get("minOccurs") or ""
        # The validator builds an automaton with so many states: a large count would be its memory.
        if most.isdecimal() and (len(most) > 6 or int(most) > MAX_OCCURRENCES):
            node.set("maxOccurs", "unbounded")
        if least.isdecimal() and (len(least) > 6 or int(least) > MAX_OCCURRENCES):
            node.set("minOccurs", str(MAX_OCCURRENCES))


def _compiled(tree: etree._Element, report: Report) -> etree.XMLSchema:
    try:
        return etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as error:
        if not _drop_patterns(tree, report):
            raise _broken(str(error)[:200]) from error
    try:
        return etree.XMLSchema(tree)
    except etree.XMLSchemaParseError as error:
        raise _broken(str(error)[:200]) from error


def _drop_patterns(tree: etree._Element, report: Report) -> int:
    """Takes out the patterns that cannot be compiled: how many."""
    fit: dict[str, bool] = {}
    dropped = 0
    for node in list(tree.iter(f"{XS}pattern")):
        pattern = node.get("value") or ""
        if pattern not in fit:
            fit[pattern] = len(fit) < MAX_PATTERNS and compiles(pattern)
        parent = node.getparent()
        if fit[pattern] or parent is None:
            continue
        parent.remove(node)
        dropped += 1
    if dropped:
        report.note(
            "schema",
            "goaml.schema-patterns",
            N_("%(count)d patterns of the schema are not patterns of an XSD."),
            N_("Not checked here; your financial intelligence unit checks them."),
            count=dropped,
        )
    return dropped


def _alone(tree: etree._Element, model: Model, root: Declared) -> etree.XMLSchema | None:
    """A schema in which one transaction is a document; None where the report has none or it is global already."""
    part = model.child(root, PART)
    if part is None:
        return None
    other = copy.deepcopy(tree)
    if model.root(PART) is None:
        declared = copy.deepcopy(part.node)
        for name in ("minOccurs", "maxOccurs", "form"):
            declared.attrib.pop(name, None)
        declared.tail = None
        other.append(declared)
    return etree.XMLSchema(other)


def _broken(reason: str) -> Invalid:
    return Invalid(
        "goaml.schema-broken",
        N_("The schema cannot be used: %(reason)s."),
        N_("Give the XSD of your financial intelligence unit as it was published."),
        place="schema",
        reason=reason,
    )
