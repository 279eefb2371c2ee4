"""Asking the partners: one question each, the same size for every subject, and the answer looked up at home.

Each partner has its lane, so a slow one holds nobody. A question lies in the database with its letter and its sealed
secrets (``questions``): when the link fails or the process is killed the same letter goes again and counts once, and
whichever process gets the answer, by the next satellite window if need be, opens it.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.agencies import services as agencies
from benkan.apps.certificates import services as certificates
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.search import certified, keys, partner_index, questions, store
from benkan.apps.search.making import act_facts, note
from benkan.apps.search.models import OPEN, Inquiry, InquiryState, PartnerIndex, Question, Search
from benkan.apps.search.quotas import begins
from benkan.core import blind
from benkan.core.blind import Hit
from benkan.core.errors import N_, BenkanError, Invalid, Refused, Unreachable, Unverified
from benkan.wire import IndexManifest, Label, SearchAnswer, SearchAsk, encode

logger = logging.getLogger("benkan.search")
LIFE = dt.timedelta(hours=24)
"""How long a partner's answer is waited for on the line."""
CARRIED_LIFE = exchange.LIFE
"""How long when a courier has the question. Every letter lives as long, so that it is one letter by both ways."""
CLAIM = dt.timedelta(seconds=90)
MAX_TOLD = 3
"""Attempts after which one more reply that is not authentic leaves no line in the journal."""
FROM_THE_LINE = ("envelope.", "partner.")
STALE = frozenset({"index.epoch", "index.gone"})
LATER = frozenset(
    {"index.none", "envelope.out-of-order", "signer.unreachable", "signer.caller", "signer.counts-unwritten"}
)
OWN_FAULT = frozenset({"search.sealed", "search.erased", "blind.stored"})
"""What this node's disk or keys spoilt: no partner is to blame."""
_lanes = exchange.Lanes("search")

_recovered = threading.Event()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A question that may be on its way: its letter, and what opens the answer."""

    letter: exchange.Letter
    question: questions.Opened = field(repr=False)
    manifest: IndexManifest = field(repr=False)
    copy: PartnerIndex = field(repr=False)
    index: blind.Index = field(repr=False)


def run_due(*, search: uuid.UUID | None = None, threads: bool = True, wait_for: bool = False) -> int:
    """Starts asking every partner for whom a question is due; how many partners that were.

    Args:
        search: only the questions of this search.
        threads: False asks here and now, one partner after the other (tests).
        wait_for: return when all lanes are free again.
    """
    if search is None and not _recovered.is_set():
        _recover()
        _recovered.set()
    if not store.any_due(timezone.now()) and not wait_for:
        return 0
    due = Inquiry.objects.filter(state__in=OPEN, next_attempt_at__lte=timezone.now())
    if search is not None:
        due = due.filter(search_id=search)
    waiting: dict[str, list[uuid.UUID]] = {}
    for inquiry, partner in due.order_by("next_attempt_at").values_list("id", "partner")[:1000]:
        waiting.setdefault(partner, []).append(inquiry)
    jobs = [(partner, partial(_ask_all, inquiries)) for partner, inquiries in waiting.items()]
    if threads:
        return _lanes.start(jobs, wait_for=wait_for)
    for _, job in jobs:
        job()
    return len(jobs)


def stop(convention: str, clause: str) -> int:
    """Stops the questions that still wait under a convention; how many."""
    stopped = 0
    with transaction.atomic():
        for inquiry in Inquiry.objects.filter(state__in=OPEN, convention=convention):
            error = Refused(
                "convention.suspended",
                N_("The convention was suspended before this partner answered."),
                N_("Your supervisor can say when it is resumed."),
                clause=clause,
            )
            _end(inquiry, InquiryState.REFUSED, error)
            stopped += 1
    return stopped


def _recover() -> None:
    """Makes questions that a killed worker was preparing or asking due again; one attempt too many costs nothing."""
    Inquiry.objects.filter(state__in=OPEN).update(state=InquiryState.WAITING, next_attempt_at=timezone.now())


def _ask_all(inquiries: list[uuid.UUID]) -> None:
    for inquiry in inquiries:
        if not ask(inquiry):
            return


def ask(inquiry_id: uuid.UUID) -> bool:
    """Asks once; whether the partner's link works, so that the next question may follow at once."""
    inquiry = _claim(inquiry_id)
    if inquiry is None:
        return True
    begun = time.monotonic()
    try:
        for fresh in (False, True):
            try:
                prepared = _prepare(inquiry, fresh=fresh)
                answer = exchange.post(prepared.letter, SearchAnswer)
                break
            except Refused as error:
                # The partner has turned to a new epoch or index: fetch it and ask once more.
                if fresh or error.code not in STALE:
                    raise
        found = found_in(prepared, answer)
    except BenkanError as error:
        return failed(inquiry, error)
    except Exception:
        # Nobody foresaw it: the lane says so in the log, and the question does not wait for the end of its claim.
        Inquiry.objects.filter(id=inquiry_id, state__in=OPEN).update(
            state=InquiryState.WAITING,
            attempts=F("attempts") + 1,
            next_attempt_at=timezone.now() + exchange.backoff(inquiry.attempts + 1),
        )
        raise
    answered(inquiry, prepared, answer, found, time.monotonic() - begun)
    return True


def _claim(inquiry_id: uuid.UUID) -> Inquiry | None:
    with transaction.atomic():
        now = timezone.now()
        mine = Inquiry.objects.filter(id=inquiry_id, state__in=OPEN, next_attempt_at__lte=now).update(
            state=InquiryState.WAITING, next_attempt_at=now + CLAIM
        )
        if not mine:
            return None
        inquiry = Inquiry.objects.select_related("search", "search__officer", "search__case").get(id=inquiry_id)
        return None if expired(inquiry, now) else inquiry


def expired(inquiry: Inquiry, now: dt.datetime) -> bool:
    """Whether the answer was waited for long enough; then the inquiry has ended, in words."""
    carried = Question.objects.filter(pk=inquiry.pk, carried_at__isnull=False).exists()
    if inquiry.search.created_at + (CARRIED_LIFE if carried else LIFE) >= now:
        return False
    if carried:
        text = N_("The partner did not answer within %(days)d days, by the line or by courier.")
        error = Unreachable("search.expired", text, N_("Search again."), days=CARRIED_LIFE.days)
    else:
        text = N_("The partner did not answer within a day.")
        error = Unreachable("search.expired", text, N_("Search again when its link is up."))
    _end(inquiry, InquiryState.FAILED, error)
    return True


def _prepare(inquiry: Inquiry, *, fresh: bool) -> Prepared:
    """The question of this inquiry, its letter made or found again.

    Args:
        fresh: fetch the partner's index anew, and write a new letter for its epoch around the same elements.
    """
    copy = None if fresh else partner_index.usable(inquiry.partner, inquiry.convention)
    return prepared_with(inquiry, copy or partner_index.fetch(inquiry.partner, inquiry.convention), fresh=fresh)


def prepared_with(inquiry: Inquiry, copy: PartnerIndex, *, fresh: bool = False) -> Prepared:
    """The question of this inquiry for this copy of the partner's index; see ``_prepare``."""
    manifest = partner_index.manifest_of(copy)
    # Read before asking: a newer index may take its place while the answer is on its way.
    index = partner_index.load(copy)
    stored = questions.of(inquiry)
    question = questions.opened(stored)
    letter = _counted(inquiry, stored, question, manifest, fresh=fresh)
    return Prepared(letter, question, manifest, copy, index)


def _counted(
    inquiry: Inquiry, stored: Question, question: questions.Opened, manifest: IndexManifest, *, fresh: bool
) -> exchange.Letter:
    """The letter to send; the convention is asked before every attempt, and a search counts once however often it goes.

    The partner is held while the counts are read and this one is added: no two searches take the last one of a quota.
    """
    search, now = inquiry.search, timezone.now()
    with transaction.atomic():
        agencies.hold(inquiry.partner)
        # The courier and the line may ask at one moment: the second one finds the letter of the first.
        stored.refresh_from_db()
        counted = inquiry.asked_at is not None and inquiry.asked_at >= begins(now)
        facts = act_facts(search.purpose, search.officer, search.case_id) | {"again": counted}
        letter = None if fresh or stored.epoch != manifest.epoch else questions.letter_of(stored, inquiry)
        if letter is None:
            payload = _payload(inquiry, question, manifest)
            letter = exchange.letter(
                inquiry.partner,
                payload,
                convention=inquiry.convention,
                thread=str(inquiry.id),
                life=CARRIED_LIFE,
                **facts,
            )
            questions.keep(stored, letter, manifest.epoch)
        else:
            exchange.allow(inquiry.partner, "search.ask", convention=inquiry.convention, **facts)
        inquiry.asked_at = inquiry.asked_at if counted else now
        Inquiry.objects.filter(id=inquiry.id, state__in=OPEN).update(
            state=InquiryState.ASKED, asked_at=inquiry.asked_at, bytes_up=len(letter.data)
        )
    return letter


def _payload(inquiry: Inquiry, question: questions.Opened, manifest: IndexManifest) -> SearchAsk:
    search = inquiry.search
    return SearchAsk(
        purpose=search.purpose,
        case_commitment=keys.commitment("case", str(search.case_id), inquiry.partner, inquiry.convention),
        officer_commitment=keys.commitment(
            "officer", accounts.handle(search.officer), inquiry.partner, inquiry.convention
        ),
        epoch=manifest.epoch,
        certified_until=certified.number(certificates.certified_until(search.officer)),
        elements=question.query.elements,
    )


def _resolve(prepared: Prepared, answer: SearchAnswer) -> list[Hit]:
    """The hits, every proof verified.

    Raises:
        Unverified, Invalid: a proof, a canary, an epoch or a shape does not hold.
    """
    manifest = prepared.manifest
    if answer.epoch != manifest.epoch:
        raise Unverified(
            "search.other-epoch",
            N_("The partner answered for another epoch than was asked."),
            N_("Search again; tell the partner's administrator if it stays so."),
        )
    bound = keys.contexts(manifest.responder, manifest.convention, manifest.epoch, manifest.secret)
    return prepared.question.query.resolve(dict(answer.answers), dict(manifest.public_keys), bound, prepared.index)


def found_in(prepared: Prepared, answer: SearchAnswer) -> list[dict[str, object]]:
    """What the page shows of the hits.

    Only a hit is read any further, so whatever can go wrong here must end the question: asked again, it would tell
    the partner that the subject is in its index. A forged label would be such a trap.

    Raises:
        Unverified, Invalid: the answer or what a hit in it says does not hold.
    """
    try:
        return [_hit(hit, prepared.question.meanings[hit.token]) for hit in _resolve(prepared, answer)]
    except BenkanError:
        raise
    except Exception as error:  # noqa: BLE001 - see above; the error's text may name the subject
        logger.error("an answer could not be read: %s", type(error).__name__)  # noqa: TRY400 - same
        raise Invalid(
            "search.unreadable",
            N_("This node could not read the partner's answer."),
            N_("Search again; tell the administrator of this node if it stays so."),
        ) from None


def answered(
    inquiry: Inquiry, prepared: Prepared, answer: SearchAnswer, found: list[dict[str, object]], took_s: float
) -> None:
    """Records the answer, unless the inquiry has ended by another way."""
    with transaction.atomic():
        row = Inquiry.objects.select_for_update().get(id=inquiry.id)
        if row.state not in OPEN:
            return
        row.state, row.answered_at = InquiryState.ANSWERED, timezone.now()
        row.took_ms = round(took_s * 1000)
        row.index_epoch, row.index_built_at = prepared.manifest.epoch, prepared.copy.built_at
        row.hits, row.proofs = found, len(answer.answers)
        row.code = row.clause = row.sentence = row.remedy = ""
        row.facts, row.next_attempt_at, row.attempts = {}, None, row.attempts + 1
        row.bytes_down = len(encode(answer))
        row.save()
        _closed(row)


def _hit(hit: Hit, meaning: questions.Meaning) -> dict[str, object]:
    """What the page shows of a hit: everything but the token itself."""
    label = Label.from_int(hit.label)
    return {
        "handle": hit.handle.hex(),
        "kind": hit.kind,
        "tier": meaning.tier,
        "what": meaning.what,
        "area": label.area,
        "category": label.category,
        "handling": label.handling,
        "count": label.count,
        "namesakes": meaning.namesakes,
    }


def failed(inquiry: Inquiry, error: BenkanError) -> bool:
    """Records a failure: for good when the partner or the convention says no, for now when the link does."""
    if isinstance(error, Refused) and error.code not in LATER:
        with transaction.atomic():
            _end(inquiry, InquiryState.REFUSED, error)
            journal.write(
                "search-refused",
                officer=accounts.handle(inquiry.search.officer),
                partner=inquiry.partner,
                convention=inquiry.convention,
                clause="".join(letter for letter in error.clause if letter.isprintable())[:100],
                reference=inquiry.search.case.number,
                purpose=inquiry.search.purpose,
                code=error.code,
            )
        return True
    if isinstance(error, Unverified | Invalid):
        # Anybody on the line can write what is not authentic, a captive portal too: no word of the partner, and no end.
        from_the_line = error.code.startswith(FROM_THE_LINE)
        with transaction.atomic():
            fetched = error.code.startswith(("index.", "blind.chunk")) and not isinstance(error, Invalid)
            told = from_the_line and inquiry.attempts >= MAX_TOLD
            if not fetched and not told and error.code not in OWN_FAULT:
                journal.write(
                    "proof-refused",
                    partner=inquiry.partner,
                    convention=inquiry.convention,
                    reference=inquiry.search.case.number,
                    code=error.code,
                    kind="search.answer",
                )
            if not from_the_line:
                _end(inquiry, InquiryState.FAILED, error)
                return True
    logger.info("a question waits: %s", error.code)
    with transaction.atomic():
        row = Inquiry.objects.select_for_update().get(id=inquiry.id)
        if row.state in OPEN:
            row.attempts += 1
            row.state, row.next_attempt_at = InquiryState.WAITING, timezone.now() + exchange.backoff(row.attempts)
            if isinstance(error, Refused):
                row.asked_at = None  # the partner did not count it
            note(row, error)
            row.save()
    return not isinstance(error, Unreachable)


def _end(inquiry: Inquiry, state: InquiryState, error: BenkanError) -> None:
    """The inquiry's last word, unless it has had one; called inside a transaction."""
    row = Inquiry.objects.select_for_update().get(id=inquiry.id)
    if row.state not in OPEN:
        return
    row.state, row.answered_at, row.next_attempt_at = state, timezone.now(), None
    row.attempts += 1
    note(row, error)
    row.save()
    _closed(row)


def _closed(row: Inquiry) -> None:
    """What the end of an inquiry brings: its letter goes, and the search ends with its last inquiry."""
    questions.close(row.id)
    if not Inquiry.objects.filter(search_id=row.search_id, state__in=OPEN).exists():
        Search.objects.filter(Q(id=row.search_id) & Q(finished_at=None)).update(finished_at=timezone.now())
