"""What was seized, added up: tables, prices, the map and the files, against what a reader would count by hand."""

import csv
import datetime as dt
import io
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from benkan.apps.journal import services as journal
from benkan.apps.seizures import counting, entering, mapping, on_paper, prices, statistics, validating
from benkan.apps.seizures.entering import DrugGiven, LegGiven
from benkan.apps.seizures.models import Cell, Quote, Seizure, Stream
from benkan.apps.seizures.statistics import Question

pytestmark = pytest.mark.django_db

ALL = Question(since=202001, until=202612, sure=False)


@pytest.fixture
def some(seizure, officers):
    """Two seizures of resin (one validated), one of tramadol and cocaine."""
    priced = {"price_currency": "XOF", "price_unit": "gram"}
    resin = [
        DrugGiven("cannabis-resin", kilograms=Decimal(amount), price=Decimal(price), **priced)
        for amount, price in (("2", "1000"), ("0.5", "3000"))
    ]
    tanger = LegGiven("departure", "MA", "Tanger", "B2", 35.77, -5.8)
    tripoli = LegGiven("destination", "LY", "", "X4")
    first = seizure(drugs=(resin[0],), legs=(tanger, tripoli), persons_count=3)
    seizure(drugs=(resin[1],), place="Kidal", happened_on=dt.date(2026, 8, 1), conveyance="truck")
    tablets = DrugGiven("tramadol", count=400, count_kind="tablet")
    tablets_too = DrugGiven("methamphetamine", count=1_000, count_kind="tablet")
    seizure(drugs=(tablets, tablets_too), place="Niamey", country="NE", happened_on=dt.date(2025, 8, 1))
    validating.validate(officers["liaison"], first.pk, seen_version=1)
    return first


def keyed(rows):
    return {row.key: row for row in rows}


def test_kilograms_and_pieces_stay_apart_and_an_estimate_names_what_it_leaves_out(some):
    rows = keyed(statistics.table(ALL, "substance"))
    assert rows["cannabis-resin"].kilograms == Decimal("2.5")
    assert (rows["cannabis-resin"].equivalent, rows["cannabis-resin"].unconverted) == (Decimal("2.5"), 0)
    assert (rows["tramadol"].kilograms, rows["tramadol"].pieces) == (0, 400)
    assert (rows["tramadol"].equivalent, rows["tramadol"].unconverted) == (0, 400)
    assert rows["methamphetamine"].equivalent == Decimal("0.25")
    assert rows["methamphetamine"].counts == {"tablet": 1_000}


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("country", {"ML": 2, "NE": 2}),
        ("month", {202508: 2, 202608: 1, 202609: 1}),
        ("year", {2025: 2, 2026: 2}),
        ("conveyance", {"pick-up": 3, "truck": 1}),
        ("owner", {"ml-ocs": 4}),
    ],
)
def test_each_table_adds_up_to_the_same(some, by, expected):
    rows = statistics.table(ALL, by)
    assert {row.key: row.seizures for row in rows} == expected
    everything = statistics.total_of(rows)
    assert everything.kilograms == statistics.total(ALL).kilograms == Decimal("2.5")
    assert everything.persons == statistics.total(ALL).persons == 3


@pytest.mark.parametrize(
    ("narrowed", "count"),
    [
        ({"substance": "cannabis-resin"}, 2),
        ({"country": "NE"}, 2),
        ({"conveyance": "truck"}, 1),
        ({"owner": "own"}, 4),
        ({"owner": "partners"}, 0),
        ({"sure": True}, 1),
        ({"since": 202609}, 1),
    ],
)
def test_a_filter_narrows_every_table(some, narrowed, count):
    question = Question(**({"since": 202001, "until": 202612, "sure": False} | narrowed))
    assert sum(row.seizures for row in statistics.table(question, "place")) == count


def test_the_median_price_is_that_of_the_row_of_prices(some):
    (row,) = prices.table(ALL)
    assert (row.substance, row.country, row.unit, row.currency, row.count) == (
        "cannabis-resin", "ML", "gram", "XOF", 2,
    )  # fmt: skip
    assert (row.median, row.low, row.high) == (Decimal(2000), Decimal(1000), Decimal(3000))
    assert prices.median([(100, 1), (200, 3), (900, 1)]) == Decimal(2)
    assert prices.median([(100, 2), (300, 2)]) == Decimal(2)


def test_the_way_leads_through_the_place_of_the_seizure_before_its_destination(some):
    drawn = mapping.draw(Question(since=202001, until=202612, sure=False), "kilograms")
    ways = {(line.start.split(",")[0], line.end.split(",")[0]): line.numbers for line in drawn.ways}
    assert [end for _start, end in ways] != []
    assert {start for start, _end in ways} == {"Tanger", "Gao"}
    assert all(numbers[:2] == (1, 2_000_000) for numbers in ways.values())
    point = next(point for point in drawn.values.points if point.place.name.startswith("Gao"))
    assert point.magnitude == pytest.approx(2.0)
    assert sum(point.series.values()) == pytest.approx(point.magnitude)
    assert point.category == "own"


def test_recounting_gives_every_sum_again_after_changes(some, officers):
    entering.change(
        officers["analyst"], some.pk, entering.SeizureGiven(**(_said(some) | {"drugs": (DrugGiven("heroin"),)}))
    )
    validating.withdraw(officers["liaison"], Seizure.objects.get(place="Kidal").pk, "Erreur")
    kept = [_rows(model) for model in (Cell, Stream, Quote)]
    counting.recount()
    assert [_rows(model) for model in (Cell, Stream, Quote)] == kept
    assert kept[2] == set()


def _said(row):
    given = entering.given_of(row)
    return {name: getattr(given, name) for name in given.__dataclass_fields__}


def _rows(model):
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
    return set(model.objects.filter(seizures__gt=0).values_list(*names))


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
@pytest.mark.parametrize(
    "address",
    [
        "/seizures/statistics/",
        "/seizures/statistics/?by=month&sure=0",
        "/seizures/statistics/?by=place&sure=0",
        "/seizures/statistics/?by=price&sure=0",
        "/seizures/map/?sure=0&measure=kilograms",
        "/seizures/sharing/",
    ],
)
def test_every_page_speaks_the_readers_language(some, officers, address, language):
    officers["analyst"].language = language
    officers["analyst"].save()
    client = Client()
    client.force_login(officers["analyst"])
    page = client.get(address)
    assert page.status_code == 200
    assert f'lang="{language}"' in page.content.decode()


def test_a_question_costs_the_same_queries_however_many_seizures_there_are(
    some, analyst, seizure, django_assert_max_num_queries
):
    for number in range(12):
        seizure(place=f"Village {number}")
    with django_assert_max_num_queries(16):
        analyst.get("/seizures/map/?sure=0")
    with django_assert_max_num_queries(16):
        analyst.get("/seizures/statistics/?by=place&sure=0")


def test_files_hold_numbers_as_numbers_and_no_formula(some, analyst, seizure):
    seizure(place="=HYPERLINK(1)", number="=1+1")
    book = load_workbook(io.BytesIO(analyst.get("/seizures/statistics/?by=place&sure=0&format=xlsx").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows[0]) == 7
    assert all(isinstance(row[1], int) for row in rows[1:])
    assert any(str(row[0]).startswith("=HYPERLINK(1)") for row in rows)
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)
    text = b"".join(analyst.get("/seizures/statistics/?by=place&sure=0&format=csv").streaming_content).decode(
        "utf-8-sig"
    )
    assert any(row[0].startswith("'=HYPERLINK(1)") for row in csv.reader(io.StringIO(text)))
    assert journal.latest(1)[0]["event"] == "statistics-exported"


def test_the_layouts_of_unodc_hold_own_validated_seizures_only(some, analyst):
    answer = analyst.get("/seizures/statistics/unodc/?form=ids&year=2026&format=csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 1
    assert (rows[0]["COUNTRY_OF_SEIZURE"], rows[0]["SUBREGION"]) == ("Mali", "West and Central Africa")
    assert (rows[0]["DEPARTURE_COUNTRY"], rows[0]["DESTINATION_COUNTRY"]) == ("Morocco", "Libya")
    assert (rows[0]["AMOUNT_OF_DRUG"], rows[0]["DRUG_UNIT"]) == ("2", "Kilogram")
    book = load_workbook(io.BytesIO(analyst.get("/seizures/statistics/unodc/?form=arq&year=2026").content))
    assert book.sheetnames == ["Seizures", "Transport", "Prices"]
    assert [row[1:4] for row in book["Seizures"].iter_rows(min_row=2, values_only=True)] == [(1, 2, 0)]
    assert [row[1:4] for row in book["Transport"].iter_rows(min_row=2, values_only=True)] == [("land", 1, 2)]
    assert [row[3:5] for row in book["Prices"].iter_rows(min_row=2, values_only=True)] == [(1, 1000)]


@pytest.mark.parametrize("year", ["", "0", "99999999999999999999", "٢٠٢٦", "2026x", "1800"])
def test_a_year_that_cannot_be_is_the_present_one(some, analyst, year):
    answer = analyst.get("/seizures/statistics/unodc/", {"form": "arq", "year": year})
    assert answer.status_code == 200
    assert f"unodc-arq-{timezone.localdate().year}" in answer["Content-Disposition"]


def test_programs_read_the_same_sums(some, analyst):
    told = analyst.get("/api/seizures/statistics/?by=substance&sure=0&since=2020-01").json()
    resin = next(row for row in told["rows"] if row["key"] == "cannabis-resin")
    assert (resin["seizures"], Decimal(resin["kilograms"])) == (2, Decimal("2.5"))
    assert analyst.get("/api/seizures/statistics/?by=nothing").status_code == 400
    assert analyst.get("/api/seizures/prices/?sure=0").json()["rows"][0]["median"] == "2000"


def test_who_has_no_right_to_seizures_sees_none_of_it(some, officers, client):
    client.force_login(officers["control"])
    for address in ("/seizures/statistics/", "/seizures/map/", "/seizures/sharing/", "/seizures/statistics/unodc/"):
        assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Seizures in figures", "cannabis resin", "Page 1 of 1", "Country", "Mali", "All"]),
        ("fr", ["Les saisies en chiffres", "résine de cannabis", "Page 1 sur 1", "Pays", "Mali", "Temps"]),
        ("ar", ["المضبوطات", "راتنج القنب", "الصفحة", "مالي", "الزمن"]),
    ],
)
def test_paper_says_what_the_page_says_in_the_readers_language(some, officers, language, words):
    officers["analyst"].language = language
    officers["analyst"].save()
    client = Client()
    client.force_login(officers["analyst"])
    answer = client.get("/seizures/statistics/?sure=0&country=ML&since=2020-01&format=pdf")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="seizures-substance.pdf"'
    reader = PdfReader(io.BytesIO(answer.content), strict=True)
    text = reader.pages[0].extract_text().replace("\u00a0", " ")
    assert [word for word in words if word not in text] == []
    assert "H1" in text
    assert reader.trailer["/Root"]["/Lang"] == language
    line = journal.latest(1)[0]
    assert (line["event"], line["facts"]["format"]) == ("statistics-exported", "pdf")


def test_the_page_offers_paper_and_every_table_has_it(some, analyst):
    page = analyst.get("/seizures/statistics/?sure=0").content.decode()
    assert "format=pdf" in page
    for by in ("country", "place", "month", "year", "conveyance", "owner", "price"):
        answer = analyst.get(f"/seizures/statistics/?sure=0&by={by}&format=pdf")
        assert PdfReader(io.BytesIO(answer.content), strict=True).pages[0].extract_text()


@pytest.mark.parametrize(
    ("narrowed", "code"),
    [
        ({}, "H3"),
        ({"country": "NE"}, "H1"),
        ({"substance": "tramadol"}, "H1"),
        ({"substance": "cannabis-resin"}, "H3"),
        ({"until": 202608}, "H2"),
        ({"conveyance": "truck"}, "H2"),
        ({"owner": "partners"}, "H1"),
        ({"sure": True}, "H3"),
        ({"since": 202610}, "H1"),
    ],
)
def test_paper_carries_the_strictest_code_of_what_it_counts(some, narrowed, code):
    Seizure.objects.filter(pk=some.pk).update(handling="H3")
    Seizure.objects.filter(place="Kidal").update(handling="H2")
    asked = Question(**({"since": 202001, "until": 202612, "sure": False} | narrowed))
    assert on_paper.strictest(asked) == code
