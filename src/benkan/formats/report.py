"""What a reader found wrong on its way and what it did about it; nothing is put right in silence.

A finding is one place of the input. Readers append and go on; what makes the whole file unreadable is an ``Invalid``.
"""

from __future__ import annotations

from collections import Counter
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
        remedy: what whoever made the file can do about it, marked with ``N_``; empty when nothing need be done.
        line: of the file, counted from 1; 0 when it is not known.
    """

    place: str
    code: str
    text: str
    done: str
    facts: dict[str, Any] = field(default_factory=dict)
    refused: bool = False
    remedy: str = ""
    line: int = 0

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
            **({"remedy": self.remedy % self.facts if self.facts else self.remedy} if self.remedy else {}),
            **({"line": self.line} if self.line else {}),
        }


@dataclass(slots=True)
class Report:
    """Everything that one reading found, in the order of the input.

    Args:
        listed: how many findings of one code are listed, the others being counted only; 0 lists all.
    """

    findings: list[Finding] = field(default_factory=list)
    listed: int = 0
    _seen: Counter[str] = field(default_factory=Counter)
    _refused: int = 0

    def add(self, finding: Finding) -> None:
        """One finding that a reader made whole, with its remedy and its line."""
        self._append(finding)

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
        return self._refused

    @property
    def unlisted(self) -> int:
        """How many findings were counted without being listed."""
        return self._seen.total() - len(self.findings)

    def counts(self) -> dict[str, int]:
        """How often each code was found, the commonest first."""
        return dict(sorted(self._seen.items(), key=lambda pair: (-pair[1], pair[0])))

    def _append(self, finding: Finding) -> None:
        if self.listed and self._seen[finding.code] >= self.listed:
            self._count(finding)
            return
        if len(self.findings) >= MAX_FINDINGS:
            raise Invalid(
                "input.too-many-findings",
                N_("More than %(limit)d places of this file are not as they should be."),
                N_("Check that the file is of the format you named; nothing was imported."),
                place=finding.place,
                limit=MAX_FINDINGS,
            )
        self._count(finding)
        self.findings.append(finding)

    def _count(self, finding: Finding) -> None:
        self._seen[finding.code] += 1
        self._refused += finding.refused
