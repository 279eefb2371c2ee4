"""May a letter about the making of a convention pass? The one rule for what moves without a convention.

``decide`` never permits such a letter: it asks for a convention, and there is none yet. What passes here cannot carry
data about people by its form: a convention's text, a comment of bounded length, a signature. Whoever floods a service
with drafts is refused; nothing that was agreed is touched by it. Pure and total, like ``decide``.
"""

from __future__ import annotations

from typing import Final

from benkan.core.conventions.acts import Act, ActKind, Permit
from benkan.core.conventions.clauses import NEGOTIATION
from benkan.core.conventions.model import Clause, Convention
from benkan.core.errors import N_, Refused

RULE: Final = "BKP-03 · 7"
MAX_LETTERS_PER_DAY: Final = 200
"""From one service, all drafts together."""
MAX_OPEN_DRAFTS: Final = 20
"""That one service has proposed and that are neither in force nor put aside."""
MAX_REVISIONS: Final = 100
"""Of one draft, from all services."""
MAX_COMMENT: Final = 2_000

_CLAUSE = Clause("negotiation", "7", {"fr": NEGOTIATION.fr, "en": NEGOTIATION.en, "ar": NEGOTIATION.ar})


def admit(act: Act, *, card_held: bool, letters_today: int) -> Permit | Refused:
    """A permit, or a refusal (returned, not raised).

    Args:
        act: of kind ``negotiation``.
        card_held: whether the card of the other service is in the directory.
        letters_today: letters about drafts that came from the actor today, this one not included.
    """
    if act.kind is not ActKind.NEGOTIATION:
        return refused("act.unknown", N_("This kind of act is unknown."), N_("Update the software of both services."))
    if act.actor == act.counterparty:
        return refused("act.self", N_("A service cannot act towards itself."), N_("Choose a partner."))
    if not card_held:
        return refused(
            "negotiation.card",
            N_("The card of the other service is not in the directory: nobody can say whose draft this is."),
            N_("Exchange cards, compare the fingerprints by voice, then send it again."),
        )
    if letters_today >= MAX_LETTERS_PER_DAY:
        return refused(
            "negotiation.too-many",
            N_("“%(agency)s” has sent %(limit)d letters about drafts today; more are not taken."),
            N_("Send the rest tomorrow (UTC), or as a file."),
            agency=act.actor,
            limit=MAX_LETTERS_PER_DAY,
        )
    return Permit("", 0, _CLAUSE)


def concerns(convention: Convention, own: str, sender: str) -> Refused | None:
    """A draft is taken only between two of its parties: nobody is shown texts that do not concern it."""
    for agency in (own, sender):
        if agency not in convention.parties:
            return refused(
                "negotiation.not-party",
                N_("“%(agency)s” is not named as a party in this draft."),
                N_("Name both services as parties, or send the draft to its parties only."),
                agency=agency,
            )
    return None


def refused(code: str, text: str, remedy: str, **facts: object) -> Refused:
    """The refusal with the rule of negotiation in three languages."""
    wording = {f"clause_{language}": words for language, words in _CLAUSE.text.items()}
    error = Refused(code, text, remedy, clause=RULE)
    error.facts = wording | facts
    return error
