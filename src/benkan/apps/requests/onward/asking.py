"""A holder asks the owner: may we pass this on to that service, may we keep it longer. A named officer's act, each."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, phrases, rules
from benkan.apps.requests.models import (
    Consent,
    ConsentKind,
    ConsentState,
    Direction,
    Release,
    ReleaseState,
)
from benkan.apps.requests.onward import extending, holders, statements
from benkan.apps.requests.telling import not_too_many
from benkan.core.conventions import ActKind
from benkan.core.errors import N_, Invalid, Refused


def copy_of(release_id: uuid.UUID | str, officer: Officer) -> Release:
    """The copy that a partner gave or passed on to us, locked, while there is something of it.

    Raises:
        Refused: no right, ``release.unknown``, ``copy.gone``.
    """
    accounts.need(officer, "release")
    found = (
        Release.objects.select_for_update(of=("self",))
        .select_related("request")
        .filter(pk=release_id, direction=Direction.IN)
        .first()
    )
    if found is None:
        raise Refused("release.unknown", N_("There is no such release."), N_("Open it from the list of requests."))
    if found.state != ReleaseState.ACTIVE or not found.properties:
        raise Refused("copy.gone", N_("Nothing of this copy is left."), N_("Ask its owner again."))
    return found


def receivers(copy: Release) -> list[str]:
    """The services to which the convention could let this copy go, if its owner agrees; empty when to none."""
    convention = rules.convention_of(copy.convention)
    if copy.statement is None or len(statements.way_of(copy)) > wire.MAX_HOPS:
        return []
    known = {row.id for row in agencies.partners()}
    taken = {*statements.way_of(copy), *copy.holders.filter(state__in=holders.LIVE).values_list("agency", flat=True)}
    return [party for party in convention.parties if party in known - taken]


def fits(release: Release, giver: str, receiver: str, names: Iterable[str], hop: int) -> None:
    """Nothing when the convention lets the giver pass these fields to the receiver, as this hop.

    Raises:
        Refused: ``onward.hops``, ``onward.circular``, or what the convention says, with its clause.
    """
    if hop > wire.MAX_HOPS:
        raise statements.too_far()
    if receiver in {giver, release.owner}:
        raise circular(receiver)
    accords.decide(
        ActKind.ONWARD,
        actor=giver,
        counterparty=receiver,
        convention=release.convention,
        purpose=release.purpose,
        handling=release.handling,
        categories=catalogue.categories(release.schema, names),
        owner=release.owner,
    )


def circular(agency: str) -> Refused:
    """The refusal to bring something back to where it came from."""
    return Refused(
        "onward.circular",
        N_("“%(agency)s” is the owner of this, or had it before us."),
        N_("Choose another service."),
        agency=agency,
    )


def ask_onward(
    officer: Officer,
    release_id: uuid.UUID | str,
    receiver: str,
    names: Iterable[str],
    reason_code: str,
    reason: str = "",
) -> Consent:
    """The question to the owner, queued. When it agrees, the fields leave by themselves: this is the deciding act.

    Args:
        receiver: agency id of the service that should get them.
        names: of the fields.
        reason_code: of ``wire.phrases.ONWARD``; the owner and the receiver read it.

    Raises:
        Refused: no right, or the convention, the code, the way or the number of hops stand against it.
        Invalid: the place names what cannot be sent.
    """
    phrases.known(phrases.ONWARD, reason_code, place="reason_code", error="onward.reason", text=N_("Choose why."))
    with transaction.atomic():
        copy = copy_of(release_id, officer)
        chosen = chosen_of(copy, names)
        way = statements.way_of(copy)
        if receiver in way:
            raise circular(receiver)
        fits(copy, rules.own(), receiver, chosen, len(way))
        if copy.statement is None:
            raise Refused(
                "onward.no-statement",
                N_("Its owner gave this without a statement that it could be passed on."),
                N_("The other service must ask the owner itself."),
            )
        if copy.holders.filter(agency=receiver, state__in=holders.LIVE).exists():
            raise holders.held(receiver)
        for agency in (receiver, copy.owner):
            agencies.get(agency)
        made = _new(copy, ConsentKind.ONWARD, officer, reason_code, reason, receiver=receiver, names=chosen)
        payload = payloads.build(
            wire.OnwardAsk,
            ask=str(made.pk),
            release=str(copy.pk),
            receiver=receiver,
            names=chosen,
            reason_code=reason_code,
            reason=made.reason,
            officer=made.officer,
        )
        return _sent(made, officer, payload, "onward-asked", receiver=receiver, field_count=len(chosen))


def ask_extension(
    officer: Officer, release_id: uuid.UUID | str, until: dt.date, reason_code: str, reason: str = ""
) -> Consent:
    """The question to the owner whether our copy may be kept until that day, queued; its yes is an extension.

    Raises:
        Refused: no right, or ``extension.day``. Invalid: the place names what cannot be sent.
    """
    phrases.known(phrases.EXTENSION, reason_code, place="reason_code", error="extension.reason", text=N_("Choose why."))
    with transaction.atomic():
        copy = copy_of(release_id, officer)
        extending.fits(copy, until)
        agencies.get(copy.owner)
        made = _new(copy, ConsentKind.EXTENSION, officer, reason_code, reason, retained_until=until)
        payload = payloads.build(
            wire.ExtensionAsk,
            ask=str(made.pk),
            release=str(copy.pk),
            retained_until=until.isoformat(),
            reason_code=reason_code,
            reason=made.reason,
            officer=made.officer,
        )
        return _sent(made, officer, payload, "extension-asked", retained_until=until.isoformat())


def letter_ended(outgoing: exchange.Outgoing) -> None:
    """A question that the owner's node refused, or that could not leave: it says which code and clause."""
    if outgoing.state == exchange.State.DELIVERED:
        return
    Consent.objects.filter(envelope=outgoing.id, direction=Direction.OUT, state=ConsentState.ASKED).update(
        state=ConsentState.STOPPED, answer=outgoing.clause[:200] or outgoing.last_code
    )


def chosen_of(copy: Release, names: Iterable[str]) -> list[str]:
    """The names in their fixed order.

    Raises:
        Invalid: ``onward.empty``, ``onward.field``: none, or one that the copy does not have.
    """
    chosen = catalogue.ordered(set(names))
    if not chosen:
        raise Invalid("onward.empty", N_("Tick at least one field."), place="names")
    foreign = [name for name in chosen if name not in copy.properties]
    if foreign:
        raise Invalid(
            "onward.field-unknown", N_("We do not have the field “%(field)s”."), place="names", field=foreign[0]
        )
    return chosen


def _new(copy: Release, kind: ConsentKind, officer: Officer, reason_code: str, reason: str, **facts: object) -> Consent:
    not_too_many(copy.consents.count())
    made = Consent(
        release=copy,
        direction=Direction.OUT,
        kind=kind,
        holder=rules.own(),
        reason_code=reason_code,
        reason=reason.strip(),
        officer=str(officer),
        asked_at=timezone.now(),
        **facts,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(
            "consent.open", N_("The owner has been asked this and has not answered yet."), N_("Wait for its answer.")
        ) from error
    return made


def _sent(made: Consent, officer: Officer, payload: wire.Message, event: str, **facts: Any) -> Consent:
    copy = made.release
    act_facts = {"purpose": copy.purpose}
    if made.kind == ConsentKind.ONWARD:
        act_facts["handling"] = copy.handling
    letter = exchange.queue(
        copy.owner,
        wire.kind_of(payload),
        payload,
        convention=copy.convention,
        thread=str(copy.pk),
        act_facts=act_facts,
    )
    made.envelope, made.payload_sha256 = letter.id, payloads.sha256(payload)
    made.save(update_fields=["envelope", "payload_sha256"])
    journal.write(
        event,
        officer=accounts.handle(officer),
        partner=copy.owner,
        convention=copy.convention,
        reference=copy.thread,
        release=str(copy.pk),
        consent=str(made.pk),
        reason_code=made.reason_code,
        envelope=made.envelope,
        sha256=made.payload_sha256,
        **facts,
    )
    return made
