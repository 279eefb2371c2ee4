"""The XML of Moodle's question bank: ``<quiz><question type="multichoice">``; choices, and true or false.

Source: docs.moodle.org, "Moodle XML format". Answers with a fraction above nothing are right.
"""

from __future__ import annotations

import io
from typing import Final

from lxml import etree

from benkan.core.errors import N_
from benkan.formats import xml_stream
from benkan.formats.questions import markup
from benkan.formats.questions.question import MOST_BYTES, Read, Texts, truth
from benkan.formats.report import Report

_CHOICES: Final = ("multichoice", "truefalse")


def read(data: bytes, language: str) -> Read:
    """The questions.

    Raises:
        Invalid: ``xml.broken``, ``xml.forbidden``, ``input.too-large``, ``questions.file``.
    """
    found = Read()
    for part in xml_stream.Parts(io.BytesIO(data), Report(), frozenset({"question"}), MOST_BYTES):
        kind = part.element.get("type", "")
        if kind in _CHOICES:
            _take(found, part.element, kind, part.line, language)
        elif kind != "category":
            found.leave(part.line, N_("It is no question with choices."))
    return found


def _take(found: Read, element: etree._Element, kind: str, line: int, language: str) -> None:
    name = " ".join(_text(element.find("name")).split())
    answers = element.findall("answer")
    if kind == "truefalse":
        true = any(_fraction(one) > 0 and _text(one).strip().casefold() == "true" for one in answers)
        choices = truth(true=true)
    else:
        choices = [(_texts(one), _fraction(one) > 0) for one in answers]
    found.add(name, _texts(element.find("questiontext")), choices, line, language)


def _texts(element: etree._Element | None) -> Texts:
    if element is None or element.find("file") is not None:
        return {}
    return markup.texts(_text(element))


def _text(element: etree._Element | None) -> str:
    inner = element.find("text") if element is not None else None
    return (inner.text or "") if inner is not None else ""


def _fraction(element: etree._Element) -> float:
    try:
        return float(element.get("fraction", "0")[:20])
    except ValueError:
        return 0.0
