"""Tests before and after: questions, sittings on pages and from paper, what a group learned and what nobody sees."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from benkan.apps.accounts import services as accounts
from benkan.apps.training import services
from benkan.apps.training.models import Question, Sitting
from benkan.apps.training.services import gains, sitting, writing
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
GIFT = b"::Q1:: Un ? {=oui ~non}\n\n::Q2:: Deux ? {~%50%a ~%50%b ~%-100%c}\n\n::Q3:: Trois ? {T}\n"


@pytest.fixture
def asked(course, director):
    writing.take_in(course, GIFT, "fr", by=director)
    return writing.asked(course)


@pytest.fixture
def opened(run, asked, director):
    return sitting.open_test(run, "before", by=director)


def choice(right=False, **texts):
    return writing.Choice(texts or {"fr": "x"}, right)


def refusal(call, *arguments, **named):
    with pytest.raises((Refused, Invalid)) as refused:
        call(*arguments, **named)
    return refused.value.code


def test_a_question_is_written_retired_and_never_twice_the_same_number(course, director, analyst):
    made = writing.add(
        course, {"fr": " Que  dire ?"}, [choice(True, fr="a"), choice(fr="b"), choice(fr="")], by=director
    )
    assert (made.number, made.name, made.texts, len(made.choices)) == (1, "Que dire ?", {"fr": "Que dire ?"}, 2)
    writing.retire(made, by=director)
    writing.retire(made, by=director)
    assert writing.asked(course) == []
    assert writing.add(course, {"fr": "?"}, [choice(True), choice(fr="y")], by=director).number == 2
    assert refusal(writing.add, course, {"fr": "?"}, [choice(True), choice()], by=analyst) == "role.not-allowed"


@pytest.mark.parametrize(
    ("texts", "choices", "place"),
    [
        ({}, [choice(True), choice()], "text"),
        ({"de": "?"}, [choice(True), choice()], "text"),
        ({"fr": "?" * 1001}, [choice(True), choice()], "text"),
        ({"fr": "?"}, [choice(True)], "choices"),
        ({"fr": "?"}, [choice(True)] + [choice()] * 8, "choices"),
        ({"fr": "?", "en": "?"}, [choice(True), choice()], "choices"),
        ({"fr": "?"}, [choice(), choice()], "right"),
        ({"fr": "?"}, [choice(True), choice(True)], "right"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(course, director, texts, choices, place):
    with pytest.raises(Invalid) as refused:
        writing.add(course, texts, choices, by=director)
    assert (refused.value.code, refused.value.place) == ("training.question", place)


def test_a_file_again_adds_nothing_and_another_language_is_added(course, asked, director):
    again = writing.take_in(course, GIFT, "fr", by=director)
    assert (again.new, again.known) == (0, 3)
    english = GIFT.replace(b"Un ?", b"One?").replace(b"oui ~non", b"yes ~no")
    done = writing.take_in(course, english, "en", by=director)
    assert (done.new, done.translated) == (0, 3)
    one = writing.asked(course)[0]
    assert one.texts == {"fr": "Un ?", "en": "One?"}
    assert one.choices[0] == {"texts": {"fr": "oui", "en": "yes"}, "right": True}


def test_a_file_that_says_another_thing_under_a_known_name_is_left_out(course, asked, director):
    for other in (b"::Q1:: Un ? {~oui =non}", b"::Q1:: Zut ? {=oui ~non}", b"::Q1:: Un ? {=oui ~non ~peut}"):
        done = writing.take_in(course, other, "fr", by=director)
        assert (done.new, done.translated, len(done.left_out)) == (0, 0, 1)
    assert Question.objects.count() == 3


def test_a_course_has_at_most_a_hundred_questions_and_a_file_too_many_adds_none(course, director):
    many = "\n\n".join(f"::{number}:: {number}? {{=a ~b}}" for number in range(101)).encode()
    assert refusal(writing.take_in, course, many, "fr", by=director) == "training.many-questions"
    assert not Question.objects.exists()


def test_a_test_without_questions_is_not_opened(run, director):
    assert refusal(sitting.open_test, run, "before", by=director) == "training.no-questions"


def test_the_questions_of_a_run_stay_when_the_course_changes(run, course, asked, opened, director):
    writing.retire(asked[0], by=director)
    writing.add(course, {"fr": "?"}, [choice(True), choice(fr="y")], by=director)
    assert sitting.questions_of(sitting.open_test(run, "after", by=director)) == asked


def test_a_learner_answers_once_while_the_test_is_open(run, join, asked, opened, analyst, director):
    row = join("Awa Kantara", username="analyste")
    one, two, _three = asked
    answers = {str(one.pk): [0], str(two.pk): [1, 0]}
    assert refusal(sitting.sit, row, "after", answers, by=analyst) == "training.test-not-open"
    sitting.sit(row, "before", answers, by=analyst)
    row.refresh_from_db()
    assert (row.before, row.after) == (67, None)
    sitting.sit(row, "before", answers, by=analyst)
    assert refusal(sitting.sit, row, "before", {str(one.pk): [0]}, by=analyst) == "training.test-sat"
    assert refusal(sitting.copy, row, "before", "A - -", by=director) == "training.test-sat"
    assert Sitting.objects.count() == 1
    sitting.close_test(run, by=director)
    other = join("Bréhima Tolo", username="liaison")
    liaison = accounts.create_officer("liaison", "Bréhima Tolo", "liaison")
    assert refusal(sitting.sit, other, "before", answers, by=liaison) == "training.test-not-open"
    assert refusal(sitting.sit, row, "before", answers, by=liaison) == "training.not-yours"


def test_points_of_answers_cannot_be_typed_over(run, join, opened, director):
    row = join()
    sitting.copy(row, "before", "A AB A", by=director)
    row.refresh_from_db()
    assert row.before == 100
    assert refusal(services.enter_points, row, by=director, before=10) == "training.points-from-test"
    services.enter_points(row, by=director, after=10)


def test_what_was_copied_wrongly_from_paper_is_copied_again(run, join, opened, director):
    row = join()
    assert sitting.copy(row, "before", "B - B", by=director) is True
    assert sitting.copy(row, "before", "b - b", by=director) is False
    assert sitting.copy(row, "before", "A - B", by=director) is True
    row.refresh_from_db()
    assert row.before == 33


@pytest.mark.parametrize("letters", ["", "A", "A B C D", "C A A", "AA - -", "A,B,A"])
def test_letters_that_are_no_answers_are_refused(run, join, opened, director, letters):
    assert refusal(sitting.copy, join(), "before", letters, by=director) == "training.answers"


@pytest.mark.parametrize("answers", [{"x": [0]}, {0: [9]}, {0: [-1]}, {0: [True]}, {0: ["0"]}])
def test_answers_to_other_questions_or_choices_are_refused(run, join, asked, opened, director, answers):
    given = {str(asked[0].pk) if key == 0 else key: marks for key, marks in answers.items()}
    assert refusal(sitting.hand_over, join(), "before", given, by=director) == "training.answers"


def test_nobody_enters_the_own_test_and_a_closed_run_takes_none(run, join, opened, director):
    own = join("Kadidia Sangho", username="formation")
    assert refusal(sitting.copy, own, "before", "A A A", by=director) == "training.own-test"
    row = join()
    services.close(run, by=director)
    assert refusal(sitting.copy, row, "before", "A A A", by=director) == "training.closed"
    assert refusal(sitting.open_test, run, "after", by=director) == "training.closed"


def test_the_gain_is_shown_by_question_from_five_persons_and_never_by_person(plan, course, asked, director):
    made = plan(places={}, capacity=20)
    sitting.open_test(made, "before", by=director)
    for number in range(5):
        learner = services.learners.find_or_add(f"P{number}", "OCS", "ML")
        row = services.decide(services.nominate(made, learner, by=director), "accepted", by=director)
        sitting.copy(row, "before", "A - B" if number < 2 else "B - B", by=director)
        assert not gains.results(made, "fr").shown
        sitting.copy(row, "after", "A AB B", by=director)
    found = gains.results(made, "fr")
    assert (found.before, found.after, found.both, found.shown) == (5, 5, 5, True)
    assert [(one.before, one.after, one.gained) for one in found.questions] == [(40, 100, 60), (0, 100, 100), (0, 0, 0)]
    assert services.completing.gain(made).after == 67


def test_a_list_from_paper_is_taken_row_by_row(run, join, opened, director):
    row, other = join(), join("Other")
    sitting.copy(other, "before", "A A A", by=director)
    data = f"code;answers\n{row.code.lower()};A AB A\n{other.code};A A A\nNOBODY;A A A\n{row.code};Z\n".encode()
    done = sitting.copy_list(run, "before", data, by=director)
    assert (done.taken, done.known, [line for line, _ in done.refused]) == (1, 1, [4, 5])
    assert refusal(sitting.copy_list, run, "before", b"a,b\n", by=director) == "training.answers-list"
    assert refusal(sitting.copy_list, run, "during", data, by=director) == "training.moment"


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_of_a_test_opens_in_every_language(run, join, asked, opened, director, analyst, browser, language):
    row = join("Awa Kantara", username="analyste")
    for one in (director, analyst):
        one.language = language
        one.save()
    client = browser(director, language)
    for address in (
        reverse("training:questions", args=[run.course_id]),
        reverse("training:test", args=[run.pk]),
        reverse("training:answer", args=[run.pk]) + f"?person={row.pk}",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.content.decode()
    sheet = client.get(reverse("training:test-paper", args=[run.pk]), {"moment": "after"})
    assert sheet.content.startswith(b"%PDF")
    assert browser(analyst, language).get(reverse("training:answer", args=[run.pk])).status_code == 200


def test_a_learner_answers_on_the_own_page(run, join, asked, opened, analyst, browser):
    row = join("Awa Kantara", username="analyste")
    client = browser(analyst)
    address = reverse("training:answer", args=[run.pk])
    assert address in client.get(reverse("training:mine")).content.decode()
    page = client.get(address).content.decode()
    assert "Deux ?" in page
    assert "This choice is right" not in page
    given = {"moment": "before", str(asked[0].pk): "0", str(asked[1].pk): ["0", "1"], str(asked[2].pk): "0"}
    assert client.post(address, given | {str(asked[0].pk): "x"}).status_code == 400
    client.post(address, given)
    row.refresh_from_db()
    assert row.before == 100
    assert "You have answered" in client.get(address).content.decode()
    assert address not in client.get(reverse("training:mine")).content.decode()


def test_somebody_else_sees_no_question(run, join, opened, analyst, browser):
    row = join()
    client = browser(analyst)
    page = client.get(reverse("training:answer", args=[run.pk]), {"person": row.pk}).content.decode()
    assert "Deux ?" not in page
    for name, arguments in (("questions", [run.course_id]), ("test", [run.pk]), ("test-paper", [run.pk])):
        assert client.get(reverse(f"training:{name}", args=arguments)).status_code == 403


def test_a_test_is_held_from_its_page(run, join, asked, director, browser):
    row, client = join(), browser(director)
    address = reverse("training:test", args=[run.pk])
    assert "Open" in client.post(address, {"act": "open", "moment": "before"}, follow=True).content.decode()
    client.post(address, {"act": "copy", "nomination": row.pk, "moment": "before", "letters": "A AB A"})
    handed = reverse("training:answer", args=[run.pk]) + f"?person={row.pk}"
    client.post(address, {"act": "open", "moment": "after"})
    client.post(handed, {"moment": "after", str(asked[0].pk): "0"})
    row.refresh_from_db()
    assert (row.before, row.after) == (100, 33)
    sent = SimpleUploadedFile("l.csv", b"code,answers\nX,A\n")
    page = client.post(address, {"act": "copy-list", "moment": "before", "file": sent}, follow=True).content.decode()
    assert "Line 2" in page
    assert "The test is closed" in client.post(address, {"act": "close"}, follow=True).content.decode()
    for wrong in (
        {"act": "dance"},
        {"act": "open", "moment": "x"},
        {"act": "copy", "nomination": "0"},
        {"act": "copy-list"},
    ):
        assert client.post(address, wrong).status_code == 400


def test_questions_are_written_and_taken_in_on_their_page(course, director, browser):
    client, address = browser(director), reverse("training:questions", args=[course.code])
    given = {"act": "add", "text_fr": "Oui ?", "choice_0_fr": "oui", "choice_1_fr": "non", "right": "0"}
    assert client.post(address, given | {"right": "3"}).status_code == 400
    client.post(address, given)
    sent = SimpleUploadedFile("q.gift", GIFT + b"\nEssay {}\n")
    page = client.post(address, {"act": "file", "language": "fr", "file": sent}, follow=True).content.decode()
    assert "New: 3" in page
    assert "Line 7" in page
    one = writing.asked(course)[0]
    client.post(address, {"act": "retire", "question": one.pk})
    assert len(writing.asked(course)) == 3
    for wrong in ({"act": "x"}, {"act": "retire", "question": "x"}, {"act": "file", "language": "fr"}):
        assert client.post(address, wrong).status_code == 400


def test_the_api_writes_questions_and_keeps_answers(run, join, director, analyst, browser):
    client, row = browser(director), join()
    address, test = f"/api/training/courses/{run.course_id}/questions/", f"/api/training/runs/{run.pk}/test/"
    given = {"texts": {"fr": "?"}, "choices": [{"texts": {"fr": "a"}, "right": True}, {"texts": {"fr": "b"}}]}
    assert client.post(address, given, content_type="application/json").status_code == 201
    for wrong in ({"texts": ["x"]}, {"texts": {"fr": 1}}, {"choices": "x"}, {"choices": [1]}, {"name": 1}):
        assert client.post(address, given | wrong, content_type="application/json").status_code == 400
    assert len(client.get(address).json()["questions"]) == 1
    sitting.open_test(run, "before", by=director)
    body = {"code": row.code, "moment": "before", "answers": "A"}
    assert client.post(test, body, content_type="application/json").json() == {"new": True}
    assert client.post(test, body | {"code": "X"}, content_type="application/json").status_code == 403
    assert client.get(test).json()["questions"][0]["before"] is None
    assert browser(analyst).get(address).status_code == 403
