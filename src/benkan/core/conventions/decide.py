"""May this act happen? The only gate of the system: every message passes it on both sides.

``decide`` is pure (no clock, no store: time and counts are in the act) and total (it returns a refusal, it never
raises). Without an agreement that all of its parties have signed there is no permit. It knows nothing of keys or
transport: verifying signatures and senders happens before, and its result enters as ``Agreement.signed``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from benkan.core.conventions import rules
from benkan.core.conventions.acts import SAFEGUARDS, SECTION_OF, Act, ActKind, Agreement, Permit
from benkan.core.conventions.clauses import WITHOUT_CONVENTION
from benkan.core.errors import N_, Refused

__all__ = ["Act", "ActKind", "Agreement", "Permit", "decide"]

RULE = "BKP-03 · 5"
"""Where the rule stands that is quoted when no convention can be."""


def decide(agreements: Sequence[Agreement], act: Act) -> Permit | Refused:
    """A permit with its clause, or a refusal (returned, not raised) with the clause that stands in the way.

    Of several agreements the first that permits counts. When none does, the refusal is that of the agreement which
    came furthest, because its clause is the one a person can do something about.
    """
    malformed = _malformed(act)
    if malformed is not None:
        return malformed
    named = [item for item in agreements if act.convention in (None, item.convention.identifier)]
    today = act.at.astimezone(dt.UTC).date()
    refusals: list[tuple[int, Refused]] = []
    for agreement in named:
        if act.kind not in SAFEGUARDS and _superseded(agreement, named, today):
            continue
        step, refused = _first_refusal(agreement, act, today)
        if refused is None:
            convention = agreement.convention
            return Permit(convention.identifier, convention.version, convention.clauses[SECTION_OF[act.kind]])
        refusals.append((step, refused))
    if refusals:
        return max(refusals, key=lambda item: item[0])[1]  # max keeps the first of equals
    return _no_clause(
        "convention.none",
        N_("No convention links “%(actor)s” and “%(counterparty)s”."),
        N_("Propose a convention to this partner."),
        actor=act.actor,
        counterparty=act.counterparty,
    )


def _malformed(act: Act) -> Refused | None:
    if act.kind not in SECTION_OF:
        return _no_clause(
            "act.unknown", N_("This kind of act is unknown."), N_("Update the software of both services.")
        )
    if act.actor == act.counterparty:
        return _no_clause("act.self", N_("A service cannot act towards itself."), N_("Choose a partner."))
    try:
        aware = act.at.utcoffset() is not None
        act.at.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        aware = False
    if not aware:
        return _no_clause(
            "act.time", N_("The time of the act has no time zone or lies outside the calendar."), N_("Give it in UTC.")
        )
    return None


def _no_clause(code: str, text: str, remedy: str, **facts: object) -> Refused:
    """A refusal that no convention's clause explains quotes the rule above all of them."""
    rule = WITHOUT_CONVENTION
    refused = Refused(code, text, remedy, clause=RULE)
    refused.facts = {"clause_fr": rule.fr, "clause_en": rule.en, "clause_ar": rule.ar, **facts}
    return refused


def _superseded(agreement: Agreement, agreements: Sequence[Agreement], today: dt.date) -> bool:
    """Whether a later version, signed by all and begun, has taken the place of this one."""
    mine = agreement.convention
    return any(
        other.signed
        and other.convention.identifier == mine.identifier
        and other.convention.version > mine.version
        and other.convention.starts_on <= today
        for other in agreements
    )


def _first_refusal(agreement: Agreement, act: Act, today: dt.date) -> tuple[int, Refused | None]:
    for step, refused in enumerate(_refusals(agreement, act, today)):
        if refused is not None:
            return step, refused
    return 0, None


def _refusals(agreement: Agreement, act: Act, today: dt.date) -> Iterator[Refused | None]:
    """The verdict of each rule in turn; the order is part of the promise (see ``decide``)."""
    yield rules.between_parties(agreement, act)
    yield rules.signed_by_all(agreement)
    yield rules.begun(agreement, today)
    if act.kind in SAFEGUARDS:
        return
    yield rules.not_over(agreement, today)
    yield rules.not_suspended(agreement, act)
    yield rules.purpose_agreed(agreement, act)
    yield rules.categories_given(agreement, act)
    yield rules.handling_agreed(agreement, act)
    yield rules.onward_agreed(agreement, act)
    yield rules.trained_together(agreement, act)
    yield rules.means_shared(agreement, act)
    yield rules.officer_certified(agreement, act, today)
    yield rules.within_quotas(agreement, act)
