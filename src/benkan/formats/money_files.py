"""Which kind of file about money begins with these bytes; its name is never asked."""

from __future__ import annotations

import re
from typing import Final

from benkan.formats import transfer_list
from benkan.formats.iso20022.reading import MESSAGES

HEAD_BYTES: Final = 8192
_ELEMENT: Final = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")


def kind_of(head: bytes) -> str:
    """``goaml``, ``iso20022``, ``transactions`` or ``statement``; empty for what is none of them.

    Args:
        head: the first ``HEAD_BYTES`` of the file.
    """
    if is_goaml(head):
        return "goaml"
    if is_iso20022(head):
        return "iso20022"
    if not is_table(head):
        return ""
    return "transactions" if not head.startswith(b"PK") and transfer_list.known(head) else "statement"


def is_goaml(head: bytes) -> bool:
    """Whether its root is that of goAML."""
    return _root(head) == "report"


def is_iso20022(head: bytes) -> bool:
    """Whether it is a message of ISO 20022, with or without its envelope."""
    return _root(head) == "Document" or any(name.encode() in head.replace(b"\0", b"") for name in MESSAGES)


def is_table(head: bytes) -> bool:
    """Whether it is a spreadsheet, or lines of text; XML and pictures are neither."""
    if head.startswith((b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")):
        return True
    return b"\0" not in head and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and b"\n" in head


def _root(head: bytes) -> str:
    """The local name of the first element; empty when it is no XML."""
    plain = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    found = _ELEMENT.search(plain) if plain.startswith(b"<") else None
    return found[1].decode() if found else ""
