"""An error reaches a person as a sentence, its clause, a remedy and who can change it."""

import json

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from benkan.core.errors import BenkanError, Invalid, Refused, Unreachable, Unverified
from benkan.web.errors import ErrorPages, as_json, explain, status

REFUSED = Refused(
    "convention.suspended",
    "The convention “%(convention)s” is suspended by %(suspended_by)s.",
    "Wait until it is resumed.",
    clause="aes-2025 · 12",
    convention="aes-2025",
    suspended_by="bf-cnlcd",
    clause_fr="Une partie peut suspendre.",
    clause_en="A party may suspend.",
    clause_ar="يجوز لطرف التعليق.",
)


@pytest.mark.parametrize(
    ("language", "sentence", "clause"),
    [
        ("en", "is suspended by bf-cnlcd", "A party may suspend."),
        ("fr", "est suspendue par bf-cnlcd", "Une partie peut suspendre."),
        ("ar", "معلّقة من طرف \u2066bf-cnlcd\u2069", "يجوز لطرف التعليق."),
    ],
)
def test_a_refusal_is_told_in_the_language_of_the_reader(language: str, sentence: str, clause: str) -> None:
    with translation.override(language):
        told = explain(REFUSED)
    assert sentence in told.sentence
    assert told.clause == "aes-2025 · 12"
    assert told.clause_text == clause
    assert told.who
    assert told.remedy


def test_a_code_among_the_facts_is_told_in_words() -> None:
    error = Refused("convention.purpose", "The purpose “%(purpose)s” is not “%(other)s”.", purpose="fraud", other="x")
    with translation.override("fr"):
        assert "Fraude" in explain(error).sentence


def test_a_refusal_page_quotes_the_clause_and_says_who_can_change_it() -> None:
    with translation.override("en"):
        shown = render_to_string("web/refusal.html", {"explained": explain(REFUSED)})
    assert "aes-2025 · 12" in shown
    assert "A party may suspend." in shown
    assert "Only the parties to the convention" in shown


def test_a_setting_of_the_node_is_no_matter_of_the_parties() -> None:
    with translation.override("en"):
        told = explain(Refused("search.certificate", "No.", clause="node.toml · training.search_requires"))
    assert "its administrator can change it" in told.who
    assert "parties" not in told.who


def test_a_sentence_whose_facts_are_missing_is_still_told() -> None:
    broken = Invalid("x", "No %(what)s at %(place)s.", what="file")
    assert explain(broken).sentence == "No %(what)s at %(place)s."


def test_a_per_cent_sign_without_facts_is_left_alone() -> None:
    assert explain(Invalid("x", "100% wrong")).sentence == "100% wrong"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Refused("a.b", "x"), 403),
        (Refused("case.unknown", "x"), 404),
        (Invalid("a.b", "x"), 400),
        (Unverified("a.b", "x"), 409),
        (Unreachable("a.b", "x"), 502),
    ],
)
def test_each_kind_of_error_has_its_status(error: BenkanError, expected: int) -> None:
    assert status(error) == expected
    assert as_json(error).status_code == expected


def _answered(path: str, error: Exception, **headers: str) -> HttpResponse | None:
    request = RequestFactory().get(path, headers=headers)
    request.user = AnonymousUser()
    return ErrorPages(lambda _request: HttpResponse()).process_exception(request, error)


def test_the_api_gets_an_object_with_code_message_remedy_and_clause() -> None:
    with translation.override("en"):
        answer = _answered("/api/search/", REFUSED)
    told = json.loads(answer.content)
    assert told["code"] == "convention.suspended"
    assert told["clause"] == "aes-2025 · 12"
    assert told["remedy"] == "Wait until it is resumed."
    assert "aes-2025" in told["message"]


def test_htmx_gets_a_fragment_and_not_a_whole_page() -> None:
    answer = _answered("/search/x/rows/", REFUSED, **{"HX-Request": "true"})
    assert answer.status_code == 403
    assert b"callout refusal" in answer.content
    assert b"<html" not in answer.content


def test_an_error_that_is_not_ours_is_left_to_django() -> None:
    assert _answered("/", ValueError("x")) is None


def test_what_an_error_says_is_escaped() -> None:
    told = explain(Invalid("x", "No file %(name)s.", name="<script>"))
    assert "<script>" not in render_to_string("web/refusal.html", {"explained": told})
