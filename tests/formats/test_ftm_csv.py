"""Lists in CSV as offices keep them: French headers, odd encodings, broken rows."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benkan.core.errors import Invalid
from benkan.formats import ftm_csv
from benkan.formats.csv_cells import date_of
from benkan.formats.report import Report

FRENCH = """Nom;Prénom;Date de naissance;Sexe;Nationalité;Téléphone;N° compte;Immatriculation;Observations
AG ALHASSANE;Moussa;vers 1984;M;malienne;+223 76 12 34 56;ML0160120102600100066849;AB-1234-MD;"vu à Gao; en 2024"
TRAORÉ;Aïssata;03/05/1990;F;Burkina Faso;70 12 34 56|76 00 00 00;;;
"""
ENGLISH = "First name,Last name,DOB,Phone,Passport\nMoussa,Keita,1984-05-03,+22376123456,A1037434\n"
ARABIC = "الاسم الكامل\tتاريخ الميلاد\tالجنس\tالجنسية\nموسى أغ الحسن\t١٩٨٤\tذكر\tالمغرب\n"


def read(text, report=None, mapping=None, encoding="utf-8"):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return list(ftm_csv.read(io.BytesIO(data), report if report is not None else Report(), mapping))


def test_a_french_list_is_read_with_its_accounts_and_vehicles():
    report = Report()
    found = read(FRENCH, report)
    person, car, account, link, second = found
    assert person.properties == {
        "lastName": ("AG ALHASSANE",), "firstName": ("Moussa",), "name": ("Moussa AG ALHASSANE",), "birthDate": ("1984",),
        "gender": ("male",), "nationality": ("ml",), "phone": ("+223 76 12 34 56",), "notes": ("vu à Gao; en 2024",),
    }  # fmt: skip
    assert (car.schema, car.properties["registrationNumber"], car.first("owner")) == (
        "Vehicle",
        ("AB-1234-MD",),
        person.id,
    )
    assert (account.schema, account.properties["iban"]) == ("BankAccount", ("ML0160120102600100066849",))
    assert (link.first("owner"), link.first("asset")) == (person.id, account.id)
    assert second.properties["birthDate"] == ("1990-05-03",)
    assert second.properties["phone"] == ("70 12 34 56", "76 00 00 00")
    assert second.properties["nationality"] == ("bf",)
    assert not report.findings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_that_offices_save_in_give_the_same_people(encoding):
    report = Report()
    names = [one.properties["name"] for one in read(FRENCH, report, encoding=encoding) if one.schema == "Person"]
    assert names == [("Moussa AG ALHASSANE",), ("Aïssata TRAORÉ",)]
    assert [finding.code for finding in report.findings] == (["csv.encoding"] if encoding == "cp1252" else [])


def test_english_and_arabic_headers_are_known():
    (person,) = read(ENGLISH)
    assert person.properties["passportNumber"] == ("A1037434",)
    (person,) = read(ARABIC)
    assert person.properties["birthDate"] == ("1984",)
    assert (person.properties["gender"], person.properties["nationality"]) == (("male",), ("ma",))


def test_nom_alone_is_the_whole_name():
    (person,) = read("Nom;Tel\nMoussa Keita;76123456\n")
    assert person.properties["name"] == ("Moussa Keita",)


def test_a_mapping_names_the_columns_that_are_not_known():
    (person,) = read("Qui,Bigophone\nMoussa Keita,76123456\n", mapping={"Qui": "name", "Bigophone": "phone"})
    assert person.properties == {"name": ("Moussa Keita",), "phone": ("76123456",)}
    with pytest.raises(Invalid) as refused:
        read("Nom,Tel\nA B,1\n", mapping={"Nom": "shoeSize"})
    assert (refused.value.code, refused.value.place) == ("csv.mapping", "mapping · nom")


def test_the_same_row_gets_the_same_id_and_another_row_another():
    first, second = read("Nom;Tel\nMoussa Keita;76123456\nMoussa Keita;76123457\n")
    assert first.id == read("Tel;Nom\n76123456;Moussa Keita\n")[0].id
    assert first.id != second.id


def test_an_unknown_column_and_an_unreadable_cell_are_reported_and_nothing_is_lost():
    report = Report()
    (person,) = read("Nom;Pointure;Date de naissance\nMoussa Keita;44;hier\n", report)
    assert person.properties["notes"] == ("Date de naissance: hier",)
    assert [(finding.code, finding.place) for finding in report.findings] == [
        ("csv.column-unknown", "header · column 2"),
        ("csv.cell-unread", "line 2 · Date de naissance"),
    ]


def test_a_bad_row_is_left_out_and_named_and_the_others_are_read():
    report = Report()
    found = read("Nom;Tel\nMoussa Keita;1\nA\u202eB;2\nX;Y;Z\nAli Bah;3\n", report)
    assert [one.properties["name"] for one in found] == [("Moussa Keita",), ("Ali Bah",)]
    assert [(f.code, f.place) for f in report.findings if f.refused] == [
        ("name.bidi", "line 3 · name"),
        ("csv.too-many-cells", "line 4"),
    ]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "csv.empty", "line 1"),
        (" ; ;\n", "csv.empty", "line 1"),
        ("Nom;Tel\n", "csv.nothing", "line 2"),
        ("Pointure;Couleur\n44;bleu\n", "csv.header", "header"),
        ('Nom;Tel\n"Moussa Keita;1\n', "csv.broken", "line 2"),
        ('Nom;Tel\nA B;1\n"Moussa"x;1\n', "csv.broken", "line 3"),
        ("Nom;" * 300 + "\n", "csv.columns", "header"),
        (b"Nom;Tel\nA B;1\nX\x81Y;2\n", "csv.encoding", "line 3"),
        ("Nom;Tel\n" + "x" * 200_000 + ";1\n", "csv.broken", "line 2"),
    ],
)
def test_a_bad_file_is_refused_with_its_place_and_a_remedy(text, code, place):
    with pytest.raises(Invalid) as refused:
        read(text)
    assert (refused.value.code, refused.value.place) == (code, place)
    assert refused.value.remedy


def test_an_oversized_file_is_refused(monkeypatch):
    monkeypatch.setattr(ftm_csv, "MAX_BYTES", 1000)
    with pytest.raises(Invalid) as refused:
        read("Nom;Tel\n" + "Moussa Keita;1\n" * 100)
    assert refused.value.code == "input.too-large"


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("1984", "1984"), ("1984-05-03", "1984-05-03"), ("1984-5", "1984-05"), ("03/05/1984", "1984-05-03"),
        ("3.5.1984", "1984-05-03"), ("05/1984", "1984-05"), ("né vers 1984", "1984"), ("vers 1984", "1984"), ("c. 1984", "1984"),
        ("٠٣/٠٥/١٩٨٤", "1984-05-03"), ("1984-05-03 00:00:00", "1984-05-03"), ("05/13/1984", "1984-05-13"),
        ("31/02/1984", ""), ("84", ""), ("hier", ""), ("", ""), ("00/00/1984", ""),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(written, date):
    assert date_of(written)[0] == date


def refusal_of(act):
    """The refusal that the act ends in, if it ends in one; anything else is a failure of the test."""
    try:
        act()
    except Invalid as error:
        return error
    return None


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_a_refusal(data):
    for head in (b"", b"Nom;Date de naissance;Sexe;Compte\n"):
        refused = refusal_of(lambda whole=head + data: read(whole))
        assert refused is None or refused.place


@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=6), max_size=6))
def test_no_rows_raise_anything_but_a_refusal(rows):
    text = "Nom,Date de naissance,Nationalité,Compte,Plaque\n" + "\n".join(",".join(row) for row in rows)
    refused = refusal_of(lambda: read(text.encode("utf-8", "surrogatepass")))
    assert refused is None or refused.place
