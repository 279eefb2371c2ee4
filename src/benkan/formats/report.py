"""What a reader found wrong on its way and what it did about it; nothing is put right in silence.

A finding is one place of the input. Readers append and go on; what makes the whole file unreadable is an ``Invalid``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from benkan.core.errors import N_, BenkanError, Invalid

MAX_FINDINGS = 50_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One anomaly: where, what, and what was done.

    Args:
        place: line, row, or element path with the record's identifier.
        code: stable name, such as ``un.alias-split``.
        text: English sentence with ``%(name)s`` places, marked with ``N_``.
        done: what the reader did, marked with ``N_``.
        refused: whether a whole row was left out.
    """

    place: str
    code: str
    text: str
    done: str
    facts: dict[str, Any] = field(default_factory=dict)
    refused: bool = False

    @property
    def sentence(self) -> str:
        """What was found, in English."""
        return self.text % self.facts if self.facts else self.text

    def as_object(self) -> dict[str, Any]:
        """The finding as programs read it."""
        return {
            "place": self.place,
            "code": self.code,
            "what": self.sentence,
            "done": self.done % self.facts if self.facts else self.done,
            "refused": self.refused,
        }


@dataclass(slots=True)
class Report:
    """Everything that one reading found, in the order of the input."""

    findings: list[Finding] = field(default_factory=list)

    def note(self, place: str, code: str, text: str, done: str, **facts: object) -> None:
        """One anomaly that was put right or kept as it is.

        Raises:
            Invalid: ``input.too-many-findings``: this is not a file of the format it claims.
        """
        self._append(Finding(place, code, text, done, facts))

    def refuse(self, error: BenkanError, place: str = "") -> None:
        """One row that is left out because of this error."""
        remedy = error.remedy % error.facts if error.facts else error.remedy
        where = " · ".join(part for part in (place, error.place) if part)
        self._append(Finding(where, error.code, error.text, f"left out. {remedy}".rstrip(), error.facts, refused=True))

    @property
    def refused(self) -> int:
        """How many rows were left out."""
        return sum(finding.refused for finding in self.findings)

    def counts(self) -> dict[str, int]:
        """How often each code was found, the commonest first."""
        found: dict[str, int] = {}
        for finding in self.findings:
            found[finding.code] = found.get(finding.code, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def _append(self, finding: Finding) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            raise Invalid(
                "input.too-many-findings",
                N_("More than %(limit)d places of this file are not as they should be."),
                N_("Check that the file is of the format you named; nothing was imported."),
                place=finding.place,
                limit=MAX_FINDINGS,
            )
        self.findings.append(finding)
