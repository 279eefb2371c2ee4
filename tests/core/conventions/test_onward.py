"""Passing on: the owner's convention decides, for the one who has the data and for the one whose they are."""

import dataclasses

import pytest

from benkan.core.conventions import Permit, decide
from benkan.core.errors import Refused

from .pact import act, agreement, drafted

OPEN = agreement(onward="with-consent")
CLOSED = agreement()


def code(held, wish):
    verdict = decide([held], wish)
    return verdict.code if isinstance(verdict, Refused) else "permit"


@pytest.mark.parametrize("kind", ["consent", "onward"])
def test_without_a_consent_clause_nothing_is_passed_on_and_nobody_need_ask(kind):
    refused = decide([CLOSED], act(kind, owner="ne-drug"))
    assert (refused.code, refused.clause) == ("convention.onward", "aes-2025 · 10")
    assert isinstance(decide([OPEN], act(kind, owner="ne-drug")), Permit)


@pytest.mark.parametrize("kind", ["consent", "onward"])
def test_the_strictest_code_is_never_passed_on(kind):
    assert code(OPEN, act(kind, handling="H3", owner="ne-drug")) == "convention.onward-handling"
    assert code(OPEN, act(kind, handling="H2", owner="ne-drug")) == "permit"


def test_an_owner_that_is_no_party_lets_nothing_through():
    refused = decide([OPEN], act("onward", owner="ma-dgsn"))
    assert (refused.code, refused.facts["agency"]) == ("convention.party", "ma-dgsn")


def test_neither_the_owner_nor_the_one_in_between_hands_over_what_it_may_not_give():
    text = drafted(onward="with-consent")
    everybody = agreement(text).convention.exchanges
    for giver in ("ml-ocs", "ne-drug"):
        only = tuple(
            dataclasses.replace(one, giver=other, receiver="bf-drug", categories=frozenset(given))
            for one in everybody[:1]
            for other, given in (
                ("ml-ocs", {"person"} if giver == "ml-ocs" else {"person", "phone"}),
                ("ne-drug", {"person"} if giver == "ne-drug" else {"person", "phone"}),
            )
        )
        held = agreement(text)
        held = dataclasses.replace(held, convention=dataclasses.replace(held.convention, exchanges=only))
        wish = act("onward", owner="ne-drug", categories=frozenset({"person"}))
        assert code(held, wish) == "permit"
        refused = decide([held], dataclasses.replace(wish, categories=frozenset({"phone"})))
        assert (refused.code, refused.facts["giver"]) == ("convention.category", giver)


@pytest.mark.parametrize("kind", ["consent", "onward", "extension"])
def test_a_suspension_stops_asking_passing_on_and_keeping_longer(kind):
    held = dataclasses.replace(OPEN, suspended_by=frozenset({"ne-drug"}))
    assert code(held, act(kind)) == "convention.suspended"


def test_a_holders_word_passes_whatever_happens():
    held = dataclasses.replace(CLOSED, suspended_by=frozenset({"ne-drug"}))
    assert code(held, act("holding")) == "permit"


def test_a_correction_that_runs_along_is_judged_for_its_owner_too():
    assert code(OPEN, act("correction", owner="ma-dgsn")) == "convention.party"
