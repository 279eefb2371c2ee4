"""Badges on paper: eight on a sheet of A4, with cut marks, a code, and the name in its own script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.utils import translation
from django.utils.translation import gettext as _

from benkan.apps.gatherings.keeping import named
from benkan.apps.gatherings.models import Delegate, Gathering
from benkan.web.paper import codes
from benkan.web.paper.document import A4, Document, shape, width

ACROSS: Final = 2
DOWN: Final = 4
_WIDE: Final = 262.0
_HIGH: Final = 190.0
_CODE: Final = 78.0
_MARK: Final = 8.0


def granted(gathering: Gathering) -> list[Delegate]:
    """Everybody whose badge was granted, by delegation and name."""
    return list(
        gathering.delegates.filter(state=Delegate.State.GRANTED)
        .select_related("delegation")
        .order_by("delegation__sort", "name")
    )


def pdf(gathering: Gathering, people: Iterable[Delegate]) -> bytes:
    """The badges as PDF, each in its holder's language. The same people give the same bytes."""
    made = Document(title=named(gathering.titles, "en"), language="en")
    left, above = (A4[0] - ACROSS * _WIDE) / 2, (A4[1] - DOWN * _HIGH) / 2
    page = -1
    for number, one in enumerate(people):
        at = number % (ACROSS * DOWN)
        if at == 0:
            page = made.add_page()
            _cut_marks(made, page, left, above)
        _badge(made, page, gathering, one, left + (at % ACROSS) * _WIDE, above + (at // ACROSS) * _HIGH)
    if page < 0:
        made.add_page()
    return made.save()


def _badge(made: Document, page: int, gathering: Gathering, one: Delegate, x: float, y: float) -> None:
    language = one.language
    with translation.override(language):
        role = str(one.get_role_display())
        observer = "" if one.delegation.votes else f" · {_('Observer')}"
    made.surface(page, x + 10, y + 10, _WIDE - 20, 26, 0.15)
    _line(made, page, named(gathering.titles, language), x, y + 27, 11.0, grey=1.0)
    _line(made, page, one.name, x, y + 66, 19.0, bold=True)
    _line(made, page, one.function, x, y + 84, 9.5, grey=0.3)
    _line(made, page, named(one.delegation.names, language), x, y + 106, 13.0, bold=True)
    codes.draw(made, page, one.code, x + 12, y + _HIGH - _CODE - 4, _CODE)
    signs = shape(role + observer)
    size = min(10.0, 10.0 * (_WIDE - _CODE - 36) / max(width(signs, 10.0), 1.0))
    made.write(page, x + _CODE + 22, y + _HIGH - 40, signs, size)
    signs = shape(f"{gathering.place} · {gathering.starts:%d/%m/%Y}")
    size = min(8.0, 8.0 * (_WIDE - _CODE - 36) / max(width(signs, 8.0), 1.0))
    made.write(page, x + _CODE + 22, y + _HIGH - 24, signs, size, 0.3)


def _line(
    made: Document, page: int, text: str, x: float, y: float, size: float, *, bold: bool = False, grey: float = 0.0
) -> None:
    if not text:
        return
    signs = shape(text, bold=bold)
    size = min(size, size * (_WIDE - 28) / max(width(signs, size), 1.0))
    made.write(page, x + (_WIDE - width(signs, size)) / 2, y, signs, size, grey)


def _cut_marks(made: Document, page: int, left: float, above: float) -> None:
    for column in range(ACROSS + 1):
        for y in (above - _MARK - 2, above + DOWN * _HIGH + 2):
            made.surface(page, left + column * _WIDE, y, 0.5, _MARK, 0.4)
    for row in range(DOWN + 1):
        for x in (left - _MARK - 2, left + ACROSS * _WIDE + 2):
            made.surface(page, x, above + row * _HIGH, _MARK, 0.5, 0.4)
