"""Grades from Moodle: numbers decide, names are proposed, and all is kept or nothing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from benkan.apps.training import services
from benkan.apps.training.services import grading, sitting, writing
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
COLUMNS = grading.Columns("Before", "After", 10, 20)


@pytest.fixture
def people(join):
    return join("Awa Kantara"), join("Issa Tolo")


def book(*rows):
    lines = ["ID number,First name,Last name,Before,After", *rows]
    return grading.read("\n".join(lines).encode())


def refusal(call, *arguments, **named):
    with pytest.raises((Refused, Invalid)) as refused:
        call(*arguments, **named)
    return refused.value.code


def points(*rows):
    for row in rows:
        row.refresh_from_db()
    return [(row.before, row.after) for row in rows]


def test_numbers_decide_whoever_the_name_says(run, people, director):
    one, two = people
    found = book(f"{str(one.learner_id).upper()},Somebody,Else,5,15", f"{two.code.lower()},X,Y,-,10.0")
    assert grading.take(run, found, COLUMNS, {}, by=director) == 2
    assert points(one, two) == [(50, 75), (None, 50)]


def test_a_name_alone_is_proposed_and_nothing_is_kept_until_it_is_answered(run, people, director):
    one, two = people
    found = book(f"{one.learner_id},Awa,Kantara,5,15", "77,issa,TOLO,1,2", "78,No,Body,1,2")
    planned = grading.plan(run, found, COLUMNS, {})
    assert [(each.row.line, each.proposed) for each in planned.asked] == [(3, two), (4, None)]
    assert refusal(grading.take, run, found, COLUMNS, {3: two.code}, by=director) == "training.grades-open"
    assert points(one, two) == [(None, None), (None, None)]
    assert grading.take(run, found, COLUMNS, {3: two.code, 4: "-"}, by=director) == 2
    assert points(one, two) == [(50, 75), (10, 10)]


def test_two_of_one_name_are_not_proposed(run, join, director):
    join("Awa Kantara"), join("Awa Kantara", service="Douanes")
    assert [one.proposed for one in grading.plan(run, book("9,Awa,Kantara,1,2"), COLUMNS, {}).asked] == [None]


def test_one_wrong_grade_and_nothing_is_kept(run, people, director):
    one, two = people
    found = book(f"{one.code},A,B,5,15", f"{two.code},C,D,5,21")
    with pytest.raises(Invalid) as refused:
        grading.take(run, found, COLUMNS, {}, by=director)
    assert (refused.value.code, refused.value.place) == ("training.grade", "line 3")
    assert points(one, two) == [(None, None), (None, None)]


def test_points_of_a_test_that_was_answered_here_stop_all(run, people, director):
    one, two = people
    writing.take_in(run.course, b"::Q:: Un ? {=oui ~non}", "fr", by=director)
    sitting.open_test(run, "before", by=director)
    sitting.copy(two, "before", "A", by=director)
    found = book(f"{one.code},A,B,5,15", f"{two.code},C,D,5,15")
    assert refusal(grading.take, run, found, COLUMNS, {}, by=director) == "training.points-from-test"
    assert points(one) == [(None, None)]


@pytest.mark.parametrize(
    "columns",
    [
        grading.Columns(), grading.Columns("No such"), grading.Columns("Before", "Before"), grading.Columns("Before", "", 0),
        grading.Columns("ID number"),
    ],
)  # fmt: skip
def test_columns_that_are_not_there_are_refused(run, people, columns):
    assert refusal(grading.plan, run, book(f"{people[0].code},A,B,5,15"), columns, {}) == "training.grades-columns"


def test_two_rows_of_one_learner_strangers_and_a_closed_run_are_refused(run, people, director, analyst):
    one, _two = people
    twice = book(f"{one.code},A,B,5,15", f"{one.learner_id},A,B,6,16")
    assert refusal(grading.take, run, twice, COLUMNS, {}, by=director) == "training.grades-twice"
    unknown = book("9,A,B,5,15")
    assert refusal(grading.take, run, unknown, COLUMNS, {2: "NOSUCH"}, by=director) == "training.grades-answer"
    assert refusal(grading.take, run, unknown, COLUMNS, {}, by=analyst) == "role.not-allowed"
    assert refusal(grading.read, b"x") == "training.grades"
    assert refusal(grading.answers_of, ["x=1"]) == "training.grades-answer"
    assert grading.answers_of(["3=abc", "4=-"]) == {3: "ABC", 4: "-"}
    services.close(run, by=director)
    assert refusal(grading.take, run, unknown, COLUMNS, {2: "-"}, by=director) == "training.closed"


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_gradebook_is_taken_in_on_its_page(run, people, director, browser, language):
    one, two = people
    director.language = language
    director.save()
    client, address = browser(director, language), reverse("training:grades", args=[run.pk])
    assert f'lang="{language}"' in client.get(address).content.decode()
    lines = f"ID number,First name,Last name,Before,After\n{one.code},A,B,5,15\n9,Issa,Tolo,1,2\n"
    page = client.post(address, {"file": SimpleUploadedFile("g.csv", lines.encode())})
    assert "<option>Before</option>" in page.content.decode()
    given = {
        "act": "take", "carried": page.context["carried"], "before": "Before", "after": "After", "before_out_of": "10",
        "after_out_of": "20",
    }  # fmt: skip
    asked = client.post(address, given)
    assert (asked.status_code, points(one)) == (200, [(None, None)])
    assert f'value="{two.code}" selected' in asked.content.decode()
    assert client.post(address, given | {"row_3": two.code}).status_code == 302
    assert points(one, two) == [(50, 75), (10, 10)]


@pytest.mark.parametrize("fields", [{}, {"carried": "%"}, {"carried": "eA=="}])
def test_what_is_no_gradebook_is_refused_on_the_page(run, director, analyst, browser, fields):
    address = reverse("training:grades", args=[run.pk])
    assert browser(director).post(address, fields).status_code == 400
    assert browser(analyst).get(address).status_code == 403
