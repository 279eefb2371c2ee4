"""From a report to a partner: one click makes a draft of spontaneous information; a notice carries it from there.

Chosen fields of one person, company or account become a record of this service (kept here, found by no partner: it has
no subject category), and the record goes with the draft. The notice's own gates stand after it: the checklist, the
judgement of every convention and the second officer. The reporter is never named.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.notices import services as notices
from benkan.apps.records import services as records
from benkan.apps.reporting import contents, deciding
from benkan.apps.reporting.models import Party, Report
from benkan.core.errors import N_, Invalid, Refused

TYPE = "spontaneous"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What shall go into the draft.

    Args:
        party: position of the person, company or account in the report.
        fields: properties of FollowTheMoney that may leave.
        grade: of the information, as the service judges it.
        handling: code of the record and of the notice.
        relevance: why the partner should know, in words of this service.
    """

    party: int
    fields: tuple[str, ...]
    grade: str = "X4"
    handling: str = "H2"
    relevance: str = ""


def draft(officer: Officer, report_id: uuid.UUID | str, chosen: Chosen) -> notices.Notice:
    """The draft of a notice with the chosen fields; nothing leaves.

    Raises:
        Refused: no right, not this officer's report, or ``report.no-case``. Invalid: no field was chosen.
    """
    accounts.need(officer, "notice")
    accounts.need(officer, "search")
    with transaction.atomic():
        row = deciding.get(officer, report_id)
        if not deciding.may_work(officer, row):
            raise deciding.not_given()
        if row.case is None:
            raise Refused(
                "report.no-case",
                N_("Information leaves from a case alone."),
                N_("Put the report into a case first: its purpose says who may be informed."),
                place="case",
            )
        case = cases.usable(row.case, officer)
        party = row.parties.select_for_update().filter(position=chosen.party).first()
        if party is None:
            raise Invalid("report.party", N_("Choose a person, a company or an account."), place="party")
        picked = tuple(name for name in chosen.fields if party.facts.get(name))
        if not picked:
            raise Invalid(
                "report.fields", N_("Choose at least one field that may leave."), N_("Tick it."), place="fields"
            )
        record = _record(officer, row, party, chosen, case.purpose)
        made = notices.begin(
            officer,
            TYPE,
            notices.Content(
                fields={"relevance": [chosen.relevance]} if chosen.relevance.strip() else {},
                language=officer.language,
                purpose=case.purpose,
                record=record,
                picked=picked,
                handling=chosen.handling,
                grade=chosen.grade,
            ),
            case=case.pk,
        )
        deciding.noted(officer, row, "notice", str(made.pk))
        journal.write("report-drafted", officer=accounts.handle(officer), reference=row.number, notice=str(made.pk))
    return made


def _record(officer: Officer, row: Report, party: Party, chosen: Chosen, purpose: str) -> str:
    """The id of the record that goes along: made of everything that the report says of the party."""
    if party.record is not None and str(party.record) in records.by_ids([party.record]):
        return str(party.record)
    made = records.add(
        contents.SCHEMATA[party.kind],
        party.facts,
        officer=accounts.handle(officer),
        crime_area=purpose,
        purpose=purpose,
        handling=chosen.handling,
        grade=chosen.grade,
    )
    party.record = made.pk
    party.save(update_fields=["record"])
    deciding.noted(officer, row, "record", str(made.pk))
    return str(made.pk)
