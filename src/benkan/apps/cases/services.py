"""What other slices may do with cases: open, find, note, share, close.

Rights come from the officer's role and from the case's circle: its opener, those it is shared with, and liaison
officers and supervisors, who decide about what leaves. Control officers and administrators see no case.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.cases import store
from benkan.apps.cases.items import Item as Item  # noqa: PLC0414 - other slices make their items of it
from benkan.apps.cases.models import Case as Case  # noqa: PLC0414 - other slices name its type
from benkan.apps.cases.models import Note
from benkan.apps.journal import services as journal
from benkan.core.conventions.vocabulary import PURPOSES
from benkan.core.errors import N_, Invalid, Refused

MAX_TITLE = 200
MAX_TEXT = 5_000
DECIDING_ROLES: Final = frozenset({"liaison", "supervisor"})
NUMBER = re.compile(r"[\w][\w/. -]{0,39}")

_LABELS: Final[dict[str, Promise]] = {
    "drug-trafficking": _("Drug trafficking"),
    "terrorist-financing": _("Financing of terrorism"),
    "terrorism": _("Terrorism"),
    "money-laundering": _("Money laundering"),
    "fraud": _("Fraud"),
    "trafficking-in-persons": _("Trafficking in persons"),
    "firearms": _("Firearms"),
    "vehicle-crime": _("Vehicle crime"),
    "other-serious-crime": _("Other serious crime"),
}

SORTS: Final = {
    "moved": ("moved_at", "number"),
    "-moved": ("-moved_at", "number"),
    "number": ("number",),
    "-number": ("-number",),
    "title": ("title", "number"),
    "-title": ("-title", "number"),
    "opened": ("opened_at", "number"),
    "-opened": ("-opened_at", "number"),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What an act in a case says of it: its number and its purpose."""

    number: str
    purpose: str


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """What a list of cases is narrowed to; every field may be empty."""

    text: str = ""
    purpose: str = ""
    state: str = "open"
    sort: str = "-moved"


def purposes() -> list[tuple[str, Promise]]:
    """Every purpose with its name in the reader's language, in the order of the conventions' vocabulary."""
    return [(code, _LABELS[code]) for code in PURPOSES]


def purpose_label(code: str) -> Promise | str:
    """The name of a purpose in the reader's language; the code itself when a partner's is newer than ours."""
    return _LABELS.get(code, code)


def open_case(officer: Officer, title: str, purpose: str, number: str | None = None, summary: str = "") -> Case:
    """A new case that only its opener and the deciding officers see.

    Args:
        number: the service's own number; without one the next of the year is given, such as ``2025-117``.

    Raises:
        Refused: ``role.not-allowed``: this role opens no cases.
        Invalid: the title, the purpose or the number cannot be accepted; the place names the field.
    """
    accounts.need(officer, "case")
    title = title.strip()
    if not title or len(title) > MAX_TITLE:
        raise Invalid("case.title", N_("A case needs a title of at most 200 characters."), place="title")
    if purpose not in PURPOSES:
        raise Invalid(
            "case.purpose",
            N_("A case needs a purpose."),
            N_("Choose one of the crime areas in the list."),
            place="purpose",
        )
    wanted = (number or "").strip()
    if wanted and not NUMBER.fullmatch(wanted):
        raise Invalid(
            "case.number",
            N_("This case number cannot be used."),
            N_("Use at most 40 letters, digits, hyphens, points and slashes."),
            place="number",
        )
    with transaction.atomic():
        now = timezone.now()
        case = Case(title=title, purpose=purpose, summary=_text(summary, "summary", required=False))
        case.opened_by, case.opened_at, case.moved_at = officer, now, now
        case.number = wanted or _next_number(now)
        try:
            with transaction.atomic():
                case.save(force_insert=True)
        except IntegrityError as error:
            raise Invalid(
                "case.number-taken",
                N_("Another case already has the number %(number)s."),
                N_("Choose another number, or leave it empty to get the next one."),
                place="number",
                number=case.number,
            ) from error
        journal.write(
            "case-opened", officer=accounts.handle(officer), reference=case.number, purpose=purpose, case=str(case.pk)
        )
    return case


def get(case_id: uuid.UUID | str, officer: Officer | None = None) -> Case:
    """The case; with an officer, only if the case's circle includes this officer.

    Raises:
        Refused: ``case.unknown``; the same answer for an absent case and for one that this officer may not see.
    """
    try:
        found = Case.objects.filter(pk=uuid.UUID(str(case_id))).first()
    except ValueError:
        found = None
    if found is None or (officer is not None and not _in_circle(found, officer)):
        raise _unknown()
    return found


def find(number_or_id: str, officer: Officer) -> Case:
    """The case of this number or id, if this officer may see it; errors as ``get``."""
    numbered = _visible(officer).filter(number=number_or_id).first()
    return numbered or get(number_or_id, officer)


def numbers(officer: Officer, case_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """The numbers of those of these cases that this officer may see; one query."""
    return dict(_visible(officer).filter(pk__in=list(case_ids)).values_list("pk", "number"))


def seen(officer: Officer, case_id: uuid.UUID | str | None) -> Case | None:
    """The case, if there is one and this officer may see it; for a page that says less to others."""
    found = Case.objects.filter(pk=case_id).first() if case_id else None
    return found if found is not None and _in_circle(found, officer) else None


def usable(case_id: uuid.UUID | str | None, officer: Officer) -> Case:
    """The open case in which this officer may search and ask.

    Raises:
        Refused: ``case.required``, ``case.unknown``, ``case.closed`` or ``role.not-allowed``.
    """
    case = get(_named(case_id, officer), officer)
    if not case.is_open:
        raise _closed(case.number)
    return case


def reference(case_id: uuid.UUID | str | None, officer: Officer) -> Reference:
    """Number and purpose of the open case in which this officer may search: one statement, errors as ``usable``."""
    named = _named(case_id, officer)
    try:
        seen = store.standing(uuid.UUID(str(named)), officer.pk)
    except ValueError:
        seen = None
    if seen is None or not _admits(officer, opened_by=seen.opened_by, shared=lambda: seen.shared):
        raise _unknown()
    if seen.closed:
        raise _closed(seen.number)
    return Reference(seen.number, seen.purpose)


def listed(officer: Officer, wanted: CaseFilter | None = None) -> QuerySet[Case]:
    """The cases that this officer may see, narrowed and sorted."""
    wanted = wanted or CaseFilter()
    found = _visible(officer).select_related("opened_by")
    if wanted.text:
        found = found.filter(Q(number__icontains=wanted.text) | Q(title__icontains=wanted.text))
    if wanted.purpose:
        found = found.filter(purpose=wanted.purpose)
    if wanted.state in {"open", "closed"}:
        found = found.filter(closed_at__isnull=wanted.state == "open")
    return found.order_by(*SORTS.get(wanted.sort, SORTS["-moved"]))


def recent_for(officer: Officer, limit: int = 8) -> list[Case]:
    """The officer's open cases, the one that moved last first; none for roles that work on no case."""
    if not accounts.may(officer, "case"):
        return []
    mine = Q(opened_by=officer) | Q(pk__in=officer.shared_cases.values("pk"))
    return list(Case.objects.filter(mine, closed_at=None).order_by("-moved_at")[:limit])


def open_for(officer: Officer) -> QuerySet[Case]:
    """The open cases from which this officer may choose, the one that moved last first."""
    return listed(officer, CaseFilter(state="open", sort="-moved"))


def add_note(officer: Officer, case_id: uuid.UUID | str, text: str) -> Note:
    """A note in the case, signed and dated.

    Raises:
        Refused: the case is closed or not this officer's.
        Invalid: ``case.text``: empty or longer than 5,000 characters.
    """
    with transaction.atomic():
        case = usable(case_id, officer)
        note = Note.objects.create(case=case, officer=officer, text=_text(text, "text"), at=timezone.now())
        moved(case.pk)
    return note


def share(officer: Officer, case_id: uuid.UUID | str, username: str) -> Case:
    """The case, from now on also seen by another officer who works on cases.

    Raises:
        Invalid: ``case.colleague``: no active officer of this name works on cases.
    """
    with transaction.atomic():
        case = usable(case_id, officer)
        colleague = Officer.objects.filter(username=username, is_active=True).first()
        if colleague is None or not accounts.may(colleague, "case"):
            raise Invalid(
                "case.colleague",
                N_("No officer of this name works on cases here."),
                N_("Check the name, or ask the administrator."),
                place="username",
            )
        case.shared_with.add(colleague)
        journal.write(
            "case-shared",
            officer=accounts.handle(officer),
            reference=case.number,
            case=str(case.pk),
        )
    return case


def colleagues(officer: Officer) -> list[Officer]:
    """The officers with whom a case can be shared."""
    active = Officer.objects.filter(is_active=True).exclude(pk=officer.pk).order_by("username")
    return [colleague for colleague in active if accounts.may(colleague, "case")]


def close(officer: Officer, case_id: uuid.UUID | str) -> Case:
    """The case, closed: nothing more is searched or asked in it; it can be reopened."""
    return _set_closed(officer, case_id, timezone.now())


def reopen(officer: Officer, case_id: uuid.UUID | str) -> Case:
    """The case, open again."""
    return _set_closed(officer, case_id, None)


def moved(case_id: uuid.UUID | str) -> None:
    """Note that something happened in the case, so that it comes first in the officer's day."""
    store.moved(case_id if isinstance(case_id, uuid.UUID) else uuid.UUID(case_id), timezone.now())


def _set_closed(officer: Officer, case_id: uuid.UUID | str, at: dt.datetime | None) -> Case:
    accounts.need(officer, "case")
    with transaction.atomic():
        case = get(case_id, officer)
        if (case.closed_at is None) != (at is None):
            case.closed_at, case.moved_at = at, timezone.now()
            case.save(update_fields=["closed_at", "moved_at"])
            event = "case-closed" if at else "case-reopened"
            journal.write(event, officer=accounts.handle(officer), reference=case.number)
    return case


def _named(case_id: uuid.UUID | str | None, officer: Officer) -> uuid.UUID | str:
    accounts.need(officer, "case")
    if not case_id:
        raise Refused(
            "case.required",
            N_("A search needs a case and its purpose."),
            N_("Choose the case you are working on, or open one first."),
            place="case",
        )
    return case_id


def _unknown() -> Refused:
    return Refused(
        "case.unknown",
        N_("There is no such case for you."),
        N_("Open the case from the list of cases, or ask the officer who opened it to share it with you."),
        place="case",
    )


def _closed(number: str) -> Refused:
    return Refused(
        "case.closed",
        N_("Case %(number)s is closed."),
        N_("Reopen the case first, if the work really goes on."),
        number=number,
    )


def _in_circle(case: Case, officer: Officer) -> bool:
    """Whether the officer is among those whom ``_visible`` shows the case to."""
    return _admits(
        officer, opened_by=case.opened_by_id, shared=lambda: officer.shared_cases.filter(pk=case.pk).exists()
    )


def _admits(officer: Officer, *, opened_by: int, shared: Callable[[], bool]) -> bool:
    if not accounts.may(officer, "case"):
        return False
    return officer.role in DECIDING_ROLES or opened_by == officer.pk or shared()


def _visible(officer: Officer) -> QuerySet[Case]:
    if not accounts.may(officer, "case"):
        return Case.objects.none()
    if officer.role in DECIDING_ROLES:
        return Case.objects.all()
    return Case.objects.filter(Q(opened_by=officer) | Q(pk__in=officer.shared_cases.values("pk")))


def _next_number(now: dt.datetime) -> str:
    """The next free number of the year; the database's own uniqueness settles a race."""
    year = timezone.localtime(now).year
    taken = Case.objects.filter(number__startswith=f"{year}-").values_list("number", flat=True)
    counts = [int(number[5:]) for number in taken if number[5:].isdecimal()]
    return f"{year}-{max(counts, default=0) + 1}"


def _text(text: str, place: str, *, required: bool = True) -> str:
    cleaned = text.strip()
    if len(cleaned) > MAX_TEXT or (required and not cleaned):
        raise Invalid(
            "case.text", N_("Write a text of at most %(limit)s characters."), place=place, limit=f"{MAX_TEXT:,}"
        )
    return cleaned
