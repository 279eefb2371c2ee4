"""Questions that a courier takes to a partner, and the answers that a courier brings back.

A question can leave when the partner's index is here: the courier brings that first. The same letter goes by the line
whenever the line is up, and the first answer ends the inquiry.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.search import asking, partner_index, questions
from benkan.apps.search.making import act_facts
from benkan.apps.search.models import OPEN, Inquiry, InquiryState, PartnerIndex, Question
from benkan.core.errors import BenkanError, Refused
from benkan.wire import SearchAnswer

NEW_LETTER = asking.STALE | asking.LATER
"""Refusals after which the same letter would be refused again: the question goes in a new one."""


@dataclass(slots=True)
class Loaded:
    """The questions that wait for one partner.

    Args:
        letters: sealed and allowed now, the oldest search first.
        no_index: questions that wait until the partner's index is here.
        ended: questions that were given up or that the convention refused.
    """

    letters: list[exchange.Letter] = field(default_factory=list)
    no_index: int = 0
    ended: int = 0


def load(partner: str) -> Loaded:
    """The questions that a courier may take to this partner now."""
    found = Loaded()
    for inquiry in _open(partner):
        with transaction.atomic():
            over = asking.expired(inquiry, timezone.now())
        if over:
            found.ended += 1
            continue
        copy = partner_index.usable(inquiry.partner, inquiry.convention)
        if copy is None:
            found.no_index += 1
            continue
        try:
            found.letters.append(_letter(inquiry, copy))
        except BenkanError as error:
            asking.failed(inquiry, error)
            found.ended += 1
    return found


def waiting() -> dict[str, int]:
    """How many questions wait for an answer, by partner."""
    found = Inquiry.objects.filter(state__in=OPEN).order_by()
    return dict(found.values_list("partner").annotate(Count("pk")))


def take_reply(sender: str, letter_id: str, data: bytes) -> str | None:
    """What the reply to a question brought: ``answered``, ``refused``, ``again`` or ``known``; None when it is to none.

    Raises:
        Invalid, Unverified: an ``envelope.…`` that does not open; nothing was changed.
    """
    stored = Question.objects.filter(letter_id=letter_id, inquiry__partner=sender).first()
    if stored is None:
        return None
    inquiry = Inquiry.objects.select_related("search", "search__officer", "search__case").get(pk=stored.pk)
    letter = questions.letter_of(stored, inquiry)
    if inquiry.state not in OPEN or letter is None:
        return "known"
    copy = partner_index.usable(inquiry.partner, inquiry.convention)
    try:
        answer = exchange.answered(letter, data, SearchAnswer)
        if copy is None or partner_index.manifest_of(copy).epoch != stored.epoch:
            # What would open it has ended with its epoch.
            return _anew(inquiry)
        prepared = asking.Prepared(
            letter,
            questions.opened(stored),
            partner_index.manifest_of(copy),
            copy,
            partner_index.load(copy),
        )
        found = asking.found_in(prepared, answer)
    except BenkanError as error:
        if error.code.startswith("envelope."):
            raise
        if isinstance(error, Refused) and error.code in NEW_LETTER:
            return _anew(inquiry)
        asking.failed(inquiry, error)
        return "refused"
    since = inquiry.asked_at or inquiry.search.created_at
    asking.answered(inquiry, prepared, answer, found, max(0.0, (timezone.now() - since).total_seconds()))
    return "answered"


def _open(partner: str) -> list[Inquiry]:
    waiting_ones = Inquiry.objects.filter(partner=partner, state__in=OPEN)
    return list(waiting_ones.select_related("search", "search__officer", "search__case").order_by("search__created_at"))


def _letter(inquiry: Inquiry, copy: PartnerIndex) -> exchange.Letter:
    """The letter of the question; one that left before is the same, and does not count once more."""
    stored = questions.of(inquiry)
    letter = questions.letter_of(stored, inquiry)
    if letter is None or stored.epoch != partner_index.manifest_of(copy).epoch:
        letter = asking.prepared_with(inquiry, copy).letter
    else:
        facts = act_facts(inquiry.search.purpose, inquiry.search.officer, inquiry.search.case_id)
        exchange.allow(inquiry.partner, "search.ask", convention=inquiry.convention, **facts, again=True)
    Question.objects.filter(pk=inquiry.pk).update(carried_at=timezone.now())
    return letter


def _anew(inquiry: Inquiry) -> str:
    """The question goes in a new letter, by whichever way is open first."""
    with transaction.atomic():
        Question.objects.filter(pk=inquiry.pk).update(letter=b"", epoch=None)
        Inquiry.objects.filter(pk=inquiry.pk, state__in=OPEN).update(
            state=InquiryState.WAITING, asked_at=None, next_attempt_at=timezone.now()
        )
    return "again"
