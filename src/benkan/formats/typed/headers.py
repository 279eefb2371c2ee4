"""The header of a typed table: how long a title may be, and one name for all its titles."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from benkan.core.recognising import fold

MAX_HEADER: Final = 200
"""Letters of a title that are read."""


def header_key(header: Sequence[str]) -> str:
    """One name for a set of headers, under which its mapping is remembered."""
    return hashlib.sha256("\x1f".join(fold(each[:MAX_HEADER]) for each in header).encode()).hexdigest()
