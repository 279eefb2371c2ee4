"""Partners witness each other's journals: ours are asked to cosign, and we check and cosign theirs.

A partner that asks shows that its journal only grew since we last saw it; one that changed, removed or reordered a line
cannot, and gets no cosignature. Witnessing survives suspension and expiry: it carries no personal data. A partner that
does not answer holds nothing up; its cosignatures simply end where they ended.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from benkan.apps.journal import clocks
from benkan.apps.journal.models import Checkpoint, Cosignature, Head, Line, Witness, Witnessed
from benkan.apps.journal.naming import origin
from benkan.apps.journal.tiles import Rows, damaged
from benkan.apps.journal.writing import HEAD, checkpoint, log_key, size, write
from benkan.core import tlog
from benkan.core.errors import N_, BenkanError, Refused, Unverified
from benkan.wire.witness import WitnessAsk, WitnessCosignature

if TYPE_CHECKING:
    from benkan.apps.exchange.services import Lanes

logger = logging.getLogger("benkan.journal")

EVERY_DEMO = dt.timedelta(seconds=1)
EVERY = dt.timedelta(minutes=1)
AFTER_FAILURE = dt.timedelta(minutes=5)
QUIET = ("witness-cosigned", "clock-differs")
"""Events of witnessing itself: alone they make no partner due."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Up to where a partner has cosigned our journal, and how far we have followed its own."""

    partner: str
    cosigned: int
    cosigned_at: dt.datetime | None
    size: int
    followed: int
    followed_at: dt.datetime | None
    last_code: str
    clock: clocks.Clock | None = None

    @property
    def percent(self) -> int:
        """How much of our journal the partner has cosigned."""
        return 100 * min(self.cosigned, self.size) // self.size if self.size else 0


def due_witnessing(now: dt.datetime | None = None, *, threads: bool = False, wait_for: bool = False) -> int:
    """Ask each partner that has not seen our newest lines to cosign them; how many did.

    Lines that only witnessing itself wrote do not make a partner due: else two idle nodes would cosign each other's
    cosigning for ever.

    Args:
        threads: asks each partner in a lane of its own, so that a slow one holds nobody; then the number of partners
            whose asking was started.
        wait_for: with ``threads``, return when all have ended.
    """
    now = now or timezone.now()
    node = settings.BENKAN_NODE
    total = size()
    news = _newest_news()
    known = {row.partner: row for row in Witness.objects.all()}
    every = EVERY_DEMO if node.demo else EVERY
    jobs: list[tuple[str, Callable[[], bool]]] = []
    for partner, convention in partners():
        row = known.get(partner) or Witness(partner=partner)
        pause = AFTER_FAILURE if row.last_code and not node.demo else every
        if row.size >= min(news, total) or (row.asked_at and now - row.asked_at < pause):
            continue
        jobs.append((partner, partial(_ask, row, convention, now)))
    if threads:
        return _lanes().start(jobs, wait_for=wait_for)
    return sum(ask() for _, ask in jobs)


def standing() -> list[Standing]:
    """Where each partner stands, in the order of the directory."""
    from benkan.apps.agencies import services as agencies

    total = size()
    grouped = Cosignature.objects.values_list("witness").annotate(Max("checkpoint__size"), Max("at"))
    newest = {witness: (reached, at) for witness, reached, at in grouped}
    followed = {row.partner: row for row in Witnessed.objects.all()}
    asked = {row.partner: row for row in Witness.objects.all()}
    rows = []
    for agency in agencies.partners():
        ours = followed.get(agency.id)
        rows.append(
            Standing(
                partner=agency.id,
                cosigned=newest[agency.id][0] if agency.id in newest else 0,
                cosigned_at=newest[agency.id][1] if agency.id in newest else None,
                size=total,
                followed=ours.size if ours else 0,
                followed_at=ours.at if ours else None,
                last_code=asked[agency.id].last_code if agency.id in asked else "",
                clock=_clock(asked.get(agency.id)),
            )
        )
    return rows


def _clock(row: Witness | None) -> clocks.Clock | None:
    if row is None or row.ahead_s is None or row.clock_at is None:
        return None
    return clocks.Clock(row.ahead_s, row.clock_at)


def answer(
    sender: str, ask: WitnessAsk, now: dt.datetime | None = None, *, sent_at: dt.datetime | None = None
) -> WitnessCosignature:
    """Our cosignature on a partner's checkpoint, once it was shown to extend the last one we saw.

    Args:
        sent_at: what the partner's clock said when it asked.

    Raises:
        Refused: ``witness.size`` with the size that we have seen, when the proof starts elsewhere.
        Unverified: wrong signature, another log, a fork, a rollback, a wrong proof.
    """
    from benkan.apps.agencies import services as agencies

    now = now or timezone.now()
    key = tlog.VerifierKey(origin(sender), agencies.signing_key(sender))
    note = tlog.open_note(ask.checkpoint, [key])
    stated = tlog.parse_checkpoint(note.text)
    if stated.origin != key.name:
        raise Unverified(
            "witness.origin",
            N_("The checkpoint is of another journal than the sender's."),
            N_("Ask the partner which journal it keeps."),
        )
    with transaction.atomic():
        row = Witnessed.objects.select_for_update().filter(partner=sender).first()
        seen = tlog.Witnessed(key.name, row.size, bytes(row.root)) if row else None
        if ask.old_size != (seen.size if seen else 0):
            raise Refused(
                "witness.size",
                N_("This node has seen %(size)d lines of that journal, not %(old_size)d."),
                N_("Send the proof from that size."),
                size=seen.size if seen else 0,
                old_size=ask.old_size,
            )
        reached = tlog.advance(seen, stated, ask.proof)
        Witnessed.objects.update_or_create(
            partner=sender,
            defaults={"size": reached.size, "root": reached.root, "note": ask.checkpoint, "at": now},
        )
        if sent_at is not None:
            clocks.heard(sender, sent_at, now)
        write("witness-cosigned", partner=sender, size=reached.size)
    return WitnessCosignature(line=tlog.cosign(ask.checkpoint, log_key(), int(now.timestamp())).removesuffix("\n"))


def ask_by_courier(partner: str) -> tuple[str, WitnessAsk] | None:
    """(convention, question) for the courier when the partner has not cosigned our newest lines; else None.

    What was seen of the partner counts alone: an earlier question may still be on its way.
    """
    convention = dict(partners()).get(partner)
    news = _newest_news()
    seen = Witness.objects.filter(partner=partner).values_list("size", flat=True).first() or 0
    if convention is None or seen >= min(news, size()):
        return None
    return convention, _question(seen)


def take_cosignature(partner: str, ask: WitnessAsk, reply: WitnessCosignature) -> None:
    """Keeps the cosignature that a courier brought; an older one than we have is kept too, and sets nothing back.

    Raises:
        Unverified: it is not the partner's, or of another checkpoint.
    """
    reached, _at = _keep(partner, ask, reply)  # on its way for days, perhaps: it says nothing about the clock
    with transaction.atomic():
        row, _made = Witness.objects.select_for_update().get_or_create(partner=partner)
        row.size, row.last_code = max(row.size, reached), ""
        row.save(update_fields=["size", "last_code"])


def seen_elsewhere(partner: str, lines: int) -> None:
    """The partner says up to which line it has seen our journal: the next question starts there."""
    if 0 <= lines <= size():
        Witness.objects.update_or_create(partner=partner, defaults={"size": lines})


def partners() -> list[tuple[str, str]]:
    """(partner, a convention that links us): the first in the order of the conventions; no convention, no witness."""
    from benkan.apps.accords import services as accords
    from benkan.apps.agencies import services as agencies

    own, linking = settings.BENKAN_NODE.agency, dict[str, str]()
    for each in accords.agreements():
        if each.signed and own in each.convention.parties:
            for party in each.convention.parties:
                linking.setdefault(party, each.convention.identifier)
    return [(agency.id, linking[agency.id]) for agency in agencies.partners() if agency.id in linking]


@lru_cache(maxsize=1)
def _lanes() -> Lanes:
    from benkan.apps.exchange import services as exchange

    return exchange.Lanes("witness")


def _ask(row: Witness, convention: str, now: dt.datetime) -> bool:
    """Whether the partner cosigned; asks a second time from the size that the partner says it has seen."""
    row.last_code = ""
    _note(row, asked_at=now)  # whatever happens now, this partner is not asked again at once
    try:
        try:
            _cosigned(row, convention)
        except Refused as refused:
            seen = refused.facts.get("size")
            if refused.code != "witness.size" or not isinstance(seen, int) or not 0 <= seen <= size():
                raise
            row.size = seen
            _cosigned(row, convention)
    except BenkanError as error:
        row.last_code = error.code
        logger.info("witness %s: %s", row.partner, error.code)
    _note(row)
    return not row.last_code


def _note(row: Witness, **more: object) -> None:
    """Keeps how far the partner is; what others keep of it, such as its clock, is left alone."""
    kept = {"size": row.size, "last_code": row.last_code, **more}
    Witness.objects.update_or_create(partner=row.partner, defaults=kept)


def _cosigned(row: Witness, convention: str) -> None:
    from benkan.apps.exchange import services as exchange

    ask = _question(row.size)
    reply = exchange.ask(row.partner, "witness.ask", ask, convention=convention)
    row.size, at = _keep(row.partner, ask, reply)
    clocks.measured(row.partner, at, timezone.now())


def _question(seen: int) -> WitnessAsk:
    """Our newest checkpoint, with the proof that it extends what the partner has seen."""
    note = checkpoint()
    stated = tlog.parse_checkpoint(tlog.split(note)[0])
    return WitnessAsk(checkpoint=note, proof=proved(seen, stated) if seen else [], old_size=seen)


def proved(old: int, stated: tlog.Checkpoint) -> list[bytes]:
    """The proof that our checkpoint extends our journal of ``old`` lines.

    Raises:
        Unverified: ``journal.tile``: what is kept does not give a proof that holds; nobody is shown a false one.
    """
    rows = Rows(stated.size)
    proof = tlog.consistency(rows, old, stated.size)
    try:
        tlog.verify_consistency(old, stated.size, tlog.root_at(rows, old), stated.root, proof)
    except Unverified:
        raise damaged() from None
    return proof


def between(old: int, new: int) -> list[bytes]:
    """The proof between two sizes of our journal; errors as ``proved``.

    Held against the signed checkpoints of these sizes where there are any: a false proof would accuse ourselves.
    """
    rows = Rows(new)
    signed = {row.size: bytes(row.root) for row in Checkpoint.objects.filter(size__in=(old, new))}
    old_root, new_root = (signed.get(each) or tlog.root_at(rows, each) for each in (old, new))
    proof = tlog.consistency(rows, old, new)
    try:
        tlog.verify_consistency(old, new, old_root, new_root, proof)
    except Unverified:
        raise damaged() from None
    return proof


def _keep(partner: str, ask: WitnessAsk, reply: object) -> tuple[int, dt.datetime]:
    """Keeps the cosignature once it verifies; how many lines it covers, and the time that it says."""
    from benkan.apps.agencies import services as agencies

    if not isinstance(reply, WitnessCosignature):
        raise Unverified(
            "witness.reply", N_("The partner answered something else than a cosignature."), N_("Tell the partner.")
        )
    text, _ = tlog.split(ask.checkpoint)
    stated = tlog.parse_checkpoint(text)
    key = tlog.VerifierKey(origin(partner), agencies.signing_key(partner))
    at = _moment(tlog.verify_cosignature(text, reply.line, key))
    Cosignature.objects.update_or_create(
        checkpoint=Checkpoint.objects.get(size=stated.size),
        witness=partner,
        defaults={"line": reply.line.removesuffix("\n"), "at": at},
    )
    return stated.size, at


def _moment(seconds: int) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Unverified(
            "tlog.time", N_("The time of a cosignature is out of range."), N_("Set the clock of the node.")
        ) from error


def lines_waiting() -> int:
    """How many lines no signed checkpoint covers yet."""
    signed = Checkpoint.objects.aggregate(last=Max("size"))["last"] or 0
    return max(0, (Head.objects.filter(pk=HEAD).values_list("size", flat=True).first() or 0) - signed)


def _newest_news() -> int:
    """The newest line that makes a partner due, read from the end: a maximum would read the whole journal each time."""
    lines = Line.objects.exclude(event__in=QUIET).order_by("-seq")
    return lines.values_list("seq", flat=True).first() or 0
