"""States, sums without a rounding loss, and the canonical text of the agreement."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import deployments as rules
from benkan.core.errors import Invalid, Refused

DAY = dt.date(2026, 3, 1)
RATES = rules.Rates([rules.Rate("MAD", Decimal("60.5"), DAY), rules.Rate("MAD", Decimal("61.25"), DAY.replace(day=9))])
AGREED = rules.Agreement(
    "9f", "ml-a", "ma-b", "K9-1", "dogs", DAY, DAY.replace(day=5), Decimal("1.5"), "EUR", "shared", "x", "été"
)
ORDER = ("offer", "sign", "send", "deploy", "return", "claim", "settle", "evaluate")


def test_the_straight_way_goes_through_every_state_in_order():
    state, seen = "requested", ["requested"]
    for move in ORDER:
        state = rules.admit(move, state).after
        seen.append(state)
    assert tuple(seen) == rules.STATES[:9]


@pytest.mark.parametrize(
    ("move", "state", "code"),
    [
        ("return", "accepted", "deployments.not-deployed"),
        ("claim", "offered", "deployments.not-deployed"),
        ("offer", "accepted", "deployments.signed"),
        ("withdraw", "deployed", "deployments.signed"),
        ("send", "offered", "deployments.not-signed"),
        ("deploy", "requested", "deployments.not-signed"),
        ("settle", "deployed", "deployments.move"),
        ("cancel", "in-transit", "deployments.move"),
        ("evaluate", "claimed", "deployments.move"),
    ],
)
def test_a_wrong_move_says_why(move, state, code):
    with pytest.raises(Refused) as caught:
        rules.admit(move, state)
    assert caught.value.code == code
    assert caught.value.remedy


@pytest.mark.parametrize("state", rules.STATES)
def test_what_a_side_may_do_is_what_is_admitted(state):
    both = rules.lender_moves(state) | rules.borrower_moves(state)
    for move in rules.MOVES:
        if move in both:
            rules.admit(move, state)
        else:
            with pytest.raises(Refused):
                rules.admit(move, state)
    assert bool(both - {"write"}) == (state in rules.OPEN or state == "settled")


def test_a_sum_uses_the_peg_and_the_rate_of_each_day_and_says_which():
    lines = [
        rules.Line(Decimal(100), "EUR", DAY),
        rules.Line(Decimal(1000), "XOF", DAY),
        rules.Line(Decimal(10), "MAD", DAY.replace(day=8)),
        rules.Line(Decimal(10), "MAD", DAY.replace(day=9)),
    ]
    found = rules.total(lines, "XOF", RATES)
    assert found.exact == Fraction("65595.7") + 1000 + 605 + Fraction("612.5")
    assert (found.amount, [one.xof for one in found.rates]) == (Decimal(67813), [Decimal("60.5"), Decimal("61.25")])
    assert rules.total(lines[:2], "EUR", rules.Rates()).amount == Decimal("101.52")
    assert rules.total([], "MAD", rules.Rates()).amount == 0


def test_without_a_rate_of_the_day_no_sum_is_made_up():
    with pytest.raises(Refused) as caught:
        rules.total([rules.Line(Decimal(1), "MAD", DAY - dt.timedelta(days=1))], "XOF", RATES)
    assert caught.value.code == "deployments.rate"


amounts = st.decimals("0.01", "99999999", places=2)


@given(st.lists(st.tuples(amounts, st.sampled_from(rules.CURRENCIES)), max_size=20), st.sampled_from(rules.CURRENCIES))
def test_a_sum_loses_nothing_however_it_is_cut(drawn, currency):
    lines = [rules.Line(value, code, DAY) for value, code in drawn]
    whole = rules.total(lines, currency, RATES)
    parts = [rules.total([line], currency, RATES).exact for line in lines]
    assert whole.exact == sum(parts, Fraction(0))
    assert abs(Fraction(whole.amount) - whole.exact) <= (Fraction(1, 2) if currency == "XOF" else Fraction(1, 200))


@given(amounts, st.sampled_from(("lender", "borrower", "shared")))
def test_the_shares_add_up_to_the_sum(value, rule):
    lender, borrower = rules.bearers(value, rule, "EUR")
    assert lender + borrower == value
    assert min(lender, borrower) >= 0
    if rule == "shared":
        assert 0 <= borrower - lender <= Decimal("0.01")


@pytest.mark.parametrize("text", ["", "0", "-1", "1.234", "1e5", "NaN", "٣", "1,2,3", True, "9" * 13])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(Invalid) as caught:
        rules.amount(text)
    assert caught.value.code == "deployments.amount"


@pytest.mark.parametrize(("text", "value"), [("45 000", "45000"), ("12,5", "12.5"), ("0.01", "0.01")])
def test_amounts_are_read_as_people_type_them(text, value):
    assert rules.amount(text) == Decimal(value)


def test_the_agreement_is_the_same_bytes_for_the_same_terms_only():
    assert replace(AGREED, estimate=Decimal("1.50")).text() == AGREED.text()
    assert AGREED.text().isascii()
    changed = [replace(AGREED, costs="lender"), replace(AGREED, mean="K9-2"), replace(AGREED, ends=DAY.replace(day=6))]
    assert len({one.digest() for one in [AGREED, *changed]}) == 4
