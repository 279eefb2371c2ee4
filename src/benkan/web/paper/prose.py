"""Flowing text on paper: headings, paragraphs, tables and lines to sign on, over as many A4 pages as needed.

Laid out from the reader's side, as ``report`` is: in Arabic lines begin on the right and the first column stands there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from benkan.core.prose import Paragraph, Prose, Signatures, Table, Title
from benkan.web.paper import direction
from benkan.web.paper.document import A4, Document, Stretch, shape, width

_MARGIN: Final = 56.0
_TOP: Final = 74.0
_BOTTOM: Final = 56.0
_SIZE: Final = 10.0
_LEAD: Final = 14.5
_SMALL: Final = 8.5
_CELL: Final = 8.5
_CELL_LEAD: Final = 11.5
_PAD: Final = 4.0
_TITLES: Final = {1: (17.0, 25.0, 0.0), 2: (12.5, 18.0, 12.0), 3: (10.5, 15.0, 6.0)}
"""Size, lead and room above of each level."""
_BELOW: Final = {1: 6, 2: 5, 3: 3}
"""Lines that must find room below a heading: a smaller heading and what it begins."""
_SIGN_HIGH: Final = 62.0
_MAX_CELL_LINES: Final = 40
_RIGHT_TO_LEFT: Final = frozenset({"ar"})


def prose(given: Prose, number: Callable[[int, int], str]) -> bytes:
    """The file.

    Args:
        number: how a page is numbered: its number and how many there are.
    """
    return _Flow(given, number).made()


class _Flow:
    def __init__(self, given: Prose, number: Callable[[int, int], str]) -> None:
        self.given, self.number = given, number
        self.rtl = given.language in _RIGHT_TO_LEFT
        self.paper = Document(title=given.title, language=given.language, size=A4)
        self.wide, self.high = self.paper.size
        self.inner = self.wide - 2 * _MARGIN
        self.page, self.y = 0, 0.0
        self.widths: dict[tuple[str, bool], float] = {}

    def made(self) -> bytes:
        self._turn()
        for part in self.given.parts:
            match part:
                case Title():
                    self._title(part)
                case Paragraph():
                    self._paragraph(part)
                case Table():
                    self._table(part)
                case Signatures():
                    self._signatures(part.names)
        for page in range(self.paper.pages):
            self._frame(page)
        return self.paper.save()

    def _title(self, part: Title) -> None:
        size, lead, above = _TITLES.get(part.level, _TITLES[3])
        lines = list(self._lines(part.text, size, self.inner, bold=True))
        self._room(
            above + lead * len(lines) + _BELOW[min(part.level, 3)] * _LEAD
        )  # a heading never stands alone at the foot of a page
        self.y += above if self.y > _TOP else 0
        for line in lines:
            self._put(self._signs(line, bold=True), size, 0, self.inner, self.y + size)
            self.y += lead

    def _paragraph(self, part: Paragraph) -> None:
        size, lead = (_SMALL, 12.0) if part.small else (_SIZE, _LEAD)
        label = self._signs(part.label, bold=True) if part.label else []
        indent = width(label, size) + size * 0.4 if part.label else 0.0
        # A text in another script than the paper's runs as its own letters do, or its full stop would stand in front.
        rtl = direction.leftwards(part.text) if any(letter.isalpha() for letter in part.text) else self.rtl
        for at, line in enumerate(self._lines(part.text, size, self.inner, first=self.inner - indent)):
            self._room(lead)
            x = 0.0
            if at == 0 and label:
                self._put(label, size, 0, indent, self.y + size)
                x = indent
            self._put(shape(line, rtl=rtl), size, x, self.inner - x, self.y + size)
            self.y += lead
        self.y += 4

    def _table(self, part: Table) -> None:
        places = self._places(part)
        self._row(part, places, part.columns, head=True)
        for cells in part.rows:
            self._row(part, places, cells)
        self.y += 8

    def _places(self, part: Table) -> list[tuple[float, float]]:
        """Where each column begins and how wide it is: as its widest cell asks, within what there is."""
        wanted = []
        for at, title in enumerate(part.columns):
            cells = [title, *(row[at] for row in part.rows)]
            widest = max(sum(self._word(word, bold=False) + 0.3 for word in cell.split()) for cell in cells) * _CELL
            wanted.append(min(max(widest, 40.0) + 2 * _PAD, self.inner * 0.6))
        scale = self.inner / sum(wanted)
        places, x = [], 0.0
        for wide in wanted:
            places.append((x, wide * scale))
            x += wide * scale
        return places

    def _row(
        self, part: Table, places: Sequence[tuple[float, float]], cells: Sequence[str], *, head: bool = False
    ) -> None:
        lines = [
            list(self._lines(cell, _CELL, wide - 2 * _PAD, bold=head))[:_MAX_CELL_LINES]
            for cell, (_x, wide) in zip(cells, places, strict=True)
        ]
        high = max(len(one) for one in lines) * _CELL_LEAD + 4
        if self.y + high > self.high - _BOTTOM:
            self._turn()
            if not head:
                self._row(part, places, part.columns, head=True)
        if head:
            self.paper.surface(self.page, _MARGIN, self.y, self.inner, high, 0.9)
        for at, (found, (x, wide)) in enumerate(zip(lines, places, strict=True)):
            for step, line in enumerate(found):
                base = self.y + step * _CELL_LEAD + _CELL + 2.5
                signs = self._signs(line, bold=head, alone=not head)
                self._put(signs, _CELL, x + _PAD, wide - 2 * _PAD, base, far=at in part.numbers)
        self.paper.surface(self.page, _MARGIN, self.y + high, self.inner, 0.4, 0.7)
        self.y += high + 0.4

    def _signatures(self, names: Sequence[str]) -> None:
        """Two beside each other, each a line with its name below."""
        half = self.inner / 2
        for at in range(0, len(names), 2):
            self._room(_SIGN_HIGH)
            for place, name in enumerate(names[at : at + 2]):
                x = place * half
                wide = half - 24
                left = self._left(x, wide)
                self.paper.surface(self.page, left, self.y + 36, wide, 0.6, 0.2)
                line = next(iter(self._lines(name, _SMALL, wide)), "")
                self._put(self._signs(line, alone=True), _SMALL, x, wide, self.y + 48)
            self.y += _SIGN_HIGH

    def _lines(
        self, text: str, size: float, wide: float, *, bold: bool = False, first: float | None = None
    ) -> Iterator[str]:
        """The text in lines that fit, its own line breaks kept; ``first`` is the room of the first line."""
        room = (wide if first is None else first) / size
        space = self._word(" ", bold=bold)
        for each in text.split("\n"):
            line: list[str] = []
            used = 0.0
            for word in direction.clean(each).split(" "):
                for part in self._parts(word, wide / size, bold=bold):
                    needed = self._word(part, bold=bold)
                    if line and used + space + needed > room:
                        yield " ".join(line)
                        line, used, room = [], 0.0, wide / size
                    used += needed + (space if line else 0)
                    line.append(part)
            yield " ".join(line)
            room = wide / size

    def _parts(self, word: str, room: float, *, bold: bool) -> Iterator[str]:
        """The word itself, or what of it fits a line at a time."""
        if self._word(word, bold=bold) <= room:
            yield word
            return
        letters = max(1, int(room))
        for at in range(0, len(word), letters):
            yield word[at : at + letters]

    def _word(self, word: str, *, bold: bool) -> float:
        key = (word, bold)
        if key not in self.widths:
            self.widths[key] = width(shape(word, bold=bold, rtl=self.rtl), 1.0)
        return self.widths[key]

    def _signs(self, text: str, *, bold: bool = False, alone: bool = False) -> list[Stretch]:
        return shape(text, bold=bold, rtl=None if alone else self.rtl)

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

    def _room(self, high: float) -> None:
        if self.y + high > self.high - _BOTTOM:
            self._turn()

    def _turn(self) -> None:
        self.page = self.paper.add_page()
        self.y = _TOP

    def _frame(self, page: int) -> None:
        """What stands above and below on every page."""
        self.page, said = page, self.given
        code = self._signs(said.handling, bold=True)
        room = self.inner - width(code, 10) - 20
        head = next(iter(self._lines(f"{said.service} · {said.title}", 9, room)), "")
        self._put(self._signs(head), 9, 0, room, 40)
        self._put(code, 10, 0, self.inner, 40, far=True)
        self.paper.surface(page, _MARGIN, 48, self.inner, 0.6, 0.4)
        base = self.high - 30
        self._put(self._signs(said.dated), 8, 0, self.inner, base, grey=0.3)
        self._put(self._signs(self.number(page + 1, self.paper.pages)), 8, 0, self.inner, base, far=True, grey=0.3)
