"""A seizure comes in, is read by a second officer, and is counted: what is refused, and that nothing counts twice."""

import contextlib
import dataclasses
import datetime as dt
import uuid
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, entering, statistics, validating
from benkan.apps.seizures.entering import DrugGiven, LegGiven
from benkan.apps.seizures.models import Cell, Drug, Seizure
from benkan.apps.seizures.statistics import Question
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


@contextlib.contextmanager
def refused(code):
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code


EVERYTHING = Question(since=200001, until=209912, sure=False)


def test_a_seizure_is_kept_with_its_number_and_a_line_of_the_journal(seizure):
    row = seizure()
    assert (row.owner, row.number, row.state) == ("ml-ocs", "S-2026-1", "recorded")
    assert row.drugs.get().kilograms == Decimal("1.4175")
    assert seizure().number == "S-2026-2"
    last = journal.latest(1)[0]
    assert (last["event"], last["reference"]) == ("seizure-recorded", "S-2026-2")
    assert "chira" not in str(last)


def test_the_same_draft_twice_is_one_seizure(seizure):
    key = str(uuid.uuid4())
    assert seizure(source="page", source_key=key).pk == seizure(source="page", source_key=key).pk
    assert Seizure.objects.count() == 1
    assert statistics.total(EVERYTHING).seizures == 1


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("happened_on", {"happened_on": dt.date(2199, 1, 1)}),
        ("happened_on", {"happened_on": dt.date(1890, 1, 1)}),
        ("place", {"place": "  "}),
        ("service", {"service": ""}),
        ("country", {"country": "Mali"}),
        ("circumstance", {"circumstance": "guess"}),
        ("conveyance", {"conveyance": ""}),
        ("persons", {"persons": "maybe"}),
        ("remark", {"remark": "x" * 5_001}),
        ("place", {"place": "Gao\u202e"}),
        ("latitude", {"latitude": 91.0}),
        ("latitude", {"longitude": None}),
        ("drugs", {"drugs": ()}),
        ("drugs", {"drugs": (DrugGiven("cocaine"),) * 21}),
        ("drugs.0.substance", {"drugs": (DrugGiven("moon-dust"),)}),
        ("drugs.0.quantity", {"drugs": (DrugGiven("cocaine", kilograms=Decimal(1), litres=Decimal(1)),)}),
        ("drugs.0.kilograms", {"drugs": (DrugGiven("cocaine", kilograms=Decimal(0)),)}),
        ("drugs.0.kilograms", {"drugs": (DrugGiven("cocaine", kilograms=Decimal("NaN")),)}),
        ("drugs.0.count_kind", {"drugs": (DrugGiven("tramadol", count=3),)}),
        (
            "drugs.0.purity",
            {"drugs": (DrugGiven("cocaine", purity=Decimal("1.2"), purity_laboratory="L", purity_method="m"),)},
        ),
        ("drugs.0.purity_laboratory", {"drugs": (DrugGiven("cocaine", purity=Decimal("0.8")),)}),
        ("legs.0", {"legs": (LegGiven("home", "ML"),)}),
    ],
)
def test_what_cannot_be_true_is_refused_and_nothing_is_kept(seizure, place, changes):
    with pytest.raises(Invalid) as refused:
        seizure(**changes)
    assert refused.value.place == place
    assert not Seizure.objects.exists()
    assert not Cell.objects.exists()


def test_an_unknown_amount_is_counted_as_a_seizure_and_not_as_nothing(seizure):
    seizure(drugs=(DrugGiven("heroin", quantity_text="inconnu"),))
    found = statistics.total(EVERYTHING)
    assert (found.seizures, found.kilograms, found.unknown) == (1, 0, 1)


def test_two_officers_make_it_sure(seizure, officers):
    row = seizure("liaison")
    with refused("seizure.same-officer"):
        validating.validate(officers["liaison"], row.pk, seen_version=1)
    with refused("role.not-allowed"):
        validating.validate(officers["analyst"], row.pk, seen_version=1)
    assert statistics.total(dataclasses.replace(EVERYTHING, sure=True)).seizures == 0
    validating.validate(officers["supervisor"], row.pk, seen_version=1)
    assert statistics.total(dataclasses.replace(EVERYTHING, sure=True)).seizures == 1
    with refused("seizure.validated"):
        validating.validate(officers["supervisor"], row.pk, seen_version=1)


def test_what_changed_while_it_was_read_is_not_validated(seizure, officers, given):
    row = seizure()
    entering.change(officers["analyst"], row.pk, given(place="Kidal"))
    with refused("seizure.changed"):
        validating.validate(officers["supervisor"], row.pk, seen_version=1)


def test_a_change_takes_the_validation_back_and_moves_the_sums(seizure, officers, given):
    row = seizure()
    validating.validate(officers["supervisor"], row.pk, seen_version=1)
    drug = DrugGiven("cannabis-resin", kilograms=Decimal(2))
    changed = entering.change(officers["analyst"], row.pk, given(place="Kidal", drugs=(drug,)))
    assert (changed.state, changed.version) == ("recorded", 2)
    assert [(one.kilograms, one.seizures) for one in statistics.table(EVERYTHING, "place")] == [(Decimal(2), 1)]


def test_a_withdrawn_seizure_counts_nowhere_and_cannot_come_back(seizure, officers, given):
    row = seizure()
    with pytest.raises(Invalid):
        validating.withdraw(officers["supervisor"], row.pk, " ")
    validating.withdraw(officers["supervisor"], row.pk, "Sucre, pas cocaïne")
    assert statistics.total(EVERYTHING).seizures == 0
    with refused("seizure.withdrawn"):
        entering.change(officers["analyst"], row.pk, given())


def test_a_partner_s_seizure_is_not_ours_to_change(seizure, officers, given):
    row = seizure()
    Seizure.objects.update(owner="ne-ocrtis")
    for act in (
        lambda: entering.change(officers["analyst"], row.pk, given()),
        lambda: validating.withdraw(officers["supervisor"], row.pk, "why"),
    ):
        with refused("seizure.unknown"):
            act()


@pytest.mark.parametrize("role", ["control", "administrator"])
def test_these_roles_enter_nothing(seizure, role):
    with pytest.raises(Refused):
        seizure(role)


DRUGS = st.lists(
    st.one_of(
        st.builds(lambda grams: DrugGiven("cocaine", kilograms=Decimal(grams) / 1000), st.integers(1, 10**7)),
        st.builds(lambda count: DrugGiven("tramadol", count=count, count_kind="tablet"), st.integers(1, 10**6)),
        st.just(DrugGiven("heroin")),
    ),
    min_size=1,
    max_size=3,
)
ACTS = st.lists(
    st.tuples(st.sampled_from(["record", "change", "validate", "withdraw"]), DRUGS, st.integers(0, 2)), max_size=8
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(ACTS)
def test_the_sums_are_always_what_a_recount_gives(officers, given, acts):
    Seizure.objects.all().delete()
    Cell.objects.all().delete()
    rows = []
    for act, drugs, which in acts:
        try:
            if act == "record" or not rows:
                rows.append(entering.record(officers["analyst"], given(drugs=tuple(drugs), place=f"Gao {which}")))
            elif act == "change":
                entering.change(officers["analyst"], rows[which % len(rows)].pk, given(drugs=tuple(drugs)))
            elif act == "validate":
                row = Seizure.objects.get(pk=rows[which % len(rows)].pk)
                validating.validate(officers["supervisor"], row.pk, seen_version=row.version)
            else:
                validating.withdraw(officers["supervisor"], rows[which % len(rows)].pk, "why")
        except Refused:
            continue
    names = (
        "spot_id",
        "substance",
        "month",
        "conveyance",
        "owner",
        "validated",
        "seizures",
        "milligrams",
        "pieces",
        "unknown",
    )
    kept = {row for row in Cell.objects.values_list(*names) if row[6]}
    assert not Cell.objects.filter(seizures__lt=0).exists()
    counting.recount()
    assert set(Cell.objects.values_list(*names)) == kept
    assert Drug.objects.exclude(seizure__state="withdrawn").count() == sum(row[6] for row in kept)
