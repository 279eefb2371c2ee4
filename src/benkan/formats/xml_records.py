"""Records of a published list in XML, one at a time and freed after use: bounded in bytes, elements and depth.

Document types, entities and outside references are refused. Namespaces are taken off: publishers change them with each
version of their schema.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from benkan.core.errors import N_, Invalid
from benkan.formats.bounded import Bounded
from benkan.formats.report import Report

MAX_BYTES = 256 * 1024 * 1024
MAX_ELEMENTS = 8_000_000
MAX_DEPTH = 12


def records(
    stream: BinaryIO,
    report: Report,
    *,
    code: str,
    root: str,
    inside: Mapping[str, str],
    known: AbstractSet[str] = frozenset(),
) -> Iterator[Element]:
    """The elements that are records, in their order.

    Args:
        stream: the XML file, opened for reading bytes.
        report: gets a finding for every element that stands where none is known.
        code: short name of the list, the first part of every error's code.
        root: the name of the first element.
        inside: for each record's element the one that it stands in; ``root`` for those that stand in none.
        known: other elements beside the records, which say something about the list.

    Raises:
        Invalid: ``….broken`` with line and column, ``….forbidden`` for a document type or an entity,
            ``….not-the-list``, ``input.too-large``. The caller imports nothing then.
    """
    holders = set(inside.values()) - {root}
    path: list[Element[Any]] = []
    elements = 0
    with _readable(code):
        for event, element in iterparse(Bounded(stream, MAX_BYTES), events=("start", "end"), forbid_dtd=True):
            element.tag = element.tag.rpartition("}")[2]
            if event == "start":
                elements += 1
                path.append(element)
                _check_shape(path, elements, code, root)
                continue
            path.pop()
            if not path or not (len(path) == 1 or (len(path) == 2 and path[1].tag in holders)):
                continue
            if inside.get(element.tag) == path[-1].tag:
                yield element
            elif len(path) == 2 or element.tag not in holders | known:
                report.note(
                    "/".join(("", *(one.tag for one in path), element.tag)),
                    f"{code}.unknown-element",
                    N_("The element %(tag)s is not known in this place."),
                    N_("Passed over."),
                    tag=element.tag[:60],
                )
            path[-1].remove(element)


@contextmanager
def _readable(code: str) -> Iterator[None]:
    try:
        yield
    except ParseError as error:
        line, column = error.position
        raise _broken(code, f"line {line}, column {column + 1}", str(error).partition(":")[0]) from error
    except DefusedXmlException as error:
        raise Invalid(
            f"{code}.forbidden",
            N_("The file declares a document type or an entity, which a list never needs."),
            N_("Do not use this file; download the list from whoever publishes it."),
            place="document type declaration",
        ) from error
    except (LookupError, ValueError) as error:  # an encoding that the parser does not know
        raise _broken(code, "line 1", "unknown encoding") from error


def _broken(code: str, place: str, reason: str) -> Invalid:
    return Invalid(
        f"{code}.broken",
        N_("The XML is broken: %(reason)s."),
        N_("Download the list again; nothing was imported."),
        place=place,
        reason=reason,
    )


def empty(code: str, root: str) -> Invalid:
    """The error of a list without a record."""
    return Invalid(
        f"{code}.empty",
        N_("The list holds no record."),
        N_("Download the list again; nothing was imported."),
        place=f"/{root}",
    )


def _check_shape(path: list[Element[Any]], elements: int, code: str, root: str) -> None:
    if path[0].tag != root:
        raise Invalid(
            f"{code}.not-the-list",
            N_("This is not the list that was named: its first element is %(tag)s."),
            N_("Give the XML file of the list; see docs/operating/import.md."),
            place=f"/{path[0].tag[:60]}",
            tag=path[0].tag[:60],
        )
    if elements > MAX_ELEMENTS or len(path) > MAX_DEPTH:
        raise Invalid(
            "input.too-large",
            N_("The file is larger than %(limit)d MiB."),
            N_("Check that it is the right file; split it if it is. Nothing was imported."),
            place="/".join(("", *(one.tag[:60] for one in path))),
            limit=MAX_BYTES // (1024 * 1024),
        )
