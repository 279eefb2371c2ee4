"""Lists as CSV, of pages and of commands: one way for all, so that none forgets what a spreadsheet would run."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, StreamingHttpResponse

CONTENT_TYPE = "text/csv; charset=utf-8"
_MARK = "\ufeff"
"""Without it a spreadsheet reads Arabic and accents as another encoding."""
_NUMERIC = re.compile(r"[+-]?[\d ().-]+", re.ASCII)
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
"""Apostrophes before it count too: so that taking one away always gives what was written."""


def lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines, one at a time: a long list is not held in memory. What is None is left empty.

    Args:
        head: the titles, in the reader's language.
        rows: their cells; one that begins like a formula stays a text.
    """
    writer = csv.writer(_Echo())
    yield _MARK + writer.writerow(head)
    for row in rows:
        yield writer.writerow([guarded(value) for value in row])


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


def address(request: HttpRequest, form: str = "csv") -> str:
    """Where the list of this page, with its filters, is handed out whole: the query string from its ``?``."""
    query = request.GET.copy()
    query.pop("page", None)
    query["format"] = form
    return f"?{query.urlencode()}"


def guarded(value: object) -> str:
    """The cell as a text that no spreadsheet runs: one that begins like a formula gets an apostrophe in front."""
    text = "" if value is None else str(value)
    if _FORMULA.match(text) and not _NUMERIC.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(cell: str) -> str:
    """What was written before ``guarded``: for files that a person fills in and hands back."""
    return cell[1:] if cell[:1] == "'" and _FORMULA.match(cell) else cell


class _Echo:
    """A file that hands back what is written."""

    def write(self, text: str) -> str:
        return text
