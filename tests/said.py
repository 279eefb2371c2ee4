"""What lines of the journal say in words: everything but what is drawn or counted by itself.

A digest of 64 digits spells a given year once in a thousand lines. A test that looks for a year in lines looks here.
"""

import re
from collections.abc import Iterable

_DRAWN = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:.]+Z"  # moments
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # identities
    r"|[0-9a-f]{16,}",  # digests, salts
    re.IGNORECASE,
)


def said(lines: Iterable[bytes | str]) -> str:
    """The lines as one text in small letters, without moments, identities and digests."""
    text = "\n".join(line.decode() if isinstance(line, bytes) else line for line in lines)
    return _DRAWN.sub("", text).casefold()
