"""One byte string for one agreement: RFC 8785 (JCS) of the parsed TOML without its signatures.

Spaces, comments, the order of keys and the way a text is quoted do not change it; every value does. Dates become
``YYYY-MM-DD``. Floating-point numbers are refused: no agreement needs one and their text forms are a trap.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import tomllib

import rfc8785

from benkan.core.errors import N_, Invalid

MAX_TEXT_BYTES = 262_144
MAX_DOTS = 200
"""A dotted key stands on one line, and its reader's time grows with the square of its dots."""

NO_FORM = N_("This value has no canonical form: texts, whole numbers, true, false and dates do.")
SIGNATURE_PREFIX = b"benkan-convention-signature-1\n"


def load(text: str) -> dict[str, object]:
    """The tables of a TOML text, not yet judged.

    Raises:
        Invalid: ``convention.invalid`` with line and column when the text is too large or not TOML.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_TEXT_BYTES:
        raise _wrong("convention", N_("The text is larger than %(limit)d bytes."), limit=MAX_TEXT_BYTES)
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > MAX_DOTS:
            raise _wrong(f"line {number}", N_("The text is not valid TOML."))
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = re.search(r"line \d+, column \d+|end of document", str(error))
        place = found.group() if found else ""
        raise _wrong(place, N_("The text is not valid TOML.")) from error


def canonical(text: str) -> bytes:
    """The canonical bytes of a convention's text, without its signatures.

    Raises:
        Invalid: ``convention.invalid`` when the text is not TOML or holds a value without a canonical form.
    """
    tables = load(text)
    tables.pop("signatures", None)
    try:
        return rfc8785.dumps(_plain(tables, ""))
    except (rfc8785.CanonicalizationError, RecursionError) as error:
        # Whole numbers beyond 2**53, which JSON cannot carry; tables in tables without end.
        raise _wrong("", NO_FORM) from error


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


Plain = dict[str, "Plain"] | list["Plain"] | str | bool | int


def _plain(value: object, place: str) -> Plain:
    if isinstance(value, dict):
        return {key: _plain(item, f"{place}.{key}".lstrip(".")) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item, f"{place}[{number}]") for number, item in enumerate(value)]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    if isinstance(value, str | bool | int):
        return value
    raise _wrong(place, NO_FORM)


def _wrong(place: str, text: str, **facts: object) -> Invalid:
    return Invalid("convention.invalid", text, N_("Correct the text at this place."), place=place, clause="", **facts)
