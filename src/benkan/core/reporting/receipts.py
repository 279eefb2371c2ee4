"""The receipt of a report: a canonical text (RFC 8785) that the receiving service signed (Ed25519, RFC 8032).

It proves to the reporter's own auditor that a file with this digest came at this moment, and says nothing about what
is in it: a receipt may lie in a drawer where the report may not. It can be verified with this module or with any tool
that knows Ed25519: the signature is over the bytes of ``DOMAIN`` followed by the text.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benkan.core.canonical import canonical
from benkan.core.errors import N_, Invalid, Unverified

DOMAIN: Final = b"benkan-report-receipt-1\n"
MAX_TEXT: Final = 4_096


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a receipt says.

    Args:
        service: agency id of who received it.
        number: the number of the report, such as ``ML-OCS-2026-000017``.
        reporter: short name of who sent it.
        received_at: RFC 3339, UTC, whole seconds.
        sha256: digest of the file as it came.
        data_bytes: its size.
        corrects: the number of the report that it corrects; empty for none.
        kept, refused: how many entries of the file were kept, and how many could not be read.
    """

    service: str
    number: str
    reporter: str
    received_at: str
    sha256: str
    data_bytes: int
    corrects: str
    kept: int
    refused: int

    @property
    def text(self) -> bytes:
        """The canonical text that is signed."""
        return canonical(asdict(self))


def sign(receipt: Receipt, signer: Callable[[bytes], bytes]) -> str:
    """The signature of the receipt, in base64.

    Args:
        signer: signs bytes with the service's Ed25519 key.
    """
    return base64.b64encode(signer(DOMAIN + receipt.text)).decode()


def of_text(text: bytes) -> Receipt:
    """The receipt that this canonical text is.

    Raises:
        Invalid: ``receipt.unreadable``.
    """
    try:
        found: Any = json.loads(text) if len(text) <= MAX_TEXT else None
        made = Receipt(**found) if isinstance(found, dict) else None
    except (ValueError, TypeError, RecursionError):
        made = None
    kinds = {field.name: int if field.name in ("data_bytes", "kept", "refused") else str for field in fields(Receipt)}
    if made is None or any(type(getattr(made, name)) is not kind for name, kind in kinds.items()) or made.text != text:
        raise Invalid(
            "receipt.unreadable",
            N_("This is not the text of a receipt."),
            N_("Use the receipt's file as it was downloaded."),
            place="receipt",
        )
    return made


def verify(receipt: Receipt, signature: str, public_key: bytes) -> None:
    """Nothing when the service of this key signed the receipt.

    Raises:
        Unverified: ``receipt.signature``.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(public_key)
        key.verify(base64.b64decode(signature, validate=True), DOMAIN + receipt.text)
    except (InvalidSignature, ValueError) as error:
        raise Unverified(
            "receipt.signature",
            N_("The receipt was not signed by this service, or it was altered."),
            N_("Download it again from the reporting door, and compare the service's key by voice."),
            place="signature",
        ) from error
