"""Addresses: a box with its town and a street with its number agree across languages, and never weigh much against."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.core.matching.addresses import TEXTS, address_evidence, read_address
from benkan.core.matching.normalise import clean
from benkan.core.matching.subject import Subject


def reason(a, b):
    return address_evidence((clean(a),), (clean(b),))


@pytest.mark.parametrize(
    ("a", "b", "code"),
    [
        ("BP 1234 Bamako", "P.O. Box 1234, Bamako, Mali", "address.box"),
        ("B.P. 1234, Bamako", "ص.ب 1234 باماكو", "address.box"),
        ("Boîte postale 1234", "BP 1234 Gao", "address.box-alone"),
        (
            "Rue 224, Porte 45, Hamdallaye ACI, Bamako",
            "Hamdallaye, Street 224, door 45, Bamako, Mali",
            "address.street",
        ),
        ("12 avenue Modibo Keita, Bamako", "Av. Modibo Keïta 14, Bamako", "address.neighbour"),
        ("Quartier Kidal Djélibougou, Bamako", "Djelibougou, Bamako", "address.area"),
        ("شارع الحسن الثاني 7، الدار البيضاء", "7 rue Hassan, Casablanca", "address.street"),
        ("Niarela, Bamako", "Badalabougou, Bamako", "address.town"),
        ("BP 1234 Bamako", "BP 1234 Gao", "address.town-different"),
        ("BP 1234 Bamako", "BP 1234 Niamey", "address.country-different"),
        ("Niamey, Niger", "Mali", "address.country-different"),
    ],
)
def test_two_addresses_are_read_alike(a, b, code):
    found = reason(a, b)
    assert found.code == code
    assert found.text == TEXTS[code]
    assert found.text % found.facts


def test_an_address_never_weighs_more_than_three_and_hardly_against():
    assert reason("BP 1234 Bamako", "BP 1234 Bamako").weight == 3.0
    assert reason("Gao", "Kayes").weight > -1


def test_the_best_pair_of_addresses_decides_and_nothing_gives_nothing():
    assert address_evidence(("Gao", "BP 7 Bamako"), ("Bamako BP 7", "Kayes")).code == "address.box"
    assert address_evidence((), ("Gao",)) is None
    assert reason("xyz", "abc") is None


@given(
    st.text(min_size=1, max_size=120),
    st.text(min_size=1, max_size=120),
    st.sampled_from(["", " BP 12 Bamako", " rue 7 Gao"]),
)
def test_both_sides_weigh_the_same_and_nothing_but_invalid_is_raised(a, b, end):
    try:
        a, b = clean(a + end), clean(b + end)
    except Invalid:
        return
    one, other = address_evidence((a,), (b,)), address_evidence((b,), (a,))
    assert (one and (one.code, one.weight)) == (other and (other.code, other.weight))


def test_the_longest_address_is_read_in_a_moment():
    started = time.process_time()
    for piece in ("bp ", "bp 1 ", "rue 2, ", "Burkina ", "ص.ب ", "côte d'"):
        read_address(clean((piece * 150)[:300]))
    assert time.process_time() - started < 0.2


def test_a_subject_cleans_its_addresses_and_refuses_what_is_no_text():
    assert Subject(addresses=["BP  7 Gao", "BP 7 Gao"]).addresses == ("BP 7 Gao",)
    with pytest.raises(Invalid) as refused:
        Subject(addresses=["Gao", "\u202eGao"])
    assert refused.value.place == "addresses[1]"
