"""A chart over a joint case: each party's word apart, and what a party takes back is in no chart any more."""

from __future__ import annotations

import pytest
from tests.apps.jointcases.conftest import H1, H2, PERSON, write

from benkan.apps.charts import circle, editing, exporting, reading, resolving
from benkan.apps.jointcases import services
from benkan.core.errors import Refused
from benkan.core.jointcases import Reference

pytestmark = pytest.mark.django_db
OTHER = {"schema": ["Person"], "name": ["موسى أغ الحسن"], "phone": ["+22376123456"]}


@pytest.fixture
def chart(network, ml, ma, case):
    """Mali's chart of a joint case into which both put the same man."""
    write(ml, case, "entity", PERSON)
    write(ma, case, "entity", OTHER, conditions=H2)
    network.settle(2)
    with ml.awake():
        return editing.make(ml.people["liaison"], "Cargaison", joint_case=case)


def read(ml, chart):
    officer = ml.people["liaison"]
    return reading.read(circle.get(chart.pk, officer), officer)


def test_both_words_meet_in_the_phone_and_each_tie_says_whose_it_is(ml, chart):
    with ml.awake():
        graph = read(ml, chart).graph
        phone = next(node for node in graph.nodes.values() if node.kind == "phone")
        assert len(graph.neighbours[phone.key]) == 2
        assert {tie.document.owner: tie.document.handling for tie in graph.ties} == {"ml-ocs": "H1", "ma-dgsn": "H2"}


def test_a_pair_of_two_parties_is_proposed_and_said_to_be_of_two(ml, chart):
    with ml.awake():
        found = resolving.candidates(read(ml, chart))
        assert [one.of_two_owners for one in found] == [True]


def test_what_a_party_says_of_anothers_entity_is_its_own_word(network, ml, ma, case, chart):
    with ml.awake():
        mine = next(key for key in read(ml, chart).graph.nodes if key.startswith("joint:ml-ocs."))
        thing = services.as_object(services.get(case, ml.people["liaison"]), whole=True)["things"]
    number = int(next(one["item"] for one in thing if one["owner"] == "ml-ocs").split(":")[1])
    write(ma, case, "entity", {"phone": ["+212661000985"]}, of=Reference("ml-ocs", number), conditions=H1)
    network.settle(2)
    with ml.awake():
        graph = read(ml, chart).graph
        owners = {graph.nodes[tie.end].label: tie.document.owner for tie in graph.ties if tie.start == mine}
        assert owners["+212661000985"] == "ma-dgsn"


def test_a_withdrawn_item_leaves_the_chart(network, ml, ma, case, chart):
    with ml.awake():
        before = read(ml, chart)
        theirs = next(key for key in before.graph.nodes if key.startswith("joint:ma-dgsn."))
        assert before.unseen == 0
    with ma.awake():
        services.withdraw(ma.people["liaison"], case, int(theirs.rpartition(".")[2]), "erreur")
    network.settle(2)
    with ml.awake():
        after = read(ml, chart)
        assert theirs not in after.graph.nodes
        assert {tie.document.owner for tie in after.graph.ties} == {"ml-ocs"}
        assert after.unseen == 1


def test_a_partys_word_that_may_not_be_passed_on_is_in_no_file(ml, chart):
    with ml.awake():
        file = exporting.export(ml.people["liaison"], chart, "json")
        assert "موسى" not in file.data.decode()
        assert "Moussa" in file.data.decode()
        assert file.withheld == 1


def test_our_records_and_charts_of_our_cases_stay_out(ml, chart):
    from benkan.apps.cases import services as cases

    with ml.awake():
        officer = ml.people["liaison"]
        ours = editing.make(officer, "Ours", case=cases.open_case(officer, "Ours", "drug-trafficking").pk)
        with pytest.raises(Refused) as refused:
            editing.change(officer, chart.pk, "combine", {"chart": str(ours.pk)})
        assert refused.value.code == "chart.purpose"
        with pytest.raises(Refused) as refused:
            editing.change(officer, chart.pk, "take", {"items": ["records:6f1b3a52-0000-4000-8000-000000000000"]})
        assert refused.value.code == "chart.item"
