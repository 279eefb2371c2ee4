"""Writing a notice: what its author has filled in, for whom, and in which case; nothing here leaves.

A draft may be incomplete: the gate stands before the review (``reviewing.propose``). Whoever may write notices sees and
goes on with the drafts of colleagues, except those that belong to a case that is not theirs.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.agencies import services as agencies
from benkan.apps.cases import services as cases
from benkan.apps.journal import services as journal
from benkan.apps.notices import addressing, words
from benkan.apps.notices.models import OPEN, Addressee, Edition, EditionState, Notice, NoticeState, Received
from benkan.apps.records import services as records
from benkan.apps.requests import services as requests
from benkan.core import notices as rules
from benkan.core.errors import N_, Invalid, Refused

LANGUAGES: Final = ("fr", "en", "ar")
MOST_VALUES: Final = 40
MAX_VALUE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Content:
    """What an author has filled in so far.

    Args:
        fields: texts by field of the type.
        record: id of the own record that goes with it, for spontaneous information.
        picked: names of the record's fields that may leave, ticked one by one.
        answers: the checklist; a question without an answer is left out.
        expires_on: the default of type and conventions when left out.
        partners, together: addressees by name, and conventions all of whose parties are addressed.
    """

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    language: str = "fr"
    purpose: str = ""
    subject_category: str = ""
    record: str = ""
    picked: tuple[str, ...] = ()
    answers: Mapping[str, bool] = field(default_factory=dict)
    handling: str = "H2"
    grade: str = "X4"
    expires_on: dt.date | None = None
    partners: tuple[str, ...] = ()
    together: tuple[str, ...] = ()


def begin(
    officer: Officer, type_: str, content: Content, *, case: uuid.UUID | str | None = None, about: str = ""
) -> Notice:
    """A new draft; nobody abroad knows of it.

    Args:
        case: the case it belongs to; it gives the purpose.
        about: identity of a received notice that this one answers.

    Raises:
        Refused: no right, or the case is not this officer's. Invalid: no such type, or a value that cannot be kept.
    """
    accounts.need(officer, "notice")
    if type_ not in rules.TYPES:
        raise Invalid(
            "notice.type", N_("There is no such type of notice."), N_("Choose a type of the list."), place="type"
        )
    found = cases.usable(case, officer) if case else None
    if about and not Received.objects.filter(notice=_uuid(about)).exists():
        raise Refused("notice.unknown", N_("There is no such notice."), N_("Open it from the list of notices."))
    with transaction.atomic():
        made = Notice.objects.create(type=type_, case=found, about=about, officer=officer, made_at=timezone.now())
        edition = Edition(notice=made, officer=str(officer), officer_account=officer, at=timezone.now())
        _fill(made, edition, content, officer)
        edition.save(force_insert=True)
        address(made, edition, content)
        if found is not None:
            cases.moved(found.pk)
        journal.write(
            "notice-drafted", officer=accounts.handle(officer), reference=str(made.pk), notice=str(made.pk), type=type_
        )
    return made


def revise(officer: Officer, notice_id: uuid.UUID | str, content: Content) -> Edition:
    """The open draft with new content; on a notice in force, the next edition begins as a copy of the last.

    Raises:
        Refused: no right, not this officer's case, or the notice is at its end or waits for the second officer.
        Invalid: a value that cannot be kept.
    """
    accounts.need(officer, "notice")
    with transaction.atomic():
        notice = editable(notice_id, officer)
        edition = open_edition(notice)
        if edition is None:
            edition = following(notice, officer)
        if edition.state == EditionState.PROPOSED:
            raise Refused(
                "notice.proposed",
                N_("This notice waits for the second officer."),
                N_("Have it approved or sent back first."),
            )
        # Who writes last answers for what it says.
        edition.officer, edition.officer_account, edition.at = str(officer), officer, timezone.now()
        _fill(notice, edition, content, officer)
        try:
            with transaction.atomic():
                edition.save()
        except IntegrityError as error:
            raise Refused(
                "notice.proposed",
                N_("A colleague has begun the next edition of this notice."),
                N_("Open the notice again."),
            ) from error
        address(notice, edition, content)
    return edition


def drop(officer: Officer, notice_id: uuid.UUID | str) -> Notice:
    """The notice without its open draft; one that never left is gone altogether, but for its line in the journal."""
    accounts.need(officer, "notice")
    with transaction.atomic():
        notice = editable(notice_id, officer)
        edition = open_edition(notice)
        if edition is None:
            raise Refused("notice.no-draft", N_("This notice has no draft."), N_("Open the list of notices."))
        _write("notice-dropped", officer, notice)
        if notice.version == 0:
            notice.delete()
            return notice
        edition.state = EditionState.DROPPED
        edition.save(update_fields=["state"])
        notice.addressees.filter(version=0).delete()
    return notice


def editable(notice_id: uuid.UUID | str, officer: Officer) -> Notice:
    """Our notice, locked, that this officer sees and that is not at its end.

    Raises:
        Refused: ``notice.unknown`` or ``notice.over``.
    """
    notice = Notice.objects.select_for_update(of=("self",)).filter(pk=_uuid(notice_id)).first()
    if notice is None or not may_see(officer, notice):
        raise Refused("notice.unknown", N_("There is no such notice."), N_("Open it from the list of notices."))
    if notice.state in (NoticeState.WITHDRAWN, NoticeState.EXPIRED):
        raise Refused(
            "notice.over",
            N_("This notice is withdrawn or has expired: it does not come back."),
            N_("Write a new notice if the reason still stands."),
        )
    return notice


def may_see(officer: Officer, notice: Notice) -> bool:
    """Whether the officer may see it: a notice of a case is its circle's."""
    if not accounts.may(officer, "notice"):
        return False
    if notice.case_id is None:
        return True
    try:
        cases.get(notice.case_id, officer)
    except Refused:
        return False
    return True


def open_edition(notice: Notice) -> Edition | None:
    """The edition that is being written or reviewed, or None."""
    return notice.editions.filter(state__in=OPEN).first()


def following(notice: Notice, officer: Officer) -> Edition:
    """The next edition, not stored yet, with what the last one says; its answers are to be given anew."""
    last = notice.editions.filter(state=EditionState.SENT).order_by("-number").first()
    made = Edition(notice=notice, officer=str(officer), officer_account=officer, at=timezone.now())
    made.number = notice.version + 1
    if last is not None:
        for name in ("language", "purpose", "subject_category", "fields", "record", "picked", "handling", "grade"):
            setattr(made, name, getattr(last, name))
    return made


def facts_of(notice: Notice, edition: Edition) -> addressing.Facts:
    """What the conventions judge of this edition."""
    return addressing.Facts(
        edition.purpose, edition.handling, categories(notice.type, edition.fields, edition.schema, edition.properties)
    )


def categories(
    type_: str, fields: Iterable[str], schema: str, properties: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The categories of data that a notice carries, in its own fields and in those of a record."""
    found = rules.categories(type_, fields)
    return found | requests.categories(schema, properties) if properties else found


def record_of(edition: Edition) -> Any | None:
    """The own record that goes with it, while it is in force and ours; None otherwise."""
    if not edition.record:
        return None
    found = records.by_ids([edition.record]).get(edition.record)
    if found is None or found.withdrawn_at is not None or found.review_on < timezone.localdate():
        return None
    return found


def take_from_record(edition: Edition) -> None:
    """Puts what leaves of the record into the edition, as the record is now.

    Raises:
        Refused: ``notice.no-record``, ``notice.third-party`` or ``notice.handling-lower``.
    """
    if not edition.record:
        edition.schema, edition.properties = "", {}
        return
    record = record_of(edition)
    if record is None:
        raise Refused(
            "notice.no-record",
            N_("The record was withdrawn or is due for review: nothing of it can leave."),
            N_("Renew the record first, or drop this draft."),
            place="record",
        )
    if record.owner != addressing.own() and record.owner in {partner.id for partner in agencies.partners()}:
        raise Refused(
            "notice.third-party",
            N_("This record belongs to %(owner)s: it is not ours to give."),
            N_("Ask its owner to inform the partner."),
            place="record",
            owner=record.owner,
        )
    if edition.handling < record.handling:
        raise Refused(
            "notice.handling-lower",
            N_("The record's own handling code is %(own)s: it cannot leave under a weaker one."),
            N_("Choose %(own)s or a stricter code, or change the record first."),
            place="handling",
            own=record.handling,
        )
    known = requests.properties_of(record)
    edition.properties = {name: list(known[name]) for name in requests.ordered(edition.picked) if known.get(name)}
    edition.schema = record.schema if edition.properties else ""


def address(notice: Notice, edition: Edition, content: Content) -> None:
    """Notes the addressees that were chosen; one that has the notice already stays one."""
    wanted = addressing.chosen(facts_of(notice, edition), content.partners, content.together)
    names = {one.partner for one in wanted}
    notice.addressees.filter(version=0).exclude(partner__in=names).delete()
    have = set(notice.addressees.filter(version__gt=0).values_list("partner", flat=True))
    for one in wanted:
        if one.partner not in have:
            Addressee.objects.update_or_create(
                notice=notice, partner=one.partner, defaults={"convention": one.convention}
            )


def _fill(notice: Notice, edition: Edition, content: Content, officer: Officer) -> None:
    kind = rules.TYPES[notice.type]
    edition.language = content.language if content.language in LANGUAGES else LANGUAGES[0]
    edition.purpose = notice.case.purpose if notice.case else content.purpose[:40]
    edition.subject_category = content.subject_category[:20]
    edition.fields = _kept(content.fields)
    edition.answers = {
        one.code: content.answers[one.code]
        for one in rules.questions_of(notice.type)
        if isinstance(content.answers.get(one.code), bool)
    }
    if content.handling not in records.Handling.values:
        raise Invalid("notice.handling", N_("Choose a handling code."), place="handling")
    if content.grade not in records.Grade.values:
        raise Invalid("notice.grade", N_("Choose a grade."), place="grade")
    edition.handling, edition.grade, edition.expires_on = content.handling, content.grade, content.expires_on
    edition.record = edition.schema = ""
    edition.picked, edition.properties = [], {}
    if kind.from_record and content.record:
        accounts.need(officer, "search")  # records are read by those who may search them
        edition.record = str(_uuid(content.record))
        edition.picked = list(dict.fromkeys(content.picked))[:100]
        take_from_record(edition)
    notice.headline = words.headline(edition.fields, edition.properties)
    notice.save(update_fields=["headline"])


def _kept(fields: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The texts that were filled in, stripped; a draft may be wrong, it may not be without bounds."""
    kept: dict[str, list[str]] = {}
    for name, values in fields.items():
        texts = [value.strip() for value in values if value.strip()]
        if texts:
            kept[name] = texts
    too_many = len(kept) > MOST_VALUES or any(len(values) > MOST_VALUES for values in kept.values())
    if too_many or any(len(value) > MAX_VALUE for values in kept.values() for value in values):
        raise Invalid(
            "notice.too-large",
            N_("The notice holds more than can be kept."),
            N_("Shorten it: a notice says what an officer abroad needs, no more."),
            place="fields",
        )
    return kept


def _uuid(text: uuid.UUID | str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError as error:
        raise Refused(
            "notice.unknown", N_("There is no such notice."), N_("Open it from the list of notices.")
        ) from error


def _write(event: str, officer: Officer, notice: Notice) -> None:
    journal.write(
        event, officer=accounts.handle(officer), reference=str(notice.pk), notice=str(notice.pk), type=notice.type
    )
