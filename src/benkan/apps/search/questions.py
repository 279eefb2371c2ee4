"""The prepared question to one partner, kept in the database from the making of the search.

It is blinded before anything leaves, so that the journal's line of the search can commit to it; the same elements go to
the partner however often the link fails, and whichever process gets the answer opens it. Tokens, scalars and canaries
lie sealed (``sealing``). The letter goes when the inquiry ends, the rest when it can no longer be audited.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import committing, keys, sealing
from benkan.apps.search.models import Inquiry, Question, Search
from benkan.apps.search.publishing.chosen import what
from benkan.apps.search.subject import asked
from benkan.core import blind
from benkan.core.errors import N_, Invalid
from benkan.core.matching import MATCHING_VERSION, Token, expected_namesakes


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a token stands for, as far as a page says it.

    Args:
        tier: how strong a hit on it is.
        what: ``name``, or the kind of its identifier such as ``phone``.
        namesakes: people in a million who share it by chance.
    """

    tier: str
    what: str
    namesakes: float


@dataclass(frozen=True, slots=True)
class Opened:
    """A stored question with its secrets."""

    query: blind.Query = field(repr=False)
    meanings: dict[bytes, Meaning] = field(repr=False)


def meanings_of(chosen: dict[str, list[Token]]) -> dict[str, dict[bytes, Meaning]]:
    """For each kind, the tokens in their order with what they stand for."""
    return {
        kind: {one.bytes: Meaning(one.tier, what(one), expected_namesakes(one)) for one in tokens}
        for kind, tokens in chosen.items()
    }


def prepare(
    inquiry: Inquiry, search: Search, meanings: dict[str, dict[bytes, Meaning]], first: int, blinder: blind.Blinder
) -> Question:
    """A question for this inquiry, blinded afresh; not saved.

    Args:
        first: how many elements of the search were committed to before it.
        blinder: the same for all inquiries of the search.
    """
    query = blind.prepare(
        {kind: list(given) for kind, given in meanings.items()},
        smallest=settings.BENKAN_NODE.smallest_question,
        blinder=blinder,
    )
    told = {
        kind: [[token.hex(), *_spelled(meaning)] for token, meaning in given.items()]
        for kind, given in meanings.items()
    }
    secret = {"tokens": told, "query": base64.b64encode(query.to_bytes()).decode()}
    return Question(
        inquiry=inquiry,
        sealed=sealing.seal(json.dumps(secret).encode(), str(inquiry.pk)),
        leaves=committing.leaves(place_of(inquiry, search), query.slots()),
        first=first,
        elements_sha256=blind.elements_sha256(query.elements),
        matching_version=MATCHING_VERSION,
        erase_at=search.created_at + dt.timedelta(days=settings.BENKAN_NODE.audit_days),
    )


def of(inquiry: Inquiry) -> Question:
    """The question of an inquiry; one that was made before questions were stored gets one now, without a commitment."""
    found = Question.objects.filter(pk=inquiry.pk).first()
    if found is None:
        chosen = asked(inquiry.search.subject, settings.BENKAN_NODE.phone_region).chosen
        found = prepare(inquiry, inquiry.search, meanings_of(chosen), 0, blind.Blinder())
        found.save(force_insert=True)
    return found


def opened(question: Question) -> Opened:
    """The question with its secrets.

    Raises:
        Invalid: ``search.sealed``, ``search.erased`` or ``blind.stored``.
    """
    if not question.sealed:
        raise Invalid(
            "search.erased",
            N_("The secrets of this search were deleted at the end of the audit period."),
            N_("Draw from a shorter period."),
        )
    secret: dict[str, Any] = json.loads(sealing.opened(bytes(question.sealed), str(question.pk)))
    tokens = {kind: [bytes.fromhex(each[0]) for each in given] for kind, given in secret["tokens"].items()}
    meanings = {
        bytes.fromhex(token): Meaning(*spelled) for given in secret["tokens"].values() for token, *spelled in given
    }
    return Opened(blind.Query.restored(tokens, base64.b64decode(secret["query"])), meanings)


def place_of(inquiry: Inquiry, search: Search) -> committing.Place:
    """What the commitments of this inquiry bind."""
    return committing.Place(
        search.pk,
        inquiry.partner,
        inquiry.convention,
        keys.commitment("case", str(search.case_id), inquiry.partner, inquiry.convention),
    )


def letter_of(question: Question, inquiry: Inquiry) -> exchange.Letter | None:
    """The letter that was sent or is about to be; None before the first attempt."""
    if not question.letter:
        return None
    return exchange.Letter(
        question.letter_id,
        str(inquiry.pk),
        inquiry.partner,
        "search.ask",
        inquiry.convention,
        bytes(question.letter),
    )


def keep(question: Question, letter: exchange.Letter, epoch: int) -> None:
    """Stores the letter, so that an attempt after this one sends the same bytes."""
    question.letter_id, question.letter = letter.id, letter.data
    question.epoch = epoch
    question.save(update_fields=["letter_id", "letter", "epoch"])


def close(inquiry_id: Any) -> None:
    """Deletes the letter of an inquiry that has ended; its identity stays, the partner's journal names it."""
    Question.objects.filter(pk=inquiry_id).update(letter=b"")


def erase_due() -> int:
    """Deletes the secrets that can no longer be audited; of how many questions."""
    with transaction.atomic():
        gone = Question.objects.filter(erase_at__lte=timezone.now()).exclude(sealed=b"").update(sealed=b"")
        if gone:
            journal.write("audit-secrets-erased", count=gone)
    return gone


def _spelled(meaning: Meaning) -> list[Any]:
    return [meaning.tier, meaning.what, meaning.namesakes]
