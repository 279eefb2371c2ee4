"""Ways to keep a tree in SQL, side by side: a branch counted by region, a session added, a branch moved, bytes on disk.

    python bench/cascade_ways.py --persons 1000000 --json

Four ways in SQLite files of their own: the parent alone with a recursive query; the path as text; a closure table (a
row for each pair of ancestor and descendant); nested numbering (a branch is everything between two numbers). The tree
is six levels deep. CPU milliseconds of this process, SQLite included; the middle of several.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

LEVELS = (0.00004, 0.0004, 0.004, 0.03, 0.15, 0.4)
REGIONS = 60
STEP = 8


class Tree:
    """Parents, regions, paths and nested numbers of an invented tree; ids are counted from 1."""

    def __init__(self, persons: int, seed: int = 9) -> None:
        drawn = random.Random(seed)
        self.parent: list[int] = [0]
        self.depth: list[int] = [0]
        level: list[int] = []
        sizes = [max(3, int(persons * share)) for share in LEVELS]
        sizes.append(max(1, persons - sum(sizes)))
        for depth, size in enumerate(sizes):
            first = len(self.parent)
            for _ in range(size):
                # Some train many, most few: the power draws the first of a level more often.
                self.parent.append(level[int(len(level) * drawn.random() ** 1.3)] if level else 0)
                self.depth.append(depth)
            level = list(range(first, len(self.parent)))
        self.count = len(self.parent) - 1
        self.region = [drawn.randrange(REGIONS) for _ in self.parent]
        self.path = [""] * len(self.parent)
        children: dict[int, list[int]] = defaultdict(list)
        for one in range(1, self.count + 1):
            self.path[one] = self.path[self.parent[one]] + f"{one:0{STEP}d}"
            children[self.parent[one]].append(one)
        self.left, self.right = [0] * len(self.parent), [0] * len(self.parent)
        self.below = [0] * len(self.parent)
        number, stack = 0, [(one, False) for one in reversed(children[0])]
        while stack:
            one, leaving = stack.pop()
            number += 1
            if leaving:
                self.right[one] = number
                self.below[one] = (self.right[one] - self.left[one]) // 2
                continue
            self.left[one] = number
            stack.append((one, True))
            stack += [(child, False) for child in reversed(children[one])]


def parents(base: sqlite3.Connection, tree: Tree) -> None:
    base.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, parent INTEGER, region INTEGER)")
    base.executemany(
        "INSERT INTO person VALUES (?, ?, ?)",
        zip(range(1, tree.count + 1), tree.parent[1:], tree.region[1:], strict=True),
    )
    base.execute("CREATE INDEX by_parent ON person (parent)")


def paths(base: sqlite3.Connection, tree: Tree) -> None:
    base.execute("CREATE TABLE person (id INTEGER PRIMARY KEY, parent INTEGER, region INTEGER, path TEXT)")
    base.executemany(
        "INSERT INTO person VALUES (?, ?, ?, ?)",
        zip(range(1, tree.count + 1), tree.parent[1:], tree.region[1:], tree.path[1:], strict=True),
    )
    base.execute("CREATE INDEX by_parent ON person (parent)")
    base.execute("CREATE UNIQUE INDEX by_path ON person (path)")


def closure(base: sqlite3.Connection, tree: Tree) -> None:
    parents(base, tree)
    base.execute("CREATE TABLE above (top INTEGER, person INTEGER, PRIMARY KEY (top, person)) WITHOUT ROWID")

    def pairs() -> Any:
        for one in range(1, tree.count + 1):
            top = one
            while top:
                yield top, one
                top = tree.parent[top]

    base.executemany("INSERT INTO above VALUES (?, ?)", sorted(pairs()))
    base.execute("CREATE INDEX by_person ON above (person)")


def nested(base: sqlite3.Connection, tree: Tree) -> None:
    base.execute(
        "CREATE TABLE person (id INTEGER PRIMARY KEY, parent INTEGER, region INTEGER, lft INTEGER, rgt INTEGER)"
    )
    base.executemany(
        "INSERT INTO person VALUES (?, ?, ?, ?, ?)",
        zip(range(1, tree.count + 1), tree.parent[1:], tree.region[1:], tree.left[1:], tree.right[1:], strict=True),
    )
    base.execute("CREATE INDEX by_parent ON person (parent)")
    base.execute("CREATE INDEX by_left ON person (lft)")
    base.execute("CREATE INDEX by_right ON person (rgt)")


RECURSIVE = (
    "WITH RECURSIVE branch(id) AS (SELECT ? UNION ALL SELECT person.id FROM person JOIN branch ON parent = branch.id) "
)


def count(way: str, base: sqlite3.Connection, tree: Tree, one: int) -> int:
    """Persons of the branch by region; the sum of them comes back."""
    if way == "parent":
        found = base.execute(
            RECURSIVE + "SELECT region, count(*) FROM person JOIN branch USING (id) GROUP BY region", (one,)
        )
    elif way == "path":
        end = tree.path[one][:-STEP] + f"{one + 1:0{STEP}d}"
        found = base.execute(
            "SELECT region, count(*) FROM person WHERE path >= ? AND path < ? GROUP BY region", (tree.path[one], end)
        )
    elif way == "closure":
        found = base.execute(
            "SELECT region, count(*) FROM above JOIN person ON person.id = above.person WHERE top = ? GROUP BY region",
            (one,),
        )
    else:
        left, right = base.execute("SELECT lft, rgt FROM person WHERE id = ?", (one,)).fetchone()
        found = base.execute(
            "SELECT region, count(*) FROM person WHERE lft >= ? AND lft < ? GROUP BY region", (left, right)
        )
    return sum(number for _, number in found.fetchall())


def add(way: str, base: sqlite3.Connection, tree: Tree, trainer: int, first: int) -> None:
    """Ten attendees of one session."""
    ids = range(first, first + 10)
    if way in ("parent", "closure"):
        base.executemany("INSERT INTO person VALUES (?, ?, 1)", [(one, trainer) for one in ids])
        if way == "closure":
            base.executemany(
                "INSERT INTO above SELECT top, ? FROM above WHERE person = ? UNION ALL SELECT ?, ?",
                [(one, trainer, one, one) for one in ids],
            )
    elif way == "path":
        base.executemany(
            "INSERT INTO person VALUES (?, ?, 1, ?)",
            [(one, trainer, tree.path[trainer] + f"{one:0{STEP}d}") for one in ids],
        )
    else:
        (right,) = base.execute("SELECT rgt FROM person WHERE id = ?", (trainer,)).fetchone()
        base.execute("UPDATE person SET rgt = rgt + 20 WHERE rgt >= ?", (right,))
        base.execute("UPDATE person SET lft = lft + 20 WHERE lft >= ?", (right,))
        base.executemany(
            "INSERT INTO person VALUES (?, ?, 1, ?, ?)",
            [(one, trainer, right + 2 * at, right + 2 * at + 1) for at, one in enumerate(ids)],
        )


def move(way: str, base: sqlite3.Connection, tree: Tree, one: int, trainer: int) -> None:
    """The branch of one person below another trainer."""
    base.execute("UPDATE person SET parent = ? WHERE id = ?", (trainer, one))
    if way == "path":
        old, new = tree.path[one], tree.path[trainer] + f"{one:0{STEP}d}"
        end = old[:-STEP] + f"{one + 1:0{STEP}d}"
        base.execute(
            "UPDATE person SET path = ? || substr(path, ?) WHERE path >= ? AND path < ?", (new, len(old) + 1, old, end)
        )
    elif way == "closure":
        base.execute("CREATE TEMP TABLE moved AS SELECT person FROM above WHERE top = ?", (one,))
        base.execute(
            "DELETE FROM above WHERE person IN (SELECT person FROM moved) "
            "AND top IN (SELECT top FROM above WHERE person = ? AND top <> ?)",
            (one, one),
        )
        base.execute("INSERT INTO above SELECT a.top, m.person FROM above a, moved m WHERE a.person = ?", (trainer,))
        base.execute("DROP TABLE moved")
    elif way == "nested":
        left, right = base.execute("SELECT lft, rgt FROM person WHERE id = ?", (one,)).fetchone()
        (to,) = base.execute("SELECT rgt FROM person WHERE id = ?", (trainer,)).fetchone()
        width = right - left + 1
        low, high, shift, back = (left, to - 1, to - right - 1, -width) if to > right else (to, right, to - left, width)
        shifted = "CASE WHEN {0} BETWEEN ? AND ? THEN {0} + ? ELSE {0} + ? END WHERE {0} BETWEEN ? AND ?"
        for column in ("lft", "rgt"):
            values = (left, right, shift, back, low, high)
            base.execute(f"UPDATE person SET {column} = {shifted.format(column)}", values)


WAYS: dict[str, Callable[[sqlite3.Connection, Tree], None]] = {
    "parent": parents,
    "path": paths,
    "closure": closure,
    "nested": nested,
}


def timed(act: Callable[[], Any]) -> float:
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1e3


def run(persons: int, folder: Path, repeat: int = 5) -> dict[str, Any]:
    """The table of decision 0034."""
    tree = Tree(persons)
    tops = [one for one in range(1, tree.count + 1) if tree.depth[one] == 0]
    large = max(tops, key=lambda one: tree.below[one])
    middle = sorted((one for one in range(1, tree.count + 1) if tree.depth[one] == 1), key=lambda one: -tree.below[one])
    thousand = min(range(1, tree.count + 1), key=lambda one: abs(tree.below[one] - 1000))
    chosen = Chosen(large, middle[len(middle) // 2], thousand, tops[-1], repeat)
    report: dict[str, Any] = {"persons": tree.count, "largest_branch": tree.below[large] + 1}
    report |= {"second_level_branch": tree.below[chosen.second] + 1, "load": os.getloadavg()[0]}
    return report | {way: measured(way, tree, folder / f"{way}.sqlite3", chosen) for way in WAYS}


@dataclass(frozen=True, slots=True)
class Chosen:
    """Whose branch is counted, whose is moved, and to whom."""

    large: int
    second: int
    thousand: int
    trainer: int
    repeat: int


def measured(way: str, tree: Tree, file: Path, chosen: Chosen) -> dict[str, float]:
    """One row of the table."""
    base = sqlite3.connect(file, isolation_level=None)
    base.execute("PRAGMA journal_mode=WAL")
    base.execute("PRAGMA cache_size=-65536")
    base.execute("BEGIN")
    row = {"build_s": round(timed(lambda: WAYS[way](base, tree)) / 1e3, 1)}
    base.execute("COMMIT")
    base.execute("ANALYZE")
    base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    row["megabytes"] = round(file.stat().st_size / 1e6)
    assert count(way, base, tree, chosen.large) == tree.below[chosen.large] + 1
    for name, one in (("largest_branch_ms", chosen.large), ("second_level_branch_ms", chosen.second)):
        times = [timed(partial(count, way, base, tree, one)) for _ in range(chosen.repeat)]
        row[name] = round(statistics.median(times), 1)
    trainers = random.Random(3).sample(range(1, tree.count + 1), chosen.repeat)
    times = [
        timed(partial(add, way, base, tree, one, tree.count + 1 + 10 * number)) for number, one in enumerate(trainers)
    ]
    row["ten_added_ms"] = round(statistics.median(times), 1)
    row["thousand_moved_ms"] = round(timed(partial(move, way, base, tree, chosen.thousand, chosen.trainer)), 1)
    assert base.execute("SELECT parent FROM person WHERE id = ?", (chosen.thousand,)).fetchone() == (chosen.trainer,)
    base.close()
    file.unlink()
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--persons", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report = run(given.persons, Path(folder))
    print(json.dumps(report, indent=2) if given.json else "\n".join(f"{name}: {one}" for name, one in report.items()))


if __name__ == "__main__":
    main()
