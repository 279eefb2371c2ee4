"""Lists as CSV that a page hands out: one way for all of them, so that none forgets what a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

CONTENT_TYPE = "text/csv; charset=utf-8"
_MARK = "\ufeff"
"""Without it a spreadsheet reads Arabic and accents as another encoding."""
_NUMERIC = re.compile(r"[+-]?[\d ().-]+", re.ASCII)


def lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines, one at a time: a long list is not held in memory. What is None is left empty.

    Args:
        head: the titles, in the reader's language.
        rows: their cells; one that begins like a formula stays a text.
    """
    writer = csv.writer(_Echo())
    yield _MARK + writer.writerow(head)
    for row in rows:
        yield writer.writerow([_cell(value) for value in row])


def download(name: str, head: Iterable[object], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """The answer that hands the list out as a file.

    Args:
        name: of the file, with its ending.
        head: as in ``lines``.
        rows: as in ``lines``.
    """
    response = StreamingHttpResponse(lines(head, rows), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMERIC.fullmatch(text):
        return f"'{text}"
    return text


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text
