"""Pages of charts: there in every language, whole without scripts, and refusing what is not an officer's."""

import json
import re

import pytest

from benkan.apps.charts import editing
from benkan.apps.charts.models import Change, Chart

pytestmark = pytest.mark.django_db
PARTS = (
    "", "graph/", "twin/", "twin/?part=ties", "node/?key={node}", "between/?node={node}&node={phone}",
    "path/?node={node}&node={other}", "path/?node={node}&node={other}&hubs=through", "path/", "persons/", "groups/",
    "missing/", "same/",
    "snapshots/", "snapshots/?from={snapshot}", "combine/", "map/?node={node}", "history/", "notes/",
    "form/merge/?node={node}&node={other}", "form/tie/?node={node}&node={other}", "form/node/", "form/note/",
    "form/group/?node={node}", "form/hide/?node={node}", "form/record/?name=Moussa", "form/merge/", "paper/",
)  # fmt: skip


@pytest.fixture
def named(chart, filled, read, analyst):
    node, other = f"records:{filled['moussa'].pk}", f"records:{filled['issa'].pk}"
    editing.change(analyst, chart.pk, "snapshot", {"name": "Avant"})
    editing.change(analyst, chart.pk, "note", {"text": "à vérifier", "node": node})
    editing.change(analyst, chart.pk, "group", {"name": "Gao", "nodes": [node, other]})
    hand = {"label": "cousin", "known_from": "PV 12", "handling": "H1", "grade": "B3"}
    editing.change(analyst, chart.pk, "tie", {"start": node, "end": other, "since": "2026-01-05", **hand})
    phone = next(key for key, one in read(chart).graph.nodes.items() if one.kind == "phone")
    snapshot = next(iter(read(chart).made.snapshots))
    return {"node": node, "other": other, "phone": phone, "snapshot": snapshot}


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_part_is_there_in_every_language(chart, named, browser, language):
    client = browser(language=language)
    for part in PARTS:
        for headers in ({}, {"HX-Request": "true"}):
            answer = client.get(f"/charts/{chart.pk}/{part.format(**named)}", headers=headers)
            assert answer.status_code == 200, part
    for path in ("/charts/", "/charts/?q=R%C3%A9seau", "/charts/new/", f"/charts/?case={chart.case_id}"):
        assert client.get(path).status_code == 200, path


def test_a_chart_is_made_on_its_page(browser, case, filled):
    answer = browser().post("/charts/new/", {"title": "Gao", "of": f"case:{case.pk}"})
    made = Chart.objects.get()
    assert answer["Location"] == f"/charts/{made.pk}/"
    assert made.changes.get().kind == "take"
    assert browser().post("/charts/new/", {"title": "", "of": f"case:{case.pk}"}).status_code == 422


def test_a_chart_made_from_a_case_keeps_the_case(chart, case, browser):
    client = browser()
    assert f"?of=case:{case.pk}" in client.get(f"/cases/{case.pk}/").content.decode()
    assert f"?of=case:{case.pk}" in client.get(f"/charts/?case={case.pk}").content.decode()
    assert f'value="case:{case.pk}" selected' in client.get(f"/charts/new/?of=case:{case.pk}").content.decode()


def test_the_graph_is_narrowed_by_source_and_by_owner(chart, browser):
    client = browser()
    whole = client.get(f"/charts/{chart.pk}/graph/").json()
    theirs = client.get(f"/charts/{chart.pk}/graph/?source=releases").json()
    assert len(theirs["nodes"]) < len(whole["nodes"])
    assert {one["whose"] for one in theirs["ties"]} == {"partners"}
    assert client.get(f"/charts/{chart.pk}/graph/?owner=ma-dgsn").json()["nodes"] == theirs["nodes"]
    assert {one["kind"] for one in client.get(f"/charts/{chart.pk}/graph/?kind=seizure").json()["nodes"]} == {"seizure"}
    assert client.get(f"/charts/{chart.pk}/graph/?degree=3").json()["nodes"]
    odd = "degree=x&since=x&grade=%00&kind=nobody&node=%3Cscript%3E&page=-1"
    assert len(client.get(f"/charts/{chart.pk}/graph/?{odd}").json()["nodes"]) == len(whole["nodes"])


def test_an_arabic_name_is_isolated_in_the_drawing(chart, browser):
    labels = [one["label"] for one in browser().get(f"/charts/{chart.pk}/graph/").json()["nodes"]]
    assert "\u2068موسى أغ الحسن\u2069" in labels


def test_a_browser_without_scripts_merges_and_undoes(chart, named, browser, read):
    client = browser()
    form = client.get(f"/charts/{chart.pk}/form/merge/?node={named['node']}&node={named['other']}").content.decode()
    assert f'name="node" value="{named["other"]}"' in form
    sent = {"act": "merge", "node": [named["node"], named["other"]], "reason": "même adresse"}
    assert client.post(f"/charts/{chart.pk}/change/", sent)["Location"] == f"/charts/{chart.pk}/"
    merged = [one for one in read(chart).graph.nodes.values() if len(one.members) == 2]
    assert {one.key for one in merged[0].members} == {named["node"], named["other"]}
    number = Change.objects.get(kind="merge").number
    refused = client.post(f"/charts/{chart.pk}/change/", {"act": "undo", "of": number}, headers={"HX-Request": "true"})
    assert refused.status_code == 400
    client.post(f"/charts/{chart.pk}/change/", {"act": "undo", "of": number, "reason": "deux cousins"})
    assert all(len(one.members) == 1 for one in read(chart).graph.nodes.values())


def test_what_is_done_tells_the_page_to_draw_itself_anew(chart, named, browser):
    sent = {"act": "hide", "node": named["node"]}
    answer = browser().post(f"/charts/{chart.pk}/change/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert "chart-changed" in json.loads(answer["HX-Trigger"])


def test_opening_a_node_brings_what_was_ticked(chart, filled, person, browser, read):
    other = person("Oumar Cissé")  # the same phone as Moussa
    assert f"records:{other.pk}" not in read(chart).graph.nodes
    key = next(key for key, one in read(chart).graph.nodes.items() if one.label == "+22376123456")
    client = browser()
    page = client.get(f"/charts/{chart.pk}/node/?key={key}").content.decode()
    assert "Would bring 1 new node." in page
    client.post(f"/charts/{chart.pk}/change/", {"act": "expand", "node": key, "kind": "vehicle"})
    assert f"records:{other.pk}" not in read(chart).graph.nodes
    client.post(f"/charts/{chart.pk}/change/", {"act": "expand", "node": key, "kind": "person"})
    assert f"records:{other.pk}" in read(chart).graph.nodes


def test_what_came_into_the_case_since_is_offered(chart, seizure, browser, read):
    seizure("Taoudénit")
    client = browser()
    assert "Take in 1 new item" in client.get(f"/charts/{chart.pk}/").content.decode()
    client.post(f"/charts/{chart.pk}/change/", {"act": "take-new"})
    assert "Taoudénit" in str([one.label for one in read(chart).graph.nodes.values()])
    assert "new item" not in client.get(f"/charts/{chart.pk}/").content.decode()


def test_a_node_is_folded_and_unfolded(chart, filled, browser, read):
    key = f"records:{filled['issa'].pk}"
    before = set(read(chart).graph.nodes)
    client = browser()
    client.post(f"/charts/{chart.pk}/change/", {"act": "fold", "node": key})
    gone = before - set(read(chart).graph.nodes)
    assert gone
    assert all(read(chart).whole.neighbours[one] == {key} for one in gone)
    client.post(f"/charts/{chart.pk}/change/", {"act": "unfold", "node": key})
    assert set(read(chart).graph.nodes) == before


def test_a_closed_case_has_charts_that_are_only_read(chart, named, browser, analyst):
    from benkan.apps.cases import services as cases

    cases.close(analyst, chart.case_id)
    client = browser()
    assert 'name="act"' not in client.get(f"/charts/{chart.pk}/node/?key={named['node']}").content.decode()
    assert client.post(f"/charts/{chart.pk}/change/", {"act": "hide", "node": named["node"]}).status_code == 403
    assert client.get(f"/charts/{chart.pk}/export/?format=csv").status_code == 200


def test_the_policy_of_a_chart_is_that_of_every_page(chart, browser):
    answer = browser().get(f"/charts/{chart.pk}/")
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    body = answer.content.decode()
    assert not re.search(r"https?://(?!www\.w3\.org)", body)
    assert " style=" not in body
    nonce = re.search(r"nonce-([^']+)'", policy)[1]
    assert f'id="__________cytoscape_stylesheet" nonce="{nonce}"' in body


def test_programs_make_change_read_and_export_a_chart(case, filled, browser):
    client = browser()

    def post(path, body):
        return client.post(path, json.dumps(body), content_type="application/json")

    made = post("/api/charts", {"title": "Gao", "case": str(case.pk)})
    assert made.status_code == 201
    chart = made.json()["id"]
    assert client.get("/api/charts").json()["count"] == 1
    body = {"layout": "circle", "positions": {f"records:{filled['moussa'].pk}": [10.04, -3]}}
    assert post(f"/api/charts/{chart}/changes", {"kind": "place", "body": body}).json()["number"] == 2
    assert [one["kind"] for one in client.get(f"/api/charts/{chart}/changes").json()["changes"]] == ["take", "place"]
    told = client.get(f"/api/charts/{chart}").json()
    assert told["layout"] == "circle"
    assert [one["position"] for one in told["nodes"] if one["label"] == "Moussa Ag Alhassane"] == [[10.0, -3.0]]
    for wrong in (
        "[]",
        "{",
        '{"kind": "take"}',
        '{"kind": "drop", "body": {}}',
        '{"kind": "take", "body": {"items": ["x y"]}}',
    ):
        answer = client.post(f"/api/charts/{chart}/changes", wrong, content_type="application/json")
        assert answer.status_code == 400, wrong


def test_the_number_of_queries_does_not_grow_with_the_chart(
    chart, seizure, person, browser, django_assert_max_num_queries
):
    client = browser()
    for number in range(12):
        seizure(f"Place {number}", linked=[person(f"Person {number}", phone=f"+2237000{number:04d}")])
    client.post(f"/charts/{chart.pk}/change/", {"act": "take-new"})
    with django_assert_max_num_queries(30):
        assert client.get(f"/charts/{chart.pk}/").status_code == 200
    with django_assert_max_num_queries(24):
        assert len(client.get(f"/charts/{chart.pk}/graph/").json()["nodes"]) > 40


def test_beyond_what_a_browser_moves_the_page_says_what_is_left_out(chart, browser, analyst, monkeypatch):
    from benkan.core.charts import cutting

    monkeypatch.setattr(cutting, "DRAWN", 5)
    monkeypatch.setattr(cutting.cut, "__kwdefaults__", {"nodes": 5, "ties": 12_000})
    client = browser()
    told = client.get(f"/charts/{chart.pk}/graph/").json()
    assert len(told["nodes"]) == 5
    assert told["left"][0].startswith("Not drawn: 4 nodes with at most 1 ties each")
    page = client.get(f"/charts/{chart.pk}/").content.decode()
    assert "Not drawn: 4 nodes" in page
    assert page.count("<tr data-row") == 9, "the list has them all"


def test_an_empty_chart_teaches(browser, analyst):
    from benkan.apps.cases import services as cases

    made = editing.make(analyst, "Vide", case=cases.open_case(analyst, "Vide", "fraud").pk)
    client = browser()
    assert "This chart is empty" in client.get(f"/charts/{made.pk}/").content.decode()
    panels = ("persons/", "groups/", "missing/", "same/")
    for part in (*panels, "graph/", "map/", "paper/", "export/?format=svg", "export/?format=graphml"):
        assert client.get(f"/charts/{made.pk}/{part}").status_code == 200, part
