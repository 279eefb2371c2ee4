"""The questions of a course: written one by one, or taken in from a file of a school.

A question that was asked once never changes, or marks given for it would mean something else: it is retired and a new
one written. A text in a language that was missing may be added at any time, choice by choice.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from benkan.apps.accounts import services as accounts
from benkan.apps.accounts.services import Officer
from benkan.apps.journal import services as journal
from benkan.apps.training.catalogue import LANGUAGES, RIGHT
from benkan.apps.training.models import Course, Question
from benkan.core.course_tests import LEAST_CHOICES, MOST_CHOICES
from benkan.core.errors import N_, Invalid, Refused
from benkan.formats import questions as files
from benkan.formats.questions.question import LONGEST_CHOICE, LONGEST_NAME, LONGEST_TEXT

MOST_QUESTIONS: Final = 100
"""Of a course, those that are asked."""
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice as it is written: its text by language, and whether it is right."""

    texts: Texts
    right: bool


@dataclass(slots=True)
class TakenIn:
    """What a file brought: new questions, new languages of old ones, known ones, and what was left out, by line."""

    new: int = 0
    translated: int = 0
    known: int = 0
    left_out: list[files.LeftOut] = field(default_factory=list)


def asked(course: Course) -> list[Question]:
    """The questions of a course that its next test asks."""
    return list(course.questions.filter(retired_at=None))


def add(course: Course, texts: Texts, choices: Sequence[Choice], *, by: Officer, name: str = "") -> Question:
    """A new question at the end.

    Raises:
        Refused: ``role.not-allowed``, ``training.many-questions``.
        Invalid: ``training.question`` with the place.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        made = _add(course, texts, choices, accounts.handle(by), name)
        journal.write("questions-added", officer=made.added_by, reference=course.code, count=1)
    return made


def retire(question: Question, *, by: Officer) -> None:
    """The question is asked no more; tests that have it keep it. The same again changes nothing.

    Raises:
        Refused: ``role.not-allowed``.
    """
    accounts.need(by, RIGHT)
    with transaction.atomic():
        if Question.objects.filter(pk=question.pk, retired_at=None).update(retired_at=timezone.now()):
            journal.write("question-retired", officer=accounts.handle(by), reference=question.course_id)


def get(course: Course, question: uuid.UUID) -> Question:
    """The question; ``Refused`` with ``question.unknown`` when the course has none such."""
    found = course.questions.filter(pk=question).first()
    if found is None:
        raise Refused("question.unknown", N_("This course has no such question."), N_("Open it from the list."))
    return found


def take_in(course: Course, data: bytes, language: str, *, by: Officer) -> TakenIn:
    """Questions from GIFT or Moodle XML. A known name in a further language adds that language to the question.

    Args:
        language: of texts that do not say theirs.

    Raises:
        Refused: ``role.not-allowed``, ``training.many-questions``.
        Invalid: ``questions.file``, ``training.question``; errors of XML.
    """
    accounts.need(by, RIGHT)
    if language not in LANGUAGES:
        raise _wrong("language")
    read = files.read(data, language)
    done = TakenIn(left_out=read.left_out)
    with transaction.atomic():
        known = {one.name: one for one in asked(Course.objects.select_for_update().get(pk=course.pk))}
        for one in read.questions:
            choices = [Choice(texts, right) for texts, right in one.choices]
            there = known.get(one.name)
            if there is None:
                known[one.name] = _add(course, one.texts, choices, accounts.handle(by), one.name)
                done.new += 1
            elif not _same(there, one.texts, choices):
                done.left_out.append(
                    files.LeftOut(one.line, N_("Another question of this name is there; retire it first."))
                )
            elif _translate(there, one.texts, choices):
                done.translated += 1
            else:
                done.known += 1
        if done.new or done.translated:
            journal.write(
                "questions-added", officer=accounts.handle(by), reference=course.code, count=done.new + done.translated
            )
    return done


def _add(course: Course, texts: Texts, choices: Sequence[Choice], officer: str, name: str) -> Question:
    kept = _tidy(texts)
    written = [Choice(_tidy(one.texts), one.right) for one in choices]
    written = [one for one in written if one.texts]
    _check(kept, written)
    named = (name or next(kept[each] for each in LANGUAGES if each in kept))[:LONGEST_NAME].strip()
    if not named.isprintable():
        raise _wrong("name")
    Course.objects.select_for_update().get(pk=course.pk)
    if course.questions.filter(retired_at=None).count() >= MOST_QUESTIONS:
        raise Refused(
            "training.many-questions",
            N_("A course has at most %(most)d questions."),
            N_("Retire some first."),
            most=MOST_QUESTIONS,
        )
    last = course.questions.order_by("-number").values_list("number", flat=True).first() or 0
    return Question.objects.create(
        course=course, number=last + 1, name=named, texts=kept,
        choices=[{"texts": dict(one.texts), "right": one.right} for one in written],
        added_by=officer, added_at=timezone.now(),
    )  # fmt: skip


def _same(there: Question, texts: Texts, choices: Sequence[Choice]) -> bool:
    """Whether it is the same question: as many choices, the same ones right, and no text that says another thing."""
    if [one["right"] for one in there.choices] != [one.right for one in choices]:
        return False
    return _agree(there.texts, texts) and all(
        _agree(one["texts"], new.texts) for one, new in zip(there.choices, choices, strict=True)
    )


def _agree(old: Mapping[str, Any], new: Texts) -> bool:
    return all(old[language] == text for language, text in new.items() if language in old)


def _translate(there: Question, texts: Texts, choices: Sequence[Choice]) -> bool:
    if texts.keys() <= there.texts.keys():
        return False
    there.texts = there.texts | dict(texts)
    there.choices = [
        {"texts": one["texts"] | dict(new.texts), "right": one["right"]}
        for one, new in zip(there.choices, choices, strict=True)
    ]
    there.save(update_fields=["texts", "choices"])
    return True


def _tidy(texts: Texts) -> dict[str, str]:
    return {language: " ".join(text.split()) for language, text in texts.items() if text.strip()}


def _check(texts: Texts, choices: Sequence[Choice]) -> None:
    right = sum(one.right for one in choices)
    for place, holds in (
        ("text", bool(texts) and texts.keys() <= set(LANGUAGES) and _plain(texts, LONGEST_TEXT)),
        ("choices", LEAST_CHOICES <= len(choices) <= MOST_CHOICES),
        ("choices", all(one.texts.keys() == texts.keys() and _plain(one.texts, LONGEST_CHOICE) for one in choices)),
        ("right", 0 < right < len(choices)),
    ):
        if not holds:
            raise _wrong(place)


def _plain(texts: Texts, most: int) -> bool:
    return all(len(text) <= most and text.isprintable() for text in texts.values())


def _wrong(place: str) -> Invalid:
    return Invalid(
        "training.question",
        N_("This question cannot be taken: %(place)s."),
        N_("Give a text and two to eight choices in the same languages, at least one of them right and one wrong."),
        place=place,
    )
