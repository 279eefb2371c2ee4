"""Kept sums are what a count of everybody gives, after any order of sessions, moves, merges, withdrawals and answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.apps.cascade.grown import BEGAN, NAMES, begun, held, trainer

from benkan.apps.cascade import following, mending, planting, rebuilding, recording
from benkan.apps.cascade.models import Answer, Cascade, NameKey, Person, Session, Tally, Training
from benkan.apps.cascade.people import Named
from benkan.core.errors import BenkanError

pytestmark = pytest.mark.django_db
ACTS = ("session",) * 5 + ("again", "attend", "move", "move", "merge", "withdraw", "answer", "join", "erase")


def truth(cascade: Cascade) -> dict[int, dict[str, Any]]:
    """Everything that follows, counted from trainings and sessions alone, the slow way."""
    first: dict[int, Any] = {}
    for row in Training.objects.filter(person__cascade=cascade).select_related("session"):
        trained = (row.day, row.session is not None, row.pk, row.session.trainer_id if row.session else None)
        first[row.person_id] = min(first.get(row.person_id, trained), trained)
    parent = {pk: row[3] for pk, row in first.items()}
    held_on: dict[int, list[dt.date]] = {pk: [] for pk in first}
    for session in Session.objects.filter(cascade=cascade):
        held_on[session.trainer_id].append(session.held_on)
    found: dict[int, dict[str, Any]] = {}
    for pk in first:
        above = [pk]
        while parent[above[-1]] is not None:
            above.append(parent[above[-1]])
        found[pk] = {"above": above, "trained_on": first[pk][0], "held": len(held_on[pk])}
    for pk, row in found.items():
        below = [other for other, there in found.items() if pk in there["above"][1:]]
        row["below"] = len(below)
        row["taught"] = sum(parent[other] == pk for other in found)
        row["levels"] = max((found[other]["above"].index(pk) for other in below), default=0)
        row["last_on"] = max((day for other in (pk, *below) for day in held_on[other]), default=None)
    return found


def assert_right(cascade: Cascade) -> None:
    cascade.refresh_from_db()
    right = truth(cascade)
    people = {one.pk: one for one in Person.objects.filter(cascade=cascade)}
    assert people.keys() == right.keys()
    numbers = {pk: f"{one.number:08d}" for pk, one in people.items()}
    for pk, one in people.items():
        row = right[pk]
        assert one.path == "".join(numbers[above] for above in reversed(row["above"]))
        assert one.depth == len(row["above"]) - 1
        for name in ("trained_on", "held", "below", "taught", "levels", "last_on"):
            assert getattr(one, name) == row[name], (name, one)
    there = {(row.kind, row.value, row.depth): row.persons for row in Tally.objects.filter(cascade=cascade)}
    assert there == dict(rebuilding.recount(cascade))
    assert sum(number for (kind, _, _), number in there.items() if kind == "country") == len(people)
    assert cascade.persons == len(people)
    assert cascade.levels == max(one.depth for one in people.values())
    assert cascade.sessions == Session.objects.filter(cascade=cascade).count()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 10**6), st.integers(0, 10**6)), max_size=25))
def test_whatever_is_done_to_a_tree_its_sums_stay_those_of_a_recount(acts: list[tuple[str, int, int]]) -> None:
    from django.db import transaction

    with transaction.atomic():
        who = trainer()
        cascade = begun(who)
        for number, (act, one, other) in enumerate(acts):
            try:
                with transaction.atomic():
                    do(who, cascade, act, one, other, number)
            except BenkanError:
                continue
        assert_right(cascade)
        again = rebuilding.rebuild(cascade)
        assert (again.mended, again.tallies) == (0, 0)
        transaction.set_rollback(True)


def do(who: Any, cascade: Cascade, act: str, one: int, other: int, number: int) -> None:
    people = list(Person.objects.filter(cascade=cascade).order_by("number"))
    sessions = list(Session.objects.filter(cascade=cascade).order_by("pk"))
    # The youngest hold most sessions, each later than the one before: so trees grow deep and few acts are refused.
    a, b = people[-1 - one % min(len(people), 1 + one % 9)], people[other % len(people)]
    days = 20 * (number + 1) - other % 7
    if act in ("session", "again"):
        names = [f"Person {number} {letter}" for letter in "abc"[: 1 + one % 3]]
        recording.record(who, cascade, held(a, names, days=days, topic=f"Topic {number if act == 'session' else 0}"))
    elif act == "attend":
        given_ = held(a, [], days=days, topic=f"Topic {number}")
        again = Named("whoever", learner=b.public_id)
        recording.record(who, cascade, type(given_)(given_.trainer, given_.day, given_.topic, given_.hours, [again]))
    elif act == "join":
        planting.join(who, cascade, BEGAN + dt.timedelta(days=days), [Named(f"Late {number}", country="NE")])
    elif act == "merge":
        mending.merge(who, cascade, a.public_id, b.public_id)
    elif act == "answer":
        state = Answer.State.values[one % 3]
        following.answer(who, cascade, [(a.public_id, BEGAN + dt.timedelta(days=300 + days), state)])
    elif act == "erase":
        mending.erase(who, cascade, a.public_id)
    elif sessions and act == "move":
        mending.move(who, sessions[one % len(sessions)], b.public_id)
    elif sessions and act == "withdraw":
        mending.withdraw(who, sessions[one % len(sessions)])


def test_a_branch_that_moves_counts_at_its_new_levels() -> None:
    who = trainer()
    cascade = begun(who)
    by_name = {one.name: one for one in Person.objects.filter(cascade=cascade)}
    awa, moussa, fatoumata = (by_name[name] for name in NAMES)
    first = recording.record(who, cascade, held(awa, ["Issa Cissé"], days=10)).session
    issa = Person.objects.get(name="Issa Cissé")
    recording.record(who, cascade, held(issa, ["Binta Sow"], days=60))
    recording.record(who, cascade, held(Person.objects.get(name="Binta Sow"), ["Salif Ba", "Oumar Sy"], days=70))
    recording.record(who, cascade, held(moussa, ["Adama Diallo"], days=5))
    adama = Person.objects.get(name="Adama Diallo")
    mending.move(who, first, adama.public_id)
    assert_right(cascade)
    assert Tally.objects.get(cascade=cascade, kind="region", value="ML/Gao", depth=4).persons == 2
    assert Person.objects.get(pk=moussa.pk).below == 5
    assert Person.objects.get(pk=awa.pk).levels == 0
    mending.move(who, first, fatoumata.public_id)
    assert_right(cascade)
    assert not Tally.objects.filter(cascade=cascade, depth=4).exists()
    mending.merge(who, cascade, fatoumata.public_id, awa.public_id)
    assert_right(cascade)


def test_a_rebuild_mends_what_was_spoilt() -> None:
    who = trainer()
    cascade = begun(who)
    top = Person.objects.filter(cascade=cascade).order_by("number")[0]
    recording.record(who, cascade, held(top, ["Issa Cissé", "Binta Sow"]))
    Person.objects.filter(pk=top.pk).update(below=77, levels=5)
    Tally.objects.filter(cascade=cascade, kind="country").delete()
    Tally.objects.filter(cascade=cascade, kind="month").update(persons=9)
    again = rebuilding.rebuild(cascade)
    assert (again.persons, again.mended) == (5, 1)
    assert again.tallies > 0
    assert_right(cascade)


def test_an_erased_name_is_found_under_no_key() -> None:
    who = trainer()
    cascade = begun(who)
    for one in Person.objects.filter(cascade=cascade):
        mending.erase(who, cascade, one.public_id)
    assert not NameKey.objects.exists()
    assert set(Person.objects.values_list("name", flat=True)) == {""}
    assert_right(cascade)
