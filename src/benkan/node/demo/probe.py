"""What one node holds, seen from inside: sizes of what it received, and whether a word is anywhere in its home.

Run as ``python -m benkan.node.demo.probe`` with BENKAN_HOME set; reads only, prints one JSON object. It answers the
question "what could the partner see?" with the partner's own bytes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from benkan.node.cli.boot import boot


def shapes(kind: str) -> list[dict[str, Any]]:
    """Of every received envelope of this kind, in order: who sent it and how many bytes it had."""
    from benkan.apps.exchange import services as exchange

    return [{"sender": sender, "bytes": size} for sender, size in exchange.sizes_received(kind)]


def holds(home: Path, words: list[str]) -> list[str]:
    """The words that occur anywhere in the files of the home: database, write-ahead log, server log, indexes."""
    found = set()
    needles = {word: [word.encode(), word.upper().encode(), word.lower().encode()] for word in words}
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            found |= {word for word, forms in needles.items() if any(form in data for form in forms)}
    return sorted(found)


def main() -> None:
    """Prints the shapes of one kind and which of the given words the home holds."""
    kind, *words = sys.argv[1:]
    node = boot()
    sys.stdout.write(json.dumps({"shapes": shapes(kind), "holds": holds(node.home, words)}, ensure_ascii=False))


if __name__ == "__main__":
    main()
