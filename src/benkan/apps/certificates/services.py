"""What other slices and the commands may ask of certificates."""

from __future__ import annotations

import uuid

from benkan.apps.accounts.services import Officer
from benkan.apps.certificates.erasing import erase_learner
from benkan.apps.certificates.gate import COMPETENCE, certified_until, need_for_search, valid_for
from benkan.apps.certificates.issuing import (
    Achievement,
    Holder,
    get,
    issue,
    names_in,
    revoke,
    short_form,
    state_of,
)
from benkan.apps.certificates.lists import due_fetching, keep, own_list
from benkan.apps.certificates.matrix import cells, ending, want
from benkan.apps.certificates.models import Certificate
from benkan.apps.certificates.verifying import Verdict, as_object, verify

__all__ = [
    "COMPETENCE",
    "Achievement",
    "Certificate",
    "Holder",
    "Verdict",
    "as_object",
    "cells",
    "certified_until",
    "due_fetching",
    "ending",
    "erase_learner",
    "get",
    "issue",
    "keep",
    "listed",
    "names_in",
    "need_for_search",
    "of_learner",
    "own_list",
    "papers_of_run",
    "revoke",
    "short_form",
    "state_of",
    "valid_for",
    "verify",
    "want",
]


def of_learner(learner: uuid.UUID) -> list[Certificate]:
    """The certificates of a learner, the newest first."""
    return list(Certificate.objects.filter(learner=learner))


def listed(competence: str = "") -> list[Certificate]:
    """Every certificate, or those of one competence, the newest first."""
    found = Certificate.objects.all()
    return list(found.filter(competence=competence) if competence else found)


def papers_of_run(run: uuid.UUID, language: str, *, by: Officer) -> bytes:
    """The papers of a run's certificates as one PDF; errors as ``paper.of_run``."""
    from benkan.apps.certificates import paper  # fonts and shaping, which only a printer needs

    return paper.of_run(run, language, by=by)
