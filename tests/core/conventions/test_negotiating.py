"""The rule for letters about drafts: total, bounded, and never a way to anything else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.conventions import ActKind, Permit, admit, parse
from benkan.core.conventions.negotiating import MAX_LETTERS_PER_DAY, concerns
from benkan.core.errors import Refused

from .pact import act, drafted
from .test_decide import any_act, says_why


def wish(**changes):
    return act("negotiation", **changes)


def test_services_that_hold_each_other_s_cards_may_negotiate():
    verdict = admit(wish(), card_held=True, letters_today=MAX_LETTERS_PER_DAY - 1)
    assert isinstance(verdict, Permit)
    assert verdict.convention == ""
    assert "personal data" in verdict.clause.text["en"]


@pytest.mark.parametrize(
    ("changes", "held", "letters", "code"),
    [
        ({}, False, 0, "negotiation.card"),
        ({}, True, MAX_LETTERS_PER_DAY, "negotiation.too-many"),
        ({"counterparty": "ml-ocs"}, True, 0, "act.self"),
    ],
)
def test_each_bound_refuses_with_the_rule(changes, held, letters, code):
    verdict = admit(wish(**changes), card_held=held, letters_today=letters)
    assert (verdict.code, verdict.clause) == (code, "BKP-03 · 7")
    says_why(verdict)


def test_a_draft_is_taken_only_between_its_parties():
    convention = parse(drafted())
    assert concerns(convention, "ml-ocs", "ne-drug") is None
    for own, sender in (("ma-dgsn", "ml-ocs"), ("ml-ocs", "ma-dgsn")):
        verdict = concerns(convention, own, sender)
        assert verdict.code == "negotiation.not-party"
        says_why(verdict)


@settings(deadline=None)
@given(any_act, st.booleans(), st.integers(-5, 500))
def test_only_negotiation_passes_here_and_every_refusal_says_why(one, held, letters):
    verdict = admit(one, card_held=held, letters_today=letters)
    if isinstance(verdict, Refused):
        says_why(verdict)
    else:
        assert one.kind is ActKind.NEGOTIATION
        assert held
        assert letters < MAX_LETTERS_PER_DAY
