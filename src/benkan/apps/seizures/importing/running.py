"""A list imported in one go, in one transaction, with a report: read, imported, known, asked, refused and why."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.seizures.importing import duplicates, planning, reading, storing
from benkan.apps.seizures.importing.duplicates import Alike
from benkan.apps.seizures.importing.planning import Plan, RowRefused
from benkan.apps.seizures.importing.reading import Question, Questions
from benkan.apps.seizures.importing.settings import OTHER, SAME, Said
from benkan.formats.report import Report

MOST_TOLD = 500
"""Refused rows and duplicates that a kept report names one by one; all are counted."""


@dataclass(slots=True)
class Done:
    """What became of a list.

    Args:
        known: rows that an earlier import of the same source stored.
        asked_rows: rows of which a cell is in doubt, or which may be a stored seizure: not imported.
        same: rows that an officer said are stored already.
        as_written: places that the gazetteer does not have, kept as they are written.
        twice: rows like an earlier row of the list: imported and named.
    """

    source: str
    read: int = 0
    imported: int = 0
    known: int = 0
    asked_rows: int = 0
    left_out: int = 0
    same: int = 0
    as_written: int = 0
    dry_run: bool = False
    questions: list[Question] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    twice: list[Alike] = field(default_factory=list)
    findings: Report = field(default_factory=Report)
    cpu_seconds: float = 0.0

    def as_object(self) -> dict[str, Any]:
        """The report as programs read it, and as it is kept."""
        return {
            "source": self.source,
            "dry_run": self.dry_run,
            "read": self.read,
            "imported": self.imported,
            "known": self.known,
            "asked": self.asked_rows,
            "questions": len(self.questions),
            "left_out": self.left_out,
            "same": self.same,
            "as_written": self.as_written,
            "refused": len(self.refused),
            "refused_rows": [
                {
                    "row": one.row,
                    "code": one.error.code,
                    "text": one.error.text,
                    "remedy": one.error.remedy,
                    "facts": {
                        name: value if isinstance(value, int) else str(value) for name, value in one.error.facts.items()
                    },
                    "place": one.error.place,
                }
                for one in self.refused[:MOST_TOLD]
            ],
            "duplicates": [
                {"row": one.row, "number": one.number, "seizure": one.seizure} for one in self.alike[:MOST_TOLD]
            ],
            "twice": len(self.twice),
            "twice_rows": [[one.row, one.earlier_row] for one in self.twice[:MOST_TOLD]],
            "cpu_seconds": round(self.cpu_seconds, 3),
        }


def run(data: bytes, said: Said, *, officer: str, dry_run: bool = False) -> Done:
    """Imports what is sure; the rest is counted and named.

    Args:
        data: the file.
        officer: handle of who imports; it stands on every seizure.
        dry_run: read everything and store nothing.

    Raises:
        Invalid: the file or its mapping cannot be used; nothing was imported.
    """
    started = time.process_time()
    today = timezone.localdate()
    found = reading.opened(data, said.checked(), today)
    reading.ready(found.mapping)
    questions, plan = Questions(), Plan(said)
    done = Done(said.source, dry_run=dry_run, findings=found.findings)
    for row, read in zip(found.rows, reading.read(found, said, today), strict=True):
        done.read += 1
        if questions.take(read, said):
            done.asked_rows += 1
        else:
            plan.take(row, read)
    done.questions, done.refused = questions.sorted(), plan.refused
    done.left_out, done.as_written = plan.left_out, plan.as_written
    if dry_run:
        done.imported = len(_wanted(done, plan.planned, said))
    else:
        with transaction.atomic():
            done.imported = storing.store(_wanted(done, plan.planned, said), officer)
            _write(done, data, officer)
    done.cpu_seconds = time.process_time() - started
    return done


def _wanted(done: Done, planned: list[planning.Planned], said: Said) -> list[planning.Planned]:
    """Those that are to be stored: not here yet, not held back as a duplicate, their number free."""
    planned, done.known = storing.fresh(planned, said.source)
    alike, done.twice = duplicates.find(planned, said.source)
    answers = {one.key: said.answer("duplicate", one.key) for one in alike}
    done.same = sum(answer == SAME for answer in answers.values())
    done.alike = [one for one in alike if answers[one.key] not in (SAME, OTHER)]
    done.asked_rows += len(done.alike)
    held = {key for key, answer in answers.items() if answer != OTHER}
    planned, refused = storing.free([one for one in planned if one.given.source_key not in held])
    done.refused = sorted([*done.refused, *refused], key=lambda one: one.row)
    return planned


def _write(done: Done, data: bytes, officer: str) -> None:
    journal.write(
        "seizures-imported",
        officer=officer,
        sha256=hashlib.sha256(data).hexdigest(),
        read=done.read,
        added=done.imported,
        known=done.known,
        asked=done.asked_rows,
        skipped=len(done.refused) + done.left_out + done.same,
    )
