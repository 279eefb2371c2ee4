"""How notices of ours end: withdrawn by a person, expired by themselves; and what became of their letters."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.notices import drafting, payloads
from benkan.apps.notices.models import OPEN, Addressee, Edition, EditionState, Notice, NoticeState, Sending
from benkan.core.errors import N_, Invalid, Refused

LIFE = dt.timedelta(days=180)
"""How long a withdrawal is tried: a partner that was cut off for months must still hear it."""


def withdraw(officer: Officer, notice_id: uuid.UUID | str, reason: str) -> Notice:
    """The notice, taken back: every receiver erases it. Its author or a reviewer does it alone, and it never waits.

    Raises:
        Refused: no right, or the notice is not in force. Invalid: ``notice.reason``: no reason.
    """
    accounts.need(officer, "notice")
    if not reason.strip():
        raise Invalid(
            "notice.reason", N_("The partners must read why."), N_("Write it in one sentence."), place="reason"
        )
    with transaction.atomic():
        notice = drafting.editable(notice_id, officer)
        if not accounts.may(officer, "review-notice") and notice.officer_id != officer.pk:
            raise Refused(
                "notice.not-yours",
                N_("Only its author or an officer who reviews notices may withdraw it."),
                N_("Ask one of them."),
            )
        if notice.state != NoticeState.ACTIVE:
            raise Refused(
                "notice.not-active", N_("This notice has not left: nobody holds it."), N_("Drop the draft instead.")
            )
        notice.editions.filter(state__in=OPEN).update(state=EditionState.DROPPED)
        notice.addressees.filter(version=0).delete()
        payload = payloads.build(
            wire.NoticeWithdrawal,
            notice=str(notice.pk),
            version=notice.version + 1,
            reason=reason.strip(),
            officer=str(officer),
        )
        notice.state, notice.version, notice.reason = NoticeState.WITHDRAWN, payload.version, payload.reason
        notice.withdrawn_at, notice.withdrawn_by = timezone.now(), payload.officer
        notice.save()
        # To every addressee, also those whose letter was stopped: a stopped one may have arrived.
        for addressee in notice.addressees.select_for_update().order_by("partner"):
            _take_back(addressee, payload, notice, officer)
        if notice.case_id:
            cases.moved(notice.case_id)
    return notice


def notice_ended(outgoing: exchange.Outgoing) -> None:
    """Notes what became of a notice's letter: received, or stopped and under which clause."""
    addressee = Addressee.objects.filter(envelope=outgoing.id).first()
    if addressee is None:
        return
    if outgoing.state == exchange.State.DELIVERED:
        addressee.state, addressee.clause = Sending.DELIVERED, ""
        addressee.delivered_version, addressee.delivered_at = addressee.version, timezone.now()
    else:
        addressee.state, addressee.clause = Sending.STOPPED, (outgoing.clause or outgoing.last_code)[:200]
    addressee.save()


def withdrawal_ended(outgoing: exchange.Outgoing) -> None:
    """Notes whether the letter of a withdrawal arrived; that the notice was erased is said by an acknowledgement."""
    arrived = outgoing.state == exchange.State.DELIVERED
    Addressee.objects.filter(withdrawal_envelope=outgoing.id).update(
        withdrawal=Sending.DELIVERED if arrived else Sending.STOPPED
    )


def stop_for(convention: str, clause: str = "") -> int:
    """Makes drafts of editions that wait for review under the convention: they could not leave; how many."""
    waiting = Edition.objects.select_related("notice").filter(
        state=EditionState.PROPOSED, notice__in=Addressee.objects.filter(convention=convention).values("notice")
    )
    stopped = list(waiting)
    waiting.update(state=EditionState.DRAFT, remark=clause[:200])
    for edition in stopped:
        journal.write(
            "notice-returned",
            convention=convention,
            clause=clause[:100],
            reference=str(edition.notice_id),
            notice=str(edition.notice_id),
            type=edition.notice.type,
            version=edition.number,
        )
    return len(stopped)


def expire_own(today: dt.date) -> int:
    """Ends our notices whose last day has passed; how many. Partners erase theirs by the same day, without a letter."""
    ended = 0
    for notice in Notice.objects.select_for_update().filter(state=NoticeState.ACTIVE, expires_on__lt=today):
        notice.state = NoticeState.EXPIRED
        notice.save(update_fields=["state"])
        notice.editions.filter(state__in=OPEN).update(state=EditionState.DROPPED)
        if notice.case_id:
            cases.moved(notice.case_id)
        journal.write(
            "notice-expired",
            reference=str(notice.pk),
            notice=str(notice.pk),
            type=notice.type,
            version=notice.version,
            direction="out",
        )
        ended += 1
    return ended


def _take_back(addressee: Addressee, payload: wire.NoticeWithdrawal, notice: Notice, officer: Officer) -> None:
    letter = exchange.queue(
        addressee.partner,
        "notice.withdrawal",
        payload,
        convention=addressee.convention,
        thread=str(notice.pk),
        act_facts={},
        life=LIFE,
    )
    addressee.withdrawal, addressee.withdrawal_envelope = Sending.QUEUED, letter.id
    addressee.save(update_fields=["withdrawal", "withdrawal_envelope"])
    journal.write(
        "notice-withdrawn",
        officer=accounts.handle(officer),
        partner=addressee.partner,
        convention=addressee.convention,
        reference=str(notice.pk),
        notice=str(notice.pk),
        type=notice.type,
        version=payload.version,
        envelope=letter.id,
        sha256=payloads.sha256(payload),
    )
