"""Who here sees a joint case: liaison officers, supervisors, and the circle of the case of ours that it belongs to."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.db.models import Q, QuerySet

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.exchange import services as exchange
from benkan.apps.jointcases.models import JointCase
from benkan.apps.journal import services as journal
from benkan.core.errors import N_, Refused


def visible(officer: Officer) -> QuerySet[JointCase]:
    """The joint cases that this officer may see."""
    if not accounts.may(officer, "case"):
        return JointCase.objects.none()
    if officer.role in cases.DECIDING_ROLES:
        return JointCase.objects.all()
    return JointCase.objects.filter(local_case__in=cases.listed(officer, cases.CaseFilter(state="")).values("pk"))


def get(case_id: uuid.UUID | str, officer: Officer, *, lock: bool = False) -> JointCase:
    """The joint case, if this officer may see it.

    Raises:
        Refused: ``joint-case.unknown``, also for one that this officer may not see.
    """
    try:
        found = visible(officer).filter(pk=uuid.UUID(str(case_id)))
    except ValueError:
        found = JointCase.objects.none()
    case = found.select_for_update(of=("self",)).first() if lock else found.first()
    if case is None:
        raise unknown()
    return case


def find(reference_or_id: str, officer: Officer) -> JointCase:
    """The joint case of this reference or id; errors as ``get``."""
    named = visible(officer).filter(reference=reference_or_id)
    return named.get() if named.count() == 1 else get(reference_or_id, officer)


def listed(officer: Officer, *, text: str = "", state: str = "", sort: str = "-moved") -> QuerySet[JointCase]:
    """The joint cases of this officer, narrowed and sorted."""
    found = visible(officer)
    if text:
        found = found.filter(Q(reference__icontains=text) | Q(title__icontains=text))
    if state:
        found = found.filter(state=state)
    columns = {"moved": "moved_at", "reference": "reference", "title": "title", "ends": "ends_on"}
    column = columns.get(sort.lstrip("-"), "moved_at")
    return found.order_by(f"-{column}" if sort.startswith("-") else column, "pk")


def link(officer: Officer, case_id: uuid.UUID | str, local_case: uuid.UUID | str) -> JointCase:
    """The joint case, from now on seen by the circle of this case of ours.

    Raises:
        Refused: no right, or the case of ours has another purpose.
    """
    accounts.need(officer, "draft")
    with transaction.atomic():
        case = get(case_id, officer, lock=True)
        ours = cases.usable(local_case, officer)
        same_purpose(ours.purpose, case.purpose)
        case.local_case = ours
        case.save(update_fields=["local_case"])
        journal.write(
            "joint-case-linked",
            officer=accounts.handle(officer),
            convention=case.convention,
            reference=ours.number,
            case=str(case.pk),
        )
        cases.moved(ours.pk)
    return case


def of_case(local_case: uuid.UUID | str, officer: Officer) -> list[JointCase]:
    """The joint cases that belong to a case of ours."""
    return list(visible(officer).filter(local_case__pk=local_case).order_by("reference"))


def same_purpose(ours: str, agreed: str) -> None:
    """Nothing when a case of ours has the purpose of the joint case; data gathered for one serves no other."""
    if ours != agreed:
        raise Refused(
            "joint-case.purpose",
            N_("The case has another purpose than the joint case."),
            N_("Choose a case of the same purpose, or open one."),
            place="local_case",
        )


def others(case: JointCase) -> list[str]:
    """The other parties of the agreement that have not left."""
    gone = set(case.logs.filter(left_at__isnull=False).values_list("party", flat=True))
    return [party for party in case.agreement.parties if party != exchange.own() and party not in gone]


def unknown() -> Refused:
    """The same answer for an absent case and for one that the officer may not see."""
    return Refused(
        "joint-case.unknown",
        N_("There is no such joint case for you."),
        N_("Open it from the list, or ask a liaison officer to link it to your case."),
    )
