"""The gate: a complete notice of every type passes, and one field less, or one wrong, is said at that field."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core import notices
from benkan.core.conventions.vocabulary import CATEGORIES
from benkan.core.errors import Invalid

from .samples import CATEGORY, COMPLETE, TODAY, rest

types = pytest.mark.parametrize("code", sorted(notices.TYPES))


def gaps(code, values, **changes):
    return [(gap.field, gap.code) for gap in notices.gaps(code, values, TODAY, **(rest(code) | changes))]


def test_there_is_a_sample_of_every_type():
    assert set(COMPLETE) == set(notices.TYPES)


@types
def test_a_complete_notice_has_no_gap(code):
    assert gaps(code, COMPLETE[code]) == []
    notices.complete(code, COMPLETE[code], TODAY, **rest(code))


@types
def test_every_required_field_is_missed_when_it_is_left_out(code):
    for field in notices.TYPES[code].fields:
        values = {name: texts for name, texts in COMPLETE[code].items() if name != field.name}
        found = gaps(code, values)
        assert ((field.name, "missing") in found) == field.required, field.name
        if field.required:
            with pytest.raises(Invalid) as caught:
                notices.complete(code, values, TODAY, **rest(code))
            assert (caught.value.code, caught.value.place) == ("notice.incomplete", field.name)


@given(data=st.data(), code=st.sampled_from(sorted(notices.TYPES)))
def test_no_subset_of_the_fields_without_a_required_one_passes(data, code):
    kept = data.draw(st.sets(st.sampled_from(sorted(COMPLETE[code]))))
    values = {name: COMPLETE[code][name] for name in kept}
    lacking = {one.name for one in notices.TYPES[code].fields if one.required} - kept
    excused = {
        one.name
        for one in notices.TYPES[code].fields
        if one.unless[0] in kept and values[one.unless[0]][0] in one.unless[1]
    }
    assert bool(gaps(code, values)) >= bool(lacking - excused)


@types
def test_a_notice_about_a_person_says_why_the_person_is_in_it(code):
    about = notices.TYPES[code].about_person
    assert (("subject_category", "missing") in gaps(code, COMPLETE[code], subject_category="")) == about
    assert ("subject_category", "unknown-choice") in gaps(code, COMPLETE[code], subject_category="sympathiser")
    if code not in CATEGORY:
        assert gaps(code, COMPLETE[code], subject_category="suspect") == [("subject_category", "unknown-choice")]


@pytest.mark.parametrize(
    ("code", "field", "texts", "said"),
    [
        ("wanted", "birthDate", ["1984-13"], "unreadable"),
        ("wanted", "birthDate", ["84"], "unreadable"),
        ("wanted", "birthDate", ["1850"], "unreadable"),
        ("wanted", "decisionOn", ["2026-02"], "unreadable"),
        ("wanted", "decisionOn", ["2026-03-12"], "in-future"),
        ("wanted", "decision", ["rumour"], "unknown-choice"),
        ("wanted", "court", ["x" * 201], "too-long"),
        ("wanted", "court", ["a", "b"], "too-many"),
        ("wanted", "name", ["x"] * 21, "too-many"),
        ("wanted", "name", ["  "], "empty"),
        ("wanted", "religion", ["…"], "unknown-field"),
        ("wanted", "extradition", ["no"], "must-be"),
        ("wanted", "sentenceMonths", ["23"], "below"),
        ("wanted", "sentenceMonths", ["1e3"], "unreadable"),
        ("wanted", "sentenceMonths", ["-24"], "unreadable"),
        ("wanted", "sentenceMonths", ["٢٤"], "unreadable"),
        ("stolen-document", "issuedBy", ["Mali"], "unreadable"),
        ("precursor-incident", "quantity", ["1,5"], "unreadable"),
        ("modus-operandi", "name", ["Moussa"], "unknown-field"),
    ],
)
def test_a_wrong_value_is_said_at_its_field(code, field, texts, said):
    assert (field, said) in gaps(code, COMPLETE[code] | {field: texts})


def test_a_day_is_not_in_the_future_when_it_is_tomorrow_for_one_of_the_two():
    values = COMPLETE["wanted"] | {"decisionOn": [(TODAY + dt.timedelta(days=1)).isoformat()]}
    assert gaps("wanted", values) == []


def test_the_least_sentence_depends_on_what_is_known_of_it():
    for sentence, months, passes in (
        ("maximum", "24", True),
        ("imposed", "6", True),
        ("imposed", "5.9", False),
        ("remaining", "6", True),
        ("remaining", "3", False),
    ):
        values = COMPLETE["wanted"] | {"sentence": [sentence], "sentenceMonths": [months]}
        assert (gaps("wanted", values) == []) == passes, (sentence, months)
    values = {name: texts for name, texts in COMPLETE["wanted"].items() if name != "sentenceMonths"}
    assert gaps("wanted", values | {"sentence": ["life"]}) == []


def test_a_seizure_of_precursors_may_have_no_company_and_a_suspicious_order_not():
    values = {name: texts for name, texts in COMPLETE["precursor-incident"].items() if name != "company"}
    assert gaps("precursor-incident", values) == [("company", "missing")]
    assert gaps("precursor-incident", values | {"incident": ["seized"]}) == []


def test_a_vehicle_has_a_plate_or_a_chassis_number():
    values = {name: texts for name, texts in COMPLETE["stolen-vehicle"].items() if name != "registrationNumber"}
    assert gaps("stolen-vehicle", values) == [("registrationNumber", "one-of")]
    assert gaps("stolen-vehicle", values | {"vin": ["VF1AAAAA000000000"]}) == []


def test_spontaneous_information_carries_fields_of_a_record_and_no_other_type_does():
    assert gaps("spontaneous", COMPLETE["spontaneous"], properties={}) == [("record", "missing")]
    assert gaps("wanted", COMPLETE["wanted"], properties={"name": ["x"]}) == [("record", "unknown-field")]


def test_an_unknown_type_is_refused():
    with pytest.raises(Invalid) as caught:
        notices.gaps("silver", {}, TODAY)
    assert caught.value.code == "notice.type"


@types
def test_fields_belong_to_categories_that_conventions_know(code):
    found = notices.categories(code, COMPLETE[code])
    assert found <= CATEGORIES
    kind = notices.TYPES[code]
    assert {one.category for one in kind.fields} - {""} <= CATEGORIES
    assert (kind.category in found) == bool(kind.category)
    assert kind.default_days <= kind.longest_days <= 1_825


def test_a_phone_in_a_notice_is_data_of_phones():
    assert notices.categories("wanted", COMPLETE["wanted"] | {"phone": ["+223…"]}) == {"person", "phone"}
    assert notices.categories("modus-operandi", COMPLETE["modus-operandi"]) == frozenset()
    assert notices.categories("precursor-incident", COMPLETE["precursor-incident"]) == {"company"}


@given(
    code=st.sampled_from(sorted(notices.TYPES)),
    values=st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=30), max_size=4), max_size=8),
    category=st.text(max_size=10),
)
def test_whatever_is_written_is_judged_and_never_raises(code, values, category):
    found = notices.gaps(code, values, TODAY, subject_category=category)
    assert found, "nothing random is complete"
    assert all(gap.code for gap in found)
