"""Writes the shipped sheets of means from the reviewed ones in resources/means.

python resources/build_means.py           # writes src/benkan/core/means/table.py
python resources/build_means.py --check   # exit code 1 when the shipped table is another
"""

from __future__ import annotations

import sys
from typing import Any

import yaml
from sheets import RESOURCES, SOURCE, constant, head, write_or_check

SCRIPT = "build_means.py"
SHEETS = RESOURCES / "means"
TABLE = SOURCE / "core" / "means" / "table.py"
ORDER = ("laboratory", "dogs", "scanner", "vehicle", "aircraft", "vessel", "expert")
WORDS = ("fr", "en", "ar")


def words(said: dict[str, str]) -> tuple[str, ...]:
    """The three names in the order of the languages."""
    return tuple(said[language] for language in WORDS)


def field(sheet: dict[str, Any]) -> tuple[object, ...]:
    """Name, kind, the most of a number, words, and each choice with its words."""
    choices = tuple((code, *words(said)) for code, said in sheet.get("choices", {}).items())
    return (sheet["name"], sheet["kind"], str(sheet.get("most", "")), words(sheet["words"]), choices)


def text() -> str:
    """The module's text."""
    read = {name: yaml.safe_load((SHEETS / f"{name}.yaml").read_text("utf-8")) for name in (*ORDER, "languages")}
    kinds = [
        (sheet["code"], words(sheet["names"]), tuple(field(one) for one in sheet["fields"]))
        for sheet in (read[name] for name in ORDER)
    ]
    languages = [(code, *words(said)) for code, said in read["languages"].items()]
    return head(SCRIPT, SHEETS) + constant("KINDS", kinds) + constant("LANGUAGES", languages)


if __name__ == "__main__":
    sys.exit(write_or_check(text(), TABLE, SCRIPT, SHEETS))
