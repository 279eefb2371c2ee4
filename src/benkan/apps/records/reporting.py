"""The safeguards that an import gives to every record, and what it did."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from benkan.apps.records.choices import CrimeArea, Grade, Handling, SubjectCategory
from benkan.core.errors import N_, Invalid
from benkan.formats.report import Report

DEFAULT_REVIEW_DAYS = 365
MAX_REVIEW_DAYS = 3650
_DATASET = re.compile(r"[A-Za-z0-9._-]{0,80}", re.ASCII)  # the journal names it, and takes codes only


@dataclass(frozen=True, slots=True)
class Defaults:
    """What every record of one import or form gets; codes are those of ``choices``.

    Args:
        subject_category: without one the records are kept but never indexed for partners.
        crime_area: what it is about.
        purpose: why the service keeps it; the crime area if left out.
        handling: H0 to H3.
        grade: A1 to X4.
        review_on: when somebody must look again, or it expires.
        dataset: name of the source; ``(dataset, id)`` says whether an entity is already here.
    """

    subject_category: str = ""
    crime_area: str = ""
    purpose: str = ""
    handling: str = "H1"
    grade: str = "B2"
    review_on: date | None = None
    dataset: str = ""

    def checked(self) -> Defaults:
        """The same, if every code is known.

        Raises:
            Invalid: ``records.choice``: the place names the field.
        """
        closed: list[tuple[str, str, Any, bool]] = [
            ("subject_category", self.subject_category, SubjectCategory, True),
            ("crime_area", self.crime_area, CrimeArea, True),
            ("purpose", self.purpose, CrimeArea, True),
            ("handling", self.handling, Handling, False),
            ("grade", self.grade, Grade, False),
        ]
        for place, value, known, empty in closed:
            if not (value in known.values or (empty and not value)):
                raise Invalid(
                    "records.choice",
                    N_("%(value)s is not one of the codes known here."),
                    N_("Use one of: %(codes)s."),
                    place=place,
                    value=str(value)[:40],
                    codes=", ".join(known.values),
                )
        if not _DATASET.fullmatch(self.dataset):
            raise Invalid(
                "records.dataset",
                N_("The name of a data set has at most 80 letters, digits, dots and hyphens."),
                N_("Choose a short name such as un-sc."),
                place="dataset",
            )
        return self

    @property
    def reviewed_on(self) -> date:
        """The review date, a year from today if none is given."""
        return self.review_on or date.today() + timedelta(days=DEFAULT_REVIEW_DAYS)


@dataclass(slots=True)
class ImportReport:
    """What an import did: records added, updated, left as they were, rows left out, and every anomaly."""

    dataset: str = ""
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    seconds: float = 0.0
    by_schema: dict[str, int] = field(default_factory=dict)
    report: Report = field(default_factory=Report)

    @property
    def refused(self) -> int:
        """Rows that were left out, each with its place and reason in ``report``."""
        return self.report.refused

    def as_object(self) -> dict[str, Any]:
        """The report as programs read it."""
        return {
            "dataset": self.dataset,
            "added": self.added,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "seconds": round(self.seconds, 3),
            "schemata": dict(sorted(self.by_schema.items())),
            "anomalies": self.report.counts(),
            "findings": [finding.as_object() for finding in self.report.findings],
        }
