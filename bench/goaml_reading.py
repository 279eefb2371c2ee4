"""Files of money: how much is read in a CPU second, and the most memory that takes.

    python bench/goaml_reading.py --megabytes 100 --json
    python bench/goaml_reading.py --megabytes 1024 --only goaml

Made-up files come out of a stream and never touch the disk; each format is read in a process of its own. goAML is read
with the schema of the tests and without one; statements with their header, whole, as they must be.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

MIB = 1024 * 1024
KINDS = ("goaml", "goaml_with_schema", "camt053", "statement")
STATEMENT_MIB = 50


class Pieces:
    """A stream of bytes made while it is read: a head, one piece again and again, a tail."""

    def __init__(self, head: bytes, piece: bytes, tail: bytes, megabytes: int) -> None:
        self.times = max(1, megabytes * MIB // len(piece))
        self._waiting = self._made(head, piece, tail)

    def _made(self, head: bytes, piece: bytes, tail: bytes) -> Iterator[bytes]:
        yield head
        many = max(1, 64 * 1024 // len(piece))
        for _each in range(self.times // many):
            yield piece * many
        yield piece * (self.times % many) + tail

    def read(self, _size: int = -1) -> bytes:
        return next(self._waiting, b"")


def read(kind: str, megabytes: int) -> int:
    from tests.formats.goaml.reports import HEAD, TAIL, transaction
    from tests.formats.iso20022.test_reading import details, entry, message

    from benkan.formats import goaml, iso20022
    from benkan.formats.money_rows import Assumed, End
    from benkan.formats.report import Report
    from benkan.formats.statements import Statement

    found = Report(listed=10)
    if kind.startswith("goaml"):
        xsd = Path(__file__).parents[1] / "tests" / "formats" / "goaml" / "unit.xsd"
        schema = goaml.load(xsd.read_bytes(), found) if kind.endswith("schema") else None
        stream = Pieces(HEAD.encode(), transaction().encode(), TAIL.encode(), megabytes)
        return sum(1 for _row in goaml.Reader(stream, found, schema))  # type: ignore[arg-type]
    if kind == "camt053":
        one = entry(details=details())
        head, _, tail = message("\0").partition(b"\0")
        return sum(1 for _row in iso20022.Reader(Pieces(head, one.encode(), tail, megabytes), found))  # type: ignore[arg-type]
    row = "CI260313.{0};{1:02}/03/2026;10:12;Cash in;7600{2:04};;25 000;Succès\n"
    text = "Référence;Date;Heure;Type d'opération;Compte bénéficiaire;Débit;Crédit;Statut\n"
    count = min(megabytes, STATEMENT_MIB) * MIB // 72
    text += "".join(row.format(number, 13 + number % 16, number % 10_000) for number in range(count))
    sheet = Statement(text.encode(), found, dt.date(2026, 11, 26), None, Assumed(currency="XOF"), End("A"))
    return sum(row.transfer is not None for row in sheet.read())


def measured(kind: str, megabytes: int) -> dict[str, float | int]:
    """In a process of its own, so that the peak is this reader's."""
    done = subprocess.run(
        [sys.executable, __file__, "--child", kind, "--megabytes", str(megabytes)],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)


def child(kind: str, megabytes: int) -> None:
    read(kind, 1)  # tables and modules are loaded
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    rows = read(kind, megabytes)
    spent = time.process_time() - begun
    size = min(megabytes, STATEMENT_MIB) if kind == "statement" else megabytes
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {
                "megabytes": size,
                "rows": rows,
                "cpu_s": round(spent, 2),
                "mb_per_cpu_s": round(size / spent, 2),
                "rows_per_cpu_s": round(rows / spent),
                "start_mib": round(before),
                "peak_mib": round(peak),
            }
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--only", choices=KINDS)
    parser.add_argument("--child", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.child:
        child(given.child, given.megabytes)
        return
    figures = {kind: measured(kind, given.megabytes) for kind in KINDS if given.only in (None, kind)}
    figures["load"] = round(os.getloadavg()[0], 1)
    print(json.dumps(figures) if given.json else "\n".join(f"{kind:20} {told}" for kind, told in figures.items()))


if __name__ == "__main__":
    main()
