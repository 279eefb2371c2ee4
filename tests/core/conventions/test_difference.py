"""A difference names what changed in words, and nothing else."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.conventions import CATEGORIES, Change, differences, edit, parse
from benkan.core.conventions.difference import FACTS

from .pact import AGENCIES, drafted
from .test_templates import drafted as drafted_template
from .test_templates import parties

TEXT = drafted()
OLD = parse(TEXT)


def told(changes, old=OLD):
    found = differences(old, parse(edit(old.text, changes)))
    assert all(set(change.facts) <= set(FACTS) for change in found)
    return [(change.section, change.text % change.facts) for change in found]


def test_two_layouts_of_one_agreement_do_not_differ():
    assert differences(OLD, parse("# only a comment\n" + TEXT.replace(" = ", "  =  "))) == []


def test_the_order_of_parties_is_no_difference():
    assert differences(OLD, parse(drafted(names=AGENCIES[::-1]))) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({("quotas", "searches_per_party_per_day"): 200}, "Searches a day for each service go from 2400 to 200."),
        ({("quotas", "searches_per_case_per_day"): 9}, "Searches a day for each case go from 60 to 9."),
        ({("answers", "hours", "urgent"): 48}, "The time to answer (urgent) goes from 72 to 48 hours."),
        ({("retention", "days"): 90}, "What is received is kept for 90 days instead of 365."),
        ({("search", "epoch_days"): 7}, "The keys of private searches last 7 days instead of 30."),
        ({("search", "mode"): "open"}, "Searches are no longer private."),
        ({("handling", "two_persons"): False}, "One officer alone may release; the second one is no longer needed."),
        ({("handling", "allowed"): ["H1", "H2", "H3"]}, "The handling code H0 is removed."),
        ({("dates", "ends_on"): dt.date(2029, 1, 1)}, "The last day goes from 2030-09-30 to 2029-01-01."),
        ({("languages", "allowed"): ["fr", "ar"]}, "A language is removed: en."),
        ({("training",): None}, "The training part is removed."),
        ({("training", "places_per_year"): 25}, "The training places a year go from 10 to 25."),
        ({("training", "certificate_required"): True}, "Only certified officers may search."),
        ({("means", "kinds"): ["laboratory", "dogs"]}, "A means is no longer shared: expert."),
        ({("parties", "ne-drug", "country"): "TD"}, "The country of ne-drug goes from NE to TD."),
        ({("suspension", "scope"): "party"}, "Suspension was: convention It becomes: party"),
    ],
)
def test_one_change_is_one_sentence(changes, sentence):
    assert [words for _, words in told(changes)] == [sentence]


def test_a_reworded_article_carries_both_texts():
    new = parse(edit(TEXT, {("clauses", "exchange", "fr"): "Nouveau texte."}))
    (change,) = differences(OLD, new)
    assert change.text % change.facts == "Article 4 is reworded, but not in every language."
    assert change.before["fr"] == OLD.clauses["exchange"].text["fr"]
    assert change.after["fr"] == "Nouveau texte."


def test_a_category_is_added_in_one_direction_only():
    rows = [
        {"from": "*", "to": "*", "categories": ["person"]},
    ]
    before = parse(edit(TEXT, {("exchange",): rows}))
    more = [*rows, {"from": "ml-ocs", "to": "bf-drug", "categories": ["phone"]}]
    assert told({("exchange",): more}, before) == [("exchange", "ml-ocs now gives this to bf-drug: phone.")]
    for_all = [*rows, {"from": "ml-ocs", "to": "*", "categories": ["phone"]}]
    assert told({("exchange",): for_all}, before) == [("exchange", "ml-ocs now gives this to *: phone.")]
    everyone = [{"from": "*", "to": "*", "categories": ["person", "phone"]}]
    assert told({("exchange",): everyone}, before) == [("exchange", "* now gives this to *: phone.")]


def test_the_same_agreement_written_pair_by_pair_is_no_difference_in_what_is_given():
    rows = [
        {"from": one, "to": other, "categories": sorted(CATEGORIES)}
        for one in AGENCIES
        for other in AGENCIES
        if one != other
    ]
    assert told({("exchange",): rows}) == []


def test_a_new_party_is_told_with_what_it_gives_and_gets():
    new = parse(drafted(names=AGENCIES))
    old = parse(drafted(names=AGENCIES[:2], categories=["phone"], template="multilateral"))
    sentences = [change.text % change.facts for change in differences(old, new)]
    assert "ne-drug becomes a party." in sentences
    every = ", ".join(sorted(CATEGORIES))
    more = ", ".join(sorted(CATEGORIES - {"phone"}))
    assert sentences[-4:] == [
        f"bf-drug now gives this to ml-ocs: {more}.",
        f"ml-ocs now gives this to bf-drug: {more}.",
        f"* now gives this to ne-drug: {every}.",
        f"ne-drug now gives this to *: {every}.",
    ]


def test_another_key_is_told_because_it_must_be_compared_by_voice():
    other = parties(1)[0].signing_public
    import base64

    key = {("parties", "ml-ocs", "signing_key"): base64.b64encode(other).decode()}
    assert told(key) == [("parties", "ml-ocs signs with another key: compare its fingerprint by voice.")]


def test_196_parties_are_compared_in_words_of_bounded_number():
    old = parse(drafted_template("worldwide", 195))
    new = parse(drafted_template("worldwide", 196))
    assert len(differences(old, new)) == 3


numbers = st.fixed_dictionaries(
    {},
    optional={
        ("quotas", "searches_per_case_per_day"): st.integers(1, 100),
        ("retention", "days"): st.integers(1, 400),
        ("training", "places_per_year"): st.integers(0, 20),
        ("clauses", "onward", "en"): st.sampled_from(["a", "b", OLD.clauses["onward"].text["en"]]),
    },
)


@settings(deadline=None, max_examples=50)
@given(numbers, numbers)
def test_there_is_a_difference_exactly_when_the_agreements_differ(one, other):
    left, right = parse(edit(TEXT, one)), parse(edit(TEXT, other))
    found = differences(left, right)
    assert bool(found) == (left.sha256 != right.sha256)
    assert len(found) == len(differences(right, left))
    assert all(isinstance(change, Change) for change in found)
