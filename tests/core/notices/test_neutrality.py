"""The checklist: only a full set of answers without one that blocks lets a notice go on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import notices
from benkan.core.errors import Refused

CODES = [one.code for one in notices.QUESTIONS]
types = pytest.mark.parametrize("code", sorted(notices.TYPES))


def all_no(code):
    return {one.code: False for one in notices.questions_of(code)}


@types
def test_all_questions_answered_with_no_let_it_go_on(code):
    assert notices.refusal(code, all_no(code)) is None
    notices.neutral(code, all_no(code))


@types
def test_every_yes_blocks_with_its_clause_in_three_languages(code):
    for question in notices.questions_of(code):
        refused = notices.refusal(code, all_no(code) | {question.code: True})
        assert refused is not None
        assert refused.place == question.code
        assert refused.clause == notices.CLAUSES[question.clause]["name"]
        assert all(refused.facts[f"clause_{language}"] for language in ("fr", "en", "ar"))
        assert (refused.code == "notice.article-3") == (question.clause == "article-3")


@types
def test_an_open_question_blocks_too(code):
    for question in notices.questions_of(code):
        answers = {name: value for name, value in all_no(code).items() if name != question.code}
        assert notices.unanswered(code, answers) == (question.code,)
        with pytest.raises(Refused) as caught:
            notices.neutral(code, answers)
        assert (caught.value.code, caught.value.place) == ("notice.unanswered", question.code)


@given(
    code=st.sampled_from(sorted(notices.TYPES)),
    answers=st.dictionaries(st.sampled_from([*CODES, "other"]), st.booleans() | st.none() | st.text(max_size=3)),
)
def test_only_every_question_answered_no_passes(code, answers):
    asked = {one.code for one in notices.questions_of(code)}
    passes = all(answers.get(question) is False for question in asked)
    assert (notices.refusal(code, answers) is None) == passes


def test_every_type_is_asked_the_four_of_article_3():
    for code in notices.TYPES:
        asked = {one.code for one in notices.questions_of(code) if one.clause == "article-3"}
        assert asked == {"political", "military", "religious", "racial"}
