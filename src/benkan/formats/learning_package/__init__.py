"""A learning package: materials of courses in one ZIP on a stick, read without a network, signed by the service.

It holds ``manifest.json`` (canonical JSON, RFC 8785), ``manifest.sig`` (Ed25519 over a fixed text and the manifest),
``index.html`` (no script, three languages) and the files. The manifest names every file with its size and SHA-256, so
the one signature covers all. The same materials give the same bytes. docs/library.md describes the format for others.
"""

from benkan.formats.learning_package.manifest import (
    FORMAT,
    KINDS,
    LICENCES,
    MOST_FILE_BYTES,
    MOST_FILES,
    File,
    LeftOut,
    Manifest,
    kind_of,
)
from benkan.formats.learning_package.reading import Opened, open_package
from benkan.formats.learning_package.writing import Source, write

__all__ = [
    "FORMAT",
    "KINDS",
    "LICENCES",
    "MOST_FILES",
    "MOST_FILE_BYTES",
    "File",
    "LeftOut",
    "Manifest",
    "Opened",
    "Source",
    "kind_of",
    "open_package",
    "write",
]
