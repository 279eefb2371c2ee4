"""Partners tell each other what they have seen of third journals: an owner that shows two histories is found.

Told are the owners' own signed notes, and only of services that are parties with both of us to one convention, so that
nobody learns whom another works with. The same size with another root proves a split view. Of two sizes the owner is
asked for a consistency proof: it holds and all is well, or the owner's signed answer is evidence. Nothing is believed
because a partner says so: without the owner's valid signature under two notes nothing is kept.

Bounds: 64 notes a letter, one row for what each tells of each, in ten minutes 16 partners and 48 questions to owners
(each note once), and the first evidence of each kind.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import random

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from benkan.apps.journal import witnessing
from benkan.apps.journal.models import Heard, SplitView, Witness, Witnessed
from benkan.apps.journal.naming import origin
from benkan.apps.journal.writing import log_key, size, write
from benkan.core import tlog
from benkan.core.errors import N_, BenkanError, Refused, Unverified
from benkan.wire import Refusal, WitnessAsk, WitnessGossip, WitnessHeard, WitnessProof, WitnessProofAsk
from benkan.wire.witness import MAX_NOTES

logger = logging.getLogger("benkan.journal")

EVERY = dt.timedelta(minutes=10)
EVERY_DEMO = dt.timedelta(seconds=3)
PARTNERS_EACH_TIME = 16
QUESTIONS_EACH_TIME = 48
"""Within ten minutes: with 196 services 7 kbit/s at most, and each is told every two hours; with few, every time."""
FORK, FALSE_PROOF, FEWER = "tlog.fork", "tlog.consistency", "witness.fewer"
PROVABLE = frozenset({FORK, FALSE_PROOF, FEWER})
MOST_WRITTEN = 2**53 - 1
"""The largest number that a line of the journal takes; a note may state a larger one, and its digest stands beside."""
NOT_SPOKEN, LATER = "envelope.kind", dt.timedelta(days=1)
"""A partner whose software does not know these letters yet is asked once a day: each costs it a line of its journal."""
Evidence = tuple[bytes, bytes, bytes]
"""Envelope, salt and payload of the owner's own letter."""


def notes_for(partner: str) -> list[str]:
    """The newest notes that we have seen of the journals that this partner follows too; by chance, when too many."""
    from benkan.apps.accords import services as accords

    rows = list(Witnessed.objects.filter(partner__in=accords.also_with(partner)).values_list("note", flat=True))
    return sorted(random.sample(rows, min(len(rows), MAX_NOTES)))


def due_gossip(now: dt.datetime | None = None) -> int:
    """Tells the partners whose turn it is, hears what they say, and asks owners about what differs; how many answered.

    Stops nothing: a partner that does not answer, or whose software does not know these letters, is asked again later.
    """
    now = now or timezone.now()
    pause = EVERY_DEMO if settings.BENKAN_NODE.demo else EVERY
    conventions = dict(witnessing.partners())
    due = Witness.objects.filter(partner__in=conventions).filter(Q(told_at=None) | Q(told_at__lte=now - pause))
    room = PARTNERS_EACH_TIME - Witness.objects.filter(told_at__gt=now - pause, told_at__lte=now).count()
    answered = 0
    longest_ago = due.order_by(F("told_at").asc(nulls_first=True)).values_list("partner", flat=True)
    for partner in longest_ago[: max(0, room)]:
        notes = notes_for(partner)
        Witness.objects.filter(partner=partner).update(told_at=now)
        if notes:
            answered += _tell(partner, conventions[partner], notes, now)
    _settle(conventions, now, pause)
    return answered


def answer(sender: str, told: WitnessGossip, now: dt.datetime | None = None) -> WitnessHeard:
    """What we have seen ourselves, after what the partner told was held against it.

    Raises:
        Invalid: a note is malformed. Unverified: one is not its owner's; nothing of the letter is kept then.
    """
    hear(sender, told.notes, now or timezone.now())
    return WitnessHeard(notes=notes_for(sender))


def prove(ask: WitnessProofAsk) -> WitnessProof:
    """Shows that two notes that we signed are of one history.

    Raises:
        Unverified: ``tlog.signature``, ``tlog.origin``: a note is not ours.
        Refused: ``witness.order``; ``witness.fewer``: we signed more lines than we have. Only a node that lost lines
            says so, and it is evidence against it, so it names the very note.
    """
    key = log_key().verifier
    old, new = (tlog.parse_checkpoint(tlog.open_note(note, [key]).text) for note in (ask.old, ask.new))
    if {old.origin, new.origin} != {key.name}:
        raise Unverified(
            "tlog.origin",
            N_("The checkpoint is of another journal than the one that is followed."),
            N_("Ask the partner which journal it keeps."),
        )
    if not 0 < old.size <= new.size:
        raise Refused(
            "witness.order", N_("The smaller of the two notes comes first, and has lines."), N_("Ask again so.")
        )
    total = size()
    if new.size > total:
        raise Refused(
            FEWER,
            N_("This journal has %(size)d lines, fewer than the note that is shown."),
            N_("Compare the signed checkpoints that you hold; keep them."),
            size=total,
            sha256=hashlib.sha256(ask.new.encode()).hexdigest(),
        )
    return WitnessProof(old_size=old.size, new_size=new.size, proof=witnessing.between(old.size, new.size))


def hear(reporter: str, notes: list[str], now: dt.datetime) -> None:
    """Holds notes of others' journals against what we saw; keeps the newest of each, and every split view.

    Raises:
        Invalid, Unverified: as ``answer``.
    """
    from benkan.apps.accords import services as accords
    from benkan.apps.agencies import services as agencies

    shared, keys = accords.also_with(reporter), agencies.signing_keys()
    stated = []
    for note in notes:
        text, signatures = tlog.split(note)
        checkpoint = tlog.parse_checkpoint(text)
        owner = checkpoint.origin.partition("/")[0]
        if owner not in shared or owner not in keys or checkpoint.origin != origin(owner):
            continue  # a convention or a card that has not come here yet: nothing to compare with
        key = tlog.VerifierKey(origin(owner), keys[owner])
        if not any((each.name, each.key_id) == (key.name, key.key_id) for each in signatures):
            continue  # signed with a key from before or after the one we know: it proves nothing to us
        tlog.open_note(note, [key])
        stated.append((owner, checkpoint, note))
    with transaction.atomic():
        for owner, checkpoint, note in stated:
            _compare(owner, reporter, checkpoint, note, now)


def _compare(owner: str, reporter: str, stated: tlog.Checkpoint, note: str, now: dt.datetime) -> None:
    ours = Witnessed.objects.filter(partner=owner).first()
    others = Heard.objects.filter(partner=owner, size=stated.size).exclude(root=stated.root)
    if ours is not None and ours.size == stated.size:
        settled = True
        if bytes(ours.root) != stated.root:
            keep(owner, reporter, FORK, (ours.note, note), now)
    else:
        settled = stated.size == 0  # every journal begins with nothing
        for other in others:
            keep(owner, reporter, FORK, (other.note, note), now)
    row = Heard.objects.filter(partner=owner, reporter=reporter).first()
    if row is not None and (row.size, bytes(row.root)) == (stated.size, stated.root):
        if settled:
            Heard.objects.filter(pk=row.pk).update(settled=True)
        return  # since when it waits stays as it was
    Heard.objects.update_or_create(
        partner=owner,
        reporter=reporter,
        defaults={
            "size": stated.size,
            "root": stated.root,
            "note": note,
            "at": now,
            "settled": settled,
            "last_code": "",
        },
    )


def keep(
    owner: str, reporter: str, code: str, notes: tuple[str, str], now: dt.datetime, letter: Evidence = (b"", b"", b"")
) -> SplitView | None:
    """Keeps a split view with a line of the journal; None when this one is known already.

    Args:
        owner: whose journal it is.
        reporter: who showed us the other note; the owner itself where it did.
        notes: ours first.
    """
    envelope, salt, payload = letter
    with transaction.atomic():
        row, new = SplitView.objects.get_or_create(
            partner=owner,
            reporter=reporter,
            code=code,
            defaults={
                "ours": notes[0],
                "theirs": notes[1],
                "envelope": envelope,
                "salt": salt,
                "payload": payload,
                "found_at": now,
            },
        )
        if not new:
            return None
        sizes = [tlog.parse_checkpoint(tlog.split(note)[0]).size for note in notes]
        write(
            "split-view-found",
            partner=owner,
            reporter=reporter,
            code=code,
            size=min(sizes[0], MOST_WRITTEN),
            other_size=min(sizes[1], MOST_WRITTEN),
            sha256=hashlib.sha256(notes[1].encode()).hexdigest(),
        )
    logger.warning("split view of the journal of %s: %s", owner, code)
    return row


def shown_by_its_owner(sender: str, ask: WitnessAsk, error: Unverified, letter: Evidence, now: dt.datetime) -> None:
    """Keeps what an owner shows us itself: another history than it showed before."""
    ours = Witnessed.objects.filter(partner=sender).first()
    if ours is not None and ours.size and error.code in {FORK, FALSE_PROOF, "tlog.rollback"}:
        keep(sender, sender, error.code, (ours.note, ask.checkpoint), now, letter)


def _tell(partner: str, convention: str, notes: list[str], now: dt.datetime) -> int:
    from benkan.apps.exchange import services as exchange

    try:
        reply = exchange.ask(partner, "witness.gossip", WitnessGossip(notes=notes), convention=convention)
        hear(partner, reply.notes, now)
    except BenkanError as error:
        logger.info("gossip with %s: %s", partner, error.code)
        if error.code == NOT_SPOKEN:
            Witness.objects.filter(partner=partner).update(told_at=now + LATER)
        return 0
    return 1


def _settle(conventions: dict[str, str], now: dt.datetime, pause: dt.timedelta) -> None:
    waiting = Heard.objects.filter(settled=False, partner__in=conventions)
    due = waiting.filter(Q(asked_at=None) | Q(asked_at__lte=now - pause))
    room = QUESTIONS_EACH_TIME - Heard.objects.filter(asked_at__gt=now - pause, asked_at__lte=now).count()
    for row in due.order_by(F("asked_at").asc(nulls_first=True), "pk")[: max(0, room)]:
        Heard.objects.filter(pk=row.pk).update(asked_at=now)
        ours = Witnessed.objects.filter(partner=row.partner).first()
        if ours is not None:
            settled, code = _settled(row, ours, conventions[row.partner], now)
            # Unless the reporter has told something newer in the meantime.
            Heard.objects.filter(pk=row.pk, size=row.size, root=row.root).update(settled=settled, last_code=code[:64])
            if code == f"owner.{NOT_SPOKEN}":
                Heard.objects.filter(pk=row.pk).update(asked_at=now + LATER)


def _settled(row: Heard, ours: Witnessed, convention: str, now: dt.datetime) -> tuple[bool, str]:
    """Whether the two notes are judged, and the code of what came of it; the owner is asked where it must be."""
    from benkan.apps.exchange import services as exchange

    notes = (ours.note, row.note)
    small, big = sorted(((ours.size, bytes(ours.root), ours.note), (row.size, bytes(row.root), row.note)))
    if small[:2] == big[:2] or small[0] == 0:
        return True, ""
    if small[0] == big[0]:
        keep(row.partner, row.reporter, FORK, notes, now)
        return True, FORK
    try:
        reply, proof = exchange.ask_for_the_record(
            row.partner, WitnessProofAsk(old=small[2], new=big[2]), convention=convention
        )
    except BenkanError as error:
        return False, error.code
    code, judged = _judged(reply, small, big)
    if code in PROVABLE:
        keep(row.partner, row.reporter, code, notes, now, (proof.envelope, proof.salt, proof.payload))
    return judged, code


_State = tuple[int, bytes, str]
"""How many lines, their root, and the note that says so."""


def _judged(reply: object, small: _State, big: _State) -> tuple[str, bool]:
    """The code of what the owner's answer shows, empty when the two are one history, and whether that ends it."""
    if isinstance(reply, Refusal):
        said = reply.facts.get("size", "")
        shown = reply.facts.get("sha256") == hashlib.sha256(big[2].encode()).hexdigest()
        has_fewer = shown and said.isascii() and said.isdecimal() and len(said) < 20 and int(said) < big[0]
        return (FEWER, True) if reply.code == FEWER and has_fewer else (f"owner.{reply.code}", False)
    if not isinstance(reply, WitnessProof) or (reply.old_size, reply.new_size) != (small[0], big[0]):
        return "envelope.other-kind", False
    try:
        tlog.verify_consistency(small[0], big[0], small[1], big[1], reply.proof)
    except Unverified:
        return FALSE_PROOF, True
    return "", True
