"""Pages of tests: the questions of a course, the test of a run, the sheet that a learner answers."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import entitled, officer, signed_in
from benkan.apps.training import catalogue
from benkan.apps.training.models import Course, Moment, Nomination, Question, Run, Sitting
from benkan.apps.training.testing import gains, paper, sitting, writing
from benkan.core.course_tests import LETTERS, MOST_CHOICES, as_letters
from benkan.core.errors import BenkanError
from benkan.formats.questions.question import MOST_BYTES
from benkan.web import form_values
from benkan.web.errors import explain
from benkan.web.words import sentence

RIGHT = catalogue.RIGHT


@require_http_methods(["GET", "POST"])
@entitled(RIGHT)
def questions(request: HttpRequest, code: str) -> HttpResponse:
    """The questions of a course: written, taken in from a file, retired."""
    course = catalogue.course(code)
    refusal: BenkanError | None = None
    if request.method == "POST":
        try:
            said = _QUESTION_STEPS[request.POST.get("act", "")](request, course)
        except KeyError:
            refusal = form_values.unread("act")
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, said)
            return redirect("training:questions", code)
    context = {
        "course": course,
        "name": catalogue.named(course.names, _language()),
        "questions": [_shown(one) for one in writing.asked(course)],
        "letters": LETTERS[:MOST_CHOICES],
        "choices": _typed(request),
        "spoken": _SPOKEN,
        "given": request.POST,
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/questions.html", context, status=400 if refusal else 200)


@require_http_methods(["GET", "POST"])
@entitled(RIGHT)
def test(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The test of a run: opened and closed, copied from paper, and what was learned by question."""
    row = catalogue.get_run(run_id)
    refusal: BenkanError | None = None
    if request.method == "POST":
        try:
            said = _TEST_STEPS[request.POST.get("act", "")](request, row)
        except KeyError:
            refusal = form_values.unread("act")
        except BenkanError as error:
            refusal = error
        else:
            if said:
                messages.success(request, said)
            return redirect("training:test", run_id)
    return _test(request, row, refusal)


@require_GET
@entitled(RIGHT)
def test_paper(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The test as PDF: ``?moment=before`` or ``after``."""
    row = catalogue.get_run(run_id)
    found = sitting.test_of(row)
    if found is None:
        return redirect("training:test", run_id)
    moment = "after" if request.GET.get("moment") == "after" else "before"
    response = HttpResponse(paper.pdf(row, found, moment, _language()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="test-{moment}.pdf"'
    return response


@require_http_methods(["GET", "POST"])
@officer()
def answer(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """The test that is open, for the learner; with ``?person=`` on the trainer's device for one who has none."""
    row, who = catalogue.get_run(run_id), signed_in(request)
    person, handed = _person(request, row, who)
    found = sitting.test_of(row)
    refusal: BenkanError | None = None
    if request.method == "POST" and person is not None and found is not None:
        try:
            given = {name: request.POST.getlist(name) for name in request.POST}
            answers = sitting.from_form(sitting.questions_of(found), given)
            keep = sitting.hand_over if handed else sitting.sit
            keep(person, request.POST.get("moment", ""), answers, by=who)
        except BenkanError as error:
            refusal = error
        else:
            messages.success(request, _("The answers are kept."))
            return redirect("training:test", run_id) if handed else redirect("training:mine")
    sat = (
        person is not None
        and found is not None
        and Sitting.objects.filter(nomination=person, moment=found.open).exists()
    )
    shown = [] if found is None or not found.open or sat or person is None else sitting.questions_of(found)
    context = {
        "run": row,
        "name": catalogue.named(row.course.names, _language()),
        "person": person,
        "handed": handed,
        "moment": Moment(found.open).label if found is not None and found.open else "",
        "test": found,
        "sat": sat,
        "questions": [_shown(one) for one in shown],
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/answer.html", context, status=400 if refusal else 200)


def _test(request: HttpRequest, row: Run, refusal: BenkanError | None) -> HttpResponse:
    found = sitting.test_of(row)
    asked = sitting.questions_of(found) if found else []
    sat = {(one.nomination_id, one.moment): one for one in Sitting.objects.filter(nomination__run=row)}
    people = row.nominations.filter(state=Nomination.State.ACCEPTED, learner__erased_at=None).select_related("learner")
    context: dict[str, Any] = {
        "run": row,
        "name": catalogue.named(row.course.names, _language()),
        "test": found,
        "open": Moment(found.open).label if found and found.open else "",
        "count": len(asked) if found else len(writing.asked(row.course)),
        "results": gains.results(row, _language()),
        "people": [
            {
                "one": one,
                "sittings": [
                    _sheet(asked, moment, label, sat.get((one.pk, moment))) for moment, label in Moment.choices
                ],
                "own": one.learner.username == accounts.handle(signed_in(request)),
            }
            for one in people.order_by("learner__name", "id")
        ]
        if found
        else [],
        "moments": Moment.choices,
        "refusal": explain(refusal) if refusal else None,
    }
    return render(request, "training/test.html", context, status=400 if refusal else 200)


def _sheet(asked: list[Question], moment: str, label: Any, one: Sitting | None) -> dict[str, Any]:
    letters = as_letters([one.answers.get(str(each.pk), []) for each in asked]) if one else ""
    return {"moment": moment, "label": label, "letters": letters, "paper": one is None or one.how == Sitting.How.PAPER}


def _person(request: HttpRequest, row: Run, who: accounts.Officer) -> tuple[Nomination | None, bool]:
    """Whose answers these are, and whether the trainer's device was handed over."""
    asked = request.GET.get("person", "")
    if asked and accounts.may(who, RIGHT):
        pk = form_values.whole(asked, "person")
        found = row.nominations.filter(pk=pk, state=Nomination.State.ACCEPTED).select_related("learner", "run").first()
        return found, True
    return sitting.nomination_of(row, who), False


def _shown(one: Question) -> dict[str, Any]:
    return {
        "one": one,
        "text": catalogue.named(one.texts, _language()),
        "spoken": [language for language in catalogue.LANGUAGES if language in one.texts],
        "several": len(one.right) > 1,
        "choices": [
            (place, LETTERS[place], catalogue.named(each["texts"], _language()), each["right"])
            for place, each in enumerate(one.choices)
        ],
    }


_SPOKEN = (("fr", "Français", "ltr"), ("en", "English", "ltr"), ("ar", "العربية", "rtl"))
_ROWS = 4
"""Choices that the form shows; more come from a file."""


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        {
            "place": place,
            "letter": LETTERS[place],
            "right": str(place) in request.POST.getlist("right"),
            "texts": [
                (language, word, direction, request.POST.get(f"choice_{place}_{language}", ""))
                for language, word, direction in _SPOKEN
            ],
        }
        for place in range(_ROWS)
    ]


def _add(request: HttpRequest, course: Course) -> str:
    given = request.POST
    choices = [
        writing.Choice(
            {language: given.get(f"choice_{place}_{language}", "") for language in catalogue.LANGUAGES},
            str(place) in given.getlist("right"),
        )
        for place in range(_ROWS)
    ]
    texts = {language: given.get(f"text_{language}", "") for language in catalogue.LANGUAGES}
    writing.add(course, texts, choices, by=signed_in(request))
    return _("The question is added.")


def _file(request: HttpRequest, course: Course) -> str:
    sent = request.FILES.get("file")
    data = sent.read(MOST_BYTES + 1) if sent else b""
    done = writing.take_in(course, data, request.POST.get("language", ""), by=signed_in(request))
    for one in done.left_out[:20]:
        messages.warning(request, _("Line %(line)d: %(reason)s") % {"line": one.line, "reason": sentence(one.text, {})})
    told = _("New: %(new)d. Further language: %(translated)d. Known: %(known)d. Left out: %(left)d.")
    return told % {
        "new": done.new, "translated": done.translated, "known": done.known, "left": len(done.left_out),
    }  # fmt: skip


def _retire(request: HttpRequest, course: Course) -> str:
    try:
        identity = UUID(request.POST.get("question", ""))
    except ValueError as error:
        raise form_values.unread("question") from error
    writing.retire(writing.get(course, identity), by=signed_in(request))
    return _("The question is asked no more.")


def _open(request: HttpRequest, row: Run) -> str:
    found = sitting.open_test(row, request.POST.get("moment", ""), by=signed_in(request))
    return _("The test is open: %(moment)s.") % {"moment": Moment(found.open).label}


def _close(request: HttpRequest, row: Run) -> str:
    sitting.close_test(row, by=signed_in(request))
    return _("The test is closed.")


def _copy(request: HttpRequest, row: Run) -> str:
    pk = form_values.whole(request.POST.get("nomination", ""), "nomination")
    person = row.nominations.filter(pk=pk).select_related("learner", "run").first()
    if person is None:
        raise form_values.unread("nomination")
    sitting.copy(person, request.POST.get("moment", ""), request.POST.get("letters", ""), by=signed_in(request))
    return _("The answers are kept.")


def _copy_list(request: HttpRequest, row: Run) -> str:
    sent = request.FILES.get("file")
    data = sent.read(sitting.MOST_BYTES + 1) if sent else b""
    done = sitting.copy_list(row, request.POST.get("moment", ""), data, by=signed_in(request))
    for line, error in done.refused[:20]:
        messages.warning(request, _("Line %(line)d: %(reason)s") % {"line": line, "reason": explain(error).sentence})
    count = done.taken
    return ngettext(
        "The answers of %(count)d person are kept.", "The answers of %(count)d persons are kept.", count
    ) % {"count": count}


_QUESTION_STEPS = {"add": _add, "file": _file, "retire": _retire}
_TEST_STEPS = {"open": _open, "close": _close, "copy": _copy, "copy-list": _copy_list}


def _language() -> str:
    return get_language() or "fr"
