"""One byte string for one agreement: RFC 8785 (JCS) of the parsed TOML without its signatures.

Spaces, comments, the order of keys and the way a text is quoted do not change it; every value does. Dates become
``YYYY-MM-DD``. Floating-point numbers are refused: no agreement needs one and their text forms are a trap.
"""

from __future__ import annotations

import datetime as dt
import hashlib

import rfc8785

from benkan.core import strict_toml
from benkan.core.conventions.reading import CODE

MAX_TEXT_BYTES = strict_toml.MAX_TEXT_BYTES
SIGNATURE_PREFIX = b"benkan-convention-signature-1\n"


def load(text: str) -> dict[str, object]:
    """The tables of a TOML text, not yet judged.

    Raises:
        Invalid: ``convention.invalid`` with line and column when the text is too large or not TOML.
    """
    return strict_toml.load(text, code=CODE, whole="convention")


def canonical(text: str) -> bytes:
    """The canonical bytes of a convention's text, without its signatures.

    Raises:
        Invalid: ``convention.invalid`` when the text is not TOML or holds a value without a canonical form.
    """
    tables = load(text)
    tables.pop("signatures", None)
    return strict_toml.canonical(tables, code=CODE)


def digest_of(text: str) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal: the name of this exact agreement."""
    return hashlib.sha256(canonical(text)).hexdigest()


def signed_bytes(sha256: str, party: str, signed_on: dt.date) -> bytes:
    """What a party signs: the agreement, its own name and the day, under a prefix of our own.

    The name and the day are inside, so neither can be changed beside a genuine signature.
    """
    return SIGNATURE_PREFIX + rfc8785.dumps(
        {"convention_sha256": sha256, "party": party, "signed_on": signed_on.isoformat()}
    )
