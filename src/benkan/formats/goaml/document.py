"""A whole report: its tree, kept to the last comment, and what was found wrong with it.

For reports that people look at and send on. Files with very many transactions are read by ``reading.transfers``, which
keeps nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from lxml import etree

from benkan.core.errors import N_, Invalid
from benkan.formats.goaml.schema import PART, ROOT, Schema
from benkan.formats.goaml.structure import structure_findings
from benkan.formats.goaml.validating import add_all, part_findings, whole_findings
from benkan.formats.goaml.view import Heading, Transaction, heading, transaction
from benkan.formats.report import Finding, Report
from benkan.formats.xml_stream import Part, Parts, children, line_of, local

MAX_TREE_BYTES: Final = 64 * 1024 * 1024
_SOMEWHERE: Final = etree.XPath("boolean(descendant-or-self::*[namespace-uri()])")
"""Whether some element is in a namespace: most files have none, and need no walk."""


@dataclass(frozen=True, slots=True)
class Document:
    """One report as it was written; ``tree`` is the truth."""

    tree: etree._Element

    @property
    def heading(self) -> Heading:
        """What the report says of itself."""
        return heading(self.tree)

    def transactions(self) -> Iterator[Transaction]:
        """Its transactions in their order."""
        return (transaction(node) for node in children(self.tree) if local(node) == PART)

    def as_bytes(self) -> bytes:
        """The report in UTF-8: the same elements, attributes, texts and comments in the same order."""
        written = etree.tostring(self.tree.getroottree(), encoding="UTF-8", xml_declaration=True)
        return bytes(written)


def read(stream: BinaryIO, report: Report, schema: Schema | None = None) -> Document:
    """The report of a file, of at most 64 MiB, and into ``report`` what is wrong with it.

    Raises:
        Invalid: ``xml.broken``, ``xml.forbidden``, ``xml.too-deep``, ``xml.frame``, ``input.too-large``,
            ``goaml.not-a-report``.
    """
    parts = Parts(stream, report, frozenset(), MAX_TREE_BYTES)
    for _part in parts:
        pass
    root = parts.root
    if root is None:
        raise not_a_report("", 0)
    localise(root, schema, report)
    check(root, report, schema)
    return Document(root)


def check(root: etree._Element, report: Report, schema: Schema | None) -> int:
    """Puts into the report what is wrong with a whole tree: how many places."""
    if schema is not None:
        return add_all(report, whole_findings(schema, root))
    return add_all(report, structure_findings(root, f"/{ROOT}"))


def check_part(part: Part, report: Report, schema: Schema | None) -> int:
    """The same for one transaction that was cut out of its report."""
    if schema is not None:
        return add_all(report, part_findings(schema, part))
    return add_all(report, structure_findings(part.element, f"/{ROOT}/{PART}[{part.number}]"))


def localise(root: etree._Element, schema: Schema | None, report: Report, *, told: bool = False) -> None:
    """Puts the elements into the namespace of the schema, usually none, and tells it when they were in another.

    Args:
        told: whether elements that were cut out before were in another.

    Raises:
        Invalid: ``goaml.not-a-report``.
    """
    if local(root) != ROOT:
        raise not_a_report(local(root), line_of(root))
    space = schema.namespace if schema else ""
    if rename(root, schema) or told:
        report.add(
            Finding(
                f"/{ROOT}",
                "goaml.namespace",
                N_("The elements are not in the namespace of the schema."),
                N_("Read by their names alone."),
                {"expected": space or "-"},
                remedy=N_("Write the report in the namespace %(expected)s; “-” means none."),
                line=line_of(root),
            )
        )


def rename(root: etree._Element, schema: Schema | None) -> bool:
    """Whether an element below was in another namespace than the schema's; all of them are in it now."""
    space = schema.namespace if schema else ""
    if not space and not _SOMEWHERE(root):
        return False
    changed = False
    qualified = schema is not None and schema.qualified
    for node in root.iter(etree.Element):
        # Elements that a schema declares inside others are in its namespace only where it says so.
        inside = space if qualified or local(node) == ROOT else ""
        wanted = f"{{{inside}}}{local(node)}" if inside else local(node)
        if node.tag != wanted:
            node.tag = wanted
            changed = True
    return changed


def not_a_report(name: str, line: int) -> Invalid:
    """The refusal of a file that is something else."""
    return Invalid(
        "goaml.not-a-report",
        N_("This is no goAML report: its first element is “%(name)s”."),
        N_("Give the XML file of a report; nothing was taken."),
        place=f"line {line}",
        name=name[:60],
    )
