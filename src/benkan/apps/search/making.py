"""Making a search: who asks, in which case, about whom, and which partners may be asked.

Making writes rows only; the loop does the asking. What each partner will be asked is blinded here, so that the
journal's line commits to every element before one leaves; it also commits to the subject. The officer's own node can
open both for a supervisor (``auditing``); the line says neither.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.certificates import services as certificates
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import committing, questions
from benkan.apps.search.models import Inquiry, InquiryState, Question, Search
from benkan.apps.search.subject import Asked, asked, cleaned
from benkan.core import blind, tlog
from benkan.core.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether one partner may be asked now: by which convention, or the refusal that says why not."""

    partner: str
    convention: str
    refused: Refused | None = None


def whom(purpose: str, officer: Any = None, case_id: Any = None) -> list[Standing]:
    """Every partner of the directory, those that may be asked first.

    Args:
        officer: also counts this officer's and this case's searches of today against the quotas.
    """
    facts = {} if officer is None else act_facts(purpose, officer, case_id)
    found = accords.whom(purpose, facts.get("certified_until", dt.date.max))
    standing = []
    for partner, convention in found.asked:
        refused: Refused | None = None
        if officer is not None:
            try:
                exchange.allow(partner, "search.ask", convention=convention, **facts)
            except Refused as error:
                refused = error
        standing.append(Standing(partner, convention, refused))
    standing += [Standing(partner, "", refused) for partner, refused in found.not_asked]
    return sorted(standing, key=lambda one: (one.refused is not None, one.partner))


def act_facts(purpose: str, officer: Any, case_id: Any) -> dict[str, Any]:
    """What the convention judges in a search of ours."""
    return {
        "purpose": purpose,
        "officer": accounts.handle(officer),
        "case": str(case_id),
        "certified_until": certificates.certified_until(officer),
    }


def make(officer: Any, case_id: Any, fields: Mapping[str, object]) -> Search:
    """A search, ready for the loop; partners that may not be asked are listed with the clause.

    Args:
        fields: ``name`` (one a line), ``born``, ``phone``, ``account``, ``document``, ``plate``, ``company``.

    Raises:
        Refused: ``role.not-allowed``, ``search.certificate``, or no usable case: nothing was made.
        Invalid: a field cannot be read, or there is nothing to search for; the place names the field.
    """
    accounts.need(officer, "search")
    certificates.need_for_search(officer)
    case = cases.usable(case_id, officer)
    subject = cleaned(fields)
    tokens = asked(subject, settings.BENKAN_NODE.phone_region)
    standing = whom(case.purpose, officer, case.pk)
    now = timezone.now()
    salt = secrets.token_hex(32)
    search = Search(
        case=case,
        officer=officer,
        purpose=case.purpose,
        subject=subject,
        salt=salt,
        commitment=hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(subject)).hexdigest(),
        left_out=tokens.left_out,
        created_at=now,
    )
    rows = [_row(search, one, tokens, now) for one in standing]
    prepared = _prepared(search, rows, tokens)
    search.finished_at = None if prepared else now
    with transaction.atomic():
        _save(search, rows, prepared)
    return search


def _prepared(search: Search, rows: list[Inquiry], tokens: Asked) -> list[Question]:
    """What each partner will be asked, in the order of the search's tree; blinded while no other writer waits."""
    made: list[Question] = []
    meanings, blinder = questions.meanings_of(tokens.chosen), blind.Blinder()
    for row in rows:
        if row.state == InquiryState.WAITING:
            made.append(questions.prepare(row, search, meanings, search.committed, blinder))
            search.elements = len(made[-1].leaves) // tlog.HASH_BYTES
            search.committed += search.elements
    search.elements_root = committing.root(b"".join(bytes(one.leaves) for one in made))
    return made


def _save(search: Search, rows: list[Inquiry], prepared: list[Question]) -> None:
    search.save(force_insert=True)
    Inquiry.objects.bulk_create(rows)
    Question.objects.bulk_create(prepared)
    search.line = journal.write(
        "search-made",
        officer=accounts.handle(search.officer),
        reference=search.case.number,
        purpose=search.purpose,
        search=str(search.id),
        commitment=search.commitment,
        elements=search.elements,
        committed=search.committed,
        elements_root=search.elements_root,
        asked=[row.partner for row in rows if row.state == InquiryState.WAITING],
        not_asked=[row.partner for row in rows if row.state == InquiryState.NOT_ASKED],
    )
    search.save(update_fields=["line"])
    cases.moved(search.case.pk)


def _row(search: Search, one: Standing, tokens: Asked, now: Any) -> Inquiry:
    refused = one.refused
    if refused is None and not tokens.any:
        refused = Refused(
            "search.too-common",
            N_("This name alone is too common to ask partners about."),
            N_("Add a birth year, a second name or a number."),
        )
    row = Inquiry(search=search, partner=one.partner, convention=one.convention)
    if refused is None:
        row.state, row.next_attempt_at = InquiryState.WAITING, now
    else:
        row.state = InquiryState.NOT_ASKED
        note(row, refused)
    return row


def note(row: Inquiry, error: Any) -> None:
    """Writes an error of ours into the row, so that the page can say it in its reader's language."""
    row.code, row.clause = error.code[:64], error.clause[:200]
    row.sentence, row.remedy = error.text, error.remedy
    row.facts = {name: value if isinstance(value, int | bool) else str(value) for name, value in error.facts.items()}
