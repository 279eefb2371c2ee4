"""A question of a file, whatever format it has, and which format a file has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from benkan.core.course_tests import LEAST_CHOICES, MOST_CHOICES
from benkan.core.errors import N_, Invalid

MOST_BYTES: Final = 4_000_000
MOST_QUESTIONS: Final = 500
LONGEST_NAME: Final = 100
LONGEST_TEXT: Final = 1_000
LONGEST_CHOICE: Final = 300
TRUE_FALSE: Final = {"fr": ("Vrai", "Faux"), "en": ("True", "False"), "ar": ("صحيح", "خطأ")}
Texts = dict[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its name in the file, its text by language, its choices with whether each is right."""

    name: str
    texts: Texts
    choices: tuple[tuple[Texts, bool], ...]
    line: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was not taken: its line, and why in a sentence to be translated."""

    line: int
    text: str


@dataclass(slots=True)
class Read:
    """What a file holds."""

    questions: list[Question] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, name: str, text: Texts, choices: list[tuple[Texts, bool]], line: int, language: str) -> None:
        """Takes one question, or says why not; what names no language (``""``) stands in each that the text names."""
        languages = [one for one in text if one] or [language]
        texts = _spread(text, languages)
        spread = tuple((_spread(one, languages), right) for one, right in choices)
        named = name or next(iter(texts.values()))[:60].strip()
        reason = _wrong(named, texts, spread)
        if reason:
            self.leave(line, reason)
        else:
            self.questions.append(Question(named, texts, spread, line))
        if len(self.questions) + len(self.left_out) > MOST_QUESTIONS:
            raise no_questions()

    def leave(self, line: int, text: str) -> None:
        """Leaves one out."""
        self.left_out.append(LeftOut(line, text))


def read(data: bytes, language: str) -> Read:
    """The questions of a file in GIFT or Moodle XML; the first sign says which it is.

    Args:
        language: of texts that do not say theirs.

    Raises:
        Invalid: ``questions.file``; for XML also ``xml.broken``, ``xml.forbidden``.
    """
    from benkan.formats.questions import gift, moodle_xml

    if len(data) > MOST_BYTES:
        raise no_questions()
    is_xml = data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    found = moodle_xml.read(data, language) if is_xml else gift.read(data, language)
    if not found.questions and not found.left_out:
        raise no_questions()
    return found


def no_questions() -> Invalid:
    """The error for a file that is none of ours."""
    return Invalid(
        "questions.file",
        N_("This file holds no questions in GIFT or in the XML of Moodle, or more than %(most)d."),
        N_("Export the question bank as GIFT or as Moodle XML in UTF-8, in parts when it is large."),
        place="file",
        most=MOST_QUESTIONS,
    )


def truth(*, true: bool) -> list[tuple[Texts, bool]]:
    """The two choices of a question that is true or false."""
    return [
        ({language: words[0] for language, words in TRUE_FALSE.items()}, true),
        ({language: words[1] for language, words in TRUE_FALSE.items()}, not true),
    ]


def _spread(text: Texts, languages: list[str]) -> Texts:
    return {one: text.get(one, text.get("", "")) for one in languages}


def _wrong(name: str, texts: Texts, choices: tuple[tuple[Texts, bool], ...]) -> str:
    if not LEAST_CHOICES <= len(choices) <= MOST_CHOICES:
        return N_("It has too few or too many choices.")
    if not any(right for _, right in choices) or all(right for _, right in choices):
        return N_("It has no right choice, or no wrong one.")
    lengths = [(name, LONGEST_NAME)]
    lengths += [(text, LONGEST_TEXT) for text in texts.values()]
    lengths += [(text, LONGEST_CHOICE) for one, _ in choices for text in one.values()]
    if any(not text or len(text) > most or not text.isprintable() for text, most in lengths):
        return N_("A text of it is empty, too long or not plain.")
    return ""
