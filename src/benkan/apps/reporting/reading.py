"""A file, read to its end: what it gives, or why nothing of it can be kept. No database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from benkan.apps.reporting import contents, readers
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.report import Report as Findings


@dataclass(slots=True)
class Reading:
    """What one reading gave.

    Args:
        error: why nothing can be kept; then only the findings count.
        format: code of the reader.
    """

    findings: Findings
    error: BenkanError | None = None
    format: str = ""
    content: readers.Content = field(default_factory=lambda: readers.Content(iter(()), Findings()))
    found: contents.Gathered = field(default_factory=contents.Gathered)


def read(
    opened: Callable[[], BinaryIO],
    progress: Callable[[int], object] | None = None,
    said: readers.Said = readers.NOTHING_SAID,
) -> Reading:
    """Everything of a file; one that is of no use is a reading with its error.

    Args:
        opened: gives the file at its beginning; what it raises counts as the file's fault.
        progress: is told now and then how many transfers were read.
        said: what the reporter said of cells in doubt.
    """
    done = empty()
    try:
        file = opened()
        reader = readers.of(file)
        done.format, done.content = reader.name, reader.read(file, said)
        done.findings = done.content.findings
        done.found = contents.gather(done.content, progress)
        if not done.found.rows and not done.found.parties and not done.content.doubts:
            raise Invalid(
                "report.nothing",
                N_("Nothing of the file could be read."),
                N_("Correct what the list says, then send it again."),
                place="file",
            )
    except BenkanError as error:
        done.error = error
    return done


def empty() -> Reading:
    """Of a file that was not read."""
    return Reading(Findings(listed=readers.LISTED))


def facts_of(facts: Mapping[str, object]) -> dict[str, int | str]:
    """The facts of a sentence as a row keeps them."""
    return {name: value if isinstance(value, int) else str(value)[:200] for name, value in facts.items()}


def listed(findings: Findings) -> list[dict[str, Any]]:
    """The findings as a row keeps them: the sentence with its facts apart, so that pages can translate it."""
    return [
        {
            "place": one.place[:200],
            "line": one.line,
            "code": one.code,
            "text": one.text,
            "done": one.done,
            "remedy": one.remedy,
            "facts": facts_of(one.facts),
            "refused": one.refused,
        }
        for one in findings.findings[: readers.LISTED * 5]
    ]
