"""What one record of a published list says, gathered field by field for its entity."""

from __future__ import annotations

from benkan.core.errors import N_
from benkan.formats.entity import Entity, checked
from benkan.formats.ftm_schema import PROPERTIES
from benkan.formats.report import Report
from benkan.formats.un_countries import code_of, known_code
from benkan.formats.un_names import plain, squeezed

_NOWHERE = frozenset({"", "00", "na", "n/a", "none", "undetermined", "unknown"})
_OTHER_NAMES = {
    "bahamas, the": "bs",
    "burma": "mm",
    "congo, democratic republic of the": "cd",
    "congo, republic of the": "cg",
    "gambia, the": "gm",
    "the gambia": "gm",
    "korea, north": "kp",
    "korea, south": "kr",
    "macau": "mo",
    "west bank": "ps",
    "palestinian": "ps",
    "kosovo": "xk",
    "curacao": "cw",
    "bermuda": "bm",
    "cayman islands": "ky",
    "virgin islands, british": "vg",
    "gibraltar": "gi",
    "guernsey": "gg",
    "jersey": "je",
    "isle of man": "im",
}
"""Names by which lists other than the UN's call a country."""


class Gathered:
    """The properties of one entity in the making, with the place that findings name.

    Args:
        schema: of FollowTheMoney.
        place: path of the record, for the report.
    """

    def __init__(self, schema: str, place: str, report: Report) -> None:
        self.schema, self.place, self.report = schema, place, report
        self._kept: dict[str, dict[str, None]] = {}

    def keep(self, name: str, *values: str | None) -> None:
        """Values of a property; where the schema has none of this name they are kept in notes, under it."""
        found = [squeezed(value) for value in values if squeezed(value)]
        if name not in PROPERTIES[self.schema]:
            name, found = "notes", [f"{name}: {value}" for value in found]
        self._kept.setdefault(name, {}).update(dict.fromkeys(found))

    def keep_names(self, name: str, *values: str | None) -> None:
        """Names in the letters that people type."""
        self.keep(name, *(plain(value or "") for value in values))

    def keep_country(self, name: str, at: str, country: str | None) -> None:
        """A country by its English name or its code; one that is not known is kept in notes and told."""
        given = squeezed(country)
        if given.casefold() in _NOWHERE:
            return
        if code := _OTHER_NAMES.get(given.casefold()) or code_of(given) or known_code(given):
            self.keep(name, code)
        else:
            self.note(at, "list.country-unknown", f"{at}: {given}")

    def note(self, at: str, code: str, text: str) -> None:
        """Keeps a text in notes and says so in the report."""
        self.keep("notes", text)
        self.report.note(f"{self.place}/{at}", code, N_("A value is not one that is known here."), N_("Kept in notes."))

    def entity(self, identifier: str) -> Entity:
        """The entity.

        Raises:
            Invalid: a value that cannot be kept.
        """
        kept = {name: list(values) for name, values in self._kept.items() if values}
        return checked(identifier, self.schema, kept, place=self.place)
