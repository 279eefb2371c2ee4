"""A QR code on paper."""

from __future__ import annotations

from benkan.web import qr
from benkan.web.paper.document import Document


def draw(made: Document, page: int, text: str, x: float, y: float, side: float) -> None:
    """Draws the code of a text, its quiet border included, as a square whose upper corner on the left is (x, y).

    Args:
        side: of the square, in points; 3 points a module are read by any telephone.

    Raises:
        Invalid: ``qr.too-long``.
    """
    rows = qr.squares(text)
    unit = side / (len(rows) + 2 * qr.QUIET)
    for line, cells in enumerate(rows):
        begun: int | None = None
        for at, dark in enumerate([*cells, False]):
            if dark and begun is None:
                begun = at
            elif not dark and begun is not None:
                made.surface(
                    page, x + (begun + qr.QUIET) * unit, y + (line + qr.QUIET) * unit, (at - begun) * unit, unit, 0.0
                )
                begun = None
