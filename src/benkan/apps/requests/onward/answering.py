"""The owner answers a holder: its consent is a signed permit for one hop, by two persons where it was agreed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import payloads, phrases, rules
from benkan.apps.requests.deciding import another_person
from benkan.apps.requests.models import (
    Consent,
    ConsentKind,
    ConsentState,
    Direction,
    Holder,
    Release,
    ReleaseState,
)
from benkan.apps.requests.onward import asking, extending, holders, statements
from benkan.core.errors import N_, Refused

PERMIT_DAYS: Final = 14
"""How long a permit may be used: as long as a letter lives."""
AGREED: Final = "agreed"


def grant(officer: Officer, consent_id: uuid.UUID | str, words: str = "") -> Consent:
    """The owner's yes: an extension of every copy, or a permit; a proposal where a second person must approve.

    Raises:
        Refused: no right, nothing waits, or what was asked is not possible any more.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        consent = waiting(consent_id, ConsentState.ASKED)
        consent.answer_officer, consent.answer_account, consent.answer = str(officer), officer, words.strip()
        if consent.kind == ConsentKind.EXTENSION:
            assert consent.retained_until is not None  # an extension is asked until a day
            extending.extend(officer, consent.release_id, consent.retained_until, consent.reason_code, words)
            consent.state, consent.answered_at = ConsentState.GRANTED, timezone.now()
            consent.save()
            return consent
        _still_possible(consent)
        if rules.convention_of(consent.release.convention).two_persons:
            consent.state = ConsentState.PROPOSED
            consent.save()
            return consent
        return _permit(consent, officer)


def approve(officer: Officer, consent_id: uuid.UUID | str) -> Consent:
    """The proposed consent, given: the confirming act of the second person.

    Raises:
        Refused: ``release.same-person``, no right, nothing waits, or it is not possible any more.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        consent = waiting(consent_id, ConsentState.PROPOSED)
        another_person(officer, consent.answer_account_id, consent.answer_officer)
        _still_possible(consent)
        consent.second_officer = str(officer)
        return _permit(consent, officer)


def refuse(officer: Officer, consent_id: uuid.UUID | str, reason_code: str, words: str = "") -> Consent:
    """The owner's no, with its reason; also of a proposal that waits for a second person.

    Raises:
        Refused: no right, or nothing waits. Invalid: no reason is chosen.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        consent = waiting(consent_id, ConsentState.ASKED, ConsentState.PROPOSED)
        onward = consent.kind == ConsentKind.ONWARD
        reasons = {code: text for code, text in phrases.ONWARD_ANSWER.items() if code != AGREED}
        phrases.known(
            reasons if onward else phrases.EXTENSION_REFUSAL,
            reason_code,
            place="reason_code",
            error="consent.reason",
            text=N_("Choose why you refuse."),
        )
        consent.state, consent.answer_code, consent.answer = ConsentState.REFUSED, reason_code, words.strip()
        consent.answer_officer, consent.answer_account, consent.second_officer = str(officer), officer, ""
        given = {"ask": str(consent.pk), "reason_code": reason_code, "reason": consent.answer, "officer": str(officer)}
        payload: wire.Message = (
            payloads.build(wire.OnwardAnswer, permit=None, second_officer=None, **given)
            if onward
            else payloads.build(wire.ExtensionRefusal, **given)
        )
        return _answered(consent, officer, payload, "onward-answered" if onward else "extension-refused")


def waiting(consent_id: uuid.UUID | str, *states: ConsentState) -> Consent:
    """The question of a holder that waits for us in one of these states, locked with its release.

    Raises:
        Refused: ``consent.not-waiting``.
    """
    found = (
        Consent.objects.select_for_update(of=("self", "release"))
        .select_related("release")
        .filter(pk=consent_id, direction=Direction.IN, state__in=states)
        .first()
    )
    if found is None:
        raise Refused(
            "consent.not-waiting", N_("Nothing waits for your answer here."), N_("Open the list of requests.")
        )
    return found


def row_of(release: Release, agency: str) -> Holder:
    """The holder that asks.

    Raises:
        Refused: ``release.unknown``: it has nothing of this release.
    """
    row = release.holders.filter(agency=agency).exclude(state="gone").first()
    if row is None or release.state != ReleaseState.ACTIVE:
        raise Refused("release.unknown", N_("You have no copy of this release."), N_("Ask its owner for the data."))
    return row


def _still_possible(consent: Consent) -> None:
    """Nothing when the holder still has what it wants to pass on, and the convention still allows it."""
    release = consent.release
    row = row_of(release, consent.holder)
    gone = [name for name in consent.names if name not in release.properties]
    if gone:
        raise Refused(
            "onward.withdrawn",
            N_("The field “%(field)s” was withdrawn since."),
            N_("Refuse, and say why."),
            field=gone[0],
        )
    asking.fits(release, consent.holder, consent.receiver, consent.names, row.hop + 1)


def _permit(consent: Consent, officer: Officer) -> Consent:
    release = consent.release
    row = row_of(release, consent.holder)
    permit = wire.signed(
        wire.Permit,
        statements.key(),
        permit=str(uuid.uuid4()),
        owner=rules.own(),
        convention=release.convention,
        release=str(release.pk),
        giver=consent.holder,
        receiver=consent.receiver,
        hop=row.hop + 1,
        names=consent.names,
        valid_until=(timezone.localdate() + dt.timedelta(days=PERMIT_DAYS)).isoformat(),
    )
    kept = statements.kept(permit)
    assert kept is not None
    holders.expected(release, consent.receiver, consent.holder, row.hop + 1, consent.names, kept)
    consent.state, consent.answer_code, consent.permit = ConsentState.GRANTED, AGREED, kept
    payload = payloads.build(
        wire.OnwardAnswer,
        ask=str(consent.pk),
        permit=permit,
        reason_code=AGREED,
        reason=consent.answer,
        officer=consent.answer_officer,
        second_officer=consent.second_officer or None,
    )
    return _answered(consent, officer, payload, "onward-answered")


def _answered(consent: Consent, officer: Officer, payload: wire.Message, event: str) -> Consent:
    release = consent.release
    letter = exchange.queue(
        consent.holder, wire.kind_of(payload), payload, convention=release.convention, thread=str(release.pk)
    )
    consent.answered_at, consent.answer_sha256 = timezone.now(), payloads.sha256(payload)
    consent.save()
    journal.write(
        event,
        officer=accounts.handle(officer),
        partner=consent.holder,
        convention=release.convention,
        reference=release.thread,
        release=str(release.pk),
        consent=str(consent.pk),
        reason_code=consent.answer_code,
        envelope=letter.id,
        sha256=consent.answer_sha256,
        **({"receiver": consent.receiver} if consent.receiver else {}),
    )
    return consent
