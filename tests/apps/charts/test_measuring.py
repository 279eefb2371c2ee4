"""What a chart is asked as a network: an order of removal, groups, ties that may be missing; nothing is done by itself."""

import datetime as dt
import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from benkan.apps.charts import editing, measuring
from benkan.apps.charts.models import Change
from benkan.core.charts import Bond, Document, Entity, Piece, Standing, build
from benkan.core.networks import dismantling

WORD = Document("records:1", "PV 1", "ml-ocs", at=dt.datetime(2026, 9, 1, tzinfo=dt.UTC))


def graph(pairs):
    names = {end for pair in pairs for end in pair}
    bonds = tuple(Bond(start, end, f"k{number}", "knows") for number, (start, end) in enumerate(pairs))
    return build([Piece(WORD, tuple(entity(name) for name in sorted(names)), bonds)], Standing())


def entity(name):
    return Entity(name, "place" if name in {"gao", "kidal"} else "person", name.upper())


def clique(letters):
    return [(one, other) for one in letters for other in letters if one < other]


TWO_GROUPS = [*clique("abcde"), *clique("vwxyz"), ("a", "m"), ("m", "v")]


def largest(whole, keys):
    left, most = set(keys), 0
    while left:
        seen, edge = set(), [left.pop()]
        while edge:
            key = edge.pop()
            seen.add(key)
            edge += [other for other in whole.neighbours[key] if other in keys and other not in seen]
        left -= seen
        most = max(most, len(seen))
    return most


def test_who_joins_two_groups_goes_first_and_the_curve_and_r_say_what_is_left():
    found = measuring.breaking(graph(TWO_GROUPS))
    assert found.order[0] in {"a", "m", "v"}
    assert found.left[:2] in {(11, 5), (11, 6)}
    assert found.left[-1] == 0
    assert found.r == pytest.approx(sum(found.left[1:]) / 11 / 11)
    assert f"R = {found.r:.4f}" in " ".join(found.said)


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")).filter(lambda p: p[0] != p[1])))
def test_the_curve_is_what_taking_nodes_out_gives(pairs):
    whole = graph(pairs)
    found = measuring.breaking(whole)
    assert sorted(found.order) == sorted(whole.nodes)
    assert list(found.left) == [largest(whole, set(found.order[taken:])) for taken in range(len(found.order) + 1)]


def test_a_chart_that_did_not_change_is_not_worked_out_again(monkeypatch):
    measuring._dismantled.cache_clear()
    asked = []
    real = dismantling.dismantle
    monkeypatch.setattr(dismantling, "dismantle", lambda *args, **more: asked.append(more) or real(*args, **more))
    first = measuring.breaking(graph(TWO_GROUPS))
    assert measuring.breaking(graph(list(reversed(TWO_GROUPS)))) == first
    assert asked == [{"seconds": measuring.SEARCH_SECONDS}]
    measuring.breaking(graph(TWO_GROUPS[1:]))
    assert len(asked) == 2


def test_what_is_too_large_is_not_begun(monkeypatch):
    monkeypatch.setattr(dismantling, "MOST_PERSONS", 10)
    monkeypatch.setattr(measuring, "MOST_MEASURED", 10)
    monkeypatch.setattr(measuring, "MOST_FOR_MISSING", 10)
    whole = graph(TWO_GROUPS)
    assert measuring.breaking(whole) is None
    assert measuring.key_nodes(whole) is None
    assert measuring.groups(whole) is None
    assert measuring.missing(whole) is None


def test_groups_are_those_with_more_ties_within():
    found = measuring.groups(graph(TWO_GROUPS))
    sets = [{one.key for one in group} - {"m"} for group in found.groups]
    assert sorted(map(sorted, sets)) == [list("abcde"), list("vwxyz")]
    assert measuring.groups(graph([("a", "b")])).groups == ()
    assert measuring.groups(graph([])).groups == ()


def test_a_tie_that_was_left_out_of_a_group_is_suggested_and_not_drawn():
    whole = graph([pair for pair in TWO_GROUPS if pair != ("b", "d")])
    with translation.override("en"):
        found, said = measuring.missing(whole)
    assert {found[0].one.key, found[0].other.key} == {"b", "d"}
    assert "Contacts that both have: 3." in found[0].reasons
    assert any("It is no tie" in sentence for sentence in said)
    pairs, few = measuring.missing(graph([("a", "b")]))
    assert pairs == ()
    assert few


@pytest.mark.django_db
def test_a_proposed_group_is_a_box_only_when_an_officer_keeps_it_and_can_be_undone(chart, browser, read, analyst):
    client = browser()
    page = client.get(f"/charts/{chart.pk}/groups/").content.decode()
    keys = re.search(r'name="nodes" value="([^"]+)"', page)[1]
    assert not read(chart).made.groups
    assert client.get(f"/charts/{chart.pk}/graph/").json()["groups"] == []
    client.post(f"/charts/{chart.pk}/change/", {"act": "group", "nodes": keys, "name": "Gao"})
    (kept,) = read(chart).made.groups.values()
    assert kept.body["nodes"] == keys.split()
    assert kept.officer == "analyst"
    drawn = client.get(f"/charts/{chart.pk}/graph/").json()
    assert [one["name"] for one in drawn["groups"]] == ["\u2066Gao\u2069"]
    editing.undo(analyst, chart.pk, kept.number)
    assert not read(chart).made.groups


@pytest.mark.django_db
def test_a_suggestion_leads_to_the_form_of_a_tie_of_ones_own(chart, seizure, person, browser, read):
    client = browser()
    for number in range(4):
        seizure(f"Place {number}", linked=[person(f"Person {number}", phone=f"+2237000{number:04d}")])
    client.post(f"/charts/{chart.pk}/change/", {"act": "take-new"})
    before = Change.objects.count(), len(read(chart).graph.ties)
    page = client.get(f"/charts/{chart.pk}/missing/").content.decode()
    form = re.search(r'href="(/charts/[^"]+/form/tie/[^"]+)"', page)[1].replace("&amp;", "&")
    assert (Change.objects.count(), len(read(chart).graph.ties)) == before
    body = client.get(form).content.decode()
    assert 'name="known_from" maxlength="1000" required' in body
    nodes = re.findall(r'name="node" value="([^"]+)"', body)
    client.post(
        f"/charts/{chart.pk}/change/",
        {"act": "tie", "node": nodes, "label": "cousin", "known_from": "PV 12", "handling": "H1", "grade": "B3"},
    )
    assert [tie.label for tie in read(chart).graph.ties if {tie.start, tie.end} == set(nodes)] == ["cousin"]


def test_nothing_is_suggested_between_two_places_or_without_a_contact_in_common():
    whole = graph([*TWO_GROUPS, ("a", "gao"), ("a", "kidal"), ("p", "q")])
    pairs, _said = measuring.missing(whole)
    assert pairs
    assert all(whole.neighbours[one.one.key] & whole.neighbours[one.other.key] for one in pairs)
    places = {"gao", "kidal"}
    assert places not in [{one.one.key, one.other.key} for one in pairs]
    assert any(places & {one.one.key, one.other.key} for one in pairs)
