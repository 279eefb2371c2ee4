"""Many records at once, in one transaction: refused whole, or row by row with a report.

An entity is known by ``(dataset, id)``: importing a list again updates it and adds nothing twice. A handling code is
never lowered by an import, and a withdrawn record is not brought back. Links of ownership become ``holder``; other
links (family, directorship, sanction) are not kept by this version and are named in the report.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from benkan.apps.journal import services as journal
from benkan.apps.records.local_index import BATCH, reindex
from benkan.apps.records.models import Record
from benkan.apps.records.reporting import Defaults, ImportReport
from benkan.apps.records.storing import columns
from benkan.apps.records.subjects import caption_of, holdable
from benkan.core.errors import N_, BenkanError, Invalid
from benkan.formats.entity import Entity, checked
from benkan.formats.report import Report

KEPT = ("LegalEntity", "Vehicle", "BankAccount", "CryptoWallet", "Identification")
_UPDATED = (
    "schema", "caption", "properties", "subject_category", "crime_area", "purpose", "source_grade", "handling",
    "review_on", "updated_at",
)  # fmt: skip


def import_entities(
    entities: Iterable[Entity | dict[str, object]],
    defaults: Defaults,
    *,
    officer: str = "",
    progress: Callable[[int], None] | None = None,
    report: Report | None = None,
    whole: bool = False,
) -> ImportReport:
    """What was added, updated, left alone and refused; the same transaction holds the records and the journal's line.

    Args:
        entities: from a reader of ``benkan.formats``, or ``{"id", "schema", "properties"}``.
        defaults: the safeguards of every record.
        progress: called with the number of entities read so far.
        report: the reader's report, continued here.
        whole: refuse everything if one row is refused.

    Raises:
        Invalid: the input cannot be read, or ``import.refused-whole``; nothing was imported.
    """
    started = time.perf_counter()
    done = ImportReport(defaults.dataset, report=report or Report())
    run = _Run(defaults.checked(), done)
    source = iter(entities)
    read = 0
    with transaction.atomic():
        while chunk := list(islice(source, BATCH)):
            read += len(chunk)
            run.store(chunk)
            if progress is not None:
                progress(read)
        run.link()
        if whole and done.refused:
            first = next(finding for finding in done.report.findings if finding.refused)
            raise Invalid(
                "import.refused-whole",
                N_("%(count)d rows cannot be imported, so nothing was."),
                N_("Correct them, or import without asking for the whole."),
                place=first.place,
                count=done.refused,
            )
        reindex(sorted(run.touched, key=str))
        journal.write(
            "import-done",
            officer=officer,
            dataset=defaults.dataset,
            read=read,
            added=done.added,
            updated=done.updated,
            skipped=done.refused,
            anomalies=len(done.report.findings),
        )
    done.seconds = time.perf_counter() - started
    return done


class _Run:
    """One import under way: what was seen, what belongs to whom, whose tokens must be written."""

    def __init__(self, defaults: Defaults, done: ImportReport) -> None:
        self.defaults = defaults
        self.columns = columns(defaults)
        self.done = done
        self.seen: dict[str, uuid.UUID] = {}
        self.held: dict[str, str] = {}
        self.touched: set[uuid.UUID] = set()

    def store(self, chunk: list[Entity | dict[str, object]]) -> None:
        """Adds or updates the records of one chunk with four queries."""
        wanted: dict[str, Entity] = {}
        for entity in self._kept(chunk):
            known = wanted.get(entity.id)
            wanted[entity.id] = entity if known is None else self._merged(known, entity)
        present = {
            str(record.source_id): record
            for record in Record.objects.filter(dataset=self.defaults.dataset, source_id__in=list(wanted))
        }
        fresh, changed = [], []
        for identifier, entity in wanted.items():
            record = present.get(identifier)
            if record is None:
                fresh.append(self._new(entity))
            elif self._changed(record, entity):
                changed.append(record)
            self.seen[identifier] = (record or fresh[-1]).pk
        Record.objects.bulk_create(fresh, batch_size=BATCH)
        Record.objects.bulk_update(changed, _UPDATED, batch_size=100)
        self.touched.update(record.pk for record in (*fresh, *changed))

    def link(self) -> None:
        """Gives every account, vehicle and document its holder, wherever in the input that holder stood."""
        missing = [one for one in (*self.held.keys(), *self.held.values()) if one not in self.seen]
        known = dict(self.seen)
        for start in range(0, len(missing), BATCH):
            some = Record.objects.filter(dataset=self.defaults.dataset, source_id__in=missing[start : start + BATCH])
            known.update({str(source): pk for source, pk in some.values_list("source_id", "pk")})
        for start in range(0, len(self.held), BATCH):
            pairs = list(self.held.items())[start : start + BATCH]
            wanted = {known[item]: known[holder] for item, holder in pairs if item in known and holder in known}
            records = Record.objects.filter(pk__in=list(wanted))
            moved = [
                record for record in records if record.holder_id != wanted[record.pk] and record.pk != wanted[record.pk]
            ]
            for record in moved:
                if record.holder_id:
                    self.touched.add(record.holder_id)
                record.holder_id = wanted[record.pk]
                record.updated_at = timezone.now()
            Record.objects.bulk_update(moved, ["holder", "updated_at"], batch_size=BATCH)
            self.touched.update(wanted.values())
            for item, holder in pairs:
                if item not in known or holder not in known:
                    self.done.report.note(
                        f"{item} → {holder}",
                        "import.holder-missing",
                        N_("It belongs to an entity that is not in the file."),
                        N_("Kept without its holder."),
                    )

    def _kept(self, chunk: list[Entity | dict[str, object]]) -> Iterator[Entity]:
        """The entities of the chunk that become records; links are taken in, the rest is refused with its place."""
        for one in chunk:
            try:
                entity = one if isinstance(one, Entity) else _from_object(one)
                if entity.is_a("Ownership"):
                    self._owned(entity)
                elif not any(entity.is_a(schema) for schema in KEPT):
                    raise Invalid(
                        "import.not-kept",
                        N_("Entities of the schema %(schema)s are not kept by this version."),
                        N_("The rest of the file is not affected."),
                        schema=entity.schema,
                    )
                elif caption_of(entity.schema, entity.properties) == entity.schema:
                    raise Invalid(
                        "records.nameless",
                        N_("A record needs a name or a number by which it can be found."),
                        N_("Give a name, a phone, an account, a document or a plate."),
                    )
                else:
                    for owner in (entity.first("holder"), entity.first("owner")):
                        if owner and holdable(entity.schema):
                            self.held[entity.id] = owner
                    yield entity
            except BenkanError as error:
                self.done.report.refuse(error, one.place if isinstance(one, Entity) else "")

    def _owned(self, link: Entity) -> None:
        owner, asset = link.first("owner"), link.first("asset")
        if not owner or not asset:
            raise Invalid(
                "import.link-incomplete",
                N_("A link of ownership names no owner or no asset."),
                N_("Complete it, or leave it out."),
            )
        self.held.setdefault(asset, owner)

    def _merged(self, known: Entity, more: Entity) -> Entity:
        self.done.report.note(
            more.place or more.id,
            "import.same-id",
            N_("Two entities of the file have the same id."),
            N_("Their values were put together."),
        )
        return Entity(known.id, more.schema, _union(known.properties, more.properties), more.place)

    def _new(self, entity: Entity) -> Record:
        self.done.added += 1
        self.done.by_schema[entity.schema] = self.done.by_schema.get(entity.schema, 0) + 1
        return Record(
            schema=entity.schema,
            caption=caption_of(entity.schema, entity.properties),
            properties={name: list(values) for name, values in entity.properties.items()},
            owner=settings.BENKAN_NODE.agency,
            source_id=entity.id,
            **self.columns,
        )

    def _changed(self, record: Record, entity: Entity) -> bool:
        """Whether the record differs from what the file says now; if so it holds the new values."""
        if entity.id in self.seen:
            entity = self._merged(Entity(entity.id, record.schema, record.properties), entity)
        before = {name: getattr(record, name) for name in _UPDATED if name != "updated_at"}
        record.schema = entity.schema
        record.caption = caption_of(entity.schema, entity.properties)
        record.properties = {name: list(values) for name, values in entity.properties.items()}
        for name, value in self.columns.items():
            if name == "handling":
                value = max(record.handling, str(value))  # noqa: PLW2901 - never lowered by an import
            setattr(record, name, value)
        if all(getattr(record, name) == value for name, value in before.items()):
            self.done.unchanged += 1
            return False
        record.updated_at = timezone.now()
        self.done.updated += 1
        self.done.by_schema[entity.schema] = self.done.by_schema.get(entity.schema, 0) + 1
        return True


def _union(a: dict[str, tuple[str, ...]], b: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(dict.fromkeys([*a.get(name, ()), *b.get(name, ())])) for name in {**a, **b}}


def _from_object(one: dict[str, object]) -> Entity:
    properties = one.get("properties")
    place = str(one.get("id") or "")[:80]
    if not isinstance(properties, dict):
        raise Invalid(
            "ftm.properties",
            N_("An entity has no properties."),
            N_("Give an object of lists under “properties”."),
            place=place,
        )
    return checked(one.get("id"), one.get("schema"), properties, place=place)
