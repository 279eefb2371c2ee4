"""Writes src/benkan/core/matching/tables.py from resources/names; with --check, fails if the file would differ.

The YAML and CSV files are the source of truth and are reviewed by people; the module is what ships. Run it after any
change there. The tables' digest is part of MATCHING_VERSION, so two nodes notice when theirs differ.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
NAMES = ROOT / "resources" / "names"
TARGET = ROOT / "src" / "benkan" / "core" / "matching" / "tables.py"
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.matching import normalise, tables  # noqa: E402 - the path above comes first
from benkan.core.matching.phonetics import skeletons  # noqa: E402
from benkan.core.matching.scripts import fold  # noqa: E402

HEAD = '''"""Generated from resources/names by resources/build_names.py: do not edit, change the sources and run it."""

# fmt: off
from __future__ import annotations

'''


def folded(words: Iterable[str]) -> list[str]:
    """The words as the matcher sees them, each once, in order of the alphabet."""
    return sorted({fold(part) for word in words for part in str(word).split("-") if fold(part)})


def added_forms(classes: list[list[str]]) -> dict[str, tuple[str, ...]]:
    """For each spelling the skeletons that its classes add to its own: those of each head."""
    found: dict[str, list[str]] = defaultdict(list)
    for head, *members in classes:
        added = skeletons(fold(head))[0]
        for member in members:
            spelling = fold(member)
            own = normalise._compound(spelling)  # noqa: SLF001 - the plain readings, before tables add to them
            if added not in own and added not in found[spelling]:
                found[spelling].append(added)
    return {spelling: tuple(forms) for spelling, forms in sorted(found.items()) if forms}


def information(rows: Iterable[dict[str, str]], frequency_bits: dict[str, float]) -> dict[str, float]:
    """Bits of each skeleton: the shares of all names that have it as a reading, added up."""
    share: dict[str, float] = defaultdict(float)
    for row in rows:
        carried = 2.0 ** -frequency_bits[row["frequency"]]
        spellings = [*row["spellings"].split("|"), *filter(None, [row["arabic"]])]
        seen: set[str] = set()
        for spelling in spellings:
            for part in normalise.parts(normalise.clean(spelling)):
                seen.update(part.readings)
        seen.discard("-")
        for skeleton in seen:
            share[skeleton] += carried
    return {skeleton: round(-math.log2(min(value, 1.0)), 1) for skeleton, value in sorted(share.items())}


def counted() -> dict[str, float]:
    """Bits of each skeleton that was counted among people of the region."""
    with (NAMES / "frequencies.csv").open(encoding="utf-8", newline="") as file:
        return {row["skeleton"]: round(-math.log2(int(row["per_100k"]) / 100_000), 1) for row in csv.DictReader(file)}


def given_names(rows: Iterable[dict[str, str]], classes: list[list[str]]) -> dict[str, int]:
    """For each folded spelling the number of its name; rows and classes that share a spelling are one name.

    Only names whose Arabic form is known count, and no compound with Abd: a row without one may be a spelling of
    another row, and Abdelkader is Kader too.
    """
    groups = [[*row["spellings"].split("|"), row["arabic"]] for row in rows if row["arabic"]]
    known = {spelling for group in groups for spelling in map(bare, group)}
    number: dict[str, int] = {}
    for at, group in enumerate([*groups, *classes], start=1):
        spellings = {bare(one) for one in group} - {""}
        if at > len(groups) and not spellings & known:
            continue  # a class of family names
        merged = {number[one] for one in spellings if one in number}
        number.update(dict.fromkeys(spellings, at))
        number.update({one: at for one, old in number.items() if old in merged})
    return {one: at for one, at in sorted(number.items()) if not one.startswith(("abd", "عبد"))}


def bare(spelling: str) -> str:
    """A spelling folded, its article and spaces gone."""
    parts = normalise.parts(normalise.clean(spelling)) if spelling.strip() else ()
    return parts[0].folded.removeprefix("ال") if len(parts) == 1 else ""


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of one list of names; a wrong row stops the build and names its line."""
    with path.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    for line, row in enumerate(found, start=2):
        if None in row or None in row.values() or not row["spellings"].strip():
            raise SystemExit(f"{path.name}:{line}: three columns are expected: spellings,arabic,frequency")
    return found


def literal(name: str, annotation: str, value: Any) -> str:
    """One assignment, wrapped so that a person can still read a difference."""
    if isinstance(value, dict):
        items = [f"{quoted(key)}: {quoted(content)}" for key, content in value.items()]
        opening, closing = "{", "}"
    else:
        items = [quoted(one) for one in value]
        opening, closing = ("frozenset({", "})") if annotation.startswith("frozenset") else ("(", ")")
    lines, line = [], ""
    for item in items:
        if len(line) + len(item) > 112:
            lines.append(line)
            line = ""
        line += f"{item}, "
    lines.append(line)
    body = "\n".join(f"    {one.rstrip()}" for one in lines)
    return f"{name}: {annotation} = {opening}\n{body}\n{closing}\n\n"


def quoted(value: object) -> str:
    """The value as Python source with double quotes, as the rest of the code writes it."""
    if isinstance(value, tuple):
        return f"({', '.join(map(quoted, value))},)"
    return json.dumps(value, ensure_ascii=False)


def build() -> str:
    """The text of the module."""
    words = yaml.safe_load((NAMES / "words.yaml").read_text(encoding="utf-8"))
    classes = yaml.safe_load((NAMES / "classes.yaml").read_text(encoding="utf-8"))
    articles = folded(words["articles"])
    particles = folded([*articles, *(one for group in words["particles"].values() for one in group)])
    text = "".join(
        literal(name, "frozenset[str]", value)
        for name, value in (
            ("ARTICLES", articles),
            ("PARTICLES", particles),
            ("TITLES", folded(words["titles"])),
            ("ABD", folded(words["abd"])),
            ("ABD_ALONE", folded(words["abd_alone"])),
            ("ABU", folded(words["abu"])),
            ("DIN", folded(words["din"])),
            ("ALLAH", folded(words["allah"])),
            ("DIVINE", folded(words["divine"])),
            ("DIVINE_SKELETONS", sorted({skeletons(word)[0] for word in folded(words["divine"])})),
        )
    )
    install(text)
    text += literal("ADDED", "dict[str, tuple[str, ...]]", added_forms(classes))
    install(text)
    rows = [*rows_of(NAMES / "given.csv"), *rows_of(NAMES / "family.csv")]
    # What was counted goes before what was judged: the hand-made classes serve names that the count does not reach.
    bits = information(rows, words["frequency_bits"]) | counted()
    text += literal("BITS", "dict[str, float]", dict(sorted(bits.items())))
    text += literal("UNKNOWN_BITS", "tuple[float, ...]", words["unknown_bits"])
    # Weights stay out of the digest: they change scores, which stay at home, but no token.
    digest = hashlib.sha256(text.encode()).hexdigest()
    weights = yaml.safe_load((NAMES / "weights.yaml").read_text(encoding="utf-8"))
    text += literal("GIVEN", "dict[str, int]", given_names(rows_of(NAMES / "given.csv"), classes))
    text += literal("WEIGHTS", "dict[str, float]", weights["fitted"] | weights["judged"])
    return f'{HEAD}{text}TABLES_SHA256: str = "{digest}"\n'


def install(text: str) -> None:
    """Lets the matcher read names with the words just built, not with those of the last build."""
    exec(text, vars(tables))  # noqa: S102 - the text was made above from reviewed files
    for cached in (normalise.readings, normalise.parts, normalise._part, normalise._word_part):  # noqa: SLF001
        cached.cache_clear()


def main() -> int:
    """Writes or checks the module; 1 when --check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if the module is out of date")
    check = parser.parse_args().check
    text = build()
    if check:
        if TARGET.read_text(encoding="utf-8") != text:
            print("src/benkan/core/matching/tables.py is out of date: run resources/build_names.py")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
