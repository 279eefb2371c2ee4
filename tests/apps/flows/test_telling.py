"""Words: every rule of core.flows has its meaning, every part and measured value its label, in three languages."""

import datetime as dt
import re

import pytest
from django.utils import translation

from benkan.apps.flows import judging, telling, words
from benkan.apps.flows.models import Alert
from benkan.core.flows import PATTERNS
from benkan.core.flows.explaining import SENTENCES

NOW = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
PLACES = {code: set(re.findall(r"%\((\w+)\)s", text)) for code, text in SENTENCES.items()}


def test_every_rule_has_a_meaning_a_source_and_known_explanations():
    assert set(telling.MEANINGS) == set(PATTERNS)
    for code in PATTERNS:
        assert telling.source(code)
        assert len(telling.explanations(code)) == len(PATTERNS[code].explained_by)


@pytest.mark.parametrize("code", list(PATTERNS))
def test_what_a_sentence_names_has_a_label(code):
    assert PLACES[code] <= set(telling.MEASURED) | set(telling.ROLES)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize("code", list(PATTERNS))
def test_a_sentence_is_whole_in_every_language(code, language):
    values = {name: 3 for name in PLACES[code] if name not in telling.ROLES and name != "amount_xof"}
    row = Alert(
        pattern=code, first_at=NOW, last_at=NOW, xof=1_234_567, measured=values, thresholds={}, checked=[], rank=0.5
    )
    with translation.override(language):
        said = telling.sentence(row)
        shown = telling.measured(row)["values"]
    assert "%(" not in said
    assert said != str(telling.MEANINGS[code])
    assert len(shown) == len(values) + 1
    if language == "ar":
        assert re.search("[\u0600-\u06ff]", said)


@pytest.mark.django_db
def test_an_alert_of_an_earlier_version_is_still_told():
    row = Alert(
        pattern="pass_through", first_at=NOW, last_at=NOW, xof=1, measured={}, thresholds={"gone": 1}, checked=[]
    )
    assert telling.sentence(row) == telling.meaning("pass_through")
    assert telling.measured(row)["thresholds"] == [{"label": "gone", "value": "1"}]
    assert telling.sentence(Alert(pattern="gone", first_at=NOW, last_at=NOW, measured={}, checked=[])) == "gone"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "1\u202f234\u202f567\u00a0F\u00a0CFA"),
        ("en", "1,234,567\u00a0F\u00a0CFA"),
        ("ar", "1\u202f234\u202f567\u00a0فرنك"),
    ],
)
def test_an_amount_is_one_word_with_its_thousands_apart(language, said):
    with translation.override(language):
        assert words.xof_words(1_234_567) == said


def test_reasons_are_words_in_every_language():
    for language in ("fr", "ar"):
        with translation.override(language):
            told = [str(one) for one in judging.REASONS.values()]
        assert len(set(told)) == len(told)
        assert not set(told) & {"Salaries or pensions", "The data are wrong"}
