"""Writes the schema table of ``benkan.formats`` from ``followthemoney.yaml``.

``python resources/build_followthemoney.py`` writes it; with ``--check`` it only compares and exits 1 on a difference,
which is what CI runs. Inheritance is flattened here, so that reading a line of a file is two dictionary look-ups.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "benkan" / "formats" / "ftm_schema.py"

HEAD = '''"""FollowTheMoney schemata and the type of each of their properties, inheritance flattened.

GENERATED from resources/followthemoney.yaml by resources/build_followthemoney.py; do not edit.
"""

from typing import Final

'''

INHERITED = '''PROPERTIES: Final[dict[str, dict[str, str]]] = {
    schema: {key: kind for each in sorted(ANCESTORS[schema]) for key, kind in sorted(OWN[each].items())}
    for schema in OWN
}
"""Each schema with its properties, inherited ones included, and their types."""'''


def main() -> int:
    """0 when the table is written or equal; 1 when ``--check`` finds a difference."""
    schemata: dict[str, dict[str, Any]] = yaml.safe_load((HERE / "followthemoney.yaml").read_text("utf-8"))["schemata"]
    text = render(schemata)
    if "--check" in sys.argv[1:]:
        if TARGET.exists() and TARGET.read_text("utf-8") == text:
            return 0
        print(f"{TARGET.name} differs from followthemoney.yaml; run: python resources/build_followthemoney.py")
        return 1
    TARGET.write_text(text, "utf-8")
    return 0


def render(schemata: dict[str, dict[str, Any]]) -> str:
    """The module's text; the same for the same YAML."""
    abstract = ", ".join(f'"{name}"' for name in sorted(schemata) if schemata[name].get("abstract"))
    lines = [
        HEAD.rstrip("\n"),
        "",
        f"ABSTRACT: Final = frozenset({{{abstract}}})",
        "",
        "ANCESTORS: Final[dict[str, frozenset[str]]] = {",
    ]
    for name in schemata:
        names = ", ".join(f'"{parent}"' for parent in sorted(ancestors(schemata, name)))
        lines.append(f'    "{name}": frozenset({{{names}}}),')
    lines += ["}", '"""Each schema with itself and everything it extends."""', ""]
    lines.append("OWN: Final[dict[str, dict[str, str]]] = {")
    for name, schema in schemata.items():
        own = sorted(schema.get("properties", {}).items())
        lines.append(f'    "{name}": {{' + ("" if own else "},"))
        if own:
            lines += [*(f'        "{key}": "{kind}",' for key, kind in own), "    },"]
    lines += ["}", '"""Each schema with the properties that it adds, and their types."""', "", INHERITED, ""]
    return "\n".join(lines)


def ancestors(schemata: dict[str, dict[str, Any]], name: str) -> set[str]:
    """The schema itself and everything it extends."""
    found = {name}
    for parent in schemata[name].get("extends", ()):
        found |= ancestors(schemata, parent)
    return found


if __name__ == "__main__":
    raise SystemExit(main())
