"""Reading notices: what came, what is ours, what waits for whom. Nothing here changes what a notice says."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.notices import words
from benkan.apps.notices.drafting import may_see
from benkan.apps.notices.models import (
    Addressee,
    Edition,
    EditionState,
    Notice,
    NoticeState,
    Received,
    ReceivedState,
    Sending,
)
from benkan.core.errors import N_, Refused

SORTS: Final = {
    "received": ("received_at", "pk"),
    "-received": ("-received_at", "pk"),
    "expires": ("expires_on", "pk"),
    "-expires": ("-expires_on", "pk"),
    "partner": ("partner", "-received_at"),
    "-partner": ("-partner", "-received_at"),
}
OUR_SORTS: Final = {
    "made": ("made_at", "pk"),
    "-made": ("-made_at", "pk"),
    "expires": ("expires_on", "pk"),
    "-expires": ("-expires_on", "pk"),
}


@dataclass(frozen=True, slots=True)
class NoticeFilter:
    """What a list of notices is narrowed to; every field may be empty."""

    text: str = ""
    type: str = ""
    partner: str = ""
    state: str = ""
    fresh: str = ""
    sort: str = ""


def received(officer: Officer, wanted: NoticeFilter | None = None) -> QuerySet[Received]:
    """Partners' notices, narrowed and sorted; none for officers without the right to read them."""
    if not accounts.may(officer, "notice"):
        return Received.objects.none()
    wanted = wanted or NoticeFilter()
    found = Received.objects.exclude(type="")  # a withdrawal that came first is no notice to read
    if wanted.text:
        found = found.filter(headline__icontains=wanted.text)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.partner:
        found = found.filter(partner=wanted.partner)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.fresh == "new":
        found = found.filter(opened_at=None, state=ReceivedState.ACTIVE)
    elif wanted.fresh == "known":
        found = found.exclude(known=[])
    return found.order_by(*SORTS.get(wanted.sort, SORTS["-received"]))


def ours(officer: Officer, wanted: NoticeFilter | None = None) -> QuerySet[Notice]:
    """Our notices that this officer may see, narrowed and sorted."""
    if not accounts.may(officer, "notice"):
        return Notice.objects.none()
    wanted = wanted or NoticeFilter()
    visible = cases.listed(officer, cases.CaseFilter(state=""))
    found = Notice.objects.filter(Q(case=None) | Q(case__in=visible.values("pk"))).select_related("officer", "case")
    if wanted.text:
        found = found.filter(headline__icontains=wanted.text)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.partner:
        found = found.filter(addressees__partner=wanted.partner)
    if wanted.state:
        found = found.filter(state=wanted.state)
    return found.order_by(*OUR_SORTS.get(wanted.sort, OUR_SORTS["-made"]))


def get(notice_id: uuid.UUID | str, officer: Officer) -> Notice:
    """Our notice, if this officer may see it.

    Raises:
        Refused: ``notice.unknown``; the same for an absent one.
    """
    found = Notice.objects.select_related("case", "officer").filter(pk=_uuid(notice_id)).first()
    if found is None or not may_see(officer, found):
        raise _unknown()
    return found


def read(received_id: uuid.UUID | str, officer: Officer) -> Received:
    """A partner's notice; its first reader is noted, in the journal too.

    Raises:
        Refused: ``notice.unknown``.
    """
    with transaction.atomic():
        found = received_of(received_id, officer)
        if found.opened_at is None and found.state == ReceivedState.ACTIVE:
            first = Received.objects.filter(pk=found.pk, opened_at=None).update(
                opened_at=timezone.now(), opened_by=str(officer)
            )
            if first:
                found.refresh_from_db()
                journal.write(
                    "notice-opened",
                    officer=accounts.handle(officer),
                    partner=found.partner,
                    convention=found.convention,
                    reference=str(found.notice),
                    notice=str(found.notice),
                    type=found.type,
                    version=found.version,
                )
    return found


def received_of(received_id: uuid.UUID | str, officer: Officer) -> Received:
    """A partner's notice by our id of it; errors as ``read``."""
    found = Received.objects.select_related("case").filter(pk=_uuid(received_id)).exclude(type="").first()
    if found is None or not accounts.may(officer, "notice"):
        raise _unknown()
    return found


def link(officer: Officer, received_id: uuid.UUID | str, case_id: uuid.UUID | str) -> Received:
    """The partner's notice, put into a case of this officer.

    Raises:
        Refused: no right, or no usable case.
    """
    accounts.need(officer, "notice")
    with transaction.atomic():
        found = received_of(received_id, officer)
        case = cases.usable(case_id, officer)
        if found.case_id not in (None, case.pk):
            raise Refused(
                "notice.in-case",
                N_("This notice is in a case already."),
                N_("Ask a liaison officer to share that case with you."),
            )
        found.case = case
        found.save(update_fields=["case"])
        cases.moved(case.pk)
        journal.write(
            "notice-linked",
            officer=accounts.handle(officer),
            partner=found.partner,
            convention=found.convention,
            reference=case.number,
            notice=str(found.notice),
            type=found.type,
            case=str(case.pk),
        )
    return found


def to_review(officer: Officer) -> list[Edition]:
    """Editions that wait for this officer's review, the oldest first; never his own."""
    if not accounts.may(officer, "review-notice"):
        return []
    waiting = Edition.objects.filter(state=EditionState.PROPOSED).exclude(officer_account=officer)
    return list(waiting.select_related("notice").order_by("at"))


def fresh(officer: Officer) -> QuerySet[Received]:
    """Partners' notices in force that nobody here has opened, the newest first."""
    return received(officer, NoticeFilter(fresh="new"))


def unacknowledged(officer: Officer) -> list[Addressee]:
    """Addressees that have not said that they erased a withdrawn notice of ours, the oldest first."""
    if not accounts.may(officer, "notice"):
        return []
    waiting = Addressee.objects.filter(notice__state=NoticeState.WITHDRAWN, acknowledged_at=None).exclude(withdrawal="")
    # A partner that has never had it has nothing to erase, unless its receipt was lost.
    return list(
        waiting.exclude(state=Sending.STOPPED, delivered_version=0)
        .select_related("notice")
        .order_by("notice__withdrawn_at", "partner")[:100]
    )


def answers_to(received_row: Received, officer: Officer) -> list[Notice]:
    """Our notices that answer this one."""
    return list(ours(officer).filter(about=str(received_row.notice)))


def of_case(case_id: uuid.UUID | str) -> list[cases.Item]:
    """What the timeline of a case shows of notices: ours that belong to it, partners' that were put into it."""
    found = []
    for one in Notice.objects.filter(case_id=case_id).prefetch_related("editions"):
        last = max(one.editions.all(), key=lambda edition: edition.number, default=None)
        found.append(
            cases.Item(
                one.made_at,
                "withdrawal" if one.state == NoticeState.WITHDRAWN else "notice",
                _("Notice: %(type)s") % {"type": words.type_label(one.type)},
                owner=str(last.officer) if last else "",
                grade=last.grade if last else "",
                handling=last.handling if last else "",
                expires_on=one.expires_on,
                state=NoticeState(one.state).label,
                url=reverse("notices:detail", args=(one.pk,)),
            )
        )
    theirs = list(Received.objects.filter(case_id=case_id).exclude(type=""))
    names = agencies.names() if theirs else {}
    found += [
        cases.Item(
            row.received_at,
            "withdrawal" if row.state == ReceivedState.WITHDRAWN else "notice",
            _("Notice of %(partner)s: %(type)s")
            % {"partner": names.get(row.partner, row.partner), "type": words.type_label(row.type)},
            owner=names.get(row.partner, row.partner),
            grade=row.grade,
            handling=row.handling,
            expires_on=row.expires_on,
            state=ReceivedState(row.state).label,
            url=reverse("notices:open", args=(row.pk,)),
        )
        for row in theirs
    ]
    return found


def _uuid(text: uuid.UUID | str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise _unknown() from error


def _unknown() -> Refused:
    return Refused("notice.unknown", N_("There is no such notice."), N_("Open it from the list of notices."))
