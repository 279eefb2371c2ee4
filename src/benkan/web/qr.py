"""QR codes (ISO/IEC 18004) for pages and paper; made by the qrcode library that the sign-in already brings."""

from __future__ import annotations

from typing import Final

import qrcode
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from qrcode.exceptions import DataOverflowError

from benkan.core.errors import N_, Invalid

MAX_TEXT: Final = 1_800
"""Bytes; what is longer makes squares too small for a worn printer and a cheap camera."""
QUIET: Final = 4
"""Empty squares around the code that readers need."""


def squares(text: str) -> list[list[bool]]:
    """The code as rows of dark and light squares, without the quiet border; error correction M (15 %).

    Raises:
        Invalid: ``qr.too-long``.
    """
    if len(text.encode()) <= MAX_TEXT:
        made = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
        made.add_data(text)
        try:
            made.make(fit=True)
        except (DataOverflowError, ValueError):
            pass
        else:
            return [[bool(one) for one in row] for row in made.get_matrix()]
    raise Invalid(
        "qr.too-long",
        N_("%(bytes)d bytes are too many for a QR code."),
        N_("Put an address into the code and the text behind the address."),
        bytes=len(text.encode()),
    )


def svg(text: str, label: str) -> SafeString:
    """The code as an inline drawing of any size.

    Args:
        label: what a screen reader says of it.
    """
    rows = squares(text)
    side = len(rows) + 2 * QUIET
    drawn = "".join(_runs(row, line + QUIET) for line, row in enumerate(rows))
    return mark_safe(  # noqa: S308 - numbers and an escaped label
        f'<svg class="qr" role="img" aria-label="{escape(label)}" viewBox="0 0 {side} {side}"'
        f' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
        f'<path fill="#000" d="{drawn}"/></svg>'
    )


def _runs(row: list[bool], y: int) -> str:
    drawn, x = [], 0
    while x < len(row):
        wide = next((at for at in range(x, len(row)) if row[at] != row[x]), len(row)) - x
        if row[x]:
            drawn.append(f"M{x + QUIET} {y}h{wide}v1h-{wide}z")
        x += wide
    return "".join(drawn)
