"""“What does this allow?”: an act that nobody does, judged by the same function that every message passes.

A draft is asked as if all had signed it and its first day had come; the answer says that it is not in force. Quotas
already used today are no part of an answer: the question is what was agreed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from benkan.core import conventions
from benkan.core.conventions import Act, ActKind, Agreement, Clause, Convention, Permit
from benkan.core.errors import N_, Invalid, Refused

ASKABLE = (
    "search",
    "request",
    "release",
    "delay",
    "clarification",
    "feedback",
    "notice",
    "correction",
    "withdrawal",
    "extension",
    "onward",
    "joint-item",
    "witness",
    "suspension",
)


@dataclass(frozen=True, slots=True)
class Question:
    """Who does what towards whom, and with which data."""

    act: str
    actor: str
    counterparty: str
    purpose: str = ""
    categories: frozenset[str] = frozenset()
    handling: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict, its clause, and whether the text that was asked is in force on that day."""

    allowed: bool
    in_force: bool
    code: str
    reference: str
    clause: Clause | None
    refused: Refused | None


def ask(agreement: Agreement, question: Question, at: dt.datetime) -> Answer:
    """What ``decide`` says, with the clause.

    Args:
        agreement: one that binds is asked as it stands; one that is not signed by all, as if it were and had begun.

    Raises:
        Invalid: ``act.unknown``: an act that cannot be asked about.
    """
    if question.act not in ASKABLE:
        raise Invalid(
            "act.unknown",
            N_("“%(act)s” is no act that a convention can be asked about."),
            N_("Choose one of: %(choices)s."),
            place="act",
            act=question.act[:40],
            choices=", ".join(ASKABLE),
        )
    convention = agreement.convention
    binding = agreement.signed
    if not binding:
        agreement = replace(agreement, signed=True, suspended_by=frozenset())
        at = max(at, dt.datetime.combine(convention.starts_on, dt.time(12), dt.UTC))
    act = Act(
        ActKind(question.act),
        question.actor,
        question.counterparty,
        at,
        purpose=question.purpose or None,
        categories=question.categories,
        handling=question.handling or None,
        certified_until=dt.date.max,  # the text asks; whether one officer holds a certificate is no question of it
    )
    in_force = binding and convention.in_force(at.astimezone(dt.UTC).date()) and not agreement.suspended_by
    verdict = conventions.decide([agreement], act)
    if isinstance(verdict, Permit):
        reference = f"{verdict.convention} · {verdict.clause.article}"
        return Answer(True, in_force, "", reference, verdict.clause, None)
    section = str(verdict.facts.get("section", ""))
    return Answer(False, in_force, verdict.code, verdict.clause, convention.clauses.get(section), verdict)


def draft_of(convention: Convention) -> Agreement:
    """A text that does not bind, as something to ask."""
    return Agreement(convention, signed=False)


def as_object(answer: Answer) -> dict[str, object]:
    """The answer as programs read it."""
    refused = answer.refused
    return {
        "allowed": answer.allowed,
        "in_force": answer.in_force,
        "code": answer.code,
        "clause": answer.reference,
        "text": dict(answer.clause.text) if answer.clause else None,
        "sentence": refused.sentence if refused else "",
        "remedy": (refused.remedy % refused.facts if refused.facts else refused.remedy) if refused else "",
    }
