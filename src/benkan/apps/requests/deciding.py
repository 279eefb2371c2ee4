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
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan import wire
from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.exchange import services as exchange
from benkan.apps.journal import services as journal
from benkan.apps.records import services as records
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, rules
from benkan.apps.requests.models import Decision, Direction, Release, ReleaseState, Request, RequestState
from benkan.core.errors import N_, Invalid, Refused

REASONS: Final[dict[str, dict[str, Promise]]] = {
    "all": {"all": _("Everything in our record is relevant to the request.")},
    "part": {
        "proportionate": _("We give what the request needs."),
        "part-sensitive": _("The rest could endanger a source."),
        "third-party": _("The rest belongs to a third service."),
        "ongoing-operation": _("The rest could disturb an operation."),
    },
    "nothing": {
        "not-same": _("Our record is not about the same person or thing."),
        "no-information": _("We have no information that we can give."),
        "sensitive": _("An answer could endanger a source."),
        "third-party": _("The information belongs to a third service."),
        "ongoing-operation": _("An answer could disturb an operation."),
        "legal-ground": _("The legal ground is missing or does not suffice."),
        "article-3": _("The matter is political, military, religious or racial (article 3)."),
    },
}
"""Why so much leaves, for each decision; the words are sent too, in the asker's language, unless others are written."""

HELD_FIELDS: Final = ("accountNumber", "iban", "number", "registrationNumber", "vin", "imoNumber")
NO_GRADE: Final = "X4"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an officer has ticked and written so far; nothing of it is stored or sent."""

    decision: str
    reason_code: str
    reason: str
    handling: str
    grade: str
    retained_until: dt.date
    fields: tuple[str, ...] = ()
    record: str = ""
    release: str = field(default_factory=lambda: str(uuid.uuid4()))


def record_for(request: Request, chosen: str = "") -> Any | None:
    """The own record that answers the request: the chosen one among those its handle stands for, or the first."""
    wanted = [chosen] if chosen in request.records else request.records[:1]
    found = list(records.by_ids(wanted).values())
    usable = [one for one in found if one.withdrawn_at is None and one.review_on >= timezone.localdate()]
    return usable[0] if usable else None


def properties_of(record: Any) -> dict[str, list[str]]:
    """Every field of the record that could leave, with the numbers of the accounts and vehicles that belong to it."""
    known = {name: [str(value) for value in values] for name, values in record.properties.items() if values}
    for item in records.held_by(record):
        for name in HELD_FIELDS:
            for value in item.properties.get(name, []):
                kept = known.setdefault(name, [])
                if value not in kept:
                    kept.append(str(value))
    return known


def preview(request: Request, draft: Draft, first: str, second: str | None = None) -> wire.Release:
    """Exactly the message that the partner would receive.

    Args:
        first: name of the officer who decides.
        second: name of the officer who approves, where the convention asks for two persons.

    Raises:
        Invalid: the decision and the ticks do not fit, or a field cannot be sent; the place names it.
        Refused: the conditions do not fit the convention, or the record is not ours to give.
    """
    convention = rules.convention_of(request.convention)
    if draft.decision not in Decision.values:
        raise Invalid("release.decision", N_("Choose everything, a part or nothing."), place="decision")
    if draft.reason_code not in REASONS[draft.decision]:
        raise Invalid("release.reason", N_("Choose a reason that fits the decision."), place="reason_code")
    reason = draft.reason.strip()
    if not reason:
        with translation.override(request.language):
            reason = str(REASONS[draft.decision][draft.reason_code])
    schema, properties, withheld, own_handling = _what_leaves(request, draft)
    rules.check_conditions(
        convention, handling=draft.handling, retained_until=draft.retained_until, own_handling=own_handling
    )
    return payloads.build(
        wire.Release,
        request=str(request.pk),
        release=draft.release,
        version=1,
        decision=draft.decision,
        reason_code=draft.reason_code,
        reason=reason,
        schema=schema,
        properties=properties,
        withheld=withheld,
        handling=draft.handling,
        grade=draft.grade or NO_GRADE,
        purpose=request.purpose,
        retained_until=draft.retained_until.isoformat(),
        officer=first,
        second_officer=second,
    )


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
        unchanged(shown, seen_sha256)
        proposed = Release(
            id=uuid.UUID(shown.release),
            request=request,
            direction=Direction.OUT,
            record=_record_id(request, draft),
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
        journal.write(
            "release-returned",
            officer=accounts.handle(officer),
            partner=proposed.request.partner,
            convention=proposed.request.convention,
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


def payload_of(release: Release, second: str | None = None) -> wire.Release:
    """The message of a stored release, as it is or will be sent."""
    return payloads.build(
        wire.Release,
        request=str(release.request_id),
        release=str(release.pk),
        version=1,
        decision=release.decision,
        reason_code=release.reason_code,
        reason=release.reason,
        schema=release.schema or None,
        properties=release.properties,
        withheld=release.withheld,
        handling=release.handling,
        grade=release.grade,
        purpose=release.purpose,
        retained_until=release.retained_until.isoformat(),
        officer=release.officer,
        second_officer=second or release.second_officer or None,
    )


def _leave(release: Release, officer: Officer) -> Release:
    """Queues the decided release; called inside the transaction of the act."""
    request = release.request
    if request.state != RequestState.RECEIVED:
        raise stopped(request)
    payload = payload_of(release)
    letter = exchange.queue(
        request.partner,
        "release",
        payload,
        convention=request.convention,
        thread=str(request.pk),
        act_facts={
            "purpose": release.purpose,
            "handling": release.handling,
            "categories": catalogue.categories(payload.schema_name, payload.properties),
        },
    )
    release.state, release.envelope = ReleaseState.ACTIVE, letter.id
    release.payload_sha256, release.at = payloads.sha256(payload), timezone.now()
    release.save()
    request.state = RequestState.ANSWERED
    request.save(update_fields=["state"])
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


def _record_id(request: Request, draft: Draft) -> str:
    record = record_for(request, draft.record)
    return str(record.pk) if record is not None else ""


def _what_leaves(request: Request, draft: Draft) -> tuple[str | None, dict[str, list[str]], int, str]:
    """Schema, fields, how many stay, and the record's own handling code."""
    record = record_for(request, draft.record)
    if draft.decision == Decision.NOTHING:
        return None, {}, 0, ""  # how much we hold is nobody's business when nothing leaves
    if record is None:
        raise Refused(
            "release.no-record",
            N_("The record of this hit was withdrawn or is due for review: nothing can leave."),
            N_("Renew the record first, or answer “nothing” with the reason."),
        )
    if record.owner != rules.own() and record.owner in {partner.id for partner in agencies.partners()}:
        convention = rules.convention_of(request.convention)
        raise Refused(
            "release.third-party",
            N_("This record belongs to %(owner)s: it is not ours to give."),
            N_("Answer “nothing” and tell the asker whom to ask."),
            clause=rules.clause(convention, "onward"),
            owner=record.owner,
        )
    known = properties_of(record)
    unknown = sorted(set(draft.fields) - set(known))
    if unknown:
        raise Invalid(
            "release.field",
            N_("The record has no field “%(field)s” any more."),
            N_("Look at the record again and tick anew."),
            place="fields",
            field=unknown[0],
        )
    chosen = list(known) if draft.decision == Decision.ALL else [name for name in known if name in draft.fields]
    if not chosen:
        raise Invalid("release.empty", N_("Tick at least one field, or choose “nothing”."), place="fields")
    withheld = len(known) - len(chosen)
    if draft.decision == Decision.PART and not withheld:
        raise Invalid("release.all-ticked", N_("Every field is ticked: choose “everything”."), place="decision")
    ordered = {name: known[name] for name in catalogue.ordered(chosen)}
    return record.schema, ordered, withheld, record.handling
