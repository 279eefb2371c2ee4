"""Why a score is what it is, in sentences that can be translated.

A reason carries a stable code, an English sentence for the catalogues, its facts and its weight in log-odds: positive
speaks for one person, negative against. This module holds the sentences; it decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from benkan.core.errors import N_

TEXTS: dict[str, str] = {
    "name.same": N_("“%(a)s” is written the same on both sides."),
    "name.spelling": N_("“%(a)s” and “%(b)s” are two spellings of one name."),
    "name.script": N_("“%(a)s” and “%(b)s” are one name in two scripts."),
    "name.similar": N_("“%(a)s” and “%(b)s” differ by little: perhaps a typing error."),
    "name.initial": N_("“%(a)s” and “%(b)s” agree in the initial only."),
    "name.joined": N_("“%(a)s” and “%(b)s” are the same parts, written apart and together."),
    "name.different": N_("“%(a)s” on one side stands against “%(b)s” on the other."),
    "name.only-one": N_("“%(part)s” stands on one side only."),
    "name.one-part": N_("At most one part of the names agrees."),
    "name.covered": N_("Every part of the shorter name is found in the longer one."),
    "name.complete": N_("Every part of both names agrees."),
    "name.common": N_("The parts that agree are common: many people carry them, so this is no identity."),
    "name.one": N_("One part alone agrees, and it is not the whole name: this is no identity."),
    "name.namesake": N_("The birth dates are years apart: namesakes look like this."),
    "name.kin": N_("Each side has a part that the other lacks: brothers and cousins look like this."),
    "date.same": N_("The birth date is the same: %(a)s."),
    "date.swapped": N_("The birth dates agree with day and month exchanged: %(a)s and %(b)s."),
    "date.near-day": N_("Day and month agree, the years are one apart: %(a)s and %(b)s."),
    "date.month": N_("Birth year and month agree: %(a)s and %(b)s."),
    "date.year": N_("The birth year agrees; the day is not known on both sides: %(a)s and %(b)s."),
    "date.other-day": N_("The birth year agrees but the day differs: %(a)s and %(b)s."),
    "date.near-year": N_("The birth years are one apart: %(a)s and %(b)s."),
    "date.different": N_("The birth dates differ: %(a)s and %(b)s."),
    "identifier.phone": N_("The same phone number: %(value)s."),
    "identifier.phone-national": N_("The same phone digits, the country not given on both sides: %(value)s."),
    "identifier.account": N_("The same account: %(value)s."),
    "identifier.document": N_("The same document number: %(value)s."),
    "identifier.plate": N_("The same number plate: %(value)s."),
    "identifier.vin": N_("The same chassis number: %(value)s."),
    "identifier.imo": N_("The same IMO number: %(value)s."),
    "identifier.registration": N_("The same registration number: %(value)s."),
    "identifier.email": N_("The same e-mail address: %(value)s."),
    "identifier.wallet": N_("The same crypto-asset address: %(value)s."),
    "identifier.other": N_("The same identifier: %(value)s."),
    "sex.different": N_("The sex differs."),
    "nationality.shared": N_("A nationality agrees: %(countries)s."),
    "nationality.different": N_("No nationality agrees."),
    "kind.different": N_("They are not the same kind of thing."),
    "nothing": N_("The two sides give nothing that can be compared."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One observation: its code, its sentence with named places, the facts for them, its weight in log-odds."""

    code: str
    text: str
    facts: Mapping[str, str] = field(hash=False)
    weight: float


def reason(code: str, weight: float, **facts: str) -> Reason:
    """The reason of a code of this module, with its facts and its weight in log-odds."""
    return Reason(code, TEXTS[code], facts, weight)


class Match:
    """How likely two subjects are one (0 to 1), and why, the weightiest reason first.

    Args:
        score: between 0 and 1.
        reasons: the reasons, or what makes them when somebody reads them: most scores are only ranked.
    """

    __slots__ = ("_reasons", "score")

    def __init__(self, score: float, reasons: tuple[Reason, ...] | Callable[[], tuple[Reason, ...]] = ()) -> None:
        self.score = score
        self._reasons = reasons

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the score is what it is, the weightiest reason first."""
        if not isinstance(self._reasons, tuple):
            self._reasons = self._reasons()
        return self._reasons


def sentences(match: Match, translate: Callable[[str], str] = str) -> list[str]:
    """The reasons as sentences in the order of their weight.

    Args:
        match: what ``compare`` gave.
        translate: gettext of the reader's language; English without it.
    """
    return [translate(reason.text) % reason.facts for reason in match.reasons]
