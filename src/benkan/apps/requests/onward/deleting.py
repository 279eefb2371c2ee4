"""A receiver erases its copy before its end and says so; and takes into a case what was passed on to it."""

from __future__ import annotations

import uuid

from django.db import transaction

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.requests import phrases, receiving
from benkan.apps.requests.models import Release, ReleaseState
from benkan.apps.requests.onward import asking, holders
from benkan.core.errors import N_, Refused


def delete(officer: Officer, release_id: uuid.UUID | str, reason_code: str) -> Release:
    """Our copy, erased now; its owner hears that and why. Copies that we passed on stay: the owner decides about them.

    Raises:
        Refused: no right, or nothing is left. Invalid: no reason is chosen.
    """
    phrases.known(phrases.DELETION, reason_code, place="reason_code", error="deletion.reason", text=N_("Choose why."))
    with transaction.atomic():
        copy = asking.copy_of(release_id, officer)
        receiving.erase(copy, list(copy.properties), ReleaseState.DELETED)
        journal.write(
            "copy-deleted",
            officer=accounts.handle(officer),
            partner=copy.partner,
            convention=copy.convention,
            reference=copy.thread,
            release=str(copy.pk),
            reason_code=reason_code,
        )
        holders.tell(copy, "deleted", reason_code=reason_code)
        if case := receiving.case_of(copy):
            cases.moved(case)
    return copy


def into_case(officer: Officer, release_id: uuid.UUID | str, case_id: uuid.UUID | str) -> Release:
    """What was passed on to us, in a case of the purpose for which its owner gave it.

    Raises:
        Refused: no right, nothing is left, ``onward.purpose``, or as ``cases.usable``.
    """
    with transaction.atomic():
        copy = asking.copy_of(release_id, officer)
        case = cases.usable(case_id, officer)
        if case.purpose != copy.purpose:
            raise Refused(
                "onward.purpose",
                N_("Its owner gave this for another purpose than that of the case."),
                N_("Choose a case of the same purpose."),
            )
        copy.case = case
        copy.save(update_fields=["case"])
        cases.moved(case.pk)
    return copy
