"""Packages for tests: written as the program writes them, and spoilt in one place."""

import hashlib
import io
import uuid
import zipfile

from benkan.core.envelope import SigningKey
from benkan.formats import learning_package as package
from benkan.formats.learning_package.index_page import Words
from benkan.formats.learning_package.manifest import encode, signed_text

KEY = SigningKey.from_bytes(b"p" * 32)
PDF = b"%PDF-1.4\n" + b"a guide of the course\n" * 400
TEXT = b"Fiche de terrain\n" * 30
MATERIAL = uuid.UUID(int=7)
WORDS = {
    language: Words(
        language, "Materials", "A service", "Note", "File", "Language", "Version", "Size", "Licence", "Left out",
        {"fr": "f", "en": "e", "ar": "a"}, {one: one for one in package.LICENCES},
    )
    for language in ("fr", "en", "ar")
}  # fmt: skip


def file(path="files/001-guide-fr.pdf", data=PDF, **changes):
    given = {
        "path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "language": "fr", "version": 1,
        "material": str(MATERIAL), "course": "CR-1", "titles": {"fr": "Guide <b>"}, "licence": "CC-BY-4.0",
    }  # fmt: skip
    return package.File(**given | changes)


def written(tmp_path, pairs=None, issuer="ma-dgsn", left_out=(), key=KEY):
    """The bytes of a package of these files."""
    sources = []
    for number, (one, data) in enumerate(pairs or [(file(), PDF)]):
        where = tmp_path / f"{number}"
        where.write_bytes(data)
        sources.append(package.Source(one, where))
    target = io.BytesIO()
    package.write(
        target, issuer=issuer, newest="2026-11-27", sources=sources, left_out=left_out, words=WORDS, sign=key.sign
    )
    return target.getvalue()


def spoilt(data, *, replace=None, add=(), drop=(), compress=zipfile.ZIP_STORED):
    """The package with entries replaced, added or left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w", compress) as new:
        for name in old.namelist():
            if name not in drop:
                new.writestr(name, (replace or {}).get(name, old.read(name)))
        for name, more in add:
            new.writestr(name, more)
    return target.getvalue()


def resigned(data, change, key=KEY):
    """The package with a manifest that a hostile issuer wrote: ``change`` edits its object, and the signature holds."""
    import json

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        given = json.loads(archive.read("manifest.json"))
    change(given)
    said = json.dumps(given, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return spoilt(data, replace={"manifest.json": said, "manifest.sig": key.sign(signed_text(said))})


__all__ = ["KEY", "MATERIAL", "PDF", "TEXT", "WORDS", "encode", "file", "resigned", "spoilt", "written"]
