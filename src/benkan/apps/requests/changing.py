"""Changing what has left: corrections and withdrawals that reach the receiver's copy and are acknowledged.

The owner keeps control of what it gave. A correction may only give new values to fields that have left, so it cannot
become a release by the back door, and needs the same second person as a release; a withdrawal carries no data and
never waits. Each change has the next version of its release; the receiver applies them in order, once.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import services as attachments
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, rules
from benkan.apps.requests.deciding import another_person, unchanged
from benkan.apps.requests.drafting import HOLDER
from benkan.apps.requests.models import Change, ChangeKind, ChangeState, Direction, Release, ReleaseState
from benkan.core.errors import N_, Invalid, Refused


def preview_correction(
    release: Release, properties: Mapping[str, Iterable[str]], reason: str, first: str
) -> wire.Correction:
    """Exactly the correction that the partner would receive.

    Raises:
        Invalid: nothing changes, a field has not left, or a value cannot be sent; the place names it.
    """
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
        reason=_reason(reason),
        officer=first,
    )


def preview_withdrawal(
    release: Release, fields: Iterable[str], reason: str, first: str, *, everything: bool = True
) -> wire.Withdrawal:
    """Exactly the withdrawal that the partner would receive; no field named takes everything back.

    Args:
        everything: whether no field named means all; a page that lets people tick says False.

    Raises:
        Invalid: a field has not left, none is ticked, or the reason is missing.
    """
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
    return payloads.build(
        wire.Withdrawal,
        release=str(release.pk),
        version=release.version + 1,
        fields=chosen,
        reason=_reason(reason),
        officer=first,
    )


def correct(
    officer: Officer,
    release_id: uuid.UUID | str,
    properties: Mapping[str, Iterable[str]],
    reason: str,
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
        shown = preview_correction(release, properties, reason, str(officer))
        unchanged(shown, seen_sha256)
        change = Change(
            release=release,
            direction=Direction.OUT,
            kind=ChangeKind.CORRECTION,
            version=shown.version,
            properties={name: list(values) for name, values in shown.properties.items()},
            reason=shown.reason,
            officer=shown.officer,
            officer_account=officer,
            at=timezone.now(),
        )
        if rules.convention_of(release.request.convention).two_persons:
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
    officer: Officer, release_id: uuid.UUID | str, fields: Iterable[str], reason: str, *, seen_sha256: str = ""
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
        shown = preview_withdrawal(release, fields, reason, str(officer))
        unchanged(shown, seen_sha256)
        taken = list(shown.fields_withdrawn) or list(release.properties)
        change = Change(
            release=release,
            direction=Direction.OUT,
            kind=ChangeKind.WITHDRAWAL,
            version=shown.version,
            fields=list(shown.fields_withdrawn),
            reason=shown.reason,
            officer=shown.officer,
            officer_account=officer,
            at=timezone.now(),
        )
        _queue(change, shown)
        release.properties = {name: values for name, values in release.properties.items() if name not in taken}
        if not release.properties:
            release.state = ReleaseState.WITHDRAWN
            attachments.erase(HOLDER, str(release.pk), "withdrawn", officer=accounts.handle(officer))
        release.version = change.version
        release.save(update_fields=["properties", "state", "version"])
        _write("withdrawal-sent", change, officer, field_count=len(taken))
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
        reason=change.reason,
        officer=change.officer,
    )


def _leave_correction(change: Change, officer: Officer) -> Change:
    release = change.release
    shown = correction_of(change)
    change.state = ChangeState.MADE
    change.before = {name: release.properties[name] for name in change.properties if name in release.properties}
    _queue(change, shown, categories=catalogue.categories(release.schema, change.properties))
    release.properties = release.properties | change.properties
    release.version = change.version
    release.save(update_fields=["properties", "version"])
    _write("correction-sent", change, officer, field_count=len(change.properties))
    return change


def _queue(
    change: Change, payload: wire.Correction | wire.Withdrawal, *, categories: frozenset[str] = frozenset()
) -> None:
    """Queues the change behind the release and the changes before it, so that they arrive in order."""
    release = change.release
    before = release.changes.filter(state=ChangeState.MADE).order_by("-version").first()
    letter = exchange.queue(
        release.request.partner,
        change.kind,
        payload,
        convention=release.request.convention,
        thread=str(release.request_id),
        previous=before.envelope if before else release.envelope,
        act_facts={"handling": release.handling, "categories": categories} if categories else {},
    )
    change.envelope, change.payload_sha256, change.at = letter.id, payloads.sha256(payload), timezone.now()
    change.save()


def _write(event: str, change: Change, officer: Officer, *, field_count: int) -> None:
    release = change.release
    journal.write(
        event,
        officer=accounts.handle(officer),
        partner=release.request.partner,
        convention=release.request.convention,
        reference=str(release.request_id),
        request=str(release.request_id),
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


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(
            "release.reason-text",
            N_("The partner must read why."),
            N_("Write the reason in one sentence."),
            place="reason",
        )
    return reason.strip()
