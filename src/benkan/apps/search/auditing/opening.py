"""Opening drawn elements: each is recomputed from its token and scalar, and must be what the journal committed to.

What is checked of an element: the root in the journal's line over all commitments of its search, its own commitment
(so its element, token, scalar, partner and case), the subject that the same line commits to, that its token is one of
that subject's, and that padding is random. Whatever fails is ``broken``, with a code; a page calls it an alarm.
"""

from __future__ import annotations

import hashlib
import uuid
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from typing import Any

import rfc8785
from django.conf import settings
from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.journal import services as journal
from benkan.apps.search import committing, questions
from benkan.apps.search.models import Draw, Opening, Question, Search, Verdict
from benkan.apps.search.subject import asked
from benkan.core import blind, tlog
from benkan.core.errors import BenkanError, Invalid
from benkan.core.matching import MATCHING_VERSION

MOST_OPENED = 5_000
_SIZE = tlog.HASH_BYTES


@dataclass(frozen=True, slots=True)
class Made:
    """A search as its line in the journal has it."""

    search: str
    committed: int
    elements_root: str
    commitment: str


@dataclass(frozen=True, slots=True)
class Population:
    """The elements that a draw draws from, numbered from 0."""

    searches: tuple[Made, ...]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, draw: Draw) -> Population:
        """What the journal committed to between the draw's first line and its own."""
        searches = tuple(
            Made(str(facts["search"]), int(facts["committed"]), str(facts["elements_root"]), str(facts["commitment"]))
            for _, facts in journal.of_event("search-made", draw.first_line, draw.line)
            if facts.get("committed")
        )
        return cls(searches, tuple(accumulate(one.committed for one in searches)))

    @property
    def size(self) -> int:
        """How many elements there are."""
        return self.ends[-1] if self.ends else 0

    def at(self, number: int) -> tuple[Made, int]:
        """The search of an element, and the element's place in the search's tree."""
        which = bisect_right(self.ends, number)
        return self.searches[which], number - (self.ends[which - 1] if which else 0)


@dataclass(frozen=True, slots=True)
class Element:
    """One element as its opening shows it.

    Args:
        slot: the token, the scalar and the element recomputed from them.
        meaning: what the token stands for; None for padding.
    """

    slot: blind.Slot = field(repr=False)
    meaning: questions.Meaning | None
    question: Question = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Trees:
    """The searches of one draw that were looked at, each read once."""

    read: Any

    @classmethod
    def fresh(cls) -> _Trees:
        return cls(lru_cache(maxsize=256)(_read))


@dataclass(frozen=True, slots=True)
class _Tree:
    search: Search
    questions: tuple[Question, ...]
    leaves: bytes
    code: str


def opened(population: Population, order: Iterable[int], wanted: int) -> list[Opening]:
    """The openings in the order drawn, until so many wait for a person; not saved."""
    trees = _Trees.fresh()
    found: list[Opening] = []
    waiting = 0
    for number in order:
        if waiting >= wanted or len(found) >= MOST_OPENED:
            break
        made, place = population.at(number)
        found.append(_opening(trees.read(made), place))
        waiting += found[-1].verdict == Verdict.WAITING
    return found


def save(draw: Draw, population: Population, found: list[Opening]) -> None:
    """Keeps what was opened, with its line in the journal; once."""
    with transaction.atomic():
        row = Draw.objects.select_for_update().get(pk=draw.pk)
        if not row.opened_line:
            for one in found:
                one.draw = row
            Opening.objects.bulk_create(found)
            count = {verdict: sum(one.verdict == verdict for one in found) for verdict in Verdict}
            row.population = population.size
            row.opened_line = journal.write(
                "audit-opened",
                officer=accounts.handle(draw.officer),
                of=str(row.pk),
                population=population.size,
                opened=len(found),
                waiting=count[Verdict.WAITING],
                canaries=count[Verdict.CANARY],
                broken=count[Verdict.BROKEN],
            )
            row.save(update_fields=["population", "opened_line"])
    draw.refresh_from_db()


def element(search: Search, place: int) -> Element:
    """One element with its secrets, for whoever drew it.

    Raises:
        BenkanError: it cannot be opened: ``search.sealed``, ``search.erased``, ``blind.stored``.
    """
    question, number = _question(tuple(_questions(search)), place)
    secret = questions.opened(question)
    slot = secret.query.slot(number)
    return Element(slot, secret.meanings.get(slot.blinding.token), question)


def _read(made: Made) -> _Tree | None:
    search = Search.objects.filter(pk=uuid.UUID(made.search)).first()
    if search is None:
        return None
    stored = tuple(_questions(search))
    leaves = b"".join(bytes(one.leaves) for one in stored)
    code = ""
    if committing.root(leaves) != made.elements_root or len(leaves) != _SIZE * made.committed:
        code = "audit.root"
    elif hashlib.sha256(bytes.fromhex(search.salt) + rfc8785.dumps(search.subject)).hexdigest() != made.commitment:
        code = "audit.subject"
    return _Tree(search, stored, leaves, code)


def _questions(search: Search) -> Iterable[Question]:
    return Question.objects.filter(inquiry__search=search).select_related("inquiry").order_by("first")


def _question(stored: tuple[Question, ...], place: int) -> tuple[Question, int]:
    which = bisect_right([one.first for one in stored], place) - 1
    return stored[which], place - stored[which].first


def _opening(tree: _Tree | None, place: int) -> Opening:
    if tree is None or not tree.questions:
        # Deleting a search from the database does not save anyone from an audit: its line in the journal stays.
        search = tree.search if tree else None
        return Opening(search=search, place=place, verdict=Verdict.BROKEN, code="audit.missing")
    question, number = _question(tree.questions, place)
    row = Opening(search=tree.search, inquiry=question.inquiry, place=place, verdict=Verdict.BROKEN, code=tree.code)
    if tree.code:
        return row
    try:
        secret = questions.opened(question)
    except BenkanError as error:
        row.code = error.code
        return row
    try:
        slot = secret.query.slot(number)
    except Invalid:
        row.code = "audit.commitment"
        return row
    row.kind = slot.kind
    row.code = _fault(tree, question, number, slot)
    if not row.code:
        row.verdict = Verdict.CANARY if slot.canary else Verdict.WAITING
    meaning = secret.meanings.get(slot.blinding.token)
    if meaning is not None:
        row.what, row.tier = meaning.what, meaning.tier
    return row


def _fault(tree: _Tree, question: Question, number: int, slot: blind.Slot) -> str:
    """What is wrong with an element; empty when it is what was committed to."""
    leaf = committing.leaf(questions.place_of(question.inquiry, tree.search), number, slot)
    if leaf != bytes(question.leaves)[number * _SIZE : (number + 1) * _SIZE]:
        return "audit.commitment"
    if slot.canary:
        # Tokens are text; 32 random bytes are ASCII once in four thousand million.
        return "audit.canary" if slot.blinding.token.isascii() else ""
    if question.matching_version == MATCHING_VERSION:
        chosen = asked(tree.search.subject, settings.BENKAN_NODE.phone_region).chosen
        if slot.blinding.token not in {token.bytes for given in chosen.values() for token in given}:
            return "audit.token"
    return ""
