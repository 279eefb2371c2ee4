"""Columns and rows: which column is what, what a column shows about its cells, and what is asked with which readings."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared_data

from benkan.formats.seizure_rows import WHY, Reader, Row, amounts, header_key, map_headers, places, words
from benkan.formats.seizure_rows.answers import value_of
from benkan.formats.seizure_rows.evaluation import evaluate
from benkan.formats.seizure_rows.table import HEADERS
from benkan.formats.typed import dates

TODAY = dt.date(2026, 11, 26)


def sheet(*lines):
    return [Row(number, tuple(line)) for number, line in enumerate(lines, start=1)]


def read(*lines, country="", said=None):
    mapping, below = map_headers(sheet(*lines), TODAY, said)
    return list(Reader(mapping, below, TODAY, country).read(below))


@pytest.mark.parametrize(
    "header",
    [
        ["Date de saisie", "Lieu", "Nature du produit", "Qté saisie"],
        ["seizure date", "city", "drug type", "amount"],
        ["تاريخ الحجز", "المكان", "نوع المخدر", "الكمية"],
        ["fecha", "municipio", "clase_de_estupefaciente", "cantidad"],
        ["DATE DE LA SAISIE ", "Lieu de Saisie", "Stupéfiants", "Quantités (Kg)"],
        ["Dates de saisie", "Lieux de saisie", "Drogues", "Quantitée"],
    ],
)
def test_headers_of_four_languages_are_known(header):
    mapping, _below = map_headers(sheet(header), TODAY)
    assert dict(mapping.columns) == {"date": 0, "place": 1, "drug": 2, "quantity": 3}
    assert mapping.missing == ()


def test_a_header_says_the_unit_and_several_amounts_have_one_each():
    head = ["Date", "Lieu", "Drogue", "Poids (kg)", "Nombre de comprimés"]
    weighed, counted, both = read(
        head, ["2024-05-01", "Gao", "chira", "12,5", ""], ["2024-05-01", "Gao", "XTC", "0", "250"],
        ["2024-05-01", "Gao", "XTC", "1,5", "250"], said={"Nombre de comprimés": "-"},
    )  # fmt: skip
    assert weighed.cells["quantity"].sure.code == "kg:12.5"
    assert counted.cells["quantity"].sure is None
    assert both.cells["quantity"].sure.code == "kg:1.5"
    head[4] = "Quantité (comprimés)"
    weighed, counted, both = read(
        head, ["2024-05-01", "Gao", "chira", "12,5", ""], ["2024-05-01", "Gao", "XTC", "0", "250"],
        ["2024-05-01", "Gao", "XTC", "1,5", "250"],
    )  # fmt: skip
    assert (weighed.cells["quantity"].sure.code, counted.cells["quantity"].sure.code) == ("kg:12.5", "n:250:tablet")
    assert (both.cells["quantity"].why, len(both.cells["quantity"].readings)) == ("two-amounts", 2)


def test_columns_without_known_headers_are_found_by_what_stands_in_them():
    lines = [["a1", "b2", "c3", "d4"], *[[f"{day}/05/2024", "Gao", "chira", f"{day} kg"] for day in range(10, 20)]]
    mapping, _below = map_headers(sheet(*lines), TODAY)
    assert mapping.columns == {"date": 0, "place": 1, "drug": 2, "quantity": 3}
    assert set(mapping.by_content) == {"date", "place", "drug", "quantity"}


def test_a_file_without_headers_keeps_its_first_row():
    rows = read(["13/05/2024", "Gao", "chira", "5 kg"], ["14/05/2024", "Kidal", "kif", "6 kg"])
    assert [row.cells["place"].sure.code for row in rows] == ["ML/Gao", "ML/Kidal"]


def test_two_columns_that_claim_one_field_are_asked():
    mapping, _below = map_headers(sheet(["Date", "Jour", "Lieu", "Drogue", "Poids"]), TODAY)
    assert mapping.doubled == ("date",)
    mapping, _below = map_headers(sheet(["Date", "Jour", "Lieu", "Drogue", "Poids"]), TODAY, {"Jour": "-"})
    assert (mapping.doubled, mapping.columns["date"]) == ((), 0)


def test_the_same_headers_have_one_key_however_they_are_written():
    assert header_key(["Date ", "LIEU"]) == header_key(["date", "Lieu"]) != header_key(["lieu", "date"])


def test_no_header_stands_for_two_fields():
    seen = {}
    for field, names in HEADERS:
        for name in names:
            assert seen.setdefault(name.casefold(), field) == field


def test_a_column_of_dates_shows_its_order():
    def one(*cells):
        return [dates.read(cell, TODAY, dates.judge(cells, TODAY)) for cell in cells]

    assert one("03/04/2022", "25/12/2021")[0].sure.code == "2022-04-03"
    assert one("03/04/2022", "12/25/2021")[0].sure.code == "2022-03-04"
    assert one("03/04/2022", "25/12/2021", "12/25/2021")[0].sure is None
    assert one("03/04/2022", "05/06/2021")[0].sure is None
    assert one("03/04/2022", "25.12.21")[0].sure.code == "2022-04-03"
    assert one(*["01/02/2022"] * 99, "25/12/2021")[0].sure is None
    assert [cell.why for cell in one("13/04/2022", "14/04/2022", "04/25/2022")][2] in ("order", "")


@given(st.dates(dt.date(1990, 1, 1), TODAY))
def test_a_day_is_never_read_as_another(day):
    for text in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%y}", f"{day:%Y-%m-%d}", f"{day:%d-%m-%y}", f"{day:%d%m%Y}"):
        cell = dates.read(text, TODAY)
        assert (cell.sure and cell.sure.value == day) or (
            cell.sure is None and day in [one.value for one in cell.readings]
        )


@given(st.text(max_size=60))
def test_any_text_is_sure_doubtful_or_unreadable(text):
    for cell in (dates.read(text, TODAY), places.read(text), places.read(text, "ML"), amounts.read(text),
                 amounts.read(text, "kg"), words.read("persons", text), words.read("conveyance", text)):  # fmt: skip
        assert (cell.sure is not None) != (cell.why in WHY)


@pytest.mark.parametrize(
    ("text", "unit", "code"),
    [("12,5", "kg", "kg:12.5"), ("1 417,5", "GRAMO", "kg:1.4175"), ("250", "comprimés", "n:250:tablet"),
     ("12,5 kg", "kg", "kg:12.5"), ("inconnue", "kg", "unknown")],
)  # fmt: skip
def test_a_unit_may_have_a_column_of_its_own(text, unit, code):
    assert amounts.read(text, unit).sure.code == code


def test_a_unit_that_is_not_known_or_says_something_else_is_asked():
    assert amounts.read("250", "fardos").why == "unit"
    other = amounts.read("12,5 g", "kg")
    assert (other.sure, {way.code for way in other.readings}) == (None, {"kg:0.0125", "kg:12.5"})


def test_the_decimal_mark_is_that_of_the_column():
    head = ["date", "place", "drug", "quantity"]
    rows = read(head, ["2024-05-01", "Gao", "chira", "1,417 kg"], ["2024-05-01", "Gao", "chira", "12,5 kg"])
    assert rows[0].cells["quantity"].sure.code == "kg:1.417"
    rows = read(head, ["2024-05-01", "Gao", "chira", "1,417 kg"], ["2024-05-01", "Gao", "chira", "12 kg"])
    assert [way.code for way in rows[0].cells["quantity"].readings] == ["kg:1.417", "kg:1417"]


def test_a_place_needs_the_gazetteer_or_a_country():
    assert places.read("Leticia").why == "unknown-place"
    kept = places.read("LETICIA (CT)", "CO", "AMAZONAS").sure
    assert (kept.code, kept.value.name, kept.value.latitude) == ("=CO", "LETICIA (CT), AMAZONAS", None)
    assert places.read("Gao", "NE").why == "other-country"
    assert {way.code for way in places.read("Gao", "NE").readings} == {"ML/Gao", "=NE"}
    assert {way.code for way in places.read("Rosso").readings} == {"MR/Rosso", "SN/Rosso-Sénégal"}


def test_a_country_that_is_not_known_is_asked():
    (row,) = read(["date", "place", "country", "drug", "quantity"], ["2024-05-01", "Gao", "Atlantis", "chira", "1 kg"])
    assert [(cell.field, cell.why) for cell in row.doubts] == [("country", "unknown-country")]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [("persons", "3", ("yes", 3)), ("persons", "٢", ("yes", 2)), ("persons", "0", ("no", 0)), ("persons", "oui", ("yes", None)),
     ("persons", "deux personnes", ("yes", 2)), ("persons", "Néant", ("no", None)), ("persons", "", ("unknown", None)),
     ("conveyance", "Véhicule 4X4", ("car", None)), ("conveyance", "شاحنة", ("truck", None)),
     ("conveyance", "semi-remorque", ("truck", None)), ("circumstance", "VIAS PUBLICAS", ("patrol", None)),
     ("circumstance", "contrôle routier", ("checkpoint", None))],
)  # fmt: skip
def test_words_of_closed_lists_are_known(field, text, value):
    assert words.read(field, text).sure.value == value


@pytest.mark.parametrize(
    ("field", "text"), [("persons", "Moussa Ag Alhassane"), ("conveyance", "fusée"), ("conveyance", "=A1")]
)
def test_other_words_are_asked(field, text):
    assert words.read(field, text).sure is None


def test_an_answer_means_something_known_or_nothing():
    (row,) = read(["date", "place", "drug", "quantity"], ["juin 2022", "Xyz", "roche", "1.417 kg"])
    cells = row.cells
    assert value_of(cells["date"], "2022-06-18", row) == dt.date(2022, 6, 18)
    assert value_of(cells["place"], "=ML", row).name == "Xyz"
    assert value_of(cells["place"], "ML/Gao", row).country == "ML"
    assert (
        value_of(cells["quantity"], "kg:1.417", row).kilograms
        == value_of(cells["quantity"], "1,4170 kg", row).kilograms
    )
    for field, answer in (
        ("date", "18/06"),
        ("place", "=ml"),
        ("place", "nowhere"),
        ("drug", "x"),
        ("quantity", "beaucoup"),
    ):
        assert value_of(cells[field], answer, row) is None


def test_the_development_rows_are_read_rightly_and_nothing_is_asked():
    import io

    from benkan.formats.report import Report
    from benkan.formats.seizure_rows import read_sheet

    data = shared_data("drugs", "seizures_messy_dev.csv").read_bytes()
    figures, wrong, _read = evaluate(list(read_sheet(io.BytesIO(data), Report())), TODAY)
    assert wrong == []
    assert {figures[name] for name in ("drug", "place", "country", "date", "quantity")} == {1.0}
    assert (figures["asked"], figures["silent_wrong"]) == (0.0, 0)
