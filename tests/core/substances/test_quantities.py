"""What an amount says: every reading of it, none guessed; kilograms, litres and counts never mixed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.substances import Amount, decimal_mark, readings
from benkan.core.substances.quantities import UNKNOWN


def kilograms(*values: str) -> tuple[Amount, ...]:
    return tuple(Amount(kilograms=Decimal(value)) for value in values)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 417,5 g", kilograms("1.4175")),
        ("1’417 g", kilograms("1.417")),
        ("1.234,5 kg", kilograms("1234.5")),
        ("1,234.5 kg", kilograms("1234.5")),
        ("1.234.567 g", kilograms("1234.567")),
        ("0,001 kg", kilograms("0.001")),
        ("8,3 t", kilograms("8300")),
        ("٣ كيلو", kilograms("3")),
        ("٣٫٥ كغ", kilograms("3.5")),
        ("٢ كيلوغرام و ٣٠٠ غرام", kilograms("2.3")),
        ("2 kg 300 g", kilograms("2.3")),
        ("500 g (0,5 kg)", kilograms("0.5")),
        ("cinq kilos", kilograms("5")),
        ("10 x 1 kg", kilograms("10")),
        ("5 kg saisis", kilograms("5")),
        ("2.5 L", (Amount(litres=Decimal("2.5")),)),
        ("2 500 ml", (Amount(litres=Decimal("2.5")),)),
        ("17 500 comprimés", (Amount(count=17_500, count_kind="tablet"),)),
        ("1200 قرص", (Amount(count=1_200, count_kind="tablet"),)),
        ("1.200 comprimés", (Amount(count=1_200, count_kind="tablet"),)),
        ("1200 comprimés de 225 mg", (Amount(count=1_200, count_kind="tablet"),)),
        ("1200 comprimés (225 mg)", (Amount(count=1_200, count_kind="tablet"),)),
        ("225 mg (1200 comprimés)", (Amount(count=1_200, count_kind="tablet"),)),
        ("deux mille cp", (Amount(count=2_000, count_kind="tablet"),)),
        ("deux plaquettes", (Amount(count=2, count_kind="packet"),)),
        ("environ 5 kg", (Amount(kilograms=Decimal(5), about=True),)),
        ("12 kg 500", kilograms("12.5")),
        ("1 t 250", kilograms("1250")),
        ("½ kg", kilograms("0.5")),
        ("2 1/2 kg", kilograms("2.5")),
        (".5 kg", kilograms("0.5")),
        ("deux kilos et demi", kilograms("2.5")),
        ("two and a half kilos", kilograms("2.5")),
        ("نصف كيلو", kilograms("0.5")),
        ("كيلوغرام ونصف", kilograms("1.5")),
        ("quatre-vingts kilos", kilograms("80")),
        ("5x2kg", kilograms("10")),
        ("3 sacs x 50 kg", kilograms("150")),
        ("10 paquets de 1 kg chacun", kilograms("10")),
        ("25,000 tablets", (Amount(count=25_000, count_kind="tablet"),)),
        ("100 strips x 10 tabs", (Amount(count=1_000, count_kind="tablet"),)),
        ("inconnu", (UNKNOWN,)),
        ("غير معروف", (UNKNOWN,)),
    ],
)
def test_what_is_sure(text: str, expected: tuple[Amount, ...]) -> None:
    assert readings(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.417 kg", kilograms("1.417", "1417")),
        ("1,417 kg", kilograms("1.417", "1417")),
        ("5-6 kg", kilograms("5", "6")),
        ("3 sacs de 25 kg", kilograms("75", "25")),
        ("3 kg (30 g)", kilograms("3", "0.03")),
        (
            "20 boîtes de 30 comprimés",
            (Amount(count=600, count_kind="tablet"), Amount(count=30, count_kind="tablet")),
        ),
    ],
)
def test_what_can_be_read_in_several_ways_is_asked(text: str, expected: tuple[Amount, ...]) -> None:
    assert readings(text) == expected


def test_a_bare_number_may_be_grams_kilograms_or_pieces() -> None:
    assert [(one.kilograms, one.count) for one in readings("250")] == [
        (Decimal("0.25"), None),
        (Decimal(250), None),
        (None, 250),
        (None, 250),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "beaucoup",
        "0 kg",
        "-5 kg",
        "12,5 comprimés",
        "kg 5",
        "5 m",
        "5 kg 3 l",
        "1e5 kg",
        "a" * 300,
        ">100 kg",
        ",5 kg",
        "12 ,4 kg",
        "1l kg",
    ],
)
def test_what_is_no_amount_has_no_reading(text: str) -> None:
    assert readings(text) == ()


def test_the_column_says_which_mark_is_the_decimal_one() -> None:
    assert decimal_mark(["1 417,5 g", "3 kg", "1.417 kg"]) == ","
    assert decimal_mark(["1,234.5 kg", "2.5 kg"]) == "."
    assert decimal_mark(["1,5 kg", "2.5 kg"]) == ""
    assert decimal_mark(["1.417 kg", "3 t"]) == ""
    assert readings("1.417 kg", decimal=".") == kilograms("1.417")
    assert readings("1.417 kg", decimal=",") == kilograms("1417")


@given(st.decimals("0.001", "99999", places=3), st.sampled_from(["kg", "g", "t", "كغ"]))
def test_a_number_that_we_write_is_among_its_readings(value: Decimal, unit: str) -> None:
    factor = {"kg": Decimal(1), "g": Decimal("0.001"), "t": Decimal(1000), "كغ": Decimal(1)}[unit]
    wanted = (value * factor).quantize(Decimal("0.000001"))
    for written in (f"{value:f} {unit}", f"{value:f} {unit}".replace(".", ",")):
        assert wanted in [one.kilograms for one in readings(written)]


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader_and_no_reading_mixes_units(text: str) -> None:
    for one in readings(text):
        assert [one.kilograms, one.litres, one.count].count(None) >= 2
        assert all(value is None or value > 0 for value in (one.kilograms, one.litres, one.count))
