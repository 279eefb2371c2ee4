"""What would leave: from an officer's ticks to exactly the message that the partner would receive.

One function makes the message that is shown and the message that is queued. Nothing here stores or sends anything.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils import timezone

from benkan import wire
from benkan.apps.agencies import services as agencies
from benkan.apps.attachments import services as attachments
from benkan.apps.records import services as records
from benkan.apps.requests import fields as catalogue
from benkan.apps.requests import payloads, phrases, rules
from benkan.apps.requests.models import Decision, Release, Request
from benkan.apps.requests.onward import statements
from benkan.core.errors import N_, Invalid, Refused

HELD_FIELDS: Final = {
    "accountNumber": "accountNumber",
    "iban": "iban",
    "number": "number",
    "registrationNumber": "plate",
    "vin": "vin",
    "imoNumber": "imoNumber",
}
"""Numbers of what belongs to a subject, and their names in its record. A vehicle's registration number is a plate
there: under its own name it would pass for the registration of a company, which is data of another category."""
NO_GRADE: Final = "X4"
HOLDER: Final = "release"
"""The name under which files belong to a release."""


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
        for own_name, name in HELD_FIELDS.items():
            for value in item.properties.get(own_name, []):
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
    phrases.known(
        phrases.RELEASE[draft.decision],
        draft.reason_code,
        place="reason_code",
        error="release.reason",
        text=N_("Choose a reason that fits the decision."),
    )
    schema, properties, withheld, own_handling = _what_leaves(request, draft)
    rules.check_conditions(
        convention, handling=draft.handling, retained_until=draft.retained_until, own_handling=own_handling
    )
    stated = statements.of_new(
        convention,
        request.partner,
        draft.decision,
        release=draft.release,
        schema=schema,
        properties=properties,
        handling=draft.handling,
        grade=draft.grade or NO_GRADE,
        purpose=request.purpose,
        retained_until=draft.retained_until.isoformat(),
    )
    return payloads.build(
        wire.Release,
        request=str(request.pk),
        release=draft.release,
        version=1,
        decision=draft.decision,
        reason_code=draft.reason_code,
        reason=draft.reason.strip(),
        schema=schema,
        properties=properties,
        withheld=withheld,
        handling=draft.handling,
        grade=draft.grade or NO_GRADE,
        purpose=request.purpose,
        retained_until=draft.retained_until.isoformat(),
        officer=first,
        second_officer=second,
        attachments=_files(request, draft),
        **stated,
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
        attachments=attachments.cards_of(HOLDER, str(release.pk)),
        **_stated(release),
    )


def _files(request: Request, draft: Draft) -> list[wire.AttachmentCard]:
    """The files that wait beside the request; none leaves with a decision that nothing leaves."""
    if draft.decision == Decision.NOTHING:
        return []
    return [row.card for row in attachments.waiting(HOLDER, str(request.pk))]


def _stated(release: Release) -> dict[str, Any]:
    """The statement of a stored release that has not been changed since."""
    if release.statement is None:
        return {}
    statement = statements.read(wire.Statement, release.statement)
    return {"statement": statement, "salts": statements.salts_in(release, release.properties)}


def still_ours_to_give(proposed: Release) -> None:
    """Nothing when a proposal may leave as the record and the convention are now: both may have changed as it waited.

    Raises:
        Refused: ``release.no-record``, or as ``rules.check_conditions``.
    """
    if proposed.decision == Decision.NOTHING:
        return
    record = record_for(proposed.answers, proposed.record)
    if record is None or str(record.pk) != proposed.record:
        raise _no_record()
    rules.check_conditions(
        rules.convention_of(proposed.convention),
        handling=proposed.handling,
        retained_until=proposed.retained_until,
        own_handling=record.handling,
    )


def _no_record() -> Refused:
    return Refused(
        "release.no-record",
        N_("The record of this hit was withdrawn or is due for review: nothing can leave."),
        N_("Renew the record first, or answer “nothing” with the reason."),
    )


def _what_leaves(request: Request, draft: Draft) -> tuple[str | None, dict[str, list[str]], int, str]:
    """Schema, fields, how many stay, and the record's own handling code."""
    record = record_for(request, draft.record)
    if draft.decision == Decision.NOTHING:
        return None, {}, 0, ""  # how much we hold is nobody's business when nothing leaves
    if record is None:
        raise _no_record()
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
