"""Patterns of an XSD as their authors meant them: anchors taken off, what no XSD pattern can be told and dropped.

A pattern of an XSD fits the whole text and knows no anchors: ``^[A-Z]*$`` would ask for a text that begins with ``^``.
Published goAML schemas are written so, and reject every real name until the anchors are taken off.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from lxml import etree

XS_NAMESPACE: Final = "http://www.w3.org/2001/XMLSchema"


def without_anchors(pattern: str) -> str:
    """The pattern without ``^`` where an alternative begins and ``$`` where one ends; ``(?:`` becomes ``(``."""
    kept: list[str] = []
    in_class, at = 0, 0
    while at < len(pattern):
        letter = pattern[at]
        if letter == "\\":
            kept.append(pattern[at : at + 2])
            at += 2
            continue
        begins = not kept or kept[-1] in ("(", "|")
        ends = at + 1 == len(pattern) or pattern[at + 1] in "|)"
        if in_class:
            in_class += (letter == "[") - (letter == "]")
        elif letter == "[":
            in_class = 1
        elif (letter == "^" and begins) or (letter == "$" and ends):
            at += 1
            continue
        elif letter == "(" and pattern.startswith("(?:", at):
            kept.append("(")
            at += 3
            continue
        kept.append(letter)
        at += 1
    return "".join(kept)


def compiles(pattern: str) -> bool:
    """Whether the validator can use the pattern."""
    return _validator(pattern) is not None


def allows(pattern: str, text: str) -> bool:
    """Whether the whole text has the form of the pattern."""
    validator = _validator(pattern)
    element = etree.Element("x")
    element.text = text
    return validator is not None and bool(validator.validate(element))


@lru_cache(maxsize=512)
def _validator(pattern: str) -> etree.XMLSchema | None:
    root = etree.Element(f"{{{XS_NAMESPACE}}}schema", nsmap={"xs": XS_NAMESPACE})
    element = etree.SubElement(root, f"{{{XS_NAMESPACE}}}element", name="x")
    kind = etree.SubElement(element, f"{{{XS_NAMESPACE}}}simpleType")
    step = etree.SubElement(kind, f"{{{XS_NAMESPACE}}}restriction", base="xs:string")
    etree.SubElement(step, f"{{{XS_NAMESPACE}}}pattern", value=pattern)
    try:
        return etree.XMLSchema(root)
    except etree.XMLSchemaParseError:
        return None
