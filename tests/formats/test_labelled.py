"""Labelled pairs in CSV: what is read, and that nothing but a refusal with its place ever comes of bad text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.formats import labelled
from benkan.formats.report import Report

HEADERS = ["slice,label,name_a,name_b", "type;a;b;label;note", "name\tdob", "slice,label,name_a,dob_a,name_b,dob_b"]
CELLS = st.sampled_from(
    [
        "1",
        "0",
        "true",
        "phone",
        "Moussa",
        "1984",
        "31/02/1984",
        '"',
        "a,b",
        "\0",
        "\n",
        "\r",
        "é",
        "needs_default_country:+²",
    ]
)


@given(st.sampled_from(HEADERS), st.lists(st.lists(CELLS, max_size=6)), st.sampled_from(",;\t"))
def test_no_text_makes_a_reader_raise_anything_but_a_refusal_with_its_place(header, rows, separator):
    text = "\n".join([header, *(separator.join(row) for row in rows)])
    readers = (
        lambda: labelled.pairs(text, "f.csv", Report()),
        lambda: labelled.others(text, "f.csv", Report()),
        lambda: labelled.identifiers(text, "f.csv"),
    )
    for read in readers:
        refused = refusal(read)
        assert refused is None or (refused.place.startswith("f.csv") and refused.remedy)


def refusal(read):
    try:
        read()
    except Invalid as error:
        return error
    return None


def test_columns_may_stand_in_any_order_and_case_and_others_are_not_read():
    (pair,) = labelled.pairs("Name_B\tx\tLABEL\tslice\tname_a\nMusa\t?\tTRUE\t\tMoussa\n", "f.csv", Report())
    assert (pair.place, pair.slice, pair.same, pair.name_a, pair.name_b) == ("f.csv:2", "-", True, "Moussa", "Musa")
    assert (pair.birth_date_a, pair.birth_date_b) == ("", "")


@pytest.mark.parametrize(
    ("written", "read"), [("1984", "1984"), ("03/05/1984", "1984-05-03"), ("vers 1984", "1984"), ("", "")]
)
def test_dates_are_read_as_in_an_import(written, read):
    (other,) = labelled.others(f"name,dob\nMoussa Keita,{written}\n", "f.csv", Report())
    assert other.birth_date == read


def test_a_name_of_two_lines_keeps_the_place_of_its_last():
    first, second = labelled.others('name\n"Moussa\nKeita"\nAwa\n', "f.csv", Report())
    assert (first.place, second.place) == ("f.csv:3", "f.csv:4")


def test_the_country_of_a_national_phone_comes_from_its_note():
    text = "type,a,b,label,note\nphone_national,1,2,1,needs_default_country:+223\niban,1,2,0,one_digit\n"
    phone, account = labelled.identifiers(text, "f.csv")
    assert (phone.kind, phone.region, phone.note) == ("phone", "ML", "needs_default_country")
    assert (account.kind, account.region, account.note) == ("account", "", "one_digit")
