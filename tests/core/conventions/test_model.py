"""Reading a convention: what is there is understood, everything else is refused with its place."""

import datetime as dt
import re

import pytest

from benkan.core.conventions import ARTICLE_3, PURPOSES, SECTIONS, parse
from benkan.core.conventions.canonical import MAX_TEXT_BYTES
from benkan.core.errors import Invalid

from .pact import drafted, public

TEXT = drafted()


def refused(text):
    with pytest.raises(Invalid) as caught:
        parse(text)
    assert caught.value.clause == ""
    return caught.value


def edited(old, new, text=TEXT):
    assert old in text, old
    return text.replace(old, new, 1)


def test_a_draft_is_read_back_whole():
    convention = parse(TEXT)
    assert (convention.identifier, convention.version) == ("aes-2025", 1)
    assert tuple(convention.parties) == ("ml-ocs", "bf-drug", "ne-drug")
    assert convention.parties["ml-ocs"].country == "ML"
    assert convention.parties["ml-ocs"].identifier == "ml-ocs"
    assert convention.parties["ml-ocs"].name == {"fr": "Office ml-ocs", "en": "Office ml-ocs", "ar": "مكتب ml-ocs"}
    assert convention.parties["bf-drug"].signing_key == public("bf-drug")
    assert (convention.signed_on, convention.starts_on) == (dt.date(2025, 10, 1), dt.date(2025, 10, 1))
    assert (convention.ends_on, convention.review_on) == (dt.date(2030, 9, 30), dt.date(2028, 3, 31))
    assert convention.purposes == PURPOSES
    assert (convention.search_mode, convention.epoch_days) == ("blind", 30)
    quotas = convention.quotas
    assert quotas.searches_per_party_per_day == 2400
    assert quotas.searches_per_officer_per_day == 240
    assert quotas.searches_per_case_per_day == 60
    assert convention.answer_hours == {"routine": 168, "urgent": 72, "immediate": 8}
    assert (convention.handling, convention.two_persons) == (("H0", "H1", "H2", "H3"), True)
    assert (convention.retention_days, convention.onward_transfer) == (365, "never")
    assert convention.suspension_scope == "convention"
    assert (convention.training.certificate_required, convention.training.places_per_year) == (False, 10)
    assert (convention.means.kinds, convention.means.costs) == (("laboratory", "dogs", "expert"), "lender")
    assert convention.languages == ("fr", "en", "ar")
    assert set(SECTIONS) <= set(convention.clauses)
    assert convention.clauses["purposes"].path == "purposes"
    assert convention.clauses["purposes"].article == "3"
    assert set(convention.clauses["purposes"].text) == {"fr", "en", "ar"}
    assert convention.signatures == ()
    assert convention.text == TEXT
    assert convention.title["fr"].startswith("Convention multilatérale")


def test_partners_are_the_other_parties_and_a_stranger_has_none():
    convention = parse(TEXT)
    assert convention.partners("bf-drug") == ("ml-ocs", "ne-drug")
    assert convention.partners("ma-dgsn") == ()


def test_the_first_and_the_last_day_are_in_force():
    convention = parse(TEXT)
    assert convention.in_force(dt.date(2025, 10, 1))
    assert convention.in_force(dt.date(2030, 9, 30))
    assert not convention.in_force(dt.date(2025, 9, 30))
    assert not convention.in_force(dt.date(2030, 10, 1))


def test_data_flows_only_in_the_direction_written():
    text = edited(
        'from = "*"\nto = "*"\ncategories = ["account", "address", "company", "document", "person", "phone", "seizure", '
        '"vehicle", "vessel"]',
        'from = "ml-ocs"\nto = "bf-drug"\ncategories = ["phone"]\n\n[[exchange]]\nfrom = "*"\nto = "bf-drug"\ncategories = ["person"]\n\n'
        '[[exchange]]\nfrom = "ml-ocs"\nto = "*"\ncategories = ["vehicle"]',
    )
    convention = parse(text)
    assert convention.gives("ml-ocs", "bf-drug") == {"phone", "person", "vehicle"}
    assert convention.gives("ne-drug", "bf-drug") == {"person"}
    assert convention.gives("ml-ocs", "ne-drug") == {"vehicle"}
    assert convention.gives("bf-drug", "ml-ocs") == frozenset()


@pytest.mark.parametrize("word", sorted(ARTICLE_3))
def test_article_3_matters_are_refused_by_name(word):
    error = refused(edited('allowed = ["drug-trafficking"', f'allowed = ["{word}", "drug-trafficking"'))
    assert (error.code, error.place, error.facts) == ("convention.article-3", "purposes.allowed", {"value": word})
    assert word in str(error)
    assert "INTERPOL" in str(error)


LONG = "x" * 4001
WRONG = [
    ('format = "benkan-convention-1"', 'format = "benkan-convention-2"', "format"),
    ('identifier = "aes-2025"', 'identifier = "AES 2025"', "identifier"),
    ('identifier = "aes-2025"', 'identifier = "a"', "identifier"),
    ('identifier = "aes-2025"', f'identifier = "{"a" * 65}"', "identifier"),
    ("version = 1", "version = 0", "version"),
    ("version = 1", "version = 10000", "version"),
    ("version = 1", "version = true", "version"),
    ("version = 1", 'version = "1"', "version"),
    ("version = 1", "version = 1.0", "version"),
    ("version = 1\n", "version = 1\nextra = 1\n", "extra"),
    ("[parties.ml-ocs]", "[parties.ML]", "parties.ML"),
    ("[parties.ml-ocs]", "[parties.-ml]", "parties.-ml"),
    ("[parties.ml-ocs]", "[parties.m]", "parties.m"),
    ("[parties.ml-ocs]", f"[parties.{'m' * 41}]", f"parties.{'m' * 41}"),
    ('name.ar = "مكتب ml-ocs"\n', "", "parties.ml-ocs.name.ar"),
    ('name.ar = "مكتب ml-ocs"', 'name.ar = "مكتب"\nname.de = "x"', "parties.ml-ocs.name.de"),
    ('name.ar = "مكتب ml-ocs"', "name.ar = 5", "parties.ml-ocs.name.ar"),
    ('name.ar = "مكتب ml-ocs"', 'name.ar = "  "', "parties.ml-ocs.name.ar"),
    ('name.fr = "Office ml-ocs"', 'name.fr = "Office \\u202eml-ocs"', "parties.ml-ocs.name.fr"),
    ('name.fr = "Office ml-ocs"', 'name.fr = "Office\\u0000"', "parties.ml-ocs.name.fr"),
    ('name.fr = "Office ml-ocs"', 'name.fr = "a\\u2028b"', "parties.ml-ocs.name.fr"),
    ('country = "ML"', 'country = "Mali"', "parties.ml-ocs.country"),
    ('country = "ML"', 'country = "ml"', "parties.ml-ocs.country"),
    ('country = "ML"', 'country = "ML"\nphone = "1"', "parties.ml-ocs.phone"),
    ("signed_on = 2025-10-01", 'signed_on = "2025-10-01"', "dates.signed_on"),
    ("signed_on = 2025-10-01", "signed_on = 2025-10-01T00:00:00Z", "dates.signed_on"),
    ("signed_on = 2025-10-01", "signed_on = 2030-10-01", "dates.signed_on"),
    ("signed_on = 2025-10-01\n", "signed_on = 2025-10-01\nother = 1\n", "dates.other"),
    ("ends_on = 2030-09-30", "ends_on = 2025-09-30", "dates.ends_on"),
    ("review_on = 2028-03-31", "review_on = 2025-09-30", "dates.review_on"),
    ("review_on = 2028-03-31", "review_on = 2030-10-01", "dates.review_on"),
    ('allowed = ["drug-trafficking"', 'allowed = ["espionage", "drug-trafficking"', "purposes.allowed"),
    ('allowed = ["drug-trafficking"', 'allowed = ["fraud", "drug-trafficking"', "purposes.allowed"),
    ('allowed = ["drug-trafficking"', 'allowed = [["fraud"], "drug-trafficking"', "purposes.allowed"),
    ("[purposes]\n", "[purposes]\nwhy = 1\n", "purposes.why"),
    ('from = "*"', 'from = "ma-dgsn"', "exchange[0].from"),
    ('to = "*"', 'to = "ma-dgsn"', "exchange[0].to"),
    ('from = "*"\nto = "*"', 'from = "ml-ocs"\nto = "ml-ocs"', "exchange[0].to"),
    ('categories = ["account"', 'categories = ["secrets", "account"', "exchange[0].categories"),
    ('categories = ["account"', 'x = 1\ncategories = ["account"', "exchange[0].x"),
    ('mode = "blind"', 'mode = "bulk"', "search.mode"),
    ("epoch_days = 30", "epoch_days = 0", "search.epoch_days"),
    ("epoch_days = 30", "epoch_days = 367", "search.epoch_days"),
    ("epoch_days = 30", "epoch_days = 30\nfuzzy = true", "search.fuzzy"),
    ("searches_per_party_per_day = 2400", "searches_per_party_per_day = 0", "quotas.searches_per_party_per_day"),
    ("searches_per_party_per_day = 2400", "searches_per_party_per_day = 10000001", "quotas.searches_per_party_per_day"),
    ("searches_per_officer_per_day = 240", "searches_per_officer_per_day = 0", "quotas.searches_per_officer_per_day"),
    (
        "searches_per_officer_per_day = 240",
        "searches_per_officer_per_day = 10000001",
        "quotas.searches_per_officer_per_day",
    ),
    ("searches_per_case_per_day = 60", "searches_per_case_per_day = 0", "quotas.searches_per_case_per_day"),
    ("searches_per_case_per_day = 60", "searches_per_case_per_day = 10000001", "quotas.searches_per_case_per_day"),
    ("searches_per_case_per_day = 60", "searches_per_case_per_day = 60\nmore = 1", "quotas.more"),
    ("routine = 168", "routine = 0", "answers.hours.routine"),
    ("routine = 168", "routine = 8785", "answers.hours.routine"),
    ("routine = 168", "routine = 71", "answers.hours.urgent"),
    ("immediate = 8", "immediate = 73", "answers.hours.urgent"),
    ("immediate = 8", "immediate = 8, never = 1", "answers.hours.never"),
    ("[answers]\n", "[answers]\nx = 1\n", "answers.x"),
    ('allowed = ["H0"', 'allowed = ["H9"', "handling.allowed"),
    ("two_persons = true", 'two_persons = "yes"', "handling.two_persons"),
    ("two_persons = true", "two_persons = true\nx = 1", "handling.x"),
    ("days = 365", "days = 0", "retention.days"),
    ("days = 365", "days = 3661", "retention.days"),
    ("days = 365", "days = 365\nx = 1", "retention.x"),
    ('transfer = "never"', 'transfer = "always"', "onward.transfer"),
    ('transfer = "never"', 'transfer = "never"\nx = 1', "onward.x"),
    ('scope = "convention"', 'scope = "nobody"', "suspension.scope"),
    ('scope = "convention"', 'scope = "convention"\nx = 1', "suspension.x"),
    ("certificate_required = false", "certificate_required = 0", "training.certificate_required"),
    ("places_per_year = 10", "places_per_year = -1", "training.places_per_year"),
    ("places_per_year = 10", "places_per_year = 100001", "training.places_per_year"),
    ("places_per_year = 10", "places_per_year = 10\nx = 1", "training.x"),
    ('kinds = ["laboratory"', 'kinds = ["tank", "laboratory"', "means.kinds"),
    ('costs = "lender"', 'costs = "nobody"', "means.costs"),
    ('costs = "lender"', 'costs = "lender"\nx = 1', "means.x"),
    ('[languages]\nallowed = ["fr"', '[languages]\nallowed = ["bm"', "languages.allowed"),
    ("[languages]\n", "[languages]\nx = 1\n", "languages.x"),
    ('article = "3"', 'article = "three"', "clauses.purposes.article"),
    ('article = "3"', 'article = "3"\nde = "x"', "clauses.purposes.de"),
    ("[clauses.purposes]", "[clauses.reasons]", "clauses.purposes"),
    ("[clauses.languages]", "[clauses.tongues]", "clauses.tongues"),
    ('en = "Exchange serves', f'en = "{LONG} serves', "clauses.purposes.en"),
]


@pytest.mark.parametrize(
    ("old", "new", "place"), WRONG, ids=[f"{place}-{number}" for number, (_, _, place) in enumerate(WRONG)]
)
def test_a_wrong_value_is_refused_with_its_place(old, new, place):
    error = refused(edited(old, new))
    assert (error.code, error.place) == ("convention.invalid", place)
    assert error.remedy == "Correct the text at this place."
    assert error.sentence  # its facts fit its places


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version = 1", "version = 9999"),
        ("epoch_days = 30", "epoch_days = 1"),
        ("epoch_days = 30", "epoch_days = 366"),
        ("searches_per_party_per_day = 2400", "searches_per_party_per_day = 1"),
        ("searches_per_party_per_day = 2400", "searches_per_party_per_day = 10000000"),
        ("searches_per_officer_per_day = 240", "searches_per_officer_per_day = 1"),
        ("searches_per_officer_per_day = 240", "searches_per_officer_per_day = 10000000"),
        ("searches_per_case_per_day = 60", "searches_per_case_per_day = 1"),
        ("searches_per_case_per_day = 60", "searches_per_case_per_day = 10000000"),
        ("routine = 168", "routine = 8784"),
        ("routine = 168, urgent = 72, immediate = 8", "routine = 1, urgent = 1, immediate = 1"),
        ("days = 365", "days = 1"),
        ("days = 365", "days = 3660"),
        ("places_per_year = 10", "places_per_year = 0"),
        ("places_per_year = 10", "places_per_year = 100000"),
        ("review_on = 2028-03-31", "review_on = 2025-10-01"),
        ("review_on = 2028-03-31", "review_on = 2030-09-30"),
        ("signed_on = 2025-10-01", "signed_on = 2030-09-30"),
        ("ends_on = 2030-09-30\nreview_on = 2028-03-31", "ends_on = 2025-10-01\nreview_on = 2025-10-01"),
        ('identifier = "aes-2025"', 'identifier = "ab"'),
        ('identifier = "aes-2025"', f'identifier = "{"a" * 64}"'),
        ('en = "Exchange serves', 'en = "' + "x" * 3800 + " serves"),
        ('name.fr = "Office ml-ocs"', 'name.fr = "Office\\nml\u00a0: ocs"'),
        ('article = "3"', 'article = "3.12.1"'),
    ],
)
def test_a_value_on_the_edge_is_accepted(old, new):
    parse(edited(old, new))


SECTION_NAMES = [
    "title",
    "dates",
    "purposes",
    "search",
    "quotas",
    "answers",
    "handling",
    "retention",
    "onward",
    "languages",
]


@pytest.mark.parametrize("section", SECTION_NAMES)
def test_a_missing_section_is_named(section):
    without = re.sub(rf"\n\[{section}\]\n(?:[^\n]+\n)+", "\n", TEXT)
    assert without != TEXT
    error = refused(without)
    assert (error.code, error.place, error.text) == ("convention.invalid", section, "This value is missing.")


@pytest.mark.parametrize("section", ["training", "means", "suspension"])
def test_a_promise_that_may_be_left_out_may_be_left_out(section):
    convention = parse(re.sub(rf"\n\[{section}\]\n(?:[^\n]+\n)+", "\n", TEXT))
    if section == "suspension":
        assert convention.suspension_scope == "convention"
    else:
        assert getattr(convention, section) is None


def test_a_clause_of_a_promise_may_be_left_out_but_not_of_a_rule():
    without_training = re.sub(r"\n\[clauses\.training\]\n(?:[^\n]+\n)+", "\n", TEXT)
    assert "training" not in parse(without_training).clauses
    assert refused(re.sub(r"\n\[clauses\.quotas\]\n(?:[^\n]+\n)+", "\n", TEXT)).place == "clauses.quotas"


def test_a_section_of_another_shape_is_refused():
    text = re.sub(r"\n\[search\]\n(?:[^\n]+\n)+", "\n", TEXT)
    error = refused(edited("version = 1\n", "version = 1\nsearch = 5\n", text))
    assert (error.place, error.text) == ("search", "A table is expected here.")


def test_exchanges_are_a_list_of_tables_and_not_empty():
    text = re.sub(r"\n\[\[exchange\]\]\n(?:[^\n]+\n)+", "\n", TEXT)
    assert refused(text).text == "This value is missing."
    error = refused(edited("version = 1\n", "version = 1\nexchange = []\n", text))
    assert (error.place, error.text) == ("exchange", "At least one exchange is expected.")
    error = refused(edited("version = 1\n", "version = 1\nexchange = 1\n", text))
    assert (error.place, error.text) == ("exchange", "A list of tables is expected here.")
    error = refused(edited("version = 1\n", "version = 1\nexchange = [1]\n", text))
    assert (error.place, error.text) == ("exchange[0]", "A table is expected here.")


def test_an_empty_list_is_refused():
    error = refused(re.sub(r"\[purposes\]\nallowed = .*", "[purposes]\nallowed = []", TEXT))
    assert (error.place, error.text) == ("purposes.allowed", "A list of texts is expected here.")


def test_a_value_listed_twice_is_refused():
    error = refused(edited('kinds = ["laboratory", "dogs"', 'kinds = ["dogs", "dogs"'))
    assert (error.place, error.text) == ("means.kinds", "A value is listed twice.")


def test_a_choice_names_what_may_stand_there_and_cuts_what_does():
    error = refused(edited('mode = "blind"', f'mode = "{"y" * 100}"'))
    assert error.facts == {"value": "y" * 80, "choices": "blind, open"}
    assert "blind, open" in str(refused(edited('mode = "blind"', 'mode = "bulk"')))


def test_one_party_is_no_convention():
    text = re.sub(r"\n\[parties\.(bf|ne)-drug\]\n(?:[^\n]+\n)+", "\n", TEXT)
    error = refused(text)
    assert (error.place, error.facts) == ("parties", {"limit": 256})


def test_two_parties_are_a_convention_and_257_are_too_many():
    parse(re.sub(r"\n\[parties\.ne-drug\]\n(?:[^\n]+\n)+", "\n", TEXT))
    blocks = [
        f'\n[parties.p{number}]\nname.fr = "p"\nname.en = "p"\nname.ar = "p"\ncountry = "ML"\nsigning_key = "{key}"\n'
        for number, key in enumerate(_keys(254))
    ]
    assert refused(edited("\n[dates]", "".join(blocks) + "\n[dates]")).place == "parties"
    assert len(parse(edited("\n[dates]", "".join(blocks[:-1]) + "\n[dates]")).parties) == 256


def _keys(count):
    import base64

    return [base64.b64encode(number.to_bytes(32)).decode() for number in range(1, count + 1)]


def test_two_parties_with_one_key_are_refused():
    import base64

    ours, theirs = (base64.b64encode(public(name)).decode() for name in ("ml-ocs", "bf-drug"))
    error = refused(edited(theirs, ours))
    assert (error.place, error.text) == ("parties", "Two parties have the same signing key.")


@pytest.mark.parametrize("key", ["AAAA", "not base64", "é" * 44, "A" * 42 + "B=", ""])
def test_a_key_that_is_not_32_bytes_in_one_spelling_is_refused(key):
    text = re.sub(r'(\[parties\.ml-ocs\](?:\n[^\n]+)+?\nsigning_key = ")[^"]+', rf"\g<1>{key}", TEXT)
    assert refused(text).place == "parties.ml-ocs.signing_key"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a = 1\nb = ]\n", "line 2, column 5"),
        ("a = 1\nb = [", "end of document"),
        ("a = 1\na = 2\n", "line 2, column 6"),
        ("d = 2025-02-31\n", "line 1, column 5"),
        ("x = " + "[" * 100_000, ""),
        (f"x = 1{'0' * 5000}", ""),
    ],
)
def test_a_text_that_is_not_toml_is_refused_with_the_line(text, place):
    error = refused(text)
    assert (error.code, error.text, error.place) == ("convention.invalid", "The text is not valid TOML.", place)


def test_an_oversized_text_is_refused_before_it_is_read():
    filler = "#" * (MAX_TEXT_BYTES - len(TEXT.encode()) - 1)
    parse(TEXT + filler + "\n")
    error = refused(TEXT + filler + "#\n")
    assert error.facts == {"limit": MAX_TEXT_BYTES}
    assert "262144" in str(error)


def test_a_lone_surrogate_is_refused():
    assert refused(edited("Office ml-ocs", "Office \ud800")).code == "convention.invalid"
