"""One tree of errors: what happened, where, and what to do about it.

Every error has a stable ``code`` (for programs and partners), a sentence with named facts (translated by whoever
shows it), a remedy, and the place in the input or the clause of the convention. Facts never hold what was searched.
This module does not translate: core knows no language.
"""

from __future__ import annotations


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for "translate later"
    """The text itself: marks a sentence for the catalogues without translating it here."""
    return text


class BenkanError(Exception):
    """Something was refused or went wrong, said in a sentence that a person can act on.

    Args:
        code: stable dotted name, such as ``convention.expired``.
        text: English sentence with ``%(name)s`` places, marked with ``N_``.
        remedy: English sentence that says what to do, marked with ``N_``.
        place: where in the input: file, line, table.key, element path.
        clause: the clause of a convention that decides, such as ``aes-2025 · 4``.
        facts: values for the sentence; never the subject of a search, never a secret.
    """

    def __init__(
        self, code: str, text: str, remedy: str = "", *, place: str = "", clause: str = "", **facts: object
    ) -> None:
        super().__init__(code)
        self.code = code
        self.text = text
        self.remedy = remedy
        self.place = place
        self.clause = clause
        self.facts = facts

    @property
    def sentence(self) -> str:
        """What happened, in English, with its facts filled in."""
        return self.text % self.facts if self.facts else self.text

    def __str__(self) -> str:
        parts = [self.sentence]
        if self.place:
            parts.append(f"[{self.place}]")
        if self.clause:
            parts.append(f"({self.clause})")
        if self.remedy:
            parts.append(self.remedy % self.facts if self.facts else self.remedy)
        return " ".join(parts)


class Refused(BenkanError):
    """Policy says no: carries the clause that says so."""


class Invalid(BenkanError):
    """The input cannot be read: carries the place."""


class Unverified(BenkanError):
    """A signature, a proof or a log does not hold."""


class Unreachable(BenkanError):
    """A partner or the link did not answer; trying again later is right."""
