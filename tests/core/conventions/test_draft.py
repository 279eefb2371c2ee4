"""Drafting: a text that people can read, that parses, and that nobody has signed."""

import datetime as dt

import pytest

from benkan.core.conventions import CATEGORIES, PartyDraft, draft, parse, verify
from benkan.core.errors import Invalid

from .pact import AGENCIES, ENDS, STARTS, drafted, party, public


def test_every_setting_reaches_the_text():
    convention = parse(
        drafted(
            "ml-bf",
            AGENCIES[:2],
            template="bilateral",
            purposes=["fraud"],
            categories=["phone", "account"],
            signed_on=dt.date(2025, 9, 1),
            review_on=dt.date(2026, 1, 1),
            version=3,
            title={"fr": "A", "en": "B", "ar": "ج"},
            searches_per_party_per_day=11,
            searches_per_officer_per_day=12,
            searches_per_case_per_day=13,
            epoch_days=7,
            retention_days=90,
            two_persons=False,
        )
    )
    assert (convention.identifier, convention.version, convention.title) == (
        "ml-bf",
        3,
        {"fr": "A", "en": "B", "ar": "ج"},
    )
    assert convention.purposes == ("fraud",)
    assert convention.gives("ml-ocs", "bf-drug") == {"phone", "account"}
    assert (convention.signed_on, convention.review_on) == (dt.date(2025, 9, 1), dt.date(2026, 1, 1))
    quotas = convention.quotas
    assert quotas.searches_per_party_per_day == 11
    assert quotas.searches_per_officer_per_day == 12
    assert quotas.searches_per_case_per_day == 13
    assert (convention.epoch_days, convention.retention_days, convention.two_persons) == (7, 90, False)


def test_a_draft_gives_every_category_both_ways():
    convention = parse(drafted())
    assert convention.gives("ml-ocs", "bf-drug") == convention.gives("bf-drug", "ml-ocs") == CATEGORIES


def test_what_nobody_chose_is_the_careful_choice():
    convention = parse(drafted())
    quotas = convention.quotas
    assert (
        quotas.searches_per_party_per_day,
        quotas.searches_per_officer_per_day,
        quotas.searches_per_case_per_day,
    ) == (2400, 240, 60)
    assert (convention.version, convention.epoch_days, convention.retention_days, convention.two_persons) == (
        1,
        30,
        365,
        True,
    )
    assert (convention.signed_on, convention.review_on) == (STARTS, STARTS + (ENDS - STARTS) // 2)


def test_a_bilateral_draft_has_its_own_title():
    assert parse(drafted("ml-bf", AGENCIES[:2], template="bilateral")).title["en"].startswith("Bilateral")
    assert parse(drafted()).title["en"].startswith("Multilateral")
    assert parse(drafted()).title["ar"] == "اتفاقية متعددة الأطراف لتبادل المعلومات وتكوين الأطر"


def test_a_draft_is_signed_by_nobody():
    assert verify(drafted()).missing == AGENCIES


def test_articles_are_numbered_in_the_order_of_the_text():
    assert [clause.article for clause in parse(drafted()).clauses.values()] == [str(number) for number in range(1, 15)]


def test_letters_of_every_script_and_quotation_marks_survive():
    names = {"fr": 'Office "central" \\ d\'enquête', "en": "Ω", "ar": "الديوان"}
    text = draft(
        "ml-bf",
        [PartyDraft("ml-ocs", names, "ML", public("ml-ocs")), party("bf-drug")],
        "bilateral",
        starts_on=STARTS,
        ends_on=ENDS,
    )
    assert parse(text).parties["ml-ocs"].name == names
    assert "الديوان" in text


def test_an_unknown_template_is_refused():
    with pytest.raises(Invalid) as caught:
        drafted(template="universal")
    assert (caught.value.code, caught.value.place) == ("convention.template", "template")
    assert "universal" in str(caught.value)


@pytest.mark.parametrize("count", [1, 3])
def test_a_bilateral_convention_has_two_parties(count):
    with pytest.raises(Invalid) as caught:
        drafted(names=AGENCIES[:count], template="bilateral")
    assert (caught.value.code, caught.value.place) == ("convention.template.parties", "parties")
    assert caught.value.facts == {"template": "bilateral", "least": 2, "most": 2, "count": count}
    assert str(count) in str(caught.value)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"identifier": "No Good"}, "identifier"),
        ({"identifier": 'x"\nversion = 2\n'}, "identifier"),
        ({"ends_on": STARTS - dt.timedelta(days=1)}, "dates.ends_on"),
        ({"purposes": ["political"]}, "purposes.allowed"),
        ({"title": {"fr": "x"}}, "title.en"),
    ],
)
def test_what_cannot_be_read_cannot_be_drafted(change, place):
    with pytest.raises(Invalid) as caught:
        drafted(**change)
    assert caught.value.place == place


def test_a_party_without_a_name_in_every_language_is_refused():
    with pytest.raises(Invalid) as caught:
        draft(
            "ml-bf",
            [PartyDraft("ml-ocs", {"fr": "x"}, "ML", public("ml-ocs")), party("bf-drug")],
            starts_on=STARTS,
            ends_on=ENDS,
        )
    assert caught.value.place == "parties.ml-ocs.name.en"


def test_a_control_character_cannot_slip_through_a_draft():
    names = {"fr": "a\x7fb", "en": "a", "ar": "a"}
    with pytest.raises(Invalid) as caught:
        draft(
            "ml-bf",
            [PartyDraft("ml-ocs", names, "ML", public("ml-ocs")), party("bf-drug")],
            starts_on=STARTS,
            ends_on=ENDS,
        )
    assert caught.value.place == "parties.ml-ocs.name.fr"
