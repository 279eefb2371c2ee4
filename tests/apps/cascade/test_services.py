"""What other slices ask of onward training, and what an erased person, a course and a late target become."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.apps.cascade.grown import BEGAN, at, begun, held, record, trainer
from tests.apps.cascade.test_standing import assert_right
from tests.apps.standing_pages import client

from benkan.apps.accounts import services as accounts
from benkan.apps.cascade import mending, recording, services
from benkan.apps.cascade.models import Person
from benkan.apps.cascade.people import Named
from benkan.apps.training import services as training
from benkan.core.cascade import MOST_ATTENDEES
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
HOURS = Decimal(2)


def learner(name: str, country: str = "ML") -> Any:
    return SimpleNamespace(
        public_id=uuid4(), name=name, service="Douanes", country=country, region="ML/Gao", language="fr", username=""
    )


def completed(*learners: Any, run: UUID, day: dt.date = BEGAN) -> list[Any]:
    return [
        SimpleNamespace(learner=one, run_id=run, finished_on=day, title={"fr": "Chiens", "en": "Dogs"})
        for one in learners
    ]


def test_a_completed_course_becomes_a_tree_and_later_attendees_join_it(monkeypatch: pytest.MonkeyPatch) -> None:
    who, run = trainer(), uuid4()
    awa, issa, binta = learner("Awa Traoré"), learner("Issa Cissé"), learner("Binta Sow")
    done: list[Any] = []
    monkeypatch.setattr(training, "completed", lambda run_id: [one for one in done if one.run_id == run_id])
    with pytest.raises(Refused) as refused:
        services.from_run(who, run)
    assert refused.value.code == "cascade.not-completed"
    done += completed(awa, issa, run=run)
    tree = services.from_run(who, run)
    assert (tree.title, [one.name for one in services.roots_of(run)]) == ("Dogs", ["Awa Traoré", "Issa Cissé"])
    done += completed(binta, run=run, day=BEGAN + dt.timedelta(days=9))
    assert services.from_run(who, run).pk == tree.pk
    assert client("trainer").post(reverse("cascade:of_run", args=[run])).status_code == 302
    assert len(services.roots_of(run)) == 3
    assert at(tree, "Awa Traoré").trained_on == BEGAN
    assert services.roots_of(uuid4()) == []
    recording.record(who, tree, held(at(tree, "Awa Traoré"), ["Oumar Keïta", "Salif Ba"]))
    again = Named("Issa", learner=issa.public_id)
    recording.record(
        who, tree, recording.Held(at(tree, "Oumar Keïta").public_id, BEGAN + dt.timedelta(days=60), "x", HOURS, [again])
    )
    assert services.below(awa.public_id) == 2
    assert services.below(uuid4()) == 0
    assert at(tree, "Issa Cissé").depth == 0
    assert at(tree, "Issa Cissé").trainings.count() == 2
    assert services.erase_learner(awa.public_id) == 1
    assert services.below(awa.public_id) == 0
    assert not Person.objects.filter(name="Awa Traoré").exists()
    assert_right(tree)


def test_only_one_tree_for_a_course_and_only_for_who_may_train() -> None:
    who, run = trainer(), uuid4()
    begun(who, run=run)
    with pytest.raises(Refused) as refused:
        begun(who, run=run)
    assert refused.value.code == "cascade.there"
    analyst = accounts.create_officer("analyst", "A", "analyst")
    with pytest.raises(Refused) as refused:
        begun(analyst)
    assert refused.value.code == "role.not-allowed"


def test_a_list_without_anybody_or_a_future_course_is_refused() -> None:
    who = trainer()
    with pytest.raises(Invalid) as refused:
        services.begin(who, "Dogs", BEGAN, [])
    assert refused.value.code == "cascade.nobody"
    with pytest.raises(Invalid) as refused:
        services.begin(who, "Dogs", timezone.localdate() + dt.timedelta(days=1), [Named("Awa Traoré")])
    assert refused.value.code == "cascade.day"
    with pytest.raises(Invalid) as refused:
        services.begin(who, " ", BEGAN, [Named("Awa Traoré")])
    assert refused.value.code == "cascade.title"


def test_an_earlier_session_that_is_reported_late_moves_the_person_with_the_branch() -> None:
    who = trainer()
    tree = begun(who)
    record(who, tree, at(tree, "Awa Traoré"), ["Issa Cissé"], days=90)
    record(who, tree, at(tree, "Issa Cissé"), ["Salif Ba"], days=120)
    again = Named("Issa", learner=at(tree, "Issa Cissé").public_id)
    moussa = at(tree, "Moussa Ag Alhassane")
    recording.record(who, tree, recording.Held(moussa.public_id, BEGAN + dt.timedelta(days=10), "x", HOURS, [again]))
    assert at(tree, "Issa Cissé").parent == moussa
    assert at(tree, "Moussa Ag Alhassane").below == 2
    assert at(tree, "Awa Traoré").below == 0
    assert_right(tree)


def test_two_of_whom_one_trained_the_other_are_not_one() -> None:
    who = trainer()
    tree = begun(who)
    record(who, tree, at(tree, "Awa Traoré"), ["Issa Cissé"])
    record(who, tree, at(tree, "Issa Cissé"), ["Awa Traore"], days=60)
    for one, other in (("Awa Traoré", "Awa Traore"), ("Awa Traore", "Awa Traoré")):
        with pytest.raises(Refused) as refused:
            mending.merge(who, tree, at(tree, one).public_id, at(tree, other).public_id)
        assert refused.value.facts["way"] == "Awa Traore ← Issa Cissé ← Awa Traoré"
    assert_right(tree)


def test_a_target_behind_shows_in_the_day_of_who_may_train() -> None:
    who = trainer()
    tree = begun(who)
    today = timezone.localdate()
    target = services.set_target(who, tree, "all", "", 10, today + dt.timedelta(days=10))
    assert services.waiting_for(who) is None
    tree.targets.filter(pk=target.pk).update(set_on=today - dt.timedelta(days=90))
    found = services.waiting_for(who)
    assert found is not None
    assert [(one.target.pk, one.progress.state) for one in found.late] == [(target.pk, "late")]
    assert "behind" in client("trainer").get("/").content.decode()
    assert services.waiting_for(accounts.create_officer("analyst", "A", "analyst")) is None


def test_the_largest_session_of_the_longest_names_is_recorded() -> None:
    who = trainer()
    tree = begun(who)
    syllables = ("ba", "do", "ka", "lu", "mi", "no", "ra", "so", "ti", "ze")

    def part(number: int) -> str:
        return "".join(syllables[int(digit)] for digit in f"{number:03d}").title()

    names = [" ".join(part((7 * at + 131 * place) % 1000) for place in range(8)) for at in range(MOST_ATTENDEES)]
    assert record(who, tree, at(tree, "Awa Traoré"), names).persons == MOST_ATTENDEES
    with pytest.raises(Invalid) as refused:
        record(who, tree, at(tree, "Awa Traoré"), [*names, "Issa Cissé"], days=31)
    assert refused.value.code == "cascade.attendees"
