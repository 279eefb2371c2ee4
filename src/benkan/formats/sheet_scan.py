"""A photograph or scan of a sheet of attendance, read back: which boxes are ticked, and which cannot be told.

zxing-cpp finds the corner codes and where they are; from three or four of them follows how the sheet lies in the
picture, turned, tilted or upside down. The darkness inside each box is compared with the paper around it. What lies
between is doubtful and is asked: a guess would be an untrue statement about a person.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import zxingcpp
from PIL import Image, ImageOps, UnidentifiedImageError

from benkan.core import attendance_sheet as sheet
from benkan.core.errors import N_, Invalid

MOST_BYTES: Final = 20_000_000
MOST_PIXELS: Final = 40_000_000
LARGEST: Final = 2_600
"""Pixels of the longer side that are looked at: 220 to the inch of A4."""
EMPTY: Final = 0.05
TICKED: Final = 0.12
"""Share of dark pixels inside a box below which it is empty and above which it is ticked; between them it is asked."""
_INSIDE: Final = 0.18
_GRID: Final = 24


@dataclass(frozen=True, slots=True)
class Scan:
    """What a sheet says: run, session, page, and for each line True, False, or None where it cannot be told."""

    run: str
    session: int
    page: int
    ticked: tuple[bool | None, ...]


def read(data: bytes) -> Scan:
    """The sheet in a picture (PNG, JPEG, TIFF, WebP).

    Raises:
        Invalid: ``sheet.picture``: no picture, or one that is too large; ``sheet.codes``: fewer than three corner codes
            can be read, or they are of two sheets.
    """
    grey = _opened(data)
    corners, said = _found(grey)
    onto = _projection(corners)
    paper = _paper(grey)
    ticked = tuple(_judged(grey, onto, line, paper) for line in range(sheet.LINES))
    return Scan(*said, ticked)


def _opened(data: bytes) -> np.ndarray[Any, np.dtype[np.uint8]]:
    if len(data) <= MOST_BYTES:
        try:
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "TIFF", "WEBP")) as picture:
                if picture.width * picture.height <= MOST_PIXELS:
                    grey = ImageOps.exif_transpose(picture.convert("RGB")).convert("L")
                    grey.thumbnail((LARGEST, LARGEST))
                    return np.asarray(grey)
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
            pass
    raise Invalid(
        "sheet.picture",
        N_("This is no picture that can be read."),
        N_("Give a PNG or JPEG of at most 20 MB."),
        place="file",
    )


def _found(grey: np.ndarray[Any, Any]) -> tuple[dict[str, np.ndarray[Any, Any]], tuple[str, int, int]]:
    """Where the middle of each corner's code is, in pixels, and which sheet it is."""
    corners: dict[str, np.ndarray[Any, Any]] = {}
    sheets: set[tuple[str, int, int]] = set()
    for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)):
        said = sheet.named(code.text)
        if said is not None:
            where = code.position
            four = (where.top_left, where.top_right, where.bottom_right, where.bottom_left)
            corners[said[3]] = np.mean([(one.x, one.y) for one in four], axis=0)
            sheets.add(said[:3])
    if len(corners) < 3 or len(sheets) != 1:
        raise Invalid(
            "sheet.codes",
            N_("The codes at the corners of the sheet cannot be read."),
            N_(
                "Photograph one whole sheet from above, in good light, with at least three of its codes in the picture."
            ),
            place="file",
        )
    return corners, sheets.pop()


def _projection(corners: dict[str, np.ndarray[Any, Any]]) -> np.ndarray[Any, Any]:
    """The 3 × 3 matrix from points on the sheet to pixels: projective from four corners, affine from three."""
    middle = {name: np.array(at) + sheet.CODE / 2 for name, at in sheet.CORNERS.items()}
    names = sorted(corners)
    if len(names) == 3:
        left = np.array([[*middle[name], 1.0] for name in names])
        right = np.array([corners[name] for name in names])
        return np.vstack([np.linalg.solve(left, right).T, [0.0, 0.0, 1.0]])
    rows, values = [], []
    for name in names:
        (x, y), (u, v) = middle[name], corners[name]
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.append(np.linalg.solve(np.array(rows), np.array(values)), 1.0).reshape(3, 3)


def _paper(grey: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """How bright the paper is at each place: shadows of a hand or a lamp are taken out by it."""
    small = Image.fromarray(grey).resize((32, 44), Image.Resampling.BILINEAR)
    spread = np.asarray(small, np.float64)
    padded = np.pad(spread, 2, mode="edge")
    bright = np.max(
        [padded[y : y + spread.shape[0], x : x + spread.shape[1]] for y in range(5) for x in range(5)], axis=0
    )
    return np.asarray(Image.fromarray(bright.astype(np.uint8)).resize(grey.shape[::-1], Image.Resampling.BILINEAR))


def _judged(
    grey: np.ndarray[Any, Any], onto: np.ndarray[Any, Any], line: int, paper: np.ndarray[Any, Any]
) -> bool | None:
    x, y = sheet.box(line)
    inner = np.linspace(_INSIDE, 1 - _INSIDE, _GRID) * sheet.BOX
    across, down = np.meshgrid(x + inner, y + inner)
    points = onto @ np.stack([across.ravel(), down.ravel(), np.ones(across.size)])
    column, row = np.rint(points[:2] / points[2]).astype(int)
    if column.min() < 0 or row.min() < 0 or column.max() >= grey.shape[1] or row.max() >= grey.shape[0]:
        return None
    dark = float(np.mean(grey[row, column] < 0.62 * paper[row, column].astype(np.float64)))
    if dark <= EMPTY:
        return False
    return True if dark >= TICKED else None
