"""Files of a chart: with their handling code, a line in the journal, and nothing that an owner keeps from files."""

import csv
import io
from xml.etree import ElementTree as ET

import pytest

from benkan.apps.charts import editing, exporting
from benkan.apps.journal.models import Line
from benkan.core.errors import Invalid

pytestmark = pytest.mark.django_db
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@pytest.fixture
def secret(chart, release, analyst):
    """An answer that may not be passed on, on the chart."""
    made = release(name="SECRET", handling="H2", properties={"name": ["SECRET"], "phone": ["+22399999999"]})
    editing.change(analyst, chart.pk, "take", {"items": [f"releases:{made.pk}"]})
    return made


@pytest.mark.parametrize("form", list(exporting.FORMATS))
def test_no_file_holds_what_its_owner_does_not_let_pass_on(chart, secret, analyst, form, read):
    assert "SECRET" in str([one.label for one in read(chart).graph.nodes.values()])
    file = exporting.export(analyst, chart, form)
    text = file.data.decode()
    assert "SECRET" not in text
    assert "+22399999999" not in text
    assert str(secret.pk) not in text
    assert (file.withheld, file.handling) == (1, "H1")
    assert "H1" in text
    assert "H1" in file.name
    line = Line.objects.order_by("-seq").first()
    assert (line.event, line.facts["format"], line.facts["withheld"]) == ("chart-exported", form, 1)


def test_a_file_is_refused_in_an_unknown_form(chart, analyst):
    with pytest.raises(Invalid) as refused:
        exporting.export(analyst, chart, "exe")
    assert refused.value.code == "chart.format"


def test_a_tie_in_a_table_says_whose_it_is(chart, analyst):
    rows = list(csv.reader(io.StringIO(exporting.export(analyst, chart, "csv").data.decode("utf-8-sig"))))
    theirs = [row for row in rows if "موسى أغ الحسن" in row[:4]]
    assert theirs
    assert all(row[7] == "ma-dgsn" and row[12] == "C3" and row[13] == "H1" for row in theirs)


def test_a_name_that_begins_like_a_formula_stays_a_name(chart, analyst):
    hand = {"label": "=HYPERLINK(1)", "known_from": "PV", "handling": "H0", "grade": "B2", "kind": "person"}
    editing.change(analyst, chart.pk, "node", hand)
    rows = list(csv.reader(io.StringIO(exporting.export(analyst, chart, "csv").data.decode("utf-8-sig"))))
    assert [row[0] for row in rows if "HYPERLINK" in row[0]] == ["'=HYPERLINK(1)"]


def test_graphml_has_every_node_and_tie(chart, analyst, read):
    graph = read(chart).graph
    tree = ET.fromstring(exporting.export(analyst, chart, "graphml").data)
    assert {one.get("id") for one in tree.iter(f"{GRAPHML}node")} == set(graph.nodes)
    assert len(list(tree.iter(f"{GRAPHML}edge"))) == len(graph.ties)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_the_picture_is_xml_that_names_its_code_and_its_taker(chart, analyst, browser, language):
    answer = browser(language=language).get(f"/charts/{chart.pk}/export/?format=svg")
    ET.fromstring(answer.content)
    text = answer.content.decode()
    assert "H1 ·" in text
    assert "Officer analyst" in text
    assert "<style" not in text
    assert " style=" not in text


def test_a_text_of_an_officer_cannot_break_the_picture(chart, analyst):
    hand = {
        "label": "</text><script>alert(1)</script>",
        "known_from": "PV",
        "handling": "H0",
        "grade": "B2",
        "kind": "person",
    }
    editing.change(analyst, chart.pk, "node", hand)
    data = exporting.export(analyst, chart, "svg").data
    ET.fromstring(data)
    assert b"<script" not in data


def test_paper_is_an_export_too(chart, secret, browser):
    page = browser().get(f"/charts/{chart.pk}/paper/").content.decode()
    assert "SECRET" not in page
    assert "may not be passed on" in page
    assert Line.objects.filter(event="chart-exported").count() == 1
