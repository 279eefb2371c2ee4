"""Evaluation: once by each, by nobody in particular, shown late, and reminded of after six months."""

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.calendar import services as calendar
from benkan.apps.journal import services as journal
from benkan.apps.training import services
from benkan.apps.training.models import Answered, Evaluation, Tally
from benkan.apps.training.services import evaluation
from benkan.core.course_evaluation import STATEMENTS, Stage
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
FORM = {"goals": 4, "useful": 5}


@pytest.fixture
def people(plan, director):
    """A run that is over, with seven officers accepted."""
    made = plan(places={}, capacity=20)
    found = []
    for number in range(7):
        officer = accounts.create_officer(f"o{number}", f"Officer {number}", "analyst", language="en")
        learner = services.learners.find_or_add(f"Officer {number}", "OCS", "ML", username=f"o{number}")
        row = services.decide(services.nominate(made, learner, by=director), "accepted", by=director)
        found.append((officer, row))
    return made, found


def refusal(call, *arguments, **named):
    with pytest.raises((Refused, Invalid)) as refused:
        call(*arguments, **named)
    return refused.value.code


def standing(run, stage=Stage.END, today=None):
    return next(one for one in evaluation.standings(run, today) if one.stage is stage)


def test_results_appear_when_it_is_over_and_not_before(people, director):
    run, officers = people
    for officer, row in officers[:5]:
        evaluation.answer(row, "end", FORM, by=officer)
        assert standing(run).shown == []
    assert (standing(run).state, standing(run).answered) == ("open", 5)
    evaluation.end(run, "end", by=director)
    found = standing(run)
    assert found.state == "over"
    assert [(one.statement, one.counts) for one in found.shown] == [
        ("goals", (0, 0, 0, 5, 0)),
        ("useful", (0, 0, 0, 0, 5)),
    ]
    assert refusal(evaluation.answer, officers[5][1], "end", FORM, by=officers[5][0]) == "training.evaluation-closed"
    assert refusal(evaluation.end, run, "end", by=director) == "training.evaluation-closed"


def test_four_answers_are_never_shown(people, director):
    run, officers = people
    for officer, row in officers[:4]:
        evaluation.answer(row, "end", FORM, by=officer)
    evaluation.end(run, "end", by=director)
    assert (standing(run).answered, standing(run).shown) == (4, [])


def test_it_is_over_by_itself_when_its_days_are_over(people):
    run, officers = people
    for officer, row in officers:
        evaluation.answer(row, "end", FORM, by=officer)
    last = standing(run).last
    assert standing(run, today=last).shown == []
    assert len(standing(run, today=last + dt.timedelta(days=1)).shown) == 2
    assert [one.state for one in evaluation.standings(run)] == ["open", "coming"]


def test_nothing_that_is_kept_ties_an_answer_to_a_learner(people):
    """No row has a learner beside a value, and no line of the journal says when somebody answered."""
    _run, officers = people
    before = journal.size()
    for officer, row in officers[:2]:
        evaluation.answer(row, "end", FORM, by=officer)
    assert journal.size() == before
    assert {one.name for one in Answered._meta.get_fields()} == {"id", "nomination", "stage"}
    assert {one.name for one in Tally._meta.get_fields()} == {
        "id",
        "evaluation",
        "statement",
        "value",
        "paper",
        "count",
    }
    assert {one.name for one in Evaluation._meta.get_fields()} == {
        "id",
        "run",
        "stage",
        "answered",
        "ended_on",
        "tallies",
    }
    assert Tally.objects.count() == 5 * 2 * len(STATEMENTS[Stage.END])
    with_learner = {
        model for model in apps.get_app_config("training").get_models()
        if any(one.related_model and one.related_model.__name__ == "Nomination" for one in model._meta.fields)
    }  # fmt: skip
    assert {one.__name__ for one in with_learner} == {"Mark", "Sitting", "Answered"}


def test_each_answers_once_and_only_for_oneself(people, director):
    _run, officers = people
    (officer, row), (other, theirs) = officers[:2]
    evaluation.answer(row, "end", FORM, by=officer)
    assert refusal(evaluation.answer, row, "end", {"goals": 1}, by=officer) == "training.evaluated"
    assert refusal(evaluation.answer, theirs, "end", FORM, by=officer) == "training.not-yours"
    assert refusal(evaluation.answer, theirs, "later", {"used": 1}, by=other) == "training.evaluation-closed"
    services.decide(theirs, "withdrawn", by=director)
    assert refusal(evaluation.answer, theirs, "end", FORM, by=other) == "training.not-accepted"
    assert Evaluation.objects.get().answered == 1


@pytest.mark.parametrize(
    ("stage", "values"), [("never", FORM), ("end", {}), ("end", {"goals": 9}), ("end", {"used": 1})]
)
def test_what_is_no_form_is_refused(people, stage, values):
    officer, row = people[1][0]
    assert refusal(evaluation.answer, row, stage, values, by=officer) == "training.evaluation"


def test_no_more_forms_from_paper_than_persons(people, director, analyst):
    run, _ = people
    for _ in range(7):
        evaluation.copy(run, "end", FORM, by=director)
    assert refusal(evaluation.copy, run, "end", FORM, by=director) == "training.evaluation-full"
    assert refusal(evaluation.copy, run, "end", FORM, by=analyst) == "role.not-allowed"
    evaluation.end(run, "end", by=director)
    assert standing(run).shown[0].answers == 7


def test_a_run_to_come_is_not_evaluated(plan, director):
    made = plan(days=3)
    assert refusal(evaluation.copy, made, "end", FORM, by=director) == "training.evaluation-closed"


def test_after_six_months_it_is_in_the_calendar_and_in_my_day(people, director, plan):
    run, officers = people
    officer, row = officers[0]
    opens = standing(run, Stage.LATER).first
    assert [one.identifier for one in calendar.entries(officer, opens, opens)] == [f"evaluation-{run.pk}"]
    assert calendar.entries(officer, opens + dt.timedelta(days=1), opens + dt.timedelta(days=9)) == []
    stranger = accounts.create_officer("stranger", "A Stranger", "analyst")
    assert calendar.entries(stranger, opens, opens) == []
    run.starts = run.ends = timezone.localdate() - dt.timedelta(days=190)
    run.save()
    found = services.waiting_for(officer)
    assert [(one.run, one.stage) for one in found.forms] == [(run.pk, "later")]
    evaluation.answer(row, "later", {"used": 4}, by=officer)
    assert services.waiting_for(officer) is None
    assert services.waiting_for(stranger) is None


def test_results_are_news_for_who_trains(people, director):
    run, officers = people
    assert services.waiting_for(director) is None
    for officer, row in officers:
        evaluation.answer(row, "end", FORM, by=officer)
    evaluation.end(run, "end", by=director)
    assert [one.run for one in services.waiting_for(director).results] == [run.pk]
    assert evaluation.fresh(timezone.localdate() + dt.timedelta(days=15)) == []


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_of_an_evaluation_opens_in_every_language(people, director, browser, language):
    run, officers = people
    officer = officers[0][0]
    for one in (director, officer):
        one.language = language
        one.save()
    client = browser(officer, language)
    form = client.get(reverse("training:evaluate", args=[run.pk, "end"]))
    day = client.get("/")
    results = browser(director, language).get(reverse("training:evaluation", args=[run.pk]))
    for page in (form, day, results):
        assert page.status_code == 200
        assert f'lang="{language}"' in page.content.decode()
    assert reverse("training:evaluate", args=[run.pk, "end"]) in day.content.decode()


def test_a_form_is_filled_in_on_its_page_and_results_are_read(people, director, browser):
    run, officers = people
    for officer, _ in officers[:5]:
        client = browser(officer)
        address = reverse("training:evaluate", args=[run.pk, "end"])
        assert client.post(address, {"goals": "6"}).status_code == 400
        assert client.post(address, {}).status_code == 400
        client.post(address, {"goals": "5", "useful": ""})
        assert "nothing to fill in" in client.get(address).content.decode()
        assert client.post(address, {"goals": "5"}).status_code == 400
    boss, address = browser(director), reverse("training:evaluation", args=[run.pk])
    boss.post(address, {"act": "copy", "stage": "end", "goals": "1"})
    page = boss.post(address, {"act": "end", "stage": "end"}, follow=True).content.decode()
    assert "6 forms came in" in page
    assert "The course reached its goals." in page
    for wrong in (
        {"act": "x"},
        {"act": "end", "stage": "x"},
        {"act": "copy", "stage": "end"},
        {"act": "end", "stage": "later"},
    ):
        assert boss.post(address, wrong).status_code == 400
    assert browser(officers[0][0]).get(address).status_code == 403
    assert browser(officers[0][0]).get(reverse("training:evaluate", args=[run.pk, "x"])).status_code == 400


def test_the_api_gives_results_to_who_trains(people, director, browser):
    run, officers = people
    address = f"/api/training/runs/{run.pk}/evaluation/"
    found = browser(director).get(address).json()["stages"]
    assert [(one["stage"], one["state"], one["statements"]) for one in found] == [
        ("end", "open", []),
        ("later", "coming", []),
    ]
    assert browser(officers[0][0]).get(address).status_code == 403
