"""Writes attachments.json: roots of chunk digests, names that travel and that do not, a release with a file.

Run from the root of the repository: ``python -m tests.vectors.write_attachments``.
"""

import hashlib
import json
from pathlib import Path

from tests.wire.samples import BY_KIND, CARD

from benkan import wire
from benkan.core.attachments import Cut, root

SAFE = [
    "rapport.pdf",
    "Procès-verbal 12.odt",
    "تقرير نهائي.pdf",
    "photo.jpg.exe",
    "sans extension",
    "数据.csv",
    "x" * 120,
]
REFUSED = [
    "",
    ".",
    "..",
    "../rapport.pdf",
    "a/b",
    "a\\b",
    "C:rapport.pdf",
    ".cachée",
    " devant",
    "derrière ",
    "point.",
    "-option",
    "gnp\u202eexe.pdf",
    "zéro\u200blargeur",
    "deux\nlignes",
    "e\u0301te\u0301.pdf",
    "CON.txt",
    "lpt1",
    "quoi?.txt",
    "x" * 121,
    "é" * 101,
]


def main():
    roots = []
    for data_bytes, chunk_bytes in ((1, 65_536), (65_536, 65_536), (600_000, 262_144)):
        cut = Cut(data_bytes, chunk_bytes)
        digests = [hashlib.sha256(bytes([number]) * cut.size(number)).hexdigest() for number in range(cut.count)]
        joined = b"".join(bytes.fromhex(each) for each in digests)
        roots.append(
            {
                "data_bytes": data_bytes,
                "chunk_bytes": chunk_bytes,
                "digests": digests,
                "chunks_sha256": root(cut, joined),
            }
        )
    given = json.loads(wire.encode(BY_KIND["release"])) | {"attachments": [CARD.model_dump()]}
    value = {
        "roots": roots,
        "names": {"safe": SAFE, "refused": REFUSED},
        "release": wire.encode(wire.Release.model_validate(given)).decode(),
    }
    path = Path(__file__).parent / "attachments.json"
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
