"""Changing what has left: corrections and withdrawals that reach the receiver's copy and are acknowledged.

The owner keeps control of what it gave. A correction may only give new values to fields that have left, so it cannot
become a release by the back door, and needs the same second person as a release; a withdrawal carries no data and
never waits. Each change has the next version of its release; the receiver applies them in order, once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Final

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import services as attachments
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, phrases, rules
from benkan.apps.requests.deciding import another_person, unchanged
from benkan.apps.requests.drafting import HOLDER
from benkan.apps.requests.models import (
    Change,
    ChangeKind,
    ChangeState,
    Direction,
    HolderState,
    Release,
    ReleaseState,
)
from benkan.apps.requests.onward import spreading, statements
from benkan.core.errors import N_, Invalid, Refused

REASON: Final = {"place": "reason_code", "error": "change.reason", "text": N_("Choose why: the partner reads it.")}


def preview_correction(
    release: Release, properties: Mapping[str, Iterable[str]], reason_code: str, reason: str, first: str
) -> wire.Correction:
    """Exactly the correction that the partner would receive.

    Raises:
        Invalid: nothing changes, a field has not left, or a value cannot be sent; the place names it.
    """
    phrases.known(phrases.CORRECTION, reason_code, **REASON)
    wanted = {name: [value.strip() for value in values if value.strip()] for name, values in properties.items()}
    foreign = sorted(set(wanted) - set(release.properties))
    if foreign:
        raise Invalid(
            "correction.field",
            N_("The field “%(field)s” has not left: a correction cannot add it."),
            N_("Correct fields that the partner has; withdraw the others."),
            place="properties",
            field=foreign[0],
        )
    empty = sorted(name for name, values in wanted.items() if not values)
    if empty:
        raise Invalid(
            "correction.empty",
            N_("A correction gives the field “%(field)s” a value."),
            N_("To take a field back, withdraw it."),
            place=empty[0],
            field=empty[0],
        )
    changed = {name: wanted[name] for name in catalogue.ordered(wanted) if wanted[name] != release.properties[name]}
    if not changed:
        raise Invalid("correction.nothing", N_("Nothing is different from what the partner has."), place="properties")
    return payloads.build(
        wire.Correction,
        release=str(release.pk),
        version=release.version + 1,
        properties=changed,
        reason_code=reason_code,
        reason=reason.strip(),
        officer=first,
        **statements.of_change(release, release.version + 1, release.properties | changed, new=changed),
    )


def preview_withdrawal(
    release: Release, fields: Iterable[str], reason_code: str, reason: str, first: str, *, everything: bool = True
) -> wire.Withdrawal:
    """Exactly the withdrawal that the partner would receive; no field named takes everything back.

    Args:
        everything: whether no field named means all; a page that lets people tick says False.

    Raises:
        Invalid: a field has not left, none is ticked, or no reason is chosen.
    """
    phrases.known(phrases.WITHDRAWAL, reason_code, **REASON)
    chosen = catalogue.ordered(set(fields))
    if not chosen and not everything:
        raise Invalid("withdrawal.empty", N_("Tick at least one field, or take everything back."), place="fields")
    foreign = [name for name in chosen if name not in release.properties]
    if foreign:
        raise Invalid(
            "withdrawal.field",
            N_("The field “%(field)s” has not left, or was withdrawn before."),
            place="fields",
            field=foreign[0],
        )
    left = {name: values for name, values in release.properties.items() if chosen and name not in chosen}
    stated = statements.of_change(release, release.version + 1, left)
    return payloads.build(
        wire.Withdrawal,
        release=str(release.pk),
        version=release.version + 1,
        fields=chosen,
        reason_code=reason_code,
        reason=reason.strip(),
        officer=first,
        statement=stated.get("statement"),
    )


def correct(
    officer: Officer,
    release_id: uuid.UUID | str,
    properties: Mapping[str, Iterable[str]],
    reason_code: str,
    reason: str = "",
    *,
    seen_sha256: str = "",
) -> Change:
    """The correction: sent at once, or a proposal that waits for the second person whom the convention asks for.

    Raises:
        Refused: no right, or the release cannot be changed: nothing was sent.
        Invalid: see ``preview_correction``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        release = changeable(release_id)
        shown = preview_correction(release, properties, reason_code, reason, str(officer))
        unchanged(shown, seen_sha256)
        change = Change(
            release=release,
            direction=Direction.OUT,
            kind=ChangeKind.CORRECTION,
            version=shown.version,
            properties={name: list(values) for name, values in shown.properties.items()},
            statement=statements.kept(shown.statement),
            reason_code=shown.reason_code,
            reason=shown.reason,
            officer=shown.officer,
            officer_account=officer,
            at=timezone.now(),
        )
        if rules.convention_of(release.convention).two_persons:
            change.state = ChangeState.PROPOSED
            change.save(force_insert=True)
            return change
        return _leave_correction(change, officer)


def approve_correction(officer: Officer, change_id: uuid.UUID | str, *, seen_sha256: str = "") -> Change:
    """The proposed correction, sent: the confirming act of the second person.

    Raises:
        Refused: ``release.same-person``, no right, or nothing waits.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        change = _proposed(change_id)
        another_person(officer, change.officer_account_id, change.officer)
        changeable(change.release_id, waiting=change)
        unchanged(correction_of(change), seen_sha256)
        return _leave_correction(change, officer)


def send_correction_back(officer: Officer, change_id: uuid.UUID | str) -> Change:
    """The proposed correction, given back; the partner hears nothing."""
    accounts.need(officer, "release")
    with transaction.atomic():
        change = _proposed(change_id)
        change.state = ChangeState.RETURNED
        change.save(update_fields=["state"])
    return change


def withdraw(
    officer: Officer,
    release_id: uuid.UUID | str,
    fields: Iterable[str],
    reason_code: str,
    reason: str = "",
    *,
    seen_sha256: str = "",
) -> Change:
    """The withdrawal, sent at once: the receiver erases the fields, or everything when none is named.

    Raises:
        Refused: no right, or the release cannot be changed. Invalid: see ``preview_withdrawal``.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        # A proposed correction gives way: taking back never waits for anybody.
        Change.objects.filter(release_id=release_id, state=ChangeState.PROPOSED).update(state=ChangeState.RETURNED)
        release = changeable(release_id)
        shown = preview_withdrawal(release, fields, reason_code, reason, str(officer))
        unchanged(shown, seen_sha256)
        taken = list(shown.fields_withdrawn) or list(release.properties)
        change = Change(
            release=release,
            direction=Direction.OUT,
            kind=ChangeKind.WITHDRAWAL,
            version=shown.version,
            fields=list(shown.fields_withdrawn),
            statement=statements.kept(shown.statement),
            reason_code=shown.reason_code,
            reason=shown.reason,
            officer=shown.officer,
            officer_account=officer,
            at=timezone.now(),
        )
        queue(change, shown)
        release.properties = {name: values for name, values in release.properties.items() if name not in taken}
        if not release.properties:
            release.state = ReleaseState.WITHDRAWN
            attachments.erase(HOLDER, str(release.pk), "withdrawn", officer=accounts.handle(officer))
        stand(release, change, shown)
        write("withdrawal-sent", change, officer, field_count=len(taken))
    return change


def readable(release_id: uuid.UUID | str) -> Release:
    """Our release as it stands, whether it can be changed or not.

    Raises:
        Refused: ``release.unknown``.
    """
    found = Release.objects.select_related("request").filter(pk=release_id, direction=Direction.OUT).first()
    if found is None:
        raise Refused("release.unknown", N_("There is no such release of ours."), N_("Open it from its request."))
    return found


def changeable(release_id: uuid.UUID | str, *, waiting: Change | None = None) -> Release:
    """Our release in force, locked.

    Raises:
        Refused: ``release.unknown``, ``release.not-active`` or ``release.change-waiting``.
    """
    release = (
        Release.objects.select_for_update(of=("self",))
        .select_related("request")
        .filter(pk=release_id, direction=Direction.OUT)
        .first()
    )
    if release is None:
        raise Refused("release.unknown", N_("There is no such release of ours."), N_("Open it from its request."))
    if release.state != ReleaseState.ACTIVE or not release.properties:
        raise Refused(
            "release.not-active",
            N_("Nothing of this release is with the partner."),
            N_("Open the request to see what was decided."),
        )
    others = release.changes.filter(state=ChangeState.PROPOSED)
    if (others.exclude(pk=waiting.pk) if waiting else others).exists():
        raise Refused(
            "release.change-waiting",
            N_("A correction of this release waits for a second person."),
            N_("Have it approved or sent back first."),
        )
    return release


def correction_of(change: Change) -> wire.Correction:
    """The message of a stored correction."""
    return payloads.build(
        wire.Correction,
        release=str(change.release_id),
        version=change.version,
        properties=change.properties,
        **_as_written(change),
        salts=statements.salts_of(str(change.release_id), change.version, change.properties)
        if change.statement
        else {},
    )


def withdrawal_of(change: Change) -> wire.Withdrawal:
    """The message of a stored withdrawal."""
    return payloads.build(
        wire.Withdrawal,
        release=str(change.release_id),
        version=change.version,
        fields=change.fields,
        **_as_written(change),
    )


def extension_of(change: Change) -> wire.Extension:
    """The message of a stored extension."""
    return payloads.build(
        wire.Extension,
        release=str(change.release_id),
        version=change.version,
        retained_until=str(change.retained_until),
        **_as_written(change),
    )


def message_of(change: Change) -> wire.Correction | wire.Withdrawal | wire.Extension:
    """The message of a stored change of ours, as it left."""
    if change.kind == ChangeKind.CORRECTION:
        return correction_of(change)
    return withdrawal_of(change) if change.kind == ChangeKind.WITHDRAWAL else extension_of(change)


def _as_written(change: Change) -> dict[str, object]:
    stated = statements.read(wire.Statement, change.statement) if change.statement else None
    return {
        "reason_code": change.reason_code,
        "reason": change.reason,
        "officer": change.officer,
        "statement": stated,
    }


def stand(release: Release, change: Change, payload: wire.Correction | wire.Withdrawal | wire.Extension) -> None:
    """Our release as it stands after the change, and everybody below its first receiver told."""
    release.version = change.version
    if payload.statement is not None:
        release.statement = statements.kept(payload.statement)
        fresh = statements.in_hex(payload.salts) if isinstance(payload, wire.Correction) else {}
        release.salts = {name: salt for name, salt in (release.salts | fresh).items() if name in release.properties}
    release.save(update_fields=["properties", "state", "version", "statement", "salts", "retained_until"])
    if isinstance(payload, wire.Extension):
        attachments.extend(HOLDER, str(release.pk), release.retained_until)
    spreading.spread(release, payload)


def _leave_correction(change: Change, officer: Officer) -> Change:
    release = change.release
    shown = correction_of(change)
    change.state = ChangeState.MADE
    change.before = {name: release.properties[name] for name in change.properties if name in release.properties}
    queue(change, shown, categories=catalogue.categories(release.schema, change.properties))
    release.properties = release.properties | change.properties
    stand(release, change, shown)
    write("correction-sent", change, officer, field_count=len(change.properties))
    return change


def queue(
    change: Change,
    payload: wire.Correction | wire.Withdrawal | wire.Extension,
    *,
    categories: frozenset[str] = frozenset(),
) -> None:
    """Queues the change behind the release and the changes before it, so that they arrive in order.

    A first receiver that has erased its copy is told nothing more, and owes no acknowledgement.
    """
    release = change.release
    change.payload_sha256, change.at = payloads.sha256(payload), timezone.now()
    if release.holders.filter(hop=1, state=HolderState.GONE).exists():
        change.acknowledged_at = change.at
        change.save()
        return
    before = release.changes.filter(state=ChangeState.MADE).order_by("-version").first()
    letter = exchange.queue(
        release.partner,
        change.kind,
        payload,
        convention=release.convention,
        thread=release.thread,
        previous=before.envelope if before else release.envelope,
        act_facts={"handling": release.handling, "categories": categories} if categories else {},
    )
    change.envelope = letter.id
    change.save()


def write(event: str, change: Change, officer: Officer, *, field_count: int) -> None:
    """The change in the journal: who decided, what kind, how many fields."""
    release = change.release
    journal.write(
        event,
        officer=accounts.handle(officer),
        partner=release.partner,
        convention=release.convention,
        reference=release.thread,
        request=release.thread,
        release=str(release.pk),
        version=change.version,
        field_count=field_count,
        envelope=change.envelope,
        sha256=change.payload_sha256,
    )


def _proposed(change_id: uuid.UUID | str) -> Change:
    found = (
        Change.objects.select_for_update(of=("self",))
        .select_related("release__request")
        .filter(pk=change_id, state=ChangeState.PROPOSED, direction=Direction.OUT)
        .first()
    )
    if found is None:
        raise Refused(
            "release.not-waiting", N_("Nothing waits for a second person here."), N_("Open the list of requests.")
        )
    return found
