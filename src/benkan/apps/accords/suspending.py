"""Stopping a convention and letting it run again, by us and by partners; in force at once on this side.

A party can only lift its own suspension. The notice to the others is a safeguard and passes although everything else
is stopped; what waits in the outbox under the convention is stopped in the same transaction.
"""

from __future__ import annotations

import datetime as dt
import hashlib

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.accords.models import Suspension
from benkan.apps.accords.standing import read
from benkan.apps.accounts import services as accounts
from benkan.core import conventions
from benkan.core.errors import N_, Invalid, Refused
from benkan.wire import Resumption, time_text
from benkan.wire import Suspension as Notice

MAX_REASON = 500


def suspend(convention_id: str, officer: accounts.Officer, reason: str) -> Suspension:
    """The suspension, in force at once here and announced to every other party.

    Raises:
        Refused: the officer's role does not suspend, no such convention here, or this node has suspended it already.
        Invalid: no reason.
    """
    from benkan.apps.journal import services as journal

    reason = _reason(reason)
    may_suspend(officer)
    convention = _ours(convention_id)
    now = timezone.now()
    with transaction.atomic():
        if _standing(convention.identifier, _own()) is not None:
            raise Refused(
                "convention.suspended-already",
                N_("This service has already suspended the convention “%(convention)s”."),
                N_("Resume it first, if you want to suspend it again."),
                clause=_clause(convention),
                convention=convention.identifier,
            )
        row = Suspension.objects.create(
            convention=convention.identifier, party=_own(), at=now, reason=reason, officer=accounts.handle(officer)
        )
        _tell(convention, "suspension", reason, now, officer)
        stopped = _stop(convention)
        journal.write(
            "convention-suspended",
            officer=accounts.handle(officer),
            convention=convention.identifier,
            clause=_clause(convention),
            version=convention.version,
            reason_sha256=_digest(reason),
            effective_at=time_text(now),
            stopped=stopped,
        )
    return row


def resume(convention_id: str, officer: accounts.Officer, reason: str) -> Suspension:
    """This node's suspension, lifted and announced to every other party; what was stopped is not sent by itself.

    Raises:
        Refused: the officer's role does not suspend, no such convention, or this node has not suspended it.
        Invalid: no reason.
    """
    from benkan.apps.journal import services as journal

    reason = _reason(reason)
    may_suspend(officer)
    convention = _ours(convention_id)
    now = timezone.now()
    with transaction.atomic():
        row = _standing(convention.identifier, _own())
        if row is None:
            raise _not_suspended(convention)
        _lift(row, now, accounts.handle(officer), reason)
        _tell(convention, "resumption", reason, now, officer)
        journal.write(
            "convention-resumed",
            officer=accounts.handle(officer),
            convention=convention.identifier,
            clause=_clause(convention),
            version=convention.version,
            reason_sha256=_digest(reason),
            effective_at=time_text(now),
        )
    return row


def on_suspension(sender: str, notice: Notice, received_at: dt.datetime) -> None:
    """A partner suspends: everything under the convention stops here too, now."""
    from benkan.apps.journal import services as journal

    convention = _ours(notice.convention, sender)
    with transaction.atomic():
        if _standing(convention.identifier, sender) is None:
            Suspension.objects.create(
                convention=convention.identifier,
                party=sender,
                at=received_at,
                reason=notice.reason[:MAX_REASON],
                officer=notice.officer[:150],
            )
        stopped = _stop(convention)
        journal.write(
            "convention-suspended",
            partner=sender,
            convention=convention.identifier,
            clause=_clause(convention),
            version=notice.version,
            reason_sha256=_digest(notice.reason),
            effective_at=notice.effective_at,
            stopped=stopped,
            received=True,
        )


def on_resumption(sender: str, notice: Resumption, received_at: dt.datetime) -> None:
    """A partner lifts its own suspension; that of others stays."""
    from benkan.apps.journal import services as journal

    convention = _ours(notice.convention, sender)
    with transaction.atomic():
        row = _standing(convention.identifier, sender)
        if row is None:
            raise _not_suspended(convention)
        _lift(row, received_at, notice.officer[:150], notice.reason[:MAX_REASON])
        journal.write(
            "convention-resumed",
            partner=sender,
            convention=convention.identifier,
            clause=_clause(convention),
            version=notice.version,
            reason_sha256=_digest(notice.reason),
            effective_at=notice.effective_at,
            received=True,
        )


def may_suspend(officer: accounts.Officer) -> None:
    """Nothing when the officer may: supervisor, control officer and administrator.

    Raises:
        Refused: ``role.not-allowed``.
    """
    if not accounts.may(officer, "administer"):
        accounts.need(officer, "suspend")


def _ours(identifier: str, partner: str = "") -> conventions.Convention:
    """The newest version that has begun, if this node, and the partner if given, are parties to it."""
    needed = {_own(), partner or _own()}
    today = timezone.now().astimezone(dt.UTC).date()
    versions = [each.convention for each in read().agreements if each.convention.identifier == identifier]
    begun = [each for each in versions if each.starts_on <= today] or versions
    if not begun or not needed <= set(begun[-1].parties):
        raise unknown(identifier)
    return begun[-1]


def unknown(identifier: str) -> Refused:
    """The refusal for a convention that this node does not have."""
    return Refused(
        "convention.unknown",
        N_("This node has no convention “%(convention)s”."),
        N_("See the list of this node's conventions."),
        place=identifier[:64],
        convention=identifier[:64],
    )


def _tell(
    convention: conventions.Convention, kind: str, reason: str, at: dt.datetime, officer: accounts.Officer
) -> None:
    from benkan.apps.exchange import services as exchange

    notice = {"suspension": Notice, "resumption": Resumption}[kind](
        convention=convention.identifier,
        version=convention.version,
        reason=reason,
        effective_at=time_text(at),
        officer=str(officer)[:200],
    )
    # A party whose card is not here has no address: it hears of it when its card is added, by telephone until then.
    known = read().known
    for partner in convention.partners(_own()):
        if partner in known:
            exchange.queue(partner, kind, notice, convention=convention.identifier)


def _stop(convention: conventions.Convention) -> int:
    from benkan.apps.exchange import services as exchange

    return exchange.stop_queued(convention.identifier, _clause(convention))


def _standing(convention: str, party: str) -> Suspension | None:
    return Suspension.objects.select_for_update().filter(convention=convention, party=party, lifted_at=None).first()


def _lift(row: Suspension, at: dt.datetime, officer: str, reason: str) -> None:
    row.lifted_at, row.lifted_by, row.lifted_reason = at, officer, reason
    row.save(update_fields=["lifted_at", "lifted_by", "lifted_reason"])


def _not_suspended(convention: conventions.Convention) -> Refused:
    return Refused(
        "convention.not-suspended",
        N_("This service has not suspended the convention “%(convention)s”."),
        N_("Only the service that suspended a convention can resume it."),
        clause=_clause(convention),
        convention=convention.identifier,
    )


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason or len(reason) > MAX_REASON or not reason.isprintable():
        raise Invalid(
            "convention.reason",
            N_("A reason is needed, of at most %(limit)d characters."),
            N_("Say in a sentence why; the partners will read it."),
            place="reason",
            limit=MAX_REASON,
        )
    return reason


def _clause(convention: conventions.Convention) -> str:
    return f"{convention.identifier} · {convention.clauses['safeguards'].article}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _own() -> str:
    return str(settings.BENKAN_NODE.agency)
