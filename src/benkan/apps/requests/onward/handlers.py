"""What this node does with letters about passing on, keeping longer and holding; each is stored once and journalled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from benkan import wire
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import payloads, receiving, rules
from benkan.apps.requests.models import (
    Consent,
    ConsentKind,
    ConsentState,
    Direction,
    Release,
)
from benkan.apps.requests.onward import answering, asking, extending, holders, passing, statements
from benkan.apps.requests.telling import not_too_many
from benkan.core.errors import N_, Refused, Unverified

Letter = exchange.Message


def _asked_facts(payload: Any) -> Mapping[str, Any]:
    release = Release.objects.filter(pk=payload.release, direction=Direction.OUT).only("handling", "purpose").first()
    return {} if release is None else {"handling": release.handling, "purpose": release.purpose}


@exchange.handles("onward.ask", facts=_asked_facts)
def on_onward_ask(message: Letter) -> None:
    """A holder wants to pass our data on: it waits for a person, when the convention could allow it at all."""
    payload: wire.OnwardAsk = message.payload
    release = _asked(message)
    if release is None:
        return
    row = answering.row_of(release, message.sender)
    foreign = [name for name in payload.names if name not in row.names or name not in release.properties]
    if release.statement is None or foreign:
        raise Refused(
            "onward.no-statement",
            N_("Its owner gave this without a statement that it could be passed on."),
            N_("The other service must ask the owner itself."),
        )
    asking.fits(release, message.sender, payload.receiver, payload.names, row.hop + 1)
    if release.holders.filter(agency=payload.receiver, state__in=holders.LIVE).exists():
        raise holders.held(payload.receiver)
    _wait(message, release, ConsentKind.ONWARD, receiver=payload.receiver, names=list(payload.names))
    _write(
        "onward-ask-received",
        message,
        release,
        consent=payload.ask,
        receiver=payload.receiver,
        reason_code=payload.reason_code,
        field_count=len(payload.names),
    )


@exchange.handles("extension.ask", facts=lambda _payload: {})
def on_extension_ask(message: Letter) -> None:
    """A holder wants to keep our data longer: it waits for a person, when the convention could allow it at all."""
    payload: wire.ExtensionAsk = message.payload
    release = _asked(message)
    if release is None:
        return
    answering.row_of(release, message.sender)
    until = dt.date.fromisoformat(payload.retained_until)
    extending.fits(release, until)
    _wait(message, release, ConsentKind.EXTENSION, retained_until=until)
    _write(
        "extension-ask-received",
        message,
        release,
        consent=payload.ask,
        reason_code=payload.reason_code,
        retained_until=payload.retained_until,
    )


@exchange.handles("onward.answer")
def on_onward_answer(message: Letter) -> None:
    """The owner's answer; with its permit the fields leave at once, as the officer who asked has decided."""
    payload: wire.OnwardAnswer = message.payload
    consent = _answered(message, ConsentKind.ONWARD)
    if consent is None:
        return
    permit = payload.permit
    if permit is not None:
        _fits(consent, permit)
        consent.permit = statements.kept(permit)
    consent.state = ConsentState.REFUSED if permit is None else ConsentState.GRANTED
    _close(consent, message, second=payload.second_officer or "")
    _write(
        "onward-answer-received",
        message,
        consent.release,
        consent=payload.ask,
        receiver=consent.receiver,
        reason_code=payload.reason_code,
    )
    if permit is not None:
        passing.pass_on(consent, permit)


@exchange.handles("extension.refusal", facts=lambda _payload: {})
def on_extension_refusal(message: Letter) -> None:
    """The owner's no; its yes would be the extension itself."""
    payload: wire.ExtensionRefusal = message.payload
    consent = _answered(message, ConsentKind.EXTENSION)
    if consent is None:
        return
    consent.state = ConsentState.REFUSED
    _close(consent, message)
    _write("extension-refusal-received", message, consent.release, consent=payload.ask, reason_code=payload.reason_code)


@exchange.handles("onward.release", facts=passing.facts)
def on_onward_release(message: Letter) -> None:
    """A third service's data, passed on to us with their owner's leave."""
    payload: wire.Onward = message.payload
    copy = passing.store(message)
    if copy is None:
        return
    _write(
        "onward-received",
        message,
        copy,
        owner=copy.owner,
        version=copy.version,
        handling=copy.handling,
        grade=copy.grade,
        field_count=len(payload.properties),
        retained_until=copy.retained_until.isoformat(),
    )
    if case := receiving.case_of(copy):
        cases.moved(case)


@exchange.handles("holding", facts=lambda _payload: {})
def on_holding(message: Letter) -> None:
    """A holder's word about its copy, for us or for the owner further up."""
    holders.hear(message)


def _asked(message: Letter) -> Release | None:
    """Our release about which the holder asks; None when the same question came before.

    Raises:
        Refused: ``release.unknown``. Unverified: ``consent.id-reused``.
    """
    payload = message.payload
    known = Consent.objects.filter(pk=payload.ask).first()
    if known is not None:
        if known.holder == message.sender and known.payload_sha256 == payloads.sha256(payload):
            return None
        raise Unverified(
            "consent.id-reused",
            N_("Another question came before under the same identity."),
            N_("Give every question an identity of its own."),
        )
    release = (
        Release.objects.select_for_update(of=("self",))
        .filter(pk=payload.release, direction=Direction.OUT, convention=message.header.convention)
        .first()
    )
    if release is None:
        raise Refused("release.unknown", N_("You have no copy of this release."), N_("Ask its owner for the data."))
    return release


def _wait(message: Letter, release: Release, kind: ConsentKind, **facts: Any) -> None:
    payload = message.payload
    not_too_many(release.consents.filter(holder=message.sender).count())
    waiting = release.consents.filter(
        kind=kind,
        holder=message.sender,
        receiver=facts.get("receiver", ""),
        state__in=[ConsentState.ASKED, ConsentState.PROPOSED],
    )
    if waiting.exists():
        raise Refused(
            "consent.open", N_("The owner has been asked this and has not answered yet."), N_("Wait for its answer.")
        )
    release.consents.create(
        id=payload.ask,
        direction=Direction.IN,
        kind=kind,
        holder=message.sender,
        reason_code=payload.reason_code,
        reason=payload.reason,
        officer=payload.officer,
        asked_at=message.received_at,
        envelope=message.header.id,
        payload_sha256=payloads.sha256(payload),
        **facts,
    )


def _answered(message: Letter, kind: ConsentKind) -> Consent | None:
    """Our question that this answers; None when the same answer came before.

    Raises:
        Unverified: ``consent.unknown``: it answers no question of ours, or a second time and otherwise.
    """
    consent = (
        Consent.objects.select_for_update(of=("self",))
        .select_related("release")
        .filter(pk=message.payload.ask, direction=Direction.OUT, kind=kind, release__owner=message.sender)
        .first()
    )
    if consent is not None and consent.answer_sha256 == payloads.sha256(message.payload):
        return None
    if (
        consent is None
        or consent.state != ConsentState.ASKED
        or consent.release.convention != message.header.convention
    ):
        raise Unverified(
            "consent.unknown",
            N_("This answers no question of ours that is open."),
            N_("Answer each question once."),
        )
    return consent


def _fits(consent: Consent, permit: wire.Permit) -> None:
    """Nothing when the permit is the owner's and for what we asked."""
    copy = consent.release
    statements.signed_by(copy.owner, copy.convention, permit)
    wanted = (copy.owner, copy.convention, str(copy.pk), rules.own(), consent.receiver, statements.hop_of(copy) + 1)
    named = (permit.owner, permit.convention, permit.release, permit.giver, permit.receiver, permit.hop)
    if wanted != named or not set(permit.names) <= set(consent.names):
        raise Unverified(
            "onward.permit-other",
            N_("The permit is for something else than what was asked."),
            N_("Answer the question that was asked."),
        )


def _close(consent: Consent, message: Letter, *, second: str = "") -> None:
    payload = message.payload
    consent.answer_code, consent.answer, consent.answer_officer = payload.reason_code, payload.reason, payload.officer
    consent.second_officer, consent.answered_at = second, message.received_at or timezone.now()
    consent.answer_sha256 = payloads.sha256(payload)
    consent.save()


def _write(event: str, message: Letter, release: Release, **facts: Any) -> None:
    journal.write(
        event,
        partner=message.sender,
        convention=message.header.convention,
        reference=release.thread,
        release=str(release.pk),
        envelope=message.header.id,
        sha256=message.sha256,
        **facts,
    )


exchange.outcome_of("onward.ask")(asking.letter_ended)
exchange.outcome_of("extension.ask")(asking.letter_ended)
exchange.outcome_of("onward.release")(passing.letter_ended)
