"""Seizures that look like the work of the same hands as one of ours: found in bounded queries, ranked by core.

Candidates share a logo, a record or one of its numbers (phone, plate, account), a way of hiding or packing one drug, or
a place of the way. Partners' seizures are among them, without anything nominal. A likeness is a reason to read, never
a proof.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rapidfuzz import fuzz, process

from benkan.apps.records import services as records
from benkan.apps.seizures import amounts, choices
from benkan.apps.seizures.catalogue import place_name
from benkan.apps.seizures.models import Cell, Drug, Involved, Leg, Sample, Seizure
from benkan.core.errors import Unreachable
from benkan.core.matching import Subject
from benkan.core.matching.identifiers import canonical
from benkan.core.recognising import fold
from benkan.core.seizures.similar import LOGO_ALIKE, Alike, Features, Reason, rank, values
from benkan.web import words

FOR_EACH: Final = 200
"""Candidates of one kind at most, the nearest in time first."""
MOST: Final = 10
MOST_LOGOS: Final = 20_000
MOST_LOGOS_ALIKE: Final = 20
MOST_RECORDS: Final = 50
NUMBER: Final = "number:"
LEAST_BITS: Final = 1.0
"""What more than half of all seizures share is named without its rarity."""
_NOT_COUNTED: Final = frozenset(("near-in-time", "purity", "record"))
_WORDS = {
    "record": gettext_lazy("the same record or number"),
    "logo": gettext_lazy("logo"),
    "packaging": gettext_lazy("packaging"),
    "concealment": gettext_lazy("hidden in the same way"),
    "conveyance": gettext_lazy("conveyance"),
    "substances": gettext_lazy("drug"),
    "composition": gettext_lazy("found by the laboratory"),
    "purity": gettext_lazy("purity"),
    "seized": gettext_lazy("place of the seizure"),
    "origin": gettext_lazy("origin"),
    "departure": gettext_lazy("departure"),
    "transit": gettext_lazy("transit"),
    "destination": gettext_lazy("destination"),
    "near-in-time": gettext_lazy("days apart"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A seizure that is alike, with its reasons in the reader's words, the most telling first."""

    row: Seizure
    score: float
    reasons: tuple[str, ...]
    alike: Alike

    def as_object(self) -> dict[str, Any]:
        """As programs read it."""
        return {
            "id": str(self.row.pk),
            "number": self.row.number,
            "owner": self.row.owner,
            "happened_on": self.row.happened_on.isoformat(),
            "score_bits": self.score,
            "reasons": [
                {"kind": one.kind, "value": one.value, "bits": one.bits, "words": words_}
                for one, words_ in zip(self.alike.reasons, self.reasons, strict=True)
            ],
        }


def similar(row: Seizure, *, limit: int = MOST) -> list[Found]:
    """The seizures most like this one; none is a proof. A bounded number of queries, whatever the tables hold."""
    numbers = _numbers_of(_linked([row.pk]).get(row.pk, ()))
    ids = _candidates(row, numbers)
    ids.discard(row.pk)
    rows = {one.pk: one for one in _with_parts(Seizure.objects.filter(pk__in=list(ids)))}
    mine = _with_parts(Seizure.objects.filter(pk=row.pk)).get()
    linked = _linked([row.pk, *rows])
    captions = {record: one for each in linked.values() for record, one in each}
    wanted = _features(mine, linked.get(row.pk, ()))
    others = {str(pk): _features(one, linked.get(pk, ())) for pk, one in rows.items()}
    ranked = rank(wanted, others, _shares(wanted), limit=limit)
    return [
        Found(rows[uuid.UUID(one.key)], one.score, tuple(_in_words(reason, captions) for reason in one.reasons), one)
        for one in ranked
    ]


def _candidates(row: Seizure, numbers: dict[str, Any]) -> set[uuid.UUID]:
    """Ids of seizures that share something telling, at most ``FOR_EACH`` of each kind."""
    drugs = [drug.substance for drug in row.drugs.all()]
    legs = list(row.legs.all())
    same_drug = Seizure.objects.filter(drugs__substance__in=drugs)
    asked: list[QuerySet[Seizure]] = []
    if keys := _logos(row.logo_key):
        asked.append(Seizure.objects.filter(logo_key__in=keys))
    if sharing := _records_sharing(row, numbers):
        asked.append(Seizure.objects.filter(involved__record__in=sharing))
    for column in ("concealment", "packaging"):
        value = getattr(row, column)
        if value and value not in ("unknown", "other", "none"):
            asked.append(same_drug.filter(**{column: value}))
    if places := [Q(country=leg.country, place=leg.place) for leg in legs if leg.place]:
        asked.append(Seizure.objects.filter(pk__in=Leg.objects.filter(_any(places)).values("seizure")))
    asked.append(same_drug.filter(country=row.country, place=row.place))
    found: set[uuid.UUID] = set()
    for some in asked:
        standing = some.exclude(state=Seizure.State.WITHDRAWN)
        before = standing.filter(happened_on__lte=row.happened_on).order_by("-happened_on")
        after = standing.filter(happened_on__gt=row.happened_on).order_by("happened_on")
        for half in (before, after):
            found.update(half.values_list("pk", flat=True)[: FOR_EACH // 2])
    return found


def _any(wanted: Iterable[Q]) -> Q:
    found = Q(pk__in=[])
    for one in wanted:
        found |= one
    return found


def _logos(key: str) -> list[str]:
    """The logos of the store that count as this one."""
    if not key:
        return []
    known = Seizure.objects.exclude(logo_key="").order_by().values_list("logo_key", flat=True).distinct()[:MOST_LOGOS]
    near = process.extract(
        key, list(known), scorer=fuzz.token_sort_ratio, score_cutoff=LOGO_ALIKE, limit=MOST_LOGOS_ALIKE
    )
    return [one for one, _score, _place in near]


def _linked(seizures: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[tuple[str, Any]]]:
    """For each seizure the records that are linked to it: id and record."""
    links = list(Involved.objects.filter(seizure__in=list(seizures)).values_list("seizure_id", "record")[:2_000])
    known = records.by_ids([record for _seizure, record in links])
    found: dict[uuid.UUID, list[tuple[str, Any]]] = {}
    for seizure, record in links:
        if one := known.get(str(record)):
            found.setdefault(seizure, []).append((str(record), one))
    return found


def _numbers_of(linked: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Phones, plates and accounts of records, each in one form."""
    where = settings.BENKAN_NODE.phone_region or None
    return {
        f"{NUMBER}{form.partition(':')[2]}": one
        for _record, record in linked
        for one in records.subject_of(record).identifiers
        for form in canonical(one, where)
    }


def _records_sharing(row: Seizure, numbers: dict[str, Any]) -> set[uuid.UUID]:
    """The linked records, and those that have one of their numbers."""
    found = set(row.involved.values_list("record", flat=True))
    if numbers and found:
        asked = Subject(identifiers=tuple(numbers.values())[:MOST_RECORDS])
        try:
            found |= {one.record for one in records.find(asked, MOST_RECORDS) if one.by_number}
        except Unreachable:
            # The index is being made anew: the records themselves still count.
            return found
    return found


def _with_parts(rows: QuerySet[Seizure]) -> QuerySet[Seizure]:
    return rows.prefetch_related("drugs", "legs", "samples")


def _features(row: Seizure, linked: Iterable[tuple[str, Any]]) -> Features:
    drugs, samples = list(row.drugs.all()), list(row.samples.all())
    pairs = list(linked)
    purities = {drug.substance: float(drug.purity) for drug in drugs if drug.purity is not None}
    purities |= {one.substance: float(one.purity) for one in samples if one.substance and one.purity is not None}
    return Features(
        substances=frozenset(drug.substance for drug in drugs),
        logo=row.logo,
        packaging=row.packaging,
        concealment=row.concealment,
        conveyance=row.conveyance,
        places=frozenset(
            {("seized", f"{row.country}/{row.place}")}
            | {(leg.role, f"{leg.country}/{leg.place}") for leg in row.legs.all() if leg.place}
        ),
        composition=frozenset(part for one in samples for part in _parts(one.composition)),
        purities=purities,
        records=frozenset({record for record, _one in pairs} | _numbers_of(pairs).keys()),
        day=row.happened_on.toordinal(),
    )


def _parts(composition: str) -> list[str]:
    """What a laboratory found, part by part, without its amounts."""
    parts = (fold(re.sub(r"[\d.,]+\s*%?", " ", part)) for part in re.split(r"[,;+\n]", composition))
    return [part for part in parts if part]


def _shares(wanted: Features) -> dict[tuple[str, str], float]:
    """Of how many seizures in the store each value of this one is true, as a share."""
    total = Seizure.objects.exclude(state=Seizure.State.WITHDRAWN).count() or 1
    counts = {pair: _count(*pair) for pair in values(wanted)}
    return {pair: count / total for pair, count in counts.items()}


def _count(kind: str, value: str) -> int:
    country, _slash, place = value.partition("/")
    if kind == "conveyance":
        return Cell.objects.filter(conveyance=value).aggregate(sum=Sum("seizures"))["sum"] or 0
    if kind == "composition":
        return Sample.objects.filter(composition__icontains=value).values("seizure").distinct().count()
    asked: dict[str, QuerySet[Any]] = {
        "substances": Drug.objects.filter(substance=value),
        "logo": Seizure.objects.filter(logo_key=value),
        "packaging": Seizure.objects.filter(packaging=value),
        "concealment": Seizure.objects.filter(concealment=value),
        "seized": Seizure.objects.filter(country=country, place=place),
    }
    return asked.get(kind, Leg.objects.filter(role=kind, country=country, place=place)).count()


def _in_words(reason: Reason, captions: dict[str, Any]) -> str:
    """A reason, such as “logo: LION”, with how rare it is."""
    label = _WORDS.get(reason.kind, reason.kind)
    value = _value(reason, captions)
    if reason.kind in _NOT_COUNTED or reason.bits < LEAST_BITS:
        return _("%(what)s: %(value)s") % {"what": label, "value": value}
    return _("%(what)s: %(value)s (one seizure in %(rarity)s)") % {
        "what": label,
        "value": value,
        "rarity": f"{max(1, round(2 ** min(reason.bits, 20.0))):,}".replace(",", "\u202f"),
    }


def _value(reason: Reason, captions: dict[str, Any]) -> str:
    if reason.kind == "record":
        record = captions.get(reason.value)
        return str(record.caption) if record else reason.value.removeprefix(NUMBER)
    if reason.kind == "substances":
        return amounts.substance_name(reason.value)
    if reason.kind in choices.LISTS:
        return choices.word(choices.LISTS[reason.kind][1], reason.value)
    if "/" in reason.value and reason.kind not in ("logo", "composition"):
        return f"{place_name(reason.value) or reason.value.partition('/')[2]}, {words.country(reason.value[:2])}"
    return reason.value
