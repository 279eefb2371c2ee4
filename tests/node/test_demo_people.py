"""The invented people: the same by seed, with the overlaps of the scenario and no others that would spoil it."""

import json
import re
from collections import Counter

import pytest

from benkan.core.matching import Identifier, Subject, compare, tokens
from benkan.core.matching.tokens import Role
from benkan.formats.entity import checked
from benkan.node.demo import cast
from benkan.node.demo.names import FAMILIES, MEN, WOMEN
from benkan.node.demo.people import (
    NOBODY,
    SAFEGUARDS,
    SHARED_IBAN,
    SHARED_PHONE,
    SHARED_PLATE,
    SUBJECT,
    SWAPPED,
    Person,
    iban,
    people,
    planted,
)

COUNTRIES = ("ML", "BF", "NE", "MA")
SEEDS = (2025, 1, 7)
IDENTIFIERS = {"phone": "phone", "iban": "account", "registrationNumber": "plate", "passportNumber": "document"}


def everyone(country: str, count: int = 2000, seed: int = 2025) -> list[Person]:
    return list(people(country, count, seed))


def as_text(person: Person) -> str:
    return json.dumps(person.entity, ensure_ascii=False)


def subject(person: Person) -> Subject:
    """The entity as a subject to match: what a node does with its records."""
    properties = person.entity["properties"]
    identifiers = [Identifier(kind, v) for name, kind in IDENTIFIERS.items() for v in properties.get(name, ())]
    is_person = person.entity["schema"] == "Person"
    return Subject(
        names=tuple([*properties.get("name", ()), *properties.get("alias", ())] if is_person else ()),
        birth_dates=tuple(properties.get("birthDate", ())),
        identifiers=tuple(identifiers),
    )


def asked(fields: dict[str, str]) -> Subject:
    return Subject(names=(fields["name"],), birth_dates=(fields["born"],))


def usable(one: Subject, role: Role = "record") -> frozenset[str]:
    return frozenset(token.value for token in tokens(one, role=role) if token.tier != "weak")


def the(country: str, identifier: str) -> Person:
    return next(person for person in planted(country) if person.entity["id"].endswith(identifier))


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_same_seed_invents_the_same_people_and_another_seed_others(country: str) -> None:
    first, again, other = everyone(country), everyone(country), everyone(country, seed=2026)
    assert first == again
    assert len(first) == len(other) == 2000
    own = len(planted(country))
    assert first[:own] == other[:own] == planted(country)
    same = sum(a.entity == b.entity for a, b in zip(first[own:], other[own:], strict=True))
    assert same < 20


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_invented_record_is_an_entity_that_a_node_takes(country: str) -> None:
    found = everyone(country)
    assert len({person.entity["id"] for person in found}) == len(found)
    for person in found:
        one = checked(person.entity["id"], person.entity["schema"], person.entity["properties"])
        assert one.schema == person.entity["schema"]
        assert set(one.properties) == set(person.entity["properties"]), "nothing of an invented record is dropped"


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_record_has_safeguards_and_the_categories_vary(country: str) -> None:
    found = everyone(country)
    assert {person.category for person in found} == {"suspect", "convicted", "contact"}
    assert {person.area for person in found} <= {area for _, area, _, _ in SAFEGUARDS}
    assert {person.handling for person in found} == {"H1", "H2"}
    assert all(re.fullmatch("[A-FX][1-4]", person.grade) for person in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_moroccos_records_never_spell_alhassane_in_latin_letters(seed: int) -> None:
    for person in everyone("MA", seed=seed):
        assert "alhassane" not in as_text(person).lower()


def test_moroccos_planted_record_is_in_arabic_script_alone() -> None:
    names = [name for key in ("name", "alias") for name in the("MA", "ma-p1").entity["properties"][key]]
    assert names
    assert not any(re.search("[A-Za-z]", name) for name in names)


def test_a_latin_name_and_its_arabic_spelling_share_a_token_of_name_and_date() -> None:
    held = subject(the("MA", "ma-p1"))
    shared = usable(asked(SUBJECT), "query") & usable(held)
    assert shared
    assert any(token.tier == "name+date" for token in tokens(asked(SUBJECT), role="query") if token.value in shared)
    assert compare(asked(SUBJECT), held).score > 0.7


@pytest.mark.parametrize(
    ("value", "holders"),
    [(SHARED_PHONE, {"ML", "NE"}), (SHARED_IBAN, {"BF", "NE"}), (SHARED_PLATE.replace(" ", ""), {"ML", "BF"})],
    ids=["phone", "account", "vehicle"],
)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_identifier_is_held_where_the_scenario_says_and_nowhere_else(
    seed: int, value: str, holders: set[str]
) -> None:
    found = {
        country
        for country in COUNTRIES
        for person in everyone(country, seed=seed)
        if value in re.sub("[ -]", "", as_text(person))
    }
    assert found == holders


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ML", "ml-p1"), ("NE", "ne-p1")),
        (("BF", "bf-p2"), ("NE", "ne-p2")),
        (("ML", "ml-p2"), ("BF", "bf-p3")),
    ],
    ids=["phone", "account", "vehicle"],
)
def test_the_same_identifier_in_two_writings_is_one_token(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert usable(subject(the(*one))) & usable(subject(the(*other)))


def test_a_swapped_birth_date_under_another_transliteration_still_looks_like_the_same_person() -> None:
    assert compare(asked(SWAPPED), subject(the("BF", "bf-p1"))).score > 0.7


def test_a_neighbouring_year_is_planted_and_a_missing_birth_date_too() -> None:
    neighbour = subject(the("NE", "ne-p3"))
    assert usable(asked(SUBJECT), "query") & usable(neighbour)
    assert compare(asked(SUBJECT), neighbour).score > 0.7
    assert "birthDate" not in the("NE", "ne-p4").entity["properties"]


@pytest.mark.parametrize("country", COUNTRIES)
def test_nobody_holds_the_name_that_nobody_holds(country: str) -> None:
    sought = usable(asked(NOBODY), "query")
    assert sought, "the name is rare enough to be asked about"
    for person in everyone(country):
        assert not sought & usable(subject(person))
        assert not any(part in as_text(person) for part in NOBODY["name"].split())


def test_the_search_of_the_scenario_hits_nobody_in_morocco_but_the_planted_record() -> None:
    sought = usable(asked(SUBJECT), "query")
    hits = [person.entity["id"] for person in everyone("MA") if sought & usable(subject(person))]
    assert hits == ["ma-ma-p1"]


def test_the_account_number_has_right_check_digits_and_a_wrong_one_is_noticed() -> None:
    def remainder(number: str) -> int:
        return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97

    assert remainder(SHARED_IBAN) == 1
    assert remainder(SHARED_IBAN[:-1] + "4") != 1
    # The example of ISO 13616.
    assert iban("GBWEST12345698765432") == "GB82WEST12345698765432"


def test_moroccos_names_are_arabic_and_the_others_latin() -> None:
    for country in COUNTRIES:
        names = [person.entity["properties"]["name"][0] for person in everyone(country)[10:]]
        arabic = sum(bool(re.search("[\u0600-\u06ff]", name)) for name in names)
        assert arabic == (len(names) if country == "MA" else 0)


def test_each_name_of_the_tables_has_two_spellings_and_no_country_a_doubled_family() -> None:
    for latin, arabic in [*MEN, *WOMEN, *(pair for families in FAMILIES.values() for pair in families)]:
        assert re.search("[A-Za-z]", latin)
        assert re.fullmatch("[\u0600-\u06ff ]+", arabic)
    for families in FAMILIES.values():
        assert max(Counter(latin for latin, _ in families).values()) == 1


def test_the_cast_has_every_role_on_every_node_and_names_in_three_languages() -> None:
    for service in cast.SERVICES:
        roles = [persona.role for persona in service.personas]
        assert roles == ["analyst", "liaison", "supervisor", "control", "administrator", "trainer", "coordinator"]
        assert set(service.name) == {"fr", "en", "ar"}
    assert [service.country for service in cast.SERVICES] == list(COUNTRIES)
    assert "ma-dgsn" not in cast.PARTIES[cast.AES]
    assert set(cast.PARTIES[cast.BILATERAL]) == {"ml-ocs", "ma-dgsn"}
