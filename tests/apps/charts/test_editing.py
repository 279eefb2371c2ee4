"""Changes: two officers at once, undoing and doing again, taking for the same, what does not fit."""

import pytest

from benkan.apps.accounts import services as accounts
from benkan.apps.cases import services as cases
from benkan.apps.charts import editing, measuring, resolving
from benkan.apps.charts.models import Change
from benkan.apps.journal.models import Line
from benkan.core.errors import Invalid, Refused

pytestmark = pytest.mark.django_db
HAND = {"label": "cousin", "known_from": "PV 12", "handling": "H1", "grade": "B3"}


@pytest.fixture
def keys(filled):
    return {name: f"records:{filled[name].pk}" for name in ("moussa", "issa")} | {
        "released": f"releases:{filled['release'].pk}"
    }


def events():
    return list(Line.objects.order_by("seq").values_list("event", flat=True))


def test_two_officers_at_once_both_get_what_they_did(chart, keys, analyst, officers, read):
    editing.change(analyst, chart.pk, "merge", {"nodes": [keys["moussa"], keys["released"]], "reason": "phone"})
    editing.change(officers["liaison"], chart.pk, "merge", {"nodes": [keys["released"], keys["issa"]], "reason": "x"})
    merged = [one for one in read(chart).graph.nodes.values() if len(one.members) > 1]
    assert [len(one.members) for one in merged] == [3]


def test_a_colleague_undoes_and_it_is_done_again(chart, keys, analyst, officers, read):
    made = editing.change(analyst, chart.pk, "hide", {"nodes": [keys["issa"]], "of": ""})
    assert keys["issa"] not in read(chart).graph.nodes
    back = editing.undo(officers["liaison"], chart.pk, made.number)
    assert keys["issa"] in read(chart).graph.nodes
    editing.undo(analyst, chart.pk, back.number)
    assert keys["issa"] not in read(chart).graph.nodes


def test_what_is_taken_for_the_same_keeps_both_owners_and_is_in_the_journal(chart, keys, analyst, read):
    made = editing.change(analyst, chart.pk, "merge", {"nodes": [keys["moussa"], keys["released"]], "reason": "phone"})
    node = next(one for one in read(chart).graph.nodes.values() if len(one.members) == 2)
    assert set(node.owners) == {"ml-ocs", "ma-dgsn"}
    assert {one.label for one in node.members} == {"Moussa Ag Alhassane", "موسى أغ الحسن"}
    assert "chart-merged" in events()[-1]
    undone = editing.undo(analyst, chart.pk, made.number, "two cousins")
    assert "chart-split" in events()[-1]
    editing.undo(analyst, chart.pk, undone.number, "the same after all")
    assert "chart-merged" in events()[-1]
    assert any(len(one.members) == 2 for one in read(chart).graph.nodes.values())


def test_a_merge_needs_a_reason_and_nodes_of_one_kind(chart, keys, analyst, read):
    phone = next(key for key, one in read(chart).graph.nodes.items() if one.kind == "phone")
    for body, code in (
        ({"nodes": [keys["moussa"], keys["issa"]], "reason": " "}, "chart.text"),
        ({"nodes": [keys["moussa"], phone], "reason": "x"}, "chart.kinds"),
        ({"nodes": [keys["moussa"], "records:gone"], "reason": "x"}, "chart.gone"),
        ({"nodes": [keys["moussa"]], "reason": "x"}, "chart.change"),
    ):
        with pytest.raises(Invalid) as refused:
            editing.change(analyst, chart.pk, "merge", body)
        assert refused.value.code == code


def test_candidates_are_proposed_with_reasons_and_never_joined(chart, keys, read):
    found = resolving.candidates(read(chart))
    pair = next(one for one in found if {one.one.key, one.other.key} == {keys["moussa"], keys["released"]})
    assert pair.of_two_owners
    assert pair.score >= 0.5
    assert pair.reasons
    assert all(len(one.members) == 1 for one in read(chart).graph.nodes.values())
    assert not Change.objects.filter(kind="merge").exists()


def test_a_pair_that_was_taken_for_the_same_is_proposed_no_more(chart, keys, analyst, read):
    editing.change(analyst, chart.pk, "merge", {"nodes": [keys["moussa"], keys["released"]], "reason": "phone"})
    assert all(one.one.key != one.other.key for one in resolving.candidates(read(chart)))
    assert not [
        one
        for one in resolving.candidates(read(chart))
        if {one.one.key, one.other.key} == {keys["moussa"], keys["released"]}
    ]


def test_the_worst_step_says_how_sure_a_chain_is(chart, keys, read):
    graph = read(chart).graph
    found = measuring.chains(graph, keys["issa"], keys["released"], avoid_hubs=False)
    assert found.chains
    assert {one.grade for one in found.chains} == {"X4"}, "it goes through a seizure that nobody has validated"
    near = measuring.chains(graph, keys["moussa"], keys["released"], avoid_hubs=True)
    assert [len(one.steps) for one in near.chains] == [2]
    assert [one.grade for one in near.chains] == ["C3"]


def test_a_chain_in_time_goes_from_the_earlier_to_the_later(chart, keys, analyst, read):
    other = editing.change(analyst, chart.pk, "node", {**HAND, "kind": "person", "label": "Oumar", "since": ""})
    third = f"drawn:{other.body['id']}"
    for start, end, day in ((keys["moussa"], third, "2026-01-01"), (third, keys["released"], "2026-02-01")):
        editing.change(analyst, chart.pk, "tie", {"start": start, "end": end, "since": day, **HAND})
    graph = read(chart).graph
    assert measuring.in_time(graph, keys["moussa"], keys["released"], avoid_hubs=False).chains
    back = measuring.in_time(graph, keys["released"], keys["moussa"], avoid_hubs=False)
    assert back.chains == ()
    assert back.said


def test_key_nodes_and_what_is_left_without_them(chart, read):
    graph = read(chart).graph
    found, broken = measuring.key_nodes(graph), measuring.breaking(graph)
    assert len(broken.left) == len(broken.order) + 1 == len(graph.nodes) + 1
    assert broken.left[0] > broken.left[1]
    assert broken.left[-1] == 0
    assert list(broken.left) == sorted(broken.left, reverse=True)
    assert found.brokers[0].reasons
    assert found.contacts[0].reasons


def test_notes_on_what_is_gone_are_not_shown(chart, keys, filled, analyst, browser):
    from benkan.apps.records import services as records

    editing.change(analyst, chart.pk, "note", {"text": "watch him", "node": keys["issa"], "on": "2026-02-03"})
    assert "watch him" in browser().get(f"/charts/{chart.pk}/notes/").content.decode()
    records.withdraw(filled["issa"].pk, officer="analyst")
    assert "watch him" not in browser().get(f"/charts/{chart.pk}/notes/").content.decode()


def test_snapshots_tell_what_is_new_and_what_is_gone(chart, seizure, release, analyst, browser, filled):
    from benkan.apps.records import services as records

    made = editing.change(analyst, chart.pk, "snapshot", {"name": "Avant"})
    seizure("Taoudénit")
    editing.change(analyst, chart.pk, "take", {"items": editing.new_items(_read(analyst, chart))})
    records.withdraw(filled["issa"].pk, officer="analyst")
    page = browser().get(f"/charts/{chart.pk}/snapshots/?from={made.body['id']}").content.decode()
    assert "New nodes: 2. New ties: 1. Nodes gone: 2." in page
    assert "Taoudénit" in page
    assert "Issa" not in page


def _read(officer, chart):
    from benkan.apps.charts import circle, reading

    return reading.read(circle.get(chart.pk, officer), officer)


def test_a_combined_chart_brings_what_was_done_along(chart, keys, analyst, case, read):
    second = editing.make(analyst, "Second", case=case.pk)
    editing.change(analyst, second.pk, "merge", {"nodes": [keys["moussa"], keys["released"]], "reason": "phone"})
    editing.change(analyst, second.pk, "group", {"name": "Gao", "nodes": [keys["issa"]]})
    editing.change(analyst, second.pk, "tie", {"start": keys["moussa"], "end": keys["issa"], "since": "", **HAND})
    made = editing.change(analyst, chart.pk, "combine", {"chart": str(second.pk)})
    found = read(chart)
    assert any(len(one.members) == 2 for one in found.graph.nodes.values())
    assert found.made.groups
    assert any(tie.document.source == "drawn" for tie in found.graph.ties)
    editing.undo(analyst, chart.pk, made.number)
    assert not read(chart).made.groups
    assert all(len(one.members) == 1 for one in read(chart).graph.nodes.values())


def test_a_stranger_changes_nothing(chart, keys):
    stranger = accounts.create_officer("other", "Other", "analyst")
    with pytest.raises(Refused) as refused:
        editing.change(stranger, chart.pk, "hide", {"nodes": [keys["issa"]], "of": ""})
    assert refused.value.code == "chart.unknown"
    with pytest.raises(Refused):
        editing.make(stranger, "Mine", case=chart.case_id)
    mine = cases.open_case(stranger, "Mine", "drug-trafficking")
    own = editing.make(stranger, "Mine", case=mine.pk)
    with pytest.raises(Refused) as refused:
        editing.change(stranger, own.pk, "combine", {"chart": str(chart.pk)})
    assert refused.value.code == "chart.unknown"
