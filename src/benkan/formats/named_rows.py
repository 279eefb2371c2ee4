"""Lists of people as CSV whose first line names the columns: comma or semicolon, UTF-8, bounded."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence


def rows(
    data: bytes, columns: Sequence[str], needed: Sequence[str], *, most_bytes: int, most_rows: int
) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row that is not empty with its line in the file; columns that are not there are empty, others left out.

    Args:
        needed: columns without which it is no such list.

    Raises:
        ValueError: no such list, a column named twice, or more bytes or rows than may be.
    """
    if len(data) > most_bytes:
        raise ValueError("bytes")
    text = data.decode("utf-8-sig")
    try:
        read = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.partition("\n")[0] else ",")
        head = [name.strip().casefold() for name in next(read, [])]
        if not set(needed) <= set(head) or len(set(head)) != len(head):
            raise ValueError("columns")
        for count, cells in enumerate(read):
            if count >= most_rows:
                raise ValueError("rows")
            if any(cell.strip() for cell in cells):
                row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
                yield read.line_num, {name: row.get(name, "") for name in columns}
    except csv.Error as error:
        raise ValueError("csv") from error
