"""Sentences that go with an answer: a stable code, English words for the catalogues, the measured values in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence about a network or a person in it.

    Args:
        code: stable dotted name, such as ``reading.loops``.
        text: English sentence with ``%(name)s`` places, marked with ``N_``.
        facts: the measured values for the places.
    """

    code: str
    text: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """The sentence in English."""
        return self.words()

    def words(self, translate: Callable[[str], str] = str) -> str:
        """The sentence in the language of ``translate`` (gettext's); English without it."""
        return translate(self.text) % self.facts if self.facts else translate(self.text)
