"""The agreement is a strict text, and can only narrow its convention."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid, Refused
from benkan.core.jointcases import Bounds, parse, signed_bytes, within
from tests.core.jointcases.parties import AGREEMENT, NAMES, text


def test_what_is_written_is_read_again() -> None:
    assert list(AGREEMENT.parties) == list(NAMES)
    assert (AGREEMENT.lead, AGREEMENT.purpose, AGREEMENT.retention_days) == ("ml-ocs", "drug-trafficking", 365)
    assert AGREEMENT.categories == {"person", "phone"}


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1, max_size=200))
def test_any_readable_title_is_read_as_it_was_written(title) -> None:
    if title.strip():
        assert parse(text(title=title)).title == title


def test_spaces_and_order_change_nothing_but_every_value_does() -> None:
    lines = text().replace(" = ", "   =  ").split("\n\n")
    assert parse("# un mot\n" + "\n\n".join(lines)).sha256 == AGREEMENT.sha256
    assert parse(text(title="Autre")).sha256 != AGREEMENT.sha256


def test_a_signature_holds_for_one_text_one_party_and_one_day() -> None:
    day = dt.date(2026, 1, 1)
    made = {
        signed_bytes(AGREEMENT.sha256, "ml-ocs", day),
        signed_bytes(AGREEMENT.sha256, "ma-dgsn", day),
        signed_bytes("ab" * 32, "ml-ocs", day),
        signed_bytes(AGREEMENT.sha256, "ml-ocs", day + dt.timedelta(days=1)),
    }
    assert len(made) == 4


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"case": "nine"}, "case"),
        ({"lead": "fr-tiers"}, "lead"),
        ({"parties": {"ml-ocs": "Brigade"}}, "parties"),
        ({"parties": {f"x-{n}": "B" for n in range(17)}, "lead": "x-1"}, "parties"),
        ({"parties": {"ml-ocs": "Brigade", "ma-dgsn": " "}}, "parties.ma-dgsn.office"),
        ({"ends_on": dt.date(2025, 1, 1)}, "ends_on"),
        ({"handling": ["H9"]}, "handling"),
        ({"handling": ["H1", "H1"]}, "handling"),
        ({"categories": []}, "categories"),
        ({"categories": ["Une personne"]}, "categories"),
        ({"categories": ["person", "person"]}, "categories"),
        ({"retention_days": 0}, "retention_days"),
        ({"title": "a\u202eb"}, "title"),
        ({"purpose": "Tout"}, "purpose"),
    ],
)
def test_a_wrong_value_is_named(changes, place) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text(**changes))
    assert (refused.value.code, refused.value.place) == ("joint-case.agreement", place)


@pytest.mark.parametrize("extra", ["unknown = 1\n", "rate = 1.5\n", "[[signatures]]\nparty = 'ml-ocs'\n", "= ="])
def test_what_nobody_reads_is_refused(extra) -> None:
    with pytest.raises(Invalid) as refused:
        parse(extra + text())
    assert refused.value.code == "joint-case.agreement"


BOUNDS = {
    "convention": "aes-2025",
    "parties": NAMES,
    "purposes": ["drug-trafficking"],
    "categories": ["person", "phone"],
    "handling": ["H1", "H2"],
    "ends_on": dt.date(2026, 12, 31),
    "retention_days": 365,
}


def test_an_agreement_within_its_convention_stands() -> None:
    within(AGREEMENT, Bounds(**BOUNDS))


@pytest.mark.parametrize(
    ("place", "bound"),
    [
        ("convention", "autre"),
        ("parties", NAMES[:2]),
        ("purpose", []),
        ("categories", ["person"]),
        ("handling", ["H1"]),
        ("ends_on", dt.date(2026, 12, 30)),
        ("retention_days", 364),
    ],
)
def test_an_agreement_never_goes_beyond_its_convention(place, bound) -> None:
    name = "purposes" if place == "purpose" else place
    with pytest.raises(Refused) as refused:
        within(AGREEMENT, Bounds(**BOUNDS | {name: bound}))
    assert (refused.value.code, refused.value.place) == ("joint-case.beyond", place)
