"""The state of a joint case is a function of the set of its items, and loses nothing that somebody wrote."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.jointcases import Item, Reference, Seen, merge, saw
from tests.core.jointcases.parties import AGREEMENT, DAY, NAMES, PERSON, UNTIL, Writer, circle, meet

BF, MA, ML = NAMES


@st.composite
def histories(draw: st.DrawFn) -> dict[str, Writer]:
    """Three parties that write, change, take back, leave and meet two by two, in any order."""
    parties = circle()
    acts = draw(st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 11), st.integers(0, 99)), max_size=22))
    for name, act, dice in acts:
        one = parties[name]
        if any(item.header.kind == "leave" for item in one.items.values() if item.header.party == name):
            continue
        one.now += dt.timedelta(seconds=dice)
        things = sorted(one.state().things)
        mine = [item.reference for item in one.items.values() if item.header.party == name and item.header.is_data]
        if act <= 2 or not things:
            one.put(*draw(st.sampled_from([("entity", PERSON), ("note", {"text": [f"note {dice}"]})])))
        elif act <= 6:
            of = things[dice % len(things)]
            field = draw(st.sampled_from(["name", "phone"]))
            kind = one.state().things[of].kind
            one.put(kind, {field if kind == "entity" else "text": [f"{name} {dice}"]}, of)
        elif act == 7 and mine:
            one.put("withdrawal", {"reason": ["Erreur"]}, mine[dice % len(mine)])
        elif act == 8 and dice < 8:
            one.put("leave", {"keep": ["yes" if dice % 2 else "no"]})
        elif act == 9 and dice < 12 and name == AGREEMENT.lead:
            one.put("end", {})
        else:
            meet(one, parties[NAMES[dice % 3]])
    return parties


@given(histories(), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_give_the_same_state(parties, chance) -> None:
    items = [item for one in parties.values() for item in one.items.values()]
    expected = merge(AGREEMENT, items, DAY)
    shuffled = items + chance.sample(items, len(items) // 2)
    chance.shuffle(shuffled)
    assert merge(AGREEMENT, shuffled, DAY) == expected


@given(histories())
def test_parties_that_met_agree_on_everything(parties) -> None:
    for _ in range(2):
        meet(*parties.values())
    states = [one.state() for one in parties.values()]
    assert states[0] == states[1] == states[2]
    assert states[0].gaps == {}
    assert not states[0].forked | states[0].contradicted


@given(histories())
def test_a_destroyed_content_changes_no_state_when_it_was_taken_back(parties) -> None:
    items = {item.reference: item for one in parties.values() for item in one.items.values()}
    before = merge(AGREEMENT, items.values(), DAY)
    blank = [Item(item.header, None) if ref in before.gone else item for ref, item in items.items()]
    assert merge(AGREEMENT, blank, DAY) == before


@given(histories())
def test_nothing_that_somebody_wrote_is_lost(parties) -> None:
    """Every value of every item that counts is shown, or somebody who had seen it wrote over it."""
    items = {item.reference: item for one in parties.values() for item in one.items.values()}
    state = merge(AGREEMENT, items.values(), DAY)
    ignored = {one.reference for one in state.ignored}
    live = {ref: item for ref, item in items.items() if item.header.is_data and ref not in state.gone | ignored}
    for reference, item in live.items():
        thing = item.header.of or reference
        for name in item.content.fields:
            shown = thing in state.things and reference in {
                version.reference for version in state.things[thing].fields[name].versions
            }
            over = [
                other
                for ref, other in live.items()
                if (other.header.of or ref) == thing and name in other.content.fields and saw(other.header, item.header)
            ]
            assert shown != bool(over), (reference, name)


@settings(max_examples=50)
@given(histories(), st.sets(st.integers(0, 60)))
def test_what_is_missing_is_named_and_comes_back(parties, lost) -> None:
    items = [item for one in parties.values() for item in one.items.values()]
    whole = merge(AGREEMENT, items, DAY)
    numbered = sorted({item.reference: item for item in items}.items())
    here = [item for place, (_, item) in enumerate(numbered) if place not in lost]
    state = merge(AGREEMENT, here, DAY)
    named = {
        Reference(party, number)
        for party, ranges in state.gaps.items()
        for first, last in ranges
        for number in range(first, last + 1)
    }
    missing = {reference for place, (reference, _) in enumerate(numbered) if place in lost}
    assert named <= missing
    last = {
        party: max((r.number for r in (i.reference for i in here) if r.party == party), default=0) for party in NAMES
    }
    assert {reference for reference in missing if reference.number < last[reference.party]} <= named
    assert merge(AGREEMENT, [*here, *items], DAY) == whole


def test_both_sides_of_a_cut_link_keep_their_word_until_somebody_chooses() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    thing = ml.put("entity", PERSON).reference
    meet(ml, ma)
    ml.put("entity", {"phone": ["+22376123456"]}, thing)
    ma.put("entity", {"phone": ["+212661234567"]}, thing)
    assert not ml.state().things[thing].disputed
    meet(ml, ma)
    for one in (ml, ma):
        field = one.state().things[thing].fields["phone"]
        assert [(version.owner, version.values) for version in field.versions] == [
            (ml.name, ("+22376123456",)),
            (ma.name, ("+212661234567",)),
        ]
        assert one.state().things[thing].disputed == ("phone",)
        assert one.state().disputed == 1
    ma.put("entity", {"phone": ["+212661234567"]}, thing)
    meet(ml, ma)
    assert ml.state().things[thing].fields["phone"].values == ("+212661234567",)
    assert not ml.state().things[thing].disputed


def test_the_same_value_from_both_sides_is_no_dispute() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    thing = ml.put("task", {"title": ["Entendre le témoin"], "assignee": [MA], "status": ["open"]}).reference
    meet(ml, ma)
    ml.put("task", {"status": ["done"]}, thing)
    ma.put("task", {"status": ["done"]}, thing)
    meet(ml, ma)
    assert ml.state().things[thing].disputed == ()
    assert len(ml.state().things[thing].fields["status"].versions) == 2


def test_what_a_third_party_saw_counts_only_when_the_writer_saw_it_too() -> None:
    """ML has the answer of BF but not the item of MA that BF answered: what ML writes stands above BF's word alone."""
    parties = circle()
    ml, ma, bf = parties[ML], parties[MA], parties[BF]
    thing = ml.put("entity", PERSON).reference
    meet(ml, ma, bf)
    ma.put("entity", {"phone": ["+1"]}, thing)
    meet(ma, bf)
    bf.put("entity", {"alias": ["Le Grand"]}, thing)
    meet(bf, ml)
    ml.put("entity", {"phone": ["+2"]}, thing)
    assert ml.state().gaps == {MA: ((1, 1),)}
    meet(ml, ma, bf)
    assert {version.values for version in bf.state().things[thing].fields["phone"].versions} == {("+1",), ("+2",)}


def test_only_its_owner_changes_a_note() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    note = ml.put("note", {"text": ["Vu à Gao"]}).reference
    meet(ml, ma)
    other = ma.put("note", {"text": ["Jamais vu"]}, note)
    meet(ml, ma)
    assert ml.state().things[note].fields["text"].values == ("Vu à Gao",)
    assert [(one.reference, one.why) for one in ml.state().ignored] == [(other.reference, "not-owner")]


def test_a_change_of_what_is_no_thing_changes_nothing() -> None:
    parties = circle()
    ml = parties[ML]
    thing = ml.put("entity", PERSON).reference
    change = ml.put("entity", {"phone": ["+1"]}, thing)
    wrong_kind = ml.put("task", {"title": ["?"]}, thing)
    of_a_change = ml.put("entity", {"phone": ["+2"]}, change.reference)
    of_nothing = ml.put("entity", {"phone": ["+3"]}, Reference(MA, 7))
    state = ml.state()
    assert [(one.reference, one.why) for one in state.ignored] == [
        (wrong_kind.reference, "no-thing"),
        (of_a_change.reference, "no-thing"),
        (of_nothing.reference, "waiting"),
    ]
    assert list(state.things) == [thing]


def test_a_withdrawal_lets_the_word_of_another_party_stand_again() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    thing = ml.put("entity", PERSON | {"phone": ["+1"]}).reference
    meet(ml, ma)
    change = ma.put("entity", {"phone": ["+2"]}, thing)
    ma.put("withdrawal", {"reason": ["Erreur"]}, change.reference)
    meet(ml, ma)
    assert ml.state().things[thing].fields["phone"].values == ("+1",)
    assert change.reference in ml.state().gone


def test_nobody_withdraws_the_word_of_another_party() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    thing = ml.put("entity", PERSON).reference
    meet(ml, ma)
    ma.put("withdrawal", {}, thing)
    meet(ml, ma)
    assert thing in ml.state().things


@pytest.mark.parametrize(("keep", "stays"), [("yes", True), ("no", False)])
def test_a_party_leaves_with_its_own_or_without(keep, stays) -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    own = ma.put("entity", PERSON).reference
    meet(ml, ma)
    answer = ml.put("entity", {"phone": ["+1"]}, own)
    ma.put("leave", {"keep": [keep]})
    late = ma.put("note", {"text": ["Encore un mot"]})
    meet(ml, ma)
    state = ml.state()
    assert state.left == {MA: 2}
    assert ("name" in state.things[own].fields) == stays
    assert state.things[own].fields["phone"].versions[0].reference == answer.reference
    assert late.reference not in state.things


def test_nothing_new_goes_in_after_the_end_but_what_crossed_it_on_the_way_does() -> None:
    parties = circle()
    ml, ma, bf = parties[ML], parties[MA], parties[BF]
    ma.put("end", {})  # not the lead party: no end
    meet(ml, ma)
    assert ml.state().ended is None
    crossed = bf.put("note", {"text": ["Écrit sans savoir"]}).reference
    end = ml.put("end", {}).reference
    meet(ml, ma)
    late = ma.put("note", {"text": ["Après la fin"]}).reference
    meet(ml, ma, bf)
    state = bf.state()
    assert state.ended == end
    assert crossed in state.things
    assert late not in state.things
    assert [(one.reference, one.why) for one in state.ignored] == [(late, "after-end")]


def test_what_may_be_kept_no_longer_is_not_shown() -> None:
    ml = circle()[ML]
    thing = ml.put("entity", PERSON).reference
    assert thing in ml.state(UNTIL).things
    after = ml.state(UNTIL + dt.timedelta(days=1))
    assert thing not in after.things
    assert thing in after.gone


def test_the_strictest_code_and_the_first_day_stand_on_the_thing() -> None:
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    thing = ml.put("entity", PERSON).reference
    meet(ml, ma)
    ma.put("entity", {"phone": ["+1"]}, thing, handling="H2", retained_until=dt.date(2026, 4, 1))
    shown = ma.state().things[thing]
    assert (shown.handling, shown.retained_until, shown.owner) == ("H2", dt.date(2026, 4, 1), ML)


def test_a_circle_of_claims_to_have_seen_each_other_hides_nothing() -> None:
    """Each says that it had the other's item before its eyes: the later clock alone counts."""
    parties = circle()
    ml, ma = parties[ML], parties[MA]
    thing = ml.put("entity", PERSON).reference
    meet(ml, ma)
    one, two = ml.put("entity", {"phone": ["+1"]}, thing), ma.put("entity", {"phone": ["+2"]}, thing)
    lie = Item(replace(one.header, seen={MA: Seen(9, "0" * 64)}), one.content)
    lies = Item(replace(two.header, seen={ML: Seen(9, "0" * 64)}), two.content)
    first = next(item for item in ml.items.values() if item.reference == thing)
    for order in itertools.permutations([first, lie, lies]):
        versions = merge(AGREEMENT, order, DAY).things[thing].fields["phone"].versions
        latest = max(lie, lies, key=lambda item: item.header.order)
        assert [version.reference for version in versions] == [latest.reference]


def test_a_party_that_tells_two_stories_is_named_on_both_sides() -> None:
    parties = circle()
    ml, ma, bf = parties[ML], parties[MA], parties[BF]
    one = ma.put("note", {"text": ["Il était à Fès"]})
    other = Item(replace(one.header, clock=one.header.clock + 5), one.content)
    ml.take(one)
    bf.take(other)
    bf.put("note", {"text": ["Noté"]})
    meet(ml, bf)
    assert ml.state().contradicted == {one.reference}
    both = merge(AGREEMENT, [one, other], DAY)
    assert both.forked == {one.reference}
    assert merge(AGREEMENT, [other, one], DAY) == both


def test_items_of_strangers_and_of_other_cases_are_nothing() -> None:
    ml = circle()[ML]
    made = ml.put("entity", PERSON)
    stranger = Item(replace(made.header, party="fr-tiers"), made.content)
    elsewhere = Item(replace(made.header, case="22222222-2222-4333-8444-555555555555"), made.content)
    assert merge(AGREEMENT, [stranger, elsewhere], DAY).timeline == ()
