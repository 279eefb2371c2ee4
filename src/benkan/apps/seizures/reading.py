"""Seizures as pages and programs read them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benkan.apps.agencies import services as agencies
from benkan.apps.cases.services import Item
from benkan.apps.seizures import amounts, choices
from benkan.apps.seizures.entering import PAGE_SOURCE
from benkan.apps.seizures.listing import drugs_words
from benkan.apps.seizures.models import Copy, Drug, Leg, Seizure, Share
from benkan.core.errors import N_, Refused


def get(seizure_id: uuid.UUID | str) -> Seizure:
    """The seizure, ours or a partner's.

    Raises:
        Refused: ``seizure.unknown``.
    """
    try:
        found = Seizure.objects.prefetch_related("drugs", "legs").filter(pk=uuid.UUID(str(seizure_id))).first()
    except ValueError:
        found = None
    if found is None:
        raise Refused("seizure.unknown", N_("There is no such seizure."), N_("Open it from the list of seizures."))
    return found


def ours(row: Seizure) -> bool:
    """Whether this service made the seizure: a partner's is only read."""
    return bool(row.owner == settings.BENKAN_NODE.agency)


@dataclass(frozen=True, slots=True)
class DrugShown:
    """One drug in the reader's words; ``estimate`` says the weight that a table makes of it, and which table."""

    row: Drug
    name: str
    amount: str
    estimate: str
    purity: str
    pure: str


def drugs(row: Seizure) -> list[DrugShown]:
    """Each drug of a seizure; pure weight only where a laboratory measured the purity."""
    return [
        DrugShown(
            one,
            amounts.substance_name(one.substance),
            amounts.amount_words(one),
            amounts.estimate_words(one),
            amounts.percent_words(one.purity),
            amounts.pure_words(one),
        )
        for one in row.drugs.all()
    ]


def facts(row: Seizure) -> list[tuple[str, str]]:
    """What is known, as label and words; what nobody said is left out."""
    found = [
        (_("Service"), row.service),
        (_("Circumstance"), choices.word(choices.CIRCUMSTANCES, row.circumstance)),
        (_("Conveyance"), choices.word(choices.CONVEYANCES, row.conveyance)),
        (_("Persons arrested or sought"), _persons(row)),
        (_("Hidden where"), choices.word(choices.CONCEALMENTS, row.concealment) if row.concealment else ""),
        (_("How it was hidden"), row.concealment_text),
        (_("Packaging"), choices.word(choices.PACKAGINGS, row.packaging) if row.packaging else ""),
        (_("Logo or mark"), row.logo),
        (_("Cargo"), row.cargo),
        (_("Source"), row.source if row.source != PAGE_SOURCE else ""),
    ]
    return [(str(label), value) for label, value in found if value]


def legs(row: Seizure) -> list[tuple[str, Leg]]:
    """The way of the drug, each place with the word for its role."""
    return [(choices.word(choices.LEG_ROLES, one.role), one) for one in row.legs.all()]


def shares(row: Seizure) -> list[tuple[str, Share]]:
    """Which partners have it, by name, with the last letter to each."""
    names = agencies.names()
    return [(names.get(one.partner, one.partner), one) for one in row.shares.order_by("partner")]


def kept_until(row: Seizure) -> dt.date | None:
    """Until when a partner's seizure is kept here."""
    return Copy.objects.filter(seizure=row).values_list("retained_until", flat=True).first()


def samples(row: Seizure) -> list[dict[str, Any]]:
    """The samples with what was found, in the reader's words."""
    return [
        {
            "pk": one.pk,
            "mark": one.mark,
            "taken_on": one.taken_on,
            "laboratory": one.laboratory,
            "method": one.method,
            "result_on": one.result_on,
            "composition": one.composition,
            "substance_words": amounts.substance_name(one.substance) if one.substance else "",
            "purity_words": amounts.percent_words(one.purity),
        }
        for one in row.samples.all()
    ]


def destructions(row: Seizure) -> list[dict[str, Any]]:
    """What was destroyed of it, with who signed."""
    plain = ("pk", "happened_on", "place", "method", "authority", "witnesses", "kept_sample", "recorded_by")
    return [
        {name: getattr(one, name) for name in plain}
        | {"confirmed_by": one.confirmed_by, "confirmed_at": one.confirmed_at}
        | {"drug_words": f"{amounts.substance_name(one.drug.substance)} · {amounts.amount_words(one.drug)}"}
        for one in row.destructions.select_related("drug")
    ]


def _persons(row: Seizure) -> str:
    word = choices.word(choices.PERSONS, row.persons)
    return f"{word} · {row.persons_count}" if row.persons_count is not None else word


def in_case(case_id: uuid.UUID | str) -> list[uuid.UUID]:
    """The ids of the seizures of a case that were not withdrawn, the oldest first."""
    return list(_kept().filter(case=case_id).order_by("happened_on", "pk").values_list("pk", flat=True))


def by_ids(ids: Iterable[uuid.UUID | str]) -> list[Seizure]:
    """These seizures with drugs, ways and linked records; not what was withdrawn or may no longer be kept."""
    wanted = list(ids)
    return [
        row
        for start in range(0, len(wanted), 500)
        for row in _kept().filter(pk__in=wanted[start : start + 500]).prefetch_related("drugs", "legs", "involved")
    ]


def of_records(record_ids: Iterable[uuid.UUID | str]) -> list[uuid.UUID]:
    """The ids of the seizures to which one of these records is linked."""
    linked = _kept().filter(involved__record__in=list(record_ids)).order_by("happened_on", "pk")
    return list(dict.fromkeys(linked.values_list("pk", flat=True)))


def _kept() -> QuerySet[Seizure]:
    over = Q(copy__retained_until__lt=timezone.localdate())
    return Seizure.objects.exclude(state=Seizure.State.WITHDRAWN).exclude(over)


def title_of(row: Seizure) -> str:
    """A seizure in one line: its number and its drugs."""
    return " · ".join((row.number, *drugs_words(row)))


def involvement_words(code: str) -> str:
    """How a record stands to a seizure, in words."""
    return choices.word(choices.INVOLVEMENTS, code)


def leg_words(role: str) -> str:
    """What a place is on the way of the drug, in words."""
    return choices.word(choices.LEG_ROLES, role)


def of_case(case_id: uuid.UUID | str) -> list[Item]:
    """The seizures of a case, as items of its timeline."""
    rows = Seizure.objects.filter(case=case_id).prefetch_related("drugs")
    return [
        Item(
            at=_moment(row),
            kind="seizure",
            title=_("Seizure"),
            text=" · ".join((*drugs_words(row), row.place)),
            owner=row.owner,
            handling=row.handling,
            state=choices.STATES[row.state],
            url=reverse("seizures:detail", args=[row.pk]),
        )
        for row in rows
    ]


def as_object(row: Seizure) -> dict[str, Any]:
    """A seizure as programs read it, without its nominal part."""
    plain = (
        "owner", "number", "state", "version", "precision", "service", "country", "area", "place", "latitude",
        "longitude", "circumstance", "conveyance", "persons", "persons_count", "concealment", "concealment_text",
        "packaging", "logo", "cargo", "handling",
    )  # fmt: skip
    return {
        "id": str(row.pk),
        "happened_on": row.happened_on.isoformat(),
        "happened_at": row.happened_at.isoformat() if row.happened_at else None,
        **{name: getattr(row, name) for name in plain},
        "drugs": [
            {
                "substance": drug.substance,
                "substance_text": drug.substance_text,
                "quantity_text": drug.quantity_text,
                "kilograms": _number(drug.kilograms),
                "litres": _number(drug.litres),
                "count": drug.count,
                "count_kind": drug.count_kind,
                "packages": drug.packages,
                "purity": _number(drug.purity),
                "purity_method": drug.purity_method,
                "purity_laboratory": drug.purity_laboratory,
                "price": _number(drug.price),
                "price_currency": drug.price_currency,
                "price_unit": drug.price_unit,
            }
            for drug in row.drugs.all()
        ],
        "legs": [
            {
                "role": leg.role,
                "country": leg.country,
                "place": leg.place,
                "latitude": leg.latitude,
                "longitude": leg.longitude,
                "grade": leg.grade,
            }
            for leg in row.legs.all()
        ],
        "validated": row.validated_at.isoformat() if row.validated_at else None,
    }


def _number(value: Any) -> str | None:
    """Decimals travel as texts: a float would change them."""
    return None if value is None else f"{value:f}"


def _moment(row: Seizure) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(row.happened_on, row.happened_at or dt.time(12)))
