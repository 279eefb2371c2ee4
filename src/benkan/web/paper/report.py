"""A report on paper: a heading on every page, what was asked, a picture in time, a table over as many pages as needed.

Everything is laid out from the reader's side: for Arabic the first column stands on the right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from benkan.web.paper import direction
from benkan.web.paper.document import A4, Document, Stretch, shape, width

MAX_LINES: Final = 2_000
"""Lines that go on paper; who wants more wants a file."""
_MARGIN: Final = 36.0
_TOP: Final = 62.0
_BOTTOM: Final = 40.0
_SIZE: Final = 8.5
_LEAD: Final = 12.5
_PAD: Final = 4.0
_BAR: Final = 60.0
_CHART: Final = 80.0
_MAX_CELL_LINES: Final = 8
_RIGHT_TO_LEFT: Final = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Heading:
    """What every page says: the title, whose paper, of when, under which handling code, and how pages are numbered."""

    title: str
    service: str
    taken: str
    handling: str
    language: str
    number: Callable[[int, int], str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its title, and whether its cells are numbers."""

    title: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its cells in words, and the length of its bar from 0 to 1."""

    cells: Sequence[str]
    share: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A table, with a bar behind the first column where lines have a share, and columns in time above where asked."""

    columns: Sequence[Column]
    lines: Sequence[Line]
    total: Sequence[str] = ()
    in_time: bool = False
    notes: Sequence[str] = field(default=())


def report(heading: Heading, facts: Sequence[tuple[str, str]], figures: Figures) -> bytes:
    """The file: A4, the long side across."""
    return _Report(heading).made(facts, figures)


class _Report:
    def __init__(self, heading: Heading) -> None:
        self.heading = heading
        self.rtl = heading.language in _RIGHT_TO_LEFT
        self.paper = Document(title=heading.title, language=heading.language, size=(A4[1], A4[0]))
        self.wide, self.high = self.paper.size
        self.inner = self.wide - 2 * _MARGIN
        self.page = 0
        self.y = 0.0

    def made(self, facts: Sequence[tuple[str, str]], figures: Figures) -> bytes:
        self._turn()
        self._text(self.heading.title, 17, bold=True, lead=26)
        for label, value in facts:
            self._fact(label, value)
        self.y += 8
        if figures.in_time and figures.lines:
            self._chart([line.share or 0.0 for line in figures.lines])
        if figures.lines:
            self._table(figures)
        for note in figures.notes:
            self._text(note, 8, lead=11, grey=0.3)
        for page in range(self.paper.pages):
            self._frame(page)
        return self.paper.save()

    def _signs(self, text: str, *, bold: bool = False, alone: bool = False) -> list[Stretch]:
        return shape(text, bold=bold, rtl=None if alone else self.rtl)

    def _fact(self, label: str, value: str) -> None:
        name = self._signs(label, bold=True)
        wide = width(name, 9.5) + 8
        self._put(name, 9.5, 0, wide, self.y + 9.5)
        for row in self._wrapped(value, 9.5, self.inner - wide, alone=True):
            self._put(row, 9.5, wide, self.inner - wide, self.y + 9.5)
            self.y += 14

    def _put(
        self, signs: list[Stretch], size: float, x: float, wide: float, y: float, *, far: bool = False, grey: float = 0
    ) -> None:
        """Signs in a box that begins at x from the reader's side; ``far`` puts them at its other end."""
        left = self._left(x, wide)
        if far != self.rtl:
            left += wide - width(signs, size)
        self.paper.write(self.page, left, y, signs, size, grey)

    def _left(self, x: float, wide: float) -> float:
        return self.wide - _MARGIN - x - wide if self.rtl else _MARGIN + x

    def _turn(self) -> None:
        self.page = self.paper.add_page()
        self.y = _TOP

    def _text(self, text: str, size: float, *, bold: bool = False, lead: float, grey: float = 0) -> None:
        for row in self._wrapped(text, size, self.inner, bold=bold):
            if self.y + lead > self.high - _BOTTOM:
                self._turn()
            self._put(row, size, 0, self.inner, self.y + size, grey=grey)
            self.y += lead

    def _wrapped(
        self, text: str, size: float, wide: float, *, bold: bool = False, alone: bool = False
    ) -> list[list[Stretch]]:
        """The text in rows that fit; what has no space is cut, what is endless ends in an ellipsis.

        ``alone``: the text runs as its own letters do, whatever stands around it: a name, a number.
        """
        text = direction.clean(text)
        rtl = direction.leftwards(text) if alone else self.rtl
        whole = shape(text, bold=bold, rtl=rtl)
        if width(whole, size) <= wide:
            return [whole]
        rows: list[str] = [""]
        for word in text.split(" "):
            for at, part in enumerate(self._parts(word, size, wide, bold=bold)):
                longer = f"{rows[-1]}{'' if at else ' '}{part}".strip()
                if width(shape(longer, bold=bold, rtl=rtl), size) <= wide:
                    rows[-1] = longer
                else:
                    rows.append(part)
                if len(rows) > _MAX_CELL_LINES:
                    rows = [*rows[: _MAX_CELL_LINES - 1], f"{rows[_MAX_CELL_LINES - 1]}…"]
                    return [shape(row, bold=bold, rtl=rtl) for row in rows if row]
        return [shape(row, bold=bold, rtl=rtl) for row in rows if row]

    def _parts(self, word: str, size: float, wide: float, *, bold: bool) -> list[str]:
        if width(self._signs(word, bold=bold), size) <= wide:
            return [word]
        letters = max(1, int(wide / size))
        return [word[at : at + letters] for at in range(0, min(len(word), letters * (_MAX_CELL_LINES + 1)), letters)]

    def _chart(self, shares: list[float]) -> None:
        step = self.inner / len(shares)
        for at, share in enumerate(shares):
            high = _CHART * share
            left = _MARGIN + at * step + step * 0.1  # time runs to the right, as on the page
            self.paper.surface(self.page, left, self.y + _CHART - high, step * 0.8, high, 0.45)
        self.paper.surface(self.page, _MARGIN, self.y + _CHART, self.inner, 0.6, 0.4)
        self.y += _CHART + 14

    def _table(self, figures: Figures) -> None:
        bars = any(line.share is not None for line in figures.lines)
        places = self._places(figures, bars=bars)
        self._head(figures.columns, places)
        for line in figures.lines:
            share = line.share if bars else None
            self._row(figures.columns, places, line.cells, share=share)
        if figures.total:
            self._row(figures.columns, places, figures.total, bold=True)
        self.y += 10

    def _places(self, figures: Figures, *, bars: bool) -> list[tuple[float, float]]:
        """Where each column begins and how wide it is: as its widest cell asks, within what there is."""
        room = self.inner - (_BAR if bars else 0)
        wanted = []
        for at, column in enumerate(figures.columns):
            words = max(column.title.split() or [""], key=len)
            asked = [width(self._signs(words, bold=True), _SIZE)]
            rows = [line.cells for line in figures.lines] + ([figures.total] if figures.total else [])
            asked += [width(self._signs(cells[at], bold=True), _SIZE) for cells in rows if at < len(cells)]
            wanted.append(min(max(asked) + 2 * _PAD, room / 3))
        scale = room / sum(wanted)
        places, x = [], 0.0
        for at, wide in enumerate(wanted):
            places.append((x, wide * scale))
            x += wide * scale + (_BAR if bars and at == 0 else 0)
        return places

    def _head(self, columns: Sequence[Column], places: list[tuple[float, float]]) -> None:
        self._row(columns, places, [column.title for column in columns], bold=True, head=True)

    def _row(
        self,
        columns: Sequence[Column],
        places: list[tuple[float, float]],
        cells: Sequence[str],
        *,
        bold: bool = False,
        head: bool = False,
        share: float | None = None,
    ) -> None:
        rows = [
            self._wrapped(cell, _SIZE, wide - 2 * _PAD, bold=bold, alone=not head)
            for cell, (_x, wide) in zip(cells, places, strict=False)
        ]
        high = max((len(row) for row in rows), default=1) * _LEAD + 3
        if self.y + high > self.high - _BOTTOM and not head:
            self._turn()
            self._head(columns, places)
        if head:
            self.paper.surface(self.page, _MARGIN, self.y, self.inner, high, 0.9)
        if share:
            x = places[0][1]
            wide = (_BAR - 2 * _PAD) * min(share, 1.0)
            self.paper.surface(self.page, self._left(x + _PAD, wide), self.y + 5, wide, 6, 0.45)
        for column, row, (x, wide) in zip(columns, rows, places, strict=False):
            for at, signs in enumerate(row):
                base = self.y + at * _LEAD + _SIZE + 2.5
                self._put(signs, _SIZE, x + _PAD, wide - 2 * _PAD, base, far=column.number)
        self.paper.surface(self.page, _MARGIN, self.y + high, self.inner, 0.4, 0.7)
        self.y += high + 0.4

    def _frame(self, page: int) -> None:
        """What stands above and below on every page."""
        self.page, said = page, self.heading
        code = self._signs(said.handling, bold=True)
        room = self.inner - width(code, 10) - 20
        self._put(self._wrapped(f"{said.service} · {said.title}", 9, room)[0], 9, 0, room, 34)
        self._put(code, 10, 0, self.inner, 34, far=True)
        self.paper.surface(page, _MARGIN, 42, self.inner, 0.6, 0.4)
        base = self.high - 22
        self._put(self._signs(said.taken), 8, 0, self.inner, base, grey=0.3)
        self._put(self._signs(said.number(page + 1, self.paper.pages)), 8, 0, self.inner, base, far=True, grey=0.3)
