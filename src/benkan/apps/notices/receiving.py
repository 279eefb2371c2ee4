"""What happens to a partner's notice here: checked again, stored once, replaced, erased; never indexed for others.

The receiver trusts nothing of what the sender's node should have checked: type, completeness, checklist, last day and
the second person are asked again. Order does not matter: the higher version stands, and a withdrawal is final, also
when it comes before the notice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from benkan import wire
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.notices import addressing, payloads, words
from benkan.apps.notices.models import Notice, Received, ReceivedState
from benkan.core import notices as rules
from benkan.core.errors import N_, Refused, Unverified

MOST_NEW_A_DAY = 1_000
"""New notices of one partner in 24 hours; above it a partner tells nothing, it floods."""


def store(message: exchange.Message) -> Received | None:
    """The notice as it stands now, or None when this letter changed nothing.

    Raises:
        Invalid, Refused: it is incomplete, not neutral, out of its time, or was withdrawn.
        Unverified: ``notice.version-reused``: another content under a version that we have.
    """
    payload: wire.Notice = message.payload
    check(payload, message.header.convention, message.received_at)
    known = _known(message)
    digest = payloads.sha256(payload)
    if known is None:
        _not_too_many(message)
        row = Received(partner=message.sender, notice=payload.notice, received_at=message.received_at)
    elif known.state == ReceivedState.WITHDRAWN:
        raise Refused(
            "notice.withdrawn",
            N_("This notice was withdrawn: it does not come back."),
            N_("Write a new notice."),
        )
    elif payload.version <= known.version:
        exchange.forget(message.sender, message.header.id)
        if payload.version == known.version and digest != known.payload_sha256:
            raise Unverified(
                "notice.version-reused",
                N_("Another content came before under the same version of this notice."),
                N_("Give every edition the next version."),
            )
        return None
    elif known.type and known.type != payload.type_code:
        raise Unverified(
            "notice.type-changed",
            N_("A later edition cannot make another type of notice of it."),
            N_("Withdraw it and write a new one."),
        )
    else:
        row = known
        exchange.forget(message.sender, row.envelope)
    row.convention, row.version, row.state = message.header.convention, payload.version, ReceivedState.ACTIVE
    row.type, row.about, row.language = payload.type_code, payload.about or "", payload.language
    row.purpose, row.subject_category = payload.purpose, payload.subject_category or ""
    row.fields = {name: list(values) for name, values in payload.fields_.items()}
    row.schema = payload.schema_name or ""
    row.properties = {name: list(values) for name, values in payload.properties.items()}
    row.headline = words.headline(row.fields, row.properties)
    row.answers, row.handling, row.grade = dict(payload.answers), payload.handling, payload.grade
    row.expires_on = dt.date.fromisoformat(payload.expires_on)
    row.officer, row.second_officer = payload.officer, payload.second_officer
    row.changed_at, row.opened_at, row.compared_at, row.known = message.received_at, None, None, []
    row.envelope, row.payload_sha256 = message.header.id, digest
    row.save()
    if row.case_id:
        cases.moved(row.case_id)
    return row


def check(payload: wire.Notice, convention: str, at: dt.datetime) -> None:
    """Nothing when the notice may be kept.

    Raises:
        Invalid: ``notice.type``, ``notice.incomplete``. Refused: ``notice.article-3`` and the like, ``notice.expiry``.
    """
    today = timezone.localdate(at)
    rules.complete(
        payload.type_code,
        payload.fields_,
        today,
        subject_category=payload.subject_category or "",
        properties=payload.properties,
    )
    if rules.subject_category_needed(payload.type_code, payload.schema_name or "") and not payload.subject_category:
        raise Refused(
            "notice.category",
            N_("Say why the person is in the notice."),
            N_("Choose a category of subject."),
            place="subject_category",
        )
    rules.neutral(payload.type_code, payload.answers)
    agreed = addressing.current(convention)
    if rules.too_long(payload.type_code, dt.date.fromisoformat(payload.expires_on), today, [agreed.retention_days]):
        raise Refused(
            "notice.expiry-refused",
            N_("The last day of this notice has passed, or lies beyond what its type and the convention allow."),
            N_("Send it with an earlier last day; it can be renewed."),
            clause=f"{convention} · {agreed.clauses['retention'].article}",
        )


def withdraw(message: exchange.Message) -> Received | None:
    """The notice, erased; None when it was erased before. One that never came is remembered as withdrawn.

    Raises:
        Unverified: ``notice.version-reused``: the withdrawal is older than the notice.
    """
    payload: wire.NoticeWithdrawal = message.payload
    row = _known(message)
    if row is None:
        _not_too_many(message)
        row = Received(partner=message.sender, notice=payload.notice, received_at=message.received_at, version=0)
        row.convention = message.header.convention
    elif row.state == ReceivedState.WITHDRAWN:
        return None
    elif payload.version <= row.version:
        raise Unverified(
            "notice.version-reused",
            N_("Another content came before under the same version of this notice."),
            N_("Give every edition the next version."),
        )
    row.version, row.reason = payload.version, payload.reason
    row.changed_at = row.withdrawn_at = message.received_at
    erase(row, ReceivedState.WITHDRAWN)
    if row.case_id:
        cases.moved(row.case_id)
    return row


def erase(row: Received, state: ReceivedState) -> None:
    """Takes the content out of our copy, and the letter that carried it out of the store."""
    row.fields, row.properties, row.answers, row.known = {}, {}, {}, []
    row.headline, row.state = "", state
    row.save()
    if row.envelope:
        exchange.forget(row.partner, row.envelope)


def expire_received(today: dt.date) -> int:
    """Erases partners' notices whose last day has passed; how many."""
    due = Received.objects.select_for_update().filter(state=ReceivedState.ACTIVE, expires_on__lt=today)
    ended = 0
    for row in due:
        erase(row, ReceivedState.EXPIRED)
        if row.case_id:
            cases.moved(row.case_id)
        journal.write(
            "notice-expired",
            partner=row.partner,
            convention=row.convention,
            reference=str(row.notice),
            notice=str(row.notice),
            type=row.type,
            version=row.version,
            direction="in",
        )
        ended += 1
    return ended


def _known(message: exchange.Message) -> Received | None:
    """Our row for this owner and identity.

    Raises:
        Unverified: ``notice.id-reused``: it is one of our own notices, or moved under another convention.
    """
    payload: Any = message.payload
    found = Received.objects.select_for_update().filter(partner=message.sender, notice=payload.notice).first()
    ours = Notice.objects.filter(pk=payload.notice).exists()
    if ours or (found is not None and found.convention != message.header.convention):
        raise Unverified(
            "notice.id-reused",
            N_("Another notice came before under the same identity."),
            N_("Give every notice an identity of its own."),
        )
    return found


def _not_too_many(message: exchange.Message) -> None:
    since = message.received_at - dt.timedelta(days=1)
    if Received.objects.filter(partner=message.sender, received_at__gt=since).count() >= MOST_NEW_A_DAY:
        raise Refused(
            "notice.too-many",
            N_("This service has received %(limit)d new notices of yours in a day and takes no more for now."),
            N_("Send the rest tomorrow, or speak to the partner."),
            limit=MOST_NEW_A_DAY,
        )
