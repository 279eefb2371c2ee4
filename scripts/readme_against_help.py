"""Fails when the README's list of commands and ``benkan --help`` tell different stories."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from typer.main import get_command

from benkan.node.cli.command import app

ROOT = Path(__file__).resolve().parents[1]
FENCE = re.compile(r"<!-- commands -->\n(.*?)<!-- /commands -->", re.DOTALL)


def _first_line(command: click.Command) -> str:
    return (command.help or "").strip().split("\n")[0]


def table() -> str:
    """The list of commands as the README must show it, made from the commands themselves."""
    return "\n".join(["| command | what it does |", "|---|---|", *_rows("benkan", get_command(app))]) + "\n"


def _rows(name: str, command: click.Command) -> list[str]:
    inner = getattr(command, "commands", None)
    if not inner:
        return [f"| `{name}` | {_first_line(command)} |"]
    # ``benkan search NAME`` is the command of its group's own name.
    named = {sub: name if name.endswith(f" {sub}") else f"{name} {sub}" for sub in inner}
    return [row for sub, entry in sorted(inner.items()) for row in _rows(named[sub], entry)]


def main() -> int:
    """Check, or with ``--write`` bring the README up to date."""
    path = ROOT / "README.md"
    text = path.read_text("utf-8")
    found = FENCE.search(text)
    wanted = table()
    if found and found.group(1) == wanted:
        return 0
    if "--write" in sys.argv and found:
        path.write_text(text[: found.start(1)] + wanted + text[found.end(1) :], "utf-8")
        return 0
    sys.stderr.write("README.md and benkan --help differ: run scripts/readme_against_help.py --write\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
