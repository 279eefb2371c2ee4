"""How this node draws borders whose status is not settled: ``[maps]`` in node.toml. No Django here: commands read it.

The data set decides nothing and neither does the program: dashed lines and a note unless the node says otherwise.
``solid`` draws the border as the data set has it; the code of a state draws the territory as its part::

    [maps]
    borders = "dashed"          # "dashed" or "solid"
    [maps.territories]
    EH = "MA"                   # "dashed", "solid", or the state as whose part it is drawn
    [maps.note]
    fr = "…"                    # takes the place of our first sentence

Source of the list: shapes of the data set without a country code of their own in ISO 3166-1, the territory with a land
border of its own on the United Nations' list of non-self-governing territories, and the territory whose border the
Security Council leaves to negotiations (resolution 2334).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from benkan.core.errors import N_

DASHED, SOLID = "dashed", "solid"
CODE = re.compile(r"[A-Z]{2,3}")
LANGUAGES = ("fr", "en", "ar")
NOTE_LENGTH = 600
# Each with the states on the other side of the line in question; its other borders are not.
UNSETTLED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "EH": (N_("Western Sahara"), ("MA",)),
    "PS": (N_("Palestine"), ("IL",)),
    "XK": (N_("Kosovo"), ("RS",)),
    "SOL": (N_("Somaliland"), ("SO",)),
    "CYN": (N_("the north of Cyprus"), ("CY",)),
    "KAS": (N_("the Siachen Glacier"), ("IN", "PK", "CN")),
}


@dataclass(frozen=True, slots=True)
class Borders:
    """One node's way of drawing.

    Args:
        default: for the territories of the list that the node does not name.
        territories: code of a shape to ``dashed``, ``solid`` or the code of a state.
        note: the node's own first sentence of the note by language.
    """

    default: str = DASHED
    territories: Mapping[str, str] = field(default_factory=dict)
    note: Mapping[str, str] = field(default_factory=dict)

    def way(self, code: str) -> str:
        """How the shape's border is drawn: ``dashed``, ``solid`` or a state's code."""
        return self.territories.get(code) or (self.default if code in UNSETTLED else SOLID)

    def owner(self, code: str) -> str:
        """The shape with which this one is drawn as one: itself, unless the node says otherwise."""
        way = self.way(code)
        return code if way in (DASHED, SOLID) else way

    def line(self, owners: tuple[str, ...]) -> str:
        """How the line between these shapes is drawn: ``dashed``, ``solid``, or empty for not at all."""
        drawn = {self.owner(code) for code in owners}
        if len(drawn) < 2:
            return ""
        for code in owners:
            others = UNSETTLED.get(code, ("", ()))[1]
            if self.way(code) == DASHED and (not others or drawn & set(others)):
                return DASHED
        return SOLID

    def as_words(self) -> list[str]:
        """What the page's script needs of every shape that is not solid: ``code:way:states on the other side``."""
        return [
            f"{code}:{self.way(code)}:{'+'.join(UNSETTLED.get(code, ('', ()))[1])}"
            for code in sorted({*UNSETTLED, *self.territories})
            if self.way(code) != SOLID
        ]


def read(table: Mapping[str, object]) -> Borders:
    """The setting of a node.

    Raises:
        ValueError: an unknown name or value; where it stands is its text.
    """
    for name in table:
        if name not in ("borders", "territories", "note"):
            raise ValueError(f"maps.{name}")
    default = table.get("borders", DASHED)
    if default not in (DASHED, SOLID):
        raise ValueError("maps.borders")
    territories = _table(table.get("territories", {}), "maps.territories")
    for code, way in territories.items():
        state = way not in (DASHED, SOLID)
        # A chain of territories would make one part of itself.
        if not CODE.fullmatch(code) or (state and (not CODE.fullmatch(way) or way == code or way in territories)):
            raise ValueError(f"maps.territories.{code}")
    note = _table(table.get("note", {}), "maps.note")
    for language, text in note.items():
        if language not in LANGUAGES or len(text) > NOTE_LENGTH:
            raise ValueError(f"maps.note.{language}")
    return Borders(str(default), territories, note)


def _table(found: object, place: str) -> dict[str, str]:
    if not isinstance(found, Mapping) or not all(isinstance(value, str) for value in found.values()):
        raise ValueError(place)
    return {str(key): str(value) for key, value in found.items()}
