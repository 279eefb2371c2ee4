"""A seizure comes in: from the short form, a program or a file, and is changed as long as nobody validated it.

Everything that stands on the short form must be said, if only as ``unknown``; the rest may come later. The same
``source_key`` twice is one seizure, so a draft that a phone sends again on a bad link is not counted twice.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, texts
from benkan.apps.seizures.choices import LISTS
from benkan.apps.seizures.models import Drug, Leg, Numbering, Seizure
from benkan.core import seizures as vocabulary
from benkan.core import substances
from benkan.core.errors import N_, Invalid, Refused
from benkan.core.seizures.similar import logo_key

PAGE_SOURCE: Final = "page"
"""The source of what was typed on our own page; its ``source_key`` is the key of the draft."""
FIRST_YEAR: Final = 1950
MAX_DRUGS: Final = 20
MAX_LEGS: Final = 12
MAX_KILOGRAMS: Final = Decimal(10_000_000)
MAX_COUNT: Final = 10_000_000_000
CURRENCY_LENGTH: Final = 3


@dataclass(frozen=True, slots=True)
class DrugGiven:
    """One drug as an officer said it. Exactly one of kilograms, litres and count, or none when it is unknown.

    Args:
        substance: code of the catalogue.
        substance_text: as it was written, where it was read from a text.
        count_kind: what is counted, one of ``COUNT_KINDS``.
        purity: share from 0 to 1, only as a laboratory measured it.
    """

    substance: str
    substance_text: str = ""
    quantity_text: str = ""
    kilograms: Decimal | None = None
    litres: Decimal | None = None
    count: int | None = None
    count_kind: str = ""
    packages: int | None = None
    purity: Decimal | None = None
    purity_method: str = ""
    purity_laboratory: str = ""
    price: Decimal | None = None
    price_currency: str = ""
    price_unit: str = ""


@dataclass(frozen=True, slots=True)
class LegGiven:
    """A place on the way, with how sure that is (A–X, 1–4)."""

    role: str
    country: str
    place: str = ""
    grade: str = "X4"
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class SeizureGiven:
    """A seizure as an officer said it; the first ten fields are the short form."""

    happened_on: dt.date
    country: str
    place: str
    drugs: Sequence[DrugGiven]
    service: str
    circumstance: str
    conveyance: str
    persons: str
    area: str = ""
    latitude: float | None = None
    longitude: float | None = None
    precision: str = "day"
    happened_at: dt.time | None = None
    number: str = ""
    persons_count: int | None = None
    concealment: str = ""
    concealment_text: str = ""
    packaging: str = ""
    logo: str = ""
    cargo: str = ""
    remark: str = ""
    handling: str = "H1"
    case: uuid.UUID | None = None
    legs: Sequence[LegGiven] = field(default_factory=tuple)
    source: str = ""
    source_key: str | None = None


_SEIZURE_TEXTS: Final = {
    name: texts.longest(Seizure, name)
    for name, told in SeizureGiven.__dataclass_fields__.items()
    if told.type == "str" and name != "source"
}
_DRUG_TEXTS: Final = {
    name: texts.longest(Drug, name)
    for name in ("substance_text", "quantity_text", "purity_method", "purity_laboratory", "price_unit")
}


def record(officer: Officer, given: SeizureGiven) -> Seizure:
    """The new seizure, waiting for a second officer; the one that is here already when its ``source_key`` is known.

    Raises:
        Refused: ``role.not-allowed``.
        Invalid: a value that cannot stand; the place names the field.
    """
    accounts.need(officer, "case")
    known = _known(given)
    if known is not None:
        return known
    checked(given)
    try:
        with transaction.atomic():
            row = _create(given, accounts.handle(officer))
            journal.write(
                "seizure-recorded",
                officer=accounts.handle(officer),
                reference=row.number,
                seizure=str(row.pk),
                drugs=len(given.drugs),
            )
    except IntegrityError as error:
        known = _known(given)
        if known is not None:
            return known
        raise Invalid(
            "seizure.number-taken",
            N_("Another seizure already has the number %(number)s."),
            N_("Choose another number, or leave it empty to get the next one."),
            place="number",
            number=given.number,
        ) from error
    return row


def change(officer: Officer, seizure_id: uuid.UUID | str, given: SeizureGiven) -> Seizure:
    """The seizure with other values; a validated one must be validated again.

    Raises:
        Refused: no right, not ours, or withdrawn. Invalid: as ``record``.
    """
    accounts.need(officer, "case")
    checked(given)
    with transaction.atomic():
        row = own(seizure_id)
        before, counted = row.state, counting.share(row)
        fill(row, given)
        row.state, row.validated_by, row.validated_at = Seizure.State.RECORDED, "", None
        row.version += 1
        row.save()
        renew_parts(row, given)
        counting.move(counted, counting.share(row))
        journal.write(
            "seizure-changed",
            officer=accounts.handle(officer),
            reference=row.number,
            seizure=str(row.pk),
            version=row.version,
            was_validated=before == Seizure.State.VALIDATED,
        )
    return row


def given_of(row: Seizure) -> SeizureGiven:
    """The seizure as it was said, to be said again with a change."""
    said = {name: getattr(row, name) for name in SeizureGiven.__dataclass_fields__ if name not in ("drugs", "legs")}
    drugs = [
        DrugGiven(**{name: getattr(one, name) for name in DrugGiven.__dataclass_fields__}) for one in row.drugs.all()
    ]
    legs = [LegGiven(**{name: getattr(one, name) for name in LegGiven.__dataclass_fields__}) for one in row.legs.all()]
    return SeizureGiven(**said, drugs=tuple(drugs), legs=tuple(legs))


def own(seizure_id: uuid.UUID | str) -> Seizure:
    """A seizure of this service that still stands, locked.

    Raises:
        Refused: ``seizure.unknown`` or ``seizure.withdrawn``.
    """
    try:
        row = (
            Seizure.objects.select_for_update()
            .filter(pk=uuid.UUID(str(seizure_id)), owner=settings.BENKAN_NODE.agency)
            .first()
        )
    except ValueError:
        row = None
    if row is None:
        raise Refused(
            "seizure.unknown",
            N_("There is no such seizure of this service."),
            N_("Open it from the list of seizures."),
        )
    if row.state == Seizure.State.WITHDRAWN:
        raise Refused("seizure.withdrawn", N_("This seizure was withdrawn."), N_("Record it anew if it is true."))
    return row


def checked(given: SeizureGiven, *, ahead: dt.timedelta = dt.timedelta(0)) -> None:
    """Refuses what cannot be true or cannot be kept.

    Args:
        ahead: how much later it may be where the seizure was made.

    Raises:
        Invalid: the place names the field, such as ``drugs.0.kilograms``.
    """
    _when(given, timezone.localdate() + ahead)
    for name in ("place", "service"):
        if not str(getattr(given, name)).strip():
            raise Invalid("seizure.missing", N_("This must be said."), N_("Write “unknown” if it is."), place=name)
    if len(given.country) != 2 or not given.country.isascii() or not given.country.isupper():
        raise Invalid(
            "seizure.country", N_("A country is expected here."), N_("Choose it from the list."), place="country"
        )
    for name, (codes, _words) in LISTS.items():
        value = getattr(given, name)
        if value not in codes and not (value == "" and name in ("concealment", "packaging")):
            raise Invalid("seizure.code", N_("Choose one of the list."), place=name)
    _texts(given)
    _coordinates("", given.latitude, given.longitude)
    if not 1 <= len(given.drugs) <= MAX_DRUGS:
        raise Invalid("seizure.drugs", N_("A seizure has from one to %(limit)d drugs."), place="drugs", limit=MAX_DRUGS)
    for position, drug in enumerate(given.drugs):
        _drug(drug, f"drugs.{position}")
    if len(given.legs) > MAX_LEGS:
        raise Invalid("seizure.legs", N_("A route has at most %(limit)d places."), place="legs", limit=MAX_LEGS)
    for position, leg in enumerate(given.legs):
        _leg(leg, f"legs.{position}")


def _when(given: SeizureGiven, today: dt.date) -> None:
    if not given.happened_on.year >= FIRST_YEAR or given.happened_on > today:
        raise Invalid(
            "seizure.date",
            N_("A seizure happens between %(year)d and today."),
            N_("Check the date."),
            place="happened_on",
            year=FIRST_YEAR,
        )


def _texts(given: SeizureGiven) -> None:
    for name, limit in _SEIZURE_TEXTS.items():
        if value := getattr(given, name):
            texts.kept(value, limit, name, required=False)


def _coordinates(place: str, latitude: float | None, longitude: float | None) -> None:
    if (latitude is None) != (longitude is None) or not (
        latitude is None or longitude is None or (-90 <= latitude <= 90 and -180 <= longitude <= 180)
    ):
        raise Invalid(
            "seizure.coordinates",
            N_("A place on the map has a latitude from -90 to 90 and a longitude from -180 to 180."),
            place=f"{place}latitude",
        )


def _drug(drug: DrugGiven, place: str) -> None:
    if not substances.known(drug.substance):
        raise Invalid(
            "seizure.substance",
            N_("This drug is not in the catalogue."),
            N_("Choose one from the list; “other” is one."),
            place=f"{place}.substance",
        )
    _amount(drug, place)
    _purity(drug, place)
    if drug.price is not None and (
        drug.price <= 0 or len(drug.price_currency) != CURRENCY_LENGTH or not drug.price_unit
    ):
        raise Invalid(
            "seizure.price", N_("A price has a currency and is for a gram, a tablet…"), place=f"{place}.price"
        )
    for name, limit in _DRUG_TEXTS.items():
        if value := getattr(drug, name):
            texts.kept(value, limit, f"{place}.{name}", required=False)


def _amount(drug: DrugGiven, place: str) -> None:
    amounts = {"kilograms": drug.kilograms, "litres": drug.litres, "count": drug.count}
    said = {name: amount for name, amount in amounts.items() if amount is not None}
    if len(said) > 1:
        raise Invalid(
            "seizure.two-amounts",
            N_("One drug has one amount: a weight, a volume or a number."),
            N_("Write the second one as another line."),
            place=f"{place}.quantity",
        )
    for name, amount in said.items():
        limit = MAX_COUNT if name == "count" else MAX_KILOGRAMS
        if (isinstance(amount, Decimal) and not amount.is_finite()) or not 0 < amount <= limit:
            raise Invalid(
                "seizure.amount",
                N_("An amount is more than nothing and at most %(limit)s."),
                N_("Leave it empty if it is unknown: unknown is not zero."),
                place=f"{place}.{name}",
                limit=f"{limit:,}",
            )
    counted = drug.count_kind in vocabulary.COUNT_KINDS
    if counted != (drug.count is not None) or (drug.count_kind and not counted):
        raise Invalid("seizure.count-kind", N_("Say what was counted."), place=f"{place}.count_kind")


def _purity(drug: DrugGiven, place: str) -> None:
    if drug.purity is None:
        return
    if not drug.purity.is_finite() or not 0 < drug.purity <= 1:
        raise Invalid("seizure.purity", N_("A purity lies between 0 and 100 %%."), place=f"{place}.purity")
    if not drug.purity_laboratory.strip() or not drug.purity_method.strip():
        raise Invalid(
            "seizure.purity-source",
            N_("A purity is measured: by which laboratory, and how?"),
            N_("Name the laboratory and the method, or leave the purity empty."),
            place=f"{place}.purity_laboratory",
        )


def _leg(leg: LegGiven, place: str) -> None:
    if leg.role not in vocabulary.LEG_ROLES or len(leg.country) != 2 or not leg.country.isupper():
        raise Invalid("seizure.leg", N_("A place of a route has a role and a country."), place=place)
    texts.kept(leg.place, texts.longest(Leg, "place"), f"{place}.place", required=False)
    _coordinates(f"{place}.", leg.latitude, leg.longitude)


def _known(given: SeizureGiven) -> Seizure | None:
    if given.source_key is None:
        return None
    return Seizure.objects.filter(source=given.source, source_key=given.source_key).first()


def _create(given: SeizureGiven, username: str) -> Seizure:
    now = timezone.now()
    row = Seizure(owner=settings.BENKAN_NODE.agency, entered_by=username, entered_at=now)
    row.source, row.source_key = given.source, given.source_key
    fill(row, given)
    if not row.number:
        row.number = next_number(given.happened_on.year)
    row.save(force_insert=True)
    _add_parts(row, given)
    counting.move({}, counting.share(row))
    return row


def _columns(given: SeizureGiven) -> Mapping[str, Any]:
    skipped = {"drugs", "legs", "source", "source_key"}
    return {
        name: value.strip() if isinstance(value := getattr(given, name), str) else value
        for name in SeizureGiven.__dataclass_fields__
        if name not in skipped
    }


def fill(row: Seizure, given: SeizureGiven) -> None:
    """Puts what was said into the row; it is not saved yet, and its parts are not touched."""
    for name, value in _columns(given).items():
        if name != "number" or value:
            setattr(row, name, value)
    row.logo_key = logo_key(row.logo)
    row.spot = counting.spot_of(row.country, row.area, row.place, row.latitude, row.longitude)
    row.changed_at = timezone.now()


def _add_parts(row: Seizure, given: SeizureGiven) -> None:
    Drug.objects.bulk_create(
        Drug(seizure=row, position=position, **{name: getattr(drug, name) for name in DrugGiven.__dataclass_fields__})
        for position, drug in enumerate(given.drugs)
    )
    Leg.objects.bulk_create(_legs(row, given))


def renew_parts(row: Seizure, given: SeizureGiven) -> None:
    """Writes drugs and way anew; a drug keeps its row as long as its position stands: samples hang on it."""
    for position, drug in enumerate(given.drugs):
        values = {name: getattr(drug, name) for name in DrugGiven.__dataclass_fields__}
        Drug.objects.update_or_create(seizure=row, position=position, defaults=values)
    gone = row.drugs.filter(position__gte=len(given.drugs))
    if gone.filter(samples__isnull=False).exists() or gone.filter(destructions__isnull=False).exists():
        raise Refused(
            "seizure.drug-has-sample",
            N_("A drug of which there is a sample or a destruction cannot be taken out."),
            N_("Withdraw the seizure and record it anew if it was wrong."),
        )
    gone.delete()
    row.legs.all().delete()
    Leg.objects.bulk_create(_legs(row, given))


def _legs(row: Seizure, given: SeizureGiven) -> list[Leg]:
    return [
        Leg(seizure=row, position=position, **{name: getattr(leg, name) for name in LegGiven.__dataclass_fields__})
        for position, leg in enumerate(given.legs)
    ]


def next_number(year: int) -> str:
    """The next free number of the year, such as ``S-2026-17``; call it inside the transaction that uses it."""
    row, _ = Numbering.objects.select_for_update().get_or_create(year=year)
    owner = settings.BENKAN_NODE.agency
    number = ""
    while not number or Seizure.objects.filter(owner=owner, number=number).exists():
        row.last += 1
        number = f"S-{year}-{row.last}"
    row.save(update_fields=["last"])
    return number
