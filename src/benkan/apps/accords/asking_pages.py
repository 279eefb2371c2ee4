"""“What does this allow?” as a form and its answer, on the page of a convention and of a draft."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from benkan.apps.accords import labels, reading, simulating
from benkan.core.conventions import CATEGORIES, HANDLING_CODES, PURPOSES, Agreement
from benkan.core.errors import BenkanError
from benkan.web import words
from benkan.web.errors import explain


def context(agreement: Agreement, request: HttpRequest) -> dict[str, Any]:
    """What the form and the answer need."""
    given = request.GET
    parties = [(party.identifier, party.name[reading.language()]) for party in agreement.convention.parties.values()]
    return {
        "ask": {
            "parties": parties,
            "actor": given.get("actor", ""),
            "counterparty": given.get("counterparty", "") or parties[1][0],
            "act": given.get("act", ""),
            "acts": [(code, labels.word(labels.ACTS, code)) for code in simulating.ASKABLE],
            "purpose": given.get("purpose", ""),
            "purposes": [(code, words.purpose(code)) for code in PURPOSES],
            "ticked": given.getlist("category"),
            "categories": [(code, labels.word(labels.CATEGORIES, code)) for code in sorted(CATEGORIES)],
            "handling": given.get("handling", "H1"),
            "codes": [(code, f"{code} · {words.handling(code)[0]}") for code in HANDLING_CODES],
            "version": agreement.convention.version,
            "answer": answer(agreement, request),
        }
    }


def answer(agreement: Agreement, request: HttpRequest) -> dict[str, Any] | None:
    """What the reader's own question is answered with, or None when nothing was asked."""
    given = request.GET
    if not given.get("act"):
        return None
    act = given["act"]
    question = simulating.Question(
        act=act,
        actor=given.get("actor", ""),
        counterparty=given.get("counterparty", ""),
        purpose=given.get("purpose", ""),
        categories=frozenset(given.getlist("category")),
        handling=given.get("handling", "H1") if act in {"release", "joint-item"} else "",
    )
    try:
        found = simulating.ask(agreement, question, timezone.now())
    except BenkanError as error:
        return {"allowed": False, "in_force": False, "explained": explain(error)}
    told: dict[str, Any] = {"allowed": found.allowed, "in_force": found.in_force, "reference": found.reference}
    if found.refused is not None:
        names = {party.identifier: party.name[reading.language()] for party in agreement.convention.parties.values()}
        told["explained"] = explain(found.refused, names)
    if found.clause is not None:
        told["text"] = found.clause.text[reading.language()]
    return told
