"""The form and the text are one: what is not changed stays byte for byte, comments too."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.core.conventions import CATEGORIES, PURPOSES, digest_of, edit, parse, unsigned, values, verify
from benkan.core.errors import Invalid

from .pact import AGENCIES, drafted, signed_by

COMMENTED = (
    drafted()
    .replace("[quotas]", "# Rabat asked for more than 2,400.\n[quotas]  # per day, UTC")
    .replace("two_persons = true", "two_persons = true # not negotiable")
    .replace('[[exchange]]\nfrom = "*"', '[[exchange]] # all to all\nfrom  =  "*"')
    .replace("routine = 168", "routine   = 168")
)


def test_a_text_that_nothing_changes_stays_byte_for_byte():
    assert edit(COMMENTED, {}) == COMMENTED
    assert edit(COMMENTED, values(COMMENTED)) == COMMENTED


def test_one_number_changes_and_every_other_line_stays():
    edited = edit(COMMENTED, {("quotas", "searches_per_party_per_day"): 100})
    before, after = COMMENTED.splitlines(), edited.splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ("searches_per_party_per_day = 2400", "searches_per_party_per_day = 100")
    ]


def test_a_comment_beside_a_changed_value_stays():
    assert "two_persons = false # not negotiable" in edit(COMMENTED, {("handling", "two_persons"): False})


def test_an_inline_table_and_a_dotted_name_are_changed_where_they_stand():
    edited = edit(
        COMMENTED, {("answers", "hours", "routine"): 96, ("parties", "ml-ocs", "name", "fr"): "Nouvel office"}
    )
    convention = parse(edited)
    assert convention.answer_hours["routine"] == 96
    assert convention.parties["ml-ocs"].name["fr"] == "Nouvel office"
    assert edited.count("\n") == COMMENTED.count("\n")


def test_a_party_joins_and_another_leaves():
    added = {("parties", "ma-dgsn", "name", language): "DGSN" for language in ("fr", "en", "ar")}
    added |= {("parties", "ma-dgsn", "country"): "MA", ("parties", "ma-dgsn", "signing_key"): "A" * 43 + "="}
    edited = edit(COMMENTED, added | {("parties", "ne-drug"): None})
    assert list(parse(edited).parties) == ["ml-ocs", "bf-drug", "ma-dgsn"]
    assert "# Rabat asked" in edited


def test_a_part_is_removed_and_written_again():
    without = edit(COMMENTED, {("training",): None, ("clauses", "training"): None})
    assert parse(without).training is None
    places = {("training", "certificate_required"): True, ("training", "places_per_year"): 3}
    assert parse(edit(without, places)).training.places_per_year == 3


def test_exchanges_keep_their_comments_and_change_by_direction():
    rows = [
        {"from": "*", "to": "*", "categories": ["phone"]},
        {"from": "ml-ocs", "to": "bf-drug", "categories": ["account", "vehicle"]},
    ]
    edited = edit(COMMENTED, {("exchange",): rows})
    convention = parse(edited)
    assert convention.gives("ml-ocs", "bf-drug") == {"phone", "account", "vehicle"}
    assert convention.gives("bf-drug", "ml-ocs") == {"phone"}
    assert "[[exchange]] # all to all" in edited
    fewer = edit(edited, {("exchange",): rows[1:]})
    assert [each.giver for each in parse(fewer).exchanges] == ["ml-ocs"]


def test_signatures_go_when_a_text_is_to_be_changed():
    signed = signed_by(COMMENTED, *AGENCIES)
    bare = unsigned(signed)
    assert verify(bare).missing == AGENCIES
    assert digest_of(bare) == digest_of(COMMENTED)
    assert unsigned(COMMENTED) == COMMENTED


@pytest.mark.parametrize("text", ["no = ", "[a\n", "x = 1\nx = 2"])
def test_what_is_not_toml_is_refused_with_its_line(text):
    for act in (lambda: edit(text, {("quotas", "x"): 1}), lambda: values(text), lambda: unsigned(text)):
        with pytest.raises(Invalid) as caught:
            act()
        assert caught.value.code == "convention.invalid"


@pytest.mark.parametrize("place", [("identifier", "x"), ("purposes", "allowed", "x")])
def test_a_value_cannot_stand_below_another_value(place):
    with pytest.raises(Invalid) as caught:
        edit(COMMENTED, {place: 1})
    assert caught.value.place == ".".join(place)


subsets = st.lists(st.sampled_from(sorted(CATEGORIES)), min_size=1, unique=True)
words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp"]), min_size=1, max_size=30).filter(
    str.strip
)
changes = st.fixed_dictionaries(
    {},
    optional={
        ("title", "fr"): words,
        ("clauses", "onward", "ar"): words,
        ("clauses", "search", "en"): words.map(lambda text: f"{text}\n# {text}"),
        ("dates", "ends_on"): st.dates(dt.date(2031, 1, 1), dt.date(2060, 1, 1)),
        ("purposes", "allowed"): st.lists(st.sampled_from(PURPOSES), min_size=1, unique=True),
        ("quotas", "searches_per_case_per_day"): st.integers(1, 10_000_000),
        ("handling", "two_persons"): st.booleans(),
        ("answers", "hours", "immediate"): st.integers(1, 8),
        ("means", "costs"): st.sampled_from(["lender", "borrower", "shared"]),
        ("exchange",): st.lists(
            st.tuples(st.sampled_from(AGENCIES[:2]), st.just(AGENCIES[2]), subsets), min_size=1, max_size=4
        ).map(lambda rows: [{"from": a, "to": b, "categories": c} for a, b, c in rows]),
    },
)


@settings(deadline=None, max_examples=60)
@given(changes)
def test_what_is_written_is_what_is_read_and_going_back_loses_no_comment(change):
    edited = edit(COMMENTED, change)
    found = values(edited)
    assert {place: found[place] for place in change if place != ("exchange",)} == {
        place: value for place, value in change.items() if place != ("exchange",)
    }
    parse(edited)
    assert "# Rabat asked for more than 2,400." in edited
    back = edit(edited, values(COMMENTED))
    assert digest_of(back) == digest_of(COMMENTED)
    assert "# not negotiable" in back
