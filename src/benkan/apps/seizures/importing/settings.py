"""What an officer says about a list: where it is from, what its columns are, and his answers to doubtful cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from benkan.apps.seizures.texts import kept
from benkan.core.errors import N_, Invalid

LEAVE_OUT = "-"
"""The answer that leaves out every row with this cell."""
SAME = "same"
OTHER = "other"
MAX_SOURCE = 80
MAX_SERVICE = 200


@dataclass(frozen=True, slots=True)
class Said:
    """About one list.

    Args:
        source: short name under which its rows are known: the same row of the same source is stored once.
        country: where everything was seized when a row does not say; empty when that is not known.
        service: which service seized it when a row does not say.
        mapping: header and field; ``-`` for a column that is not read.
        answers: for each field, what a written cell means; for ``duplicate``, whether a row is the same seizure.
    """

    source: str
    country: str = ""
    service: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def answer(self, kind: str, written: str) -> str:
        """The answer for this cell, or empty."""
        return self.answers.get(kind, {}).get(written, "")

    def checked(self) -> Said:
        """The same, if it can be kept.

        Raises:
            Invalid: ``seizures.source`` or a text that cannot be kept.
        """
        if not self.source or len(self.source) > MAX_SOURCE or not self.source.isprintable():
            raise Invalid(
                "seizures.source",
                N_("A list needs a short name of at most %(limit)d characters."),
                N_("Such as the service and the year."),
                place="source",
                limit=MAX_SOURCE,
            )
        if self.country and not (len(self.country) == 2 and self.country.isascii() and self.country.isupper()):
            raise Invalid("seizure.country", N_("A country is expected here."), N_("Choose it from the list."))
        kept(self.service, MAX_SERVICE, "service", required=False)
        return self
