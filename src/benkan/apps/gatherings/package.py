"""All current documents of a gathering as one file, for a stick or a slow link: the same documents, the same bytes.

What is only for the organisers is not in it. ``index.html`` lists the documents in three languages and opens without a
network; ``SHA256SUMS`` is what ``sha256sum -c`` reads.
"""

from __future__ import annotations

import hashlib
import tempfile
import zipfile
from collections.abc import Iterable
from typing import IO, Final

from django.template.loader import render_to_string
from django.utils import translation

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.gatherings import documents
from benkan.apps.gatherings.documents import Listed
from benkan.apps.gatherings.keeping import LANGUAGES, RIGHT, named
from benkan.apps.gatherings.models import Document, Gathering, Version
from benkan.apps.journal import services as journal
from benkan.core.attachments import safe_name

_IN_MEMORY: Final = 8_000_000
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_STYLE: Final = (
    "body{font-family:Noto Sans,Noto Sans Arabic,sans-serif;max-width:60rem;margin:1.5rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid #888;padding:.4rem;text-align:start}"
    "h1{font-size:1.3rem;margin-block-start:2rem}"
)


def write(gathering: Gathering, *, by: Officer) -> IO[bytes]:
    """The archive, from its beginning.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(by, RIGHT)
    given = [one for one in documents.readable(gathering, by) if one.row.readers != Document.Readers.ORGANISERS]
    placed = [
        (f"{one.language}/{number:03} {safe_name(f'{named(each.row.titles, one.language)[:80]}.{one.ending}')}", one)
        for number, each in enumerate(given, 1)
        for one in each.current.values()
    ]
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - the caller reads it, then it goes by itself
    sums = ""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        index = _index(gathering, given, {one.pk: place for place, one in placed}).encode()
        for place, data in (("index.html", index), *_read(placed)):
            archive.writestr(zipfile.ZipInfo(place, _NO_TIME), data)
            sums += f"{hashlib.sha256(data).hexdigest()}  {place}\n"
        archive.writestr(zipfile.ZipInfo("SHA256SUMS", _NO_TIME), sums)
    journal.write(
        "gathering-package-written", officer=accounts.handle(by), reference=str(gathering.pk), count=len(placed),
        sha256=hashlib.sha256(sums.encode()).hexdigest(),
    )  # fmt: skip
    file.seek(0)
    return file


def _read(placed: Iterable[tuple[str, Version]]) -> Iterable[tuple[str, bytes]]:
    """One after the other: all of them together may be half a gigabyte."""
    for place, one in placed:
        yield place, bytes(Version.objects.values_list("data", flat=True).get(pk=one.pk))


def _index(gathering: Gathering, given: Iterable[Listed], places: dict[int, str]) -> str:
    parts = []
    for language in LANGUAGES:
        rows = [
            {
                "title": named(one.row.titles, language),
                "item": named(one.row.item.titles, language) if one.row.item else "",
                "files": [(each, places[each.pk]) for each in one.current.values()],
            }
            for one in given
        ]
        with translation.override(language):
            context = {"gathering": gathering, "title": named(gathering.titles, language), "rows": rows}
            parts.append(render_to_string("gatherings/package_part.html", context | {"language": language}))
    whole = {"title": named(gathering.titles, "fr"), "style": _STYLE, "parts": parts}
    return render_to_string("gatherings/package.html", whole)
