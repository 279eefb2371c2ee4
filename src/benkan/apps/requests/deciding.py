"""Deciding about a partner's request: what may leave, shown as it will be read, by one or two named persons.

Nothing leaves without a named human. Where the convention asks for two persons, the first proposes and the second, from
a session of his own, approves or sends back; until then the partner hears nothing. The message that is shown and the
message that is queued are made by one function, and a page that shows it carries its digest: when anything changed in
between, the act is refused and the new text shown.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan import wire
from benkan.apps.accords import services as accords
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.attachments import services as attachments
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.requests import clock, payloads, rules
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests.drafting import HOLDER, Draft, payload_of, preview, record_for, still_ours_to_give
from benkan.apps.requests.models import Direction, Release, ReleaseState, Request, RequestState
from benkan.apps.requests.onward import holders, statements
from benkan.core.errors import N_, Invalid, Refused


@accords.one_reading()
def release(
    officer: Officer,
    request_id: uuid.UUID | str,
    decision: str,
    fields: Iterable[str] = (),
    *,
    reason_code: str,
    handling: str,
    reason: str = "",
    grade: str = "",
    retained_until: dt.date | None = None,
    record: str = "",
    release_id: str = "",
    seen_sha256: str = "",
) -> Release:
    """The decision: sent at once, or a proposal that waits for the second person whom the convention asks for.

    Args:
        fields: names of the record's fields that leave, for a part.
        reason: in the officer's words; the words of ``reason_code`` when left empty.
        retained_until: last day at the receiver; the latest that the convention allows when left out.
        seen_sha256: digest of the message that the officer saw; when given it must still be the same.

    Raises:
        Refused: no right, not to be decided any more, or against the convention: nothing was sent.
        Invalid: the draft cannot be sent; the place names the field.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        request = to_be_decided(request_id)
        last = rules.latest_retention(rules.convention_of(request.convention), timezone.localdate())
        draft = Draft(
            decision=decision,
            reason_code=reason_code,
            reason=reason,
            handling=handling,
            grade=grade,
            retained_until=retained_until or last,
            fields=tuple(fields),
            record=record,
            release=release_id or str(uuid.uuid4()),
        )
        shown = preview(request, draft, str(officer))
        chosen = record_for(request, draft.record)
        unchanged(shown, seen_sha256)
        proposed = Release(
            id=uuid.UUID(shown.release),
            request=request,
            direction=Direction.OUT,
            partner=request.partner,
            convention=request.convention,
            owner=rules.own(),
            statement=statements.kept(shown.statement),
            salts=statements.in_hex(shown.salts),
            record="" if chosen is None else str(chosen.pk),
            decision=shown.decision,
            reason_code=shown.reason_code,
            reason=shown.reason,
            schema=shown.schema_name or "",
            properties={name: list(values) for name, values in shown.properties.items()},
            withheld=shown.withheld,
            handling=shown.handling,
            grade=shown.grade,
            purpose=shown.purpose,
            retained_until=draft.retained_until,
            officer=shown.officer,
            officer_account=officer,
            at=timezone.now(),
        )
        try:
            with transaction.atomic():
                proposed.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(
                "request.decided",
                N_("Another officer has already decided about this request."),
                N_("Open the request to see what was decided."),
            ) from error
        attachments.bind(HOLDER, str(request.pk), str(proposed.pk), shown.attachments)
        if rules.convention_of(request.convention).two_persons:
            journal.write(
                "release-proposed",
                officer=accounts.handle(officer),
                partner=request.partner,
                convention=request.convention,
                reference=str(request.pk),
                request=str(request.pk),
                release=str(proposed.pk),
                decision=proposed.decision,
                field_count=len(proposed.properties),
            )
            return proposed
        return _leave(proposed, officer)


@accords.one_reading()
def approve(officer: Officer, release_id: uuid.UUID | str, *, seen_sha256: str = "") -> Release:
    """The proposal, sent: the confirming act of the second person.

    Raises:
        Refused: ``release.same-person``, no right, or nothing waits for a second person.
    """
    accounts.need(officer, "release")
    with transaction.atomic():
        proposed = proposal(release_id)
        another_person(officer, proposed.officer_account_id, proposed.officer)
        unchanged(payload_of(proposed, str(officer)), seen_sha256)
        still_ours_to_give(proposed)
        proposed.second_account, proposed.second_officer = officer, str(officer)
        return _leave(proposed, officer)


def send_back(officer: Officer, release_id: uuid.UUID | str, remark: str) -> Release:
    """The proposal, given back to the first officer with a remark; the partner hears nothing.

    Raises:
        Refused: no right, or nothing waits. Invalid: ``release.remark``: no remark.
    """
    accounts.need(officer, "release")
    if not remark.strip():
        raise Invalid("release.remark", N_("Say why you send it back."), place="remark")
    with transaction.atomic():
        proposed = proposal(release_id)
        proposed.state, proposed.remark = ReleaseState.RETURNED, f"{officer}: {remark.strip()}"[:4_000]
        proposed.save(update_fields=["state", "remark"])
        attachments.release(HOLDER, str(proposed.pk))
        journal.write(
            "release-returned",
            officer=accounts.handle(officer),
            partner=proposed.answers.partner,
            convention=proposed.answers.convention,
            reference=str(proposed.request_id),
            request=str(proposed.request_id),
            release=str(proposed.pk),
        )
    return proposed


def to_be_decided(request_id: uuid.UUID | str) -> Request:
    """The received request that waits for a decision, locked.

    Raises:
        Refused: ``request.unknown``, ``request.stopped`` with the clause, or ``request.decided``.
    """
    request = Request.objects.select_for_update().filter(pk=request_id, direction=Direction.IN).first()
    if request is None:
        raise Refused("request.unknown", N_("There is no such request."), N_("Open it from the list of requests."))
    if request.state == RequestState.STOPPED:
        raise stopped(request)
    if request.state != RequestState.RECEIVED:
        raise Refused(
            "request.decided",
            N_("Another officer has already decided about this request."),
            N_("Open the request to see what was decided."),
        )
    return request


def stopped(request: Request) -> Refused:
    """The refusal that says which clause stopped the request."""
    return Refused(
        "request.stopped",
        N_("This request was stopped: the convention “%(convention)s” was suspended or has ended."),
        N_("When the convention is in force again, the asker sends a new request."),
        clause=request.stop_clause,
        convention=request.convention,
    )


def proposal(release_id: uuid.UUID | str) -> Release:
    """The release that waits for a second person, locked.

    Raises:
        Refused: ``release.not-waiting``.
    """
    found = (
        Release.objects.select_for_update(of=("self",))
        .select_related("request")
        .filter(pk=release_id, state=ReleaseState.PROPOSED, direction=Direction.OUT)
        .first()
    )
    if found is None:
        raise Refused(
            "release.not-waiting", N_("Nothing waits for a second person here."), N_("Open the list of requests.")
        )
    return found


def another_person(officer: Officer, first_id: object, first_name: str) -> None:
    """Nothing when the officer is not the one who proposed.

    Raises:
        Refused: ``release.same-person``; the same account, or another account of the same name.
    """
    if officer.pk == first_id or str(officer) == first_name:
        raise Refused(
            "release.same-person",
            N_("The second person must be another person than the first."),
            N_("Ask another officer who may release to open this request and approve it."),
        )


def unchanged(shown: wire.Message, seen_sha256: str) -> None:
    """Nothing when the officer saw exactly this message.

    Raises:
        Refused: ``release.changed``: it is not what the page showed.
    """
    if seen_sha256 and payloads.sha256(shown) != seen_sha256:
        raise Refused(
            "release.changed",
            N_("What would leave is no longer what you saw."),
            N_("Read the panel again, then confirm."),
        )


def _leave(release: Release, officer: Officer) -> Release:
    """Queues the decided release; called inside the transaction of the act."""
    request = release.answers
    if request.state != RequestState.RECEIVED:
        raise stopped(request)
    payload = payload_of(release)
    facts = {
        "purpose": release.purpose,
        "handling": release.handling,
        "categories": catalogue.categories(payload.schema_name, payload.properties),
    }
    letter = exchange.queue(
        request.partner,
        "release",
        payload,
        convention=request.convention,
        thread=str(request.pk),
        act_facts=facts,
    )
    attachments.offer(
        HOLDER,
        str(release.pk),
        facts=facts,
        until=release.retained_until,
        officer=accounts.handle(release.officer_account or officer),
        envelope=letter.id,
    )
    attachments.drop(HOLDER, str(request.pk))  # a decision of nothing takes none along
    release.state, release.envelope = ReleaseState.ACTIVE, letter.id
    release.payload_sha256, release.at = payloads.sha256(payload), timezone.now()
    release.save()
    holders.begun(release)
    request.state = RequestState.ANSWERED
    clock.answered(request, release.at.replace(microsecond=0), "state")
    convention = rules.convention_of(request.convention)
    journal.write(
        "release-decided",
        officer=accounts.handle(release.officer_account or officer),
        partner=request.partner,
        convention=request.convention,
        clause=rules.clause(convention, "exchange"),
        reference=str(request.pk),
        request=str(request.pk),
        release=str(release.pk),
        version=1,
        decision=release.decision,
        reason_code=release.reason_code,
        handling=release.handling,
        grade=release.grade,
        withheld=release.withheld,
        field_count=len(release.properties),
        retained_until=release.retained_until.isoformat(),
        second_officer=payloads.as_code(accounts.handle(release.second_account)) if release.second_account else None,
        envelope=letter.id,
        sha256=release.payload_sha256,
    )
    return release
