"""FollowTheMoney JSON lines: one entity a line, as OpenSanctions, OpenAleph and yente read and write them.

A line is ``{"id": …, "schema": …, "properties": {name: [values]}}``; other keys are passed over. A line that cannot be
read is left out and reported with its number; an oversized line, or a file without one readable line, is refused whole.
Nested entities are not read: export them flat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.bounded import Bounded
from benkan.formats.entity import Entity, checked
from benkan.formats.report import Report

MAX_BYTES = 2 * 1024 * 1024 * 1024
MAX_LINE_BYTES = 1024 * 1024


def read(stream: BinaryIO, report: Report) -> Iterator[Entity]:
    """The entities of the lines that can be read, in their order.

    Raises:
        Invalid: ``ftm.line-too-long``, ``ftm.not-lines``, ``ftm.nothing``, ``input.too-large``.
    """
    source = Bounded(stream, MAX_BYTES)
    number, read_any = 0, False
    while line := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        place = f"line {number}"
        if len(line) > MAX_LINE_BYTES:
            raise Invalid(
                "ftm.line-too-long",
                N_("A line is longer than %(limit)d KiB."),
                N_("Write one entity a line. Nothing was imported."),
                place=place,
                limit=MAX_LINE_BYTES // 1024,
            )
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if not line.strip():
            continue
        try:
            entity = _entity(line, place)
        except BenkanError as error:
            if number == 1 and error.code == "ftm.not-an-object" and line.lstrip().startswith(b"["):
                raise Invalid(
                    "ftm.not-lines",
                    N_("The file is one JSON list, not one entity a line."),
                    N_("Convert it with: jq -c '.[]' FILE. Nothing was imported."),
                    place=place,
                ) from error
            report.refuse(error)
            continue
        read_any = True
        yield entity
    if not read_any:
        raise Invalid(
            "ftm.nothing",
            N_("The file holds no entity that can be read."),
            N_("Give FollowTheMoney JSON lines, one entity a line; see docs/operating/import.md."),
            place=report.findings[0].place if report.findings else "line 1",
        )


def line(identifier: str, schema: str, properties: Mapping[str, Sequence[str]], caption: str = "") -> str:
    """One entity as a line of FollowTheMoney, without the line's end."""
    kept = {name: list(values) for name, values in sorted(properties.items()) if values}
    entity = {"id": identifier, "schema": schema, "caption": caption, "properties": kept}
    return json.dumps({key: value for key, value in entity.items() if value}, ensure_ascii=False)


def _entity(text: bytes, place: str) -> Entity:
    try:
        found = json.loads(text.decode())
    except (ValueError, RecursionError) as error:  # UnicodeDecodeError and JSONDecodeError are ValueErrors
        column = f", column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        code = "ftm.not-an-object" if text.lstrip().startswith(b"[") else "ftm.not-json"
        raise Invalid(
            code,
            N_("The line is not JSON in UTF-8."),
            N_("Correct the line, or export the file again."),
            place=place + column,
        ) from error
    if not isinstance(found, dict):
        raise Invalid(
            "ftm.not-an-object",
            N_("The line is not an entity."),
            N_("Write an object with id, schema and properties."),
            place=place,
        )
    properties = found.get("properties")
    if not isinstance(properties, dict):
        raise Invalid(
            "ftm.properties",
            N_("An entity has no properties."),
            N_("Give an object of lists under “properties”."),
            place=place,
        )
    return checked(found.get("id"), found.get("schema"), properties, place=place)
