"""Pictures of sheets of attendance as a telephone or a scanner would give them, made from the layout alone."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from benkan.core import attendance_sheet as layout
from benkan.web import qr

SCALE = 2.4
"""Pixels a point: 173 to the inch."""


def printed(run, session, page, ticks, *, turn=0.0, seed=0, noise=6.0, tilt=0.0, hide=(), shadow=False, quality=80):
    """A JPEG of the sheet, its first boxes ticked (True), empty (False) or smudged (None)."""
    draw = np.random.default_rng(seed)
    picture = Image.new("L", (round(layout.WIDE * SCALE), round(layout.HIGH * SCALE)), 250)
    pen = ImageDraw.Draw(picture)
    for corner, (x, y) in layout.CORNERS.items():
        if corner not in hide:
            _code(pen, layout.name_of(run, session, page, corner), x, y)
    for line in range(layout.LINES):
        x, y = (value * SCALE for value in layout.box(line))
        side = layout.BOX * SCALE
        pen.rectangle((x, y, x + side, y + side), outline=0, width=2)
        tick = ticks[line] if line < len(ticks) else False
        if tick:
            shift = draw.uniform(-2, 2, 2)
            pen.line((x + 5 + shift[0], y + side / 2, x + side / 2, y + side - 6), fill=40, width=4)
            pen.line((x + side / 2, y + side - 6, x + side - 4, y + 4 + shift[1]), fill=40, width=4)
        elif tick is None:
            pen.line((x + 9, y + side / 2, x + side - 10, y + side / 2), fill=60, width=4)
    if tilt:
        wide, high = picture.size
        off = tilt * wide
        picture = picture.transform(
            picture.size,
            Image.Transform.PERSPECTIVE,
            _perspective(wide, high, off),
            Image.Resampling.BICUBIC,
            fillcolor=120,
        )
    picture = picture.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=120)
    values = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8)), np.float64)
    if shadow:
        values = values * np.linspace(1.0, 0.55, values.shape[1])[None, :]
    values = np.clip(values + draw.normal(0, noise, values.shape), 0, 255)
    out = io.BytesIO()
    Image.fromarray(values.astype(np.uint8)).save(out, "JPEG", quality=quality)
    return out.getvalue()


def _code(pen, text, x, y):
    rows = qr.squares(text)
    unit = layout.CODE / (len(rows) + 2 * qr.QUIET) * SCALE
    for line, cells in enumerate(rows):
        for at, dark in enumerate(cells):
            if dark:
                left, top = x * SCALE + (at + qr.QUIET) * unit, y * SCALE + (line + qr.QUIET) * unit
                pen.rectangle((left, top, left + unit - 0.5, top + unit - 0.5), fill=0)


def _perspective(wide, high, off):
    """Coefficients that make the upper edge shorter, as when a telephone is held at a slant."""
    onto = [(0, 0), (wide, 0), (wide, high), (0, high)]
    source = [(-off, 0), (wide + off, 0), (wide, high), (0, high)]
    rows, values = [], []
    for (x, y), (u, v) in zip(onto, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return np.linalg.solve(np.array(rows, float), np.array(values, float)).tolist()
