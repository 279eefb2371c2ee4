"""Single records: add, read, withdraw, renew; and the walk over what partners may find."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Max, Q
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.records.local_index import BATCH, current, expire, held_items, reindex
from benkan.apps.records.models import Record
from benkan.apps.records.reporting import MAX_REVIEW_DAYS, Defaults
from benkan.apps.records.subjects import caption_of, kind_of, shared_tokens, subject_of
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.matching import DEFAULT_BUDGET_BITS, Token
from benkan.formats.entity import checked


@transaction.atomic
def add(
    schema: str,
    properties: Mapping[str, object],
    *,
    officer: str = "",
    subject_category: str = "",
    crime_area: str = "",
    purpose: str = "",
    handling: str = "H1",
    grade: str = "B2",
    review_on: date | None = None,
    holder: uuid.UUID | None = None,
) -> Record:
    """A new record of this service, indexed and in the journal.

    Args:
        schema: of FollowTheMoney, such as ``Person``.
        properties: each a value or a list of values.
        officer: handle of who adds it.
        holder: the record to which an account, a vehicle or a document belongs.

    Raises:
        Invalid: unknown schema or property, a value that does not fit, an unknown code, or no name and no number.
    """
    safeguards = Defaults(subject_category, crime_area, purpose or crime_area, handling, grade, review_on).checked()
    entity = checked("new", schema, properties)
    kept = {name: list(values) for name, values in entity.properties.items()}
    if caption_of(schema, kept) == schema:
        raise Invalid(
            "records.nameless",
            N_("A record needs a name or a number by which it can be found."),
            N_("Give a name, a phone, an account, a document or a plate."),
            place="name",
        )
    record = Record.objects.create(
        schema=schema,
        caption=caption_of(schema, kept),
        properties=kept,
        holder=None if holder is None else get(holder),
        owner=settings.BENKAN_NODE.agency,
        **columns(safeguards),
    )
    reindex([record.holder_id or record.pk])
    journal.write(
        "record-added",
        officer=officer,
        reference=str(record.pk),
        schema=schema,
        category=subject_category,
        crime_area=crime_area,
        handling=handling,
        grade=grade,
    )
    return record


def get(identifier: uuid.UUID | str) -> Record:
    """The record with this id.

    Raises:
        Refused: ``records.unknown``: this node has no such record.
    """
    try:
        return Record.objects.select_related("holder").get(pk=identifier)
    except (Record.DoesNotExist, ValidationError, ValueError) as error:
        raise Refused(
            "records.unknown",
            N_("This node has no such record."),
            N_("It may have been removed; search for it again."),
        ) from error


def by_ids(identifiers: Iterable[uuid.UUID | str]) -> dict[str, Record]:
    """The records that exist among these ids, by id."""
    wanted = list({str(one) for one in identifiers})
    found: dict[str, Record] = {}
    for start in range(0, len(wanted), BATCH):
        for record in Record.objects.filter(pk__in=wanted[start : start + BATCH]):
            found[str(record.pk)] = record
    return found


def standing_by_ids(identifiers: Iterable[uuid.UUID | str]) -> list[Record]:
    """Those of these records that are not withdrawn and not past their review, with what belongs to them."""
    wanted = list(identifiers)
    return [
        record
        for start in range(0, len(wanted), BATCH)
        for record in current(Record.objects.filter(pk__in=wanted[start : start + BATCH]))
        .select_related("holder")
        .prefetch_related(held_items())
    ]


def held_by(record: Record) -> list[Record]:
    """The accounts, vehicles and documents that belong to it."""
    return list(Record.objects.filter(holder=record, withdrawn_at__isnull=True).order_by("schema", "caption"))


def changed_since(moment: datetime, identifier: uuid.UUID, most: int) -> list[Record]:
    """Records that were added or changed after this one, in the order of their last change; withdrawn ones too.

    Args:
        moment: when the last one that the caller has seen was changed.
        identifier: which one that was; others of the same moment may follow it.
        most: how many at most; what belongs to each of them comes along.
    """
    later = Q(updated_at__gt=moment) | Q(updated_at=moment, pk__gt=identifier)
    found = Record.objects.filter(later, updated_at__gte=moment).order_by("updated_at", "pk")
    return list(found.select_related("holder").prefetch_related(held_items())[:most])


def version() -> str:
    """A short text that changes whenever a record is added, changed, withdrawn or removed; the index follows it."""
    found = Record.objects.aggregate(count=Count("pk"), newest=Max("updated_at"))
    return f"{found['count']}@{found['newest'].isoformat() if found['newest'] else ''}"


def indexable(budget_bits: float = DEFAULT_BUDGET_BITS) -> Iterator[tuple[Record, frozenset[Token]]]:
    """Own, categorised, current records with the tokens by which partners may find them, weak ones included.

    Accounts, vehicles and documents that belong to someone come as that someone's tokens. Ordered by id, so that two
    walks over the same records are equal.
    """
    chosen = current(Record.objects.filter(owner=settings.BENKAN_NODE.agency, holder__isnull=True))
    for record in (
        chosen.exclude(subject_category="").order_by("pk").prefetch_related(held_items()).iterator(chunk_size=BATCH)
    ):
        kind = kind_of(record.schema) or "person"
        if found := shared_tokens(subject_of(record, kind=kind, held=record.held.all()), budget_bits):
            yield record, found


@transaction.atomic
def withdraw(identifier: uuid.UUID | str, *, officer: str) -> Record:
    """The record, no longer found by anyone; what it held goes with it."""
    record = get(identifier)
    if record.withdrawn_at is None:
        now = timezone.now()
        Record.objects.filter(pk=record.pk).update(withdrawn_at=now, updated_at=now)
        Record.objects.filter(holder=record, withdrawn_at__isnull=True).update(withdrawn_at=now, updated_at=now)
        reindex([record.holder_id or record.pk])
        journal.write("record-withdrawn", officer=officer, reference=str(record.pk), record=str(record.pk))
        record.refresh_from_db()
    return record


@transaction.atomic
def renew(identifier: uuid.UUID | str, *, days: int, officer: str = "") -> Record:
    """The record, reviewed today and due again in so many days.

    Raises:
        Invalid: ``records.review``: 1 to 3650 days.
        Refused: ``records.withdrawn``: it was withdrawn.
    """
    if not 1 <= days <= MAX_REVIEW_DAYS:
        raise Invalid(
            "records.review",
            N_("A record is reviewed after %(limit)d days at the latest."),
            N_("Choose a number of days between 1 and %(limit)d."),
            place="review_days",
            limit=MAX_REVIEW_DAYS,
        )
    record = get(identifier)
    if record.withdrawn_at is not None:
        raise Refused(
            "records.withdrawn", N_("This record was withdrawn."), N_("Add a new record if it is needed again.")
        )
    due = date.today() + timedelta(days=days)
    Record.objects.filter(pk=record.pk).update(review_on=due, updated_at=timezone.now())
    Record.objects.filter(holder=record).update(review_on=due)
    reindex([record.holder_id or record.pk])
    journal.write("record-renewed", officer=officer, reference=str(record.pk), record=str(record.pk), days=days)
    record.refresh_from_db()
    return record


def expire_due() -> int:
    """Takes records past their review date out of the local index; their number. The worker calls it."""
    return expire()


def columns(safeguards: Defaults) -> dict[str, object]:
    """The safeguards as the table's columns."""
    return {
        "subject_category": safeguards.subject_category,
        "crime_area": safeguards.crime_area,
        "purpose": safeguards.purpose or safeguards.crime_area,
        "source_grade": safeguards.grade,
        "handling": safeguards.handling,
        "review_on": safeguards.reviewed_on,
        "dataset": safeguards.dataset,
    }
