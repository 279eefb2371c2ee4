"""A refusal crosses the border and is said there in another language, safely."""

import pytest

from benkan import wire
from benkan.core.errors import Refused, Unverified

ERROR = Refused(
    "convention.quota.case",
    "The quota of %(quota)d is used up.",
    "Wait, %(who)s.",
    clause="aes · 6",
    quota=60,
    who="you",
)


def refusal(**changes):
    values = {"code": "x", "text": "t", "clause": "", "facts": {}, "remedy": ""} | changes
    return wire.Refusal(**values)


def test_a_refusal_arrives_with_its_sentence_its_facts_and_its_clause():
    sent = wire.refusal_of(ERROR)
    assert sent.facts == {"quota": "60", "who": "you"}
    arrived = wire.error_of(wire.decode("refusal", wire.encode(sent)))
    assert isinstance(arrived, Refused)
    assert (arrived.code, arrived.text, arrived.remedy, arrived.clause) == (
        ERROR.code,
        ERROR.text,
        ERROR.remedy,
        ERROR.clause,
    )
    assert (arrived.facts, str(arrived)) == (ERROR.facts, str(ERROR))


def test_long_facts_are_cut_and_too_many_are_left_out():
    error = Unverified("x.y", "t", **{f"fact_{number}": "x" * 5_000 for number in range(40)})
    sent = wire.refusal_of(error)
    assert len(sent.facts) == 32
    assert {len(value) for value in sent.facts.values()} == {4_000}


@pytest.mark.parametrize(
    "template",
    [
        "%(missing)s",
        "%s",
        "%(who)d",
        "%(who)999999999s",
        "%(who)999999999d",
        "%",
        "100 % of %(who)s",
        "%(who)",
        "%(who)r",
        "%n%n%n",
    ],
)
def test_a_hostile_sentence_is_shown_as_its_letters_and_never_executed(template):
    error = wire.error_of(refusal(text=template, remedy=template, facts={"who": "Bamako", "number": "5"}))
    assert error.sentence == template
    assert template in str(error)


def test_plain_places_and_doubled_percent_signs_are_filled_in():
    error = wire.error_of(refusal(text="%(number)d %% of %(who)s", facts={"who": "all", "number": "-5"}))
    assert error.sentence == "-5 % of all"
    assert wire.error_of(refusal(text="%(number)s", facts={"number": "007"})).sentence == "007"
    assert wire.error_of(refusal(text="%(number)s", facts={"number": "0"})).facts == {"number": 0}


def test_a_sentence_without_facts_is_shown_as_it_is():
    assert wire.error_of(refusal(text="plain")).sentence == "plain"
    assert wire.error_of(refusal(text="5 % off")).sentence == "5 % off"
