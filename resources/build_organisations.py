"""Writes src/benkan/core/matching/organisation_tables.py from resources/names/organisations.yaml; --check compares.

The YAML file is the source of truth and is reviewed by people; the module is what ships. Spellings are folded by the
matcher's own reader, so that a table and a name can never disagree about how a word is read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "resources" / "names" / "organisations.yaml"
TARGET = ROOT / "src" / "benkan" / "core" / "matching" / "organisation_tables.py"
sys.path.insert(0, str(ROOT / "src"))

from benkan.core.matching.written_words import written_words  # noqa: E402 - the path above comes first

HEAD = '''"""Generated from resources/names by resources/build_organisations.py: change the sources and run it."""

# fmt: off
from __future__ import annotations

'''


def key(spelling: str, stop_words: frozenset[str]) -> str:
    """A spelling as the reader of names gives it: folded words with one space between, stop words gone."""
    words = [word.folded for word in written_words(str(spelling))]
    return " ".join(word for word in words if word not in stop_words) or " ".join(words)


def meanings(groups: dict[str, dict[str, list[str]]], stop_words: frozenset[str]) -> dict[str, tuple[str, str]]:
    """For each spelling its meaning and the class of the meaning; two meanings of one spelling stop the build."""
    found: dict[str, tuple[str, str]] = {}
    for group, concepts in groups.items():
        for concept, spellings in concepts.items():
            for spelling in spellings:
                folded, value = key(spelling, stop_words), (str(concept), str(group))
                if found.setdefault(folded, value) != value:
                    raise SystemExit(f"organisations.yaml: “{spelling}” is in {found[folded][0]} and in {concept}")
    return dict(sorted(found.items()))


def words_of(name: str, spellings: list[str]) -> str:
    """An assignment of a set of folded words or phrases."""
    folded = sorted({key(one, frozenset()) for one in spellings})
    return literal(name, "frozenset[str]", [quoted(one) for one in folded], ("frozenset({", "})"))


def heads(groups: list[list[str]]) -> dict[str, str]:
    """For each spelling the first one of its group."""
    return dict(sorted((key(one, frozenset()), str(group[0])) for group in groups for one in group))


def literal(name: str, annotation: str, items: list[str], brackets: tuple[str, str]) -> str:
    """One assignment, wrapped so that a person can still read a difference."""
    lines, line = [], ""
    for item in items:
        if line and len(line) + len(item) > 110:
            lines.append(line.rstrip())
            line = ""
        line += f"{item}, "
    body = "\n".join(f"    {one}" for one in [*lines, line.rstrip()])
    return f"{name}: {annotation} = {brackets[0]}\n{body}\n{brackets[1]}\n\n"


def mapping(name: str, annotation: str, value: dict[str, Any]) -> str:
    """An assignment of a dictionary."""
    return literal(
        name, annotation, [f"{quoted(one)}: {quoted(content)}" for one, content in value.items()], ("{", "}")
    )


def quoted(value: object) -> str:
    """The value as Python source with double quotes, as the rest of the code writes it."""
    if isinstance(value, tuple):
        return f"({', '.join(map(quoted, value))})"
    return json.dumps(value, ensure_ascii=False)


def build() -> str:
    """The text of the module."""
    source = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    stop = frozenset(word.folded for one in source["stop_words"] for word in written_words(str(one)))
    legal = meanings(source["legal_forms"], stop)
    concepts = {
        spelling: value for spelling, value in meanings(source["concepts"], stop).items() if spelling not in legal
    }
    numbers = {key(word, frozenset()): str(number) for number, words in source["numbers"].items() for word in words}
    prefixes = sorted({key(one, frozenset()) for one in source["vessel_prefixes"]})
    pairs = "dict[str, tuple[str, str]]"
    text = "".join(
        (
            literal("STOP_WORDS", "frozenset[str]", [quoted(one) for one in sorted(stop)], ("frozenset({", "})")),
            mapping("LEGAL_FORMS", pairs, legal),
            f"EDGE_ONLY_LETTERS: int = {source['edge_only_up_to_letters']}\n\n",
            mapping("CONCEPTS", pairs, concepts),
            mapping("NUMBER_WORDS", "dict[str, str]", dict(sorted(numbers.items()))),
            literal("VESSEL_PREFIXES", "frozenset[str]", [quoted(one) for one in prefixes], ("frozenset({", "})")),
            mapping("COLOURS", "dict[str, str]", heads(source["vehicle_colours"])),
            mapping("MAKES", "dict[str, str]", heads(source["vehicle_makes"])),
            words_of("ADDRESS_WORDS", source["address_words"]),
            words_of("BOX_WORDS", source["box_words"]),
            mapping("CLASS_BITS", "dict[str, float]", source["bits"]),
            literal("LETTER_BITS", "tuple[float, ...]", [quoted(one) for one in source["bits_by_letters"]], ("(", ")")),
        )
    )
    # Weights stay out of the digest: they change scores, which stay at home, but no token.
    digest = hashlib.sha256(text.encode()).hexdigest()
    weights = mapping("WEIGHTS", "dict[str, float]", source["weights"])
    return f'{HEAD}{text}{weights}TABLES_SHA256: str = "{digest}"\n'


def main() -> int:
    """Writes or checks the module; 1 when --check finds a difference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing, fail if the module is out of date")
    text = build()
    if parser.parse_args().check:
        if TARGET.read_text(encoding="utf-8") != text:
            print(
                "src/benkan/core/matching/organisation_tables.py is out of date: run resources/build_organisations.py"
            )
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
