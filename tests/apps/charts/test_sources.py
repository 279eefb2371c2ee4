"""What a chart is made of: items of the case, each with its owner; what is taken back is in no chart any more."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.apps.charts.conftest import PARTNER, PHONE

from benkan.apps.cases import services as cases
from benkan.apps.charts import editing
from benkan.apps.charts.models import Change
from benkan.apps.records import services as records
from benkan.apps.requests.models import Release
from benkan.core.errors import Refused

pytestmark = pytest.mark.django_db


def key(row, source):
    return f"{source}:{row.pk}"


def test_a_new_chart_holds_what_the_case_holds(chart, filled, read):
    graph = read(chart).graph
    kinds = graph.kinds()
    assert (kinds["person"], kinds["seizure"], kinds["place"], kinds["phone"]) == (3, 2, 2, 2)
    moussa, released = key(filled["moussa"], "records"), key(filled["release"], "releases")
    phone = next(one for one in graph.nodes.values() if one.label == PHONE)
    assert graph.neighbours[phone.key] == {moussa, released}
    assert set(phone.owners) == {"ml-ocs", PARTNER}


def test_each_tie_says_whose_it_is_and_where_it_is_known_from(chart, filled, read):
    graph = read(chart).graph
    released = key(filled["release"], "releases")
    theirs = [tie for tie in graph.ties if released in (tie.start, tie.end)]
    assert {(tie.document.owner, tie.document.handling, tie.document.grade) for tie in theirs} == {
        (PARTNER, "H1", "C3")
    }
    assert all(tie.document.url and tie.document.title and tie.document.at for tie in graph.ties)


def test_no_name_and_no_number_is_kept_in_a_chart(chart, filled, read, analyst):
    editing.change(analyst, chart.pk, "snapshot", {"name": "today"})
    keys = list(read(chart).graph.nodes)
    editing.change(analyst, chart.pk, "place", {"layout": "force", "positions": {one: [1, 2] for one in keys}})
    kept = str(list(Change.objects.values_list("body", flat=True)))
    for said in ("Moussa", "موسى", PHONE, PHONE[1:], "Gao", "Kidal"):
        assert said not in kept


@pytest.mark.parametrize(
    "over",
    [
        {"state": "withdrawn"},
        {"state": "expired"},
        {"state": "deleted"},
        {"retained_until": timezone.localdate() - dt.timedelta(days=1)},
    ],
)
def test_a_withdrawn_or_expired_answer_leaves_every_chart(chart, filled, read, analyst, case, over):
    second = editing.make(analyst, "Another", case=case.pk)
    released = key(filled["release"], "releases")
    editing.change(
        analyst, chart.pk, "merge", {"nodes": [released, key(filled["moussa"], "records")], "reason": "phone"}
    )
    editing.change(analyst, chart.pk, "note", {"text": "a lead", "node": released})
    Release.objects.filter(pk=filled["release"].pk).update(**over)
    for one in (chart, second):
        found = read(one)
        assert found.unseen == 1
        assert PARTNER not in {owner for node in found.graph.nodes.values() for owner in node.owners}
        assert all(released not in [member.key for member in node.members] for node in found.graph.nodes.values())
        assert all(tie.document.owner != PARTNER for tie in found.graph.ties)


def test_a_field_that_its_owner_took_back_is_gone_with_the_next_look(chart, filled, read):
    Release.objects.filter(pk=filled["release"].pk).update(properties={"name": ["موسى أغ الحسن"]})
    graph = read(chart).graph
    assert not graph.neighbours[key(filled["release"], "releases")]


def test_a_withdrawn_record_leaves_the_chart(chart, filled, read):
    records.withdraw(filled["issa"].pk, officer="analyst")
    assert key(filled["issa"], "records") not in read(chart).graph.nodes


def test_what_was_released_for_one_case_is_taken_into_no_chart_of_another(filled, analyst):
    other = cases.open_case(analyst, "Autre affaire", "drug-trafficking")
    chart = editing.make(analyst, "Other", case=other.pk)
    with pytest.raises(Refused) as refused:
        editing.change(analyst, chart.pk, "take", {"items": [key(filled["release"], "releases")]})
    assert refused.value.code == "chart.item"


def test_a_record_of_ours_can_be_taken_in(chart, person, read, analyst):
    found = person("Fanta Diarra", phone="+22370000009")
    editing.change(analyst, chart.pk, "take", {"items": [key(found, "records")]})
    assert key(found, "records") in read(chart).graph.nodes


def test_only_whoever_sees_the_case_sees_the_chart(chart, officers, browser):
    assert browser(officers["liaison"]).get(f"/charts/{chart.pk}/").status_code == 200
    assert browser(officers["control"]).get(f"/charts/{chart.pk}/").status_code == 403
    from benkan.apps.accounts import services as accounts

    stranger = accounts.create_officer("other", "Other analyst", "analyst")
    for path in ("", "graph/", "twin/", "history/", "export/?format=json"):
        assert browser(stranger).get(f"/charts/{chart.pk}/{path}").status_code == 404
    assert browser(stranger).get(f"/api/charts/{chart.pk}").status_code == 404


def test_a_colleague_who_may_not_see_the_case_of_a_combined_answer_does_not_see_it(
    chart, release, analyst, officers, read
):
    """One chart names items of two cases; whoever sees only one of the cases is shown only its items."""
    other = cases.open_case(analyst, "Autre affaire", "drug-trafficking")
    theirs = release(name="Hidden", of=other)
    second = editing.make(analyst, "Second", case=other.pk)
    editing.change(analyst, chart.pk, "combine", {"chart": str(second.pk)})
    assert key(theirs, "releases") in read(chart).graph.nodes
    from benkan.apps.accounts import services as accounts

    colleague = accounts.create_officer("colleague", "Colleague", "analyst")
    cases.share(analyst, chart.case_id, "colleague")
    found = read(chart, colleague)
    assert key(theirs, "releases") not in found.graph.nodes
    assert found.unseen == 1


def test_charts_of_another_purpose_stay_apart(chart, analyst):
    other = cases.open_case(analyst, "Fraude", "fraud")
    second = editing.make(analyst, "Second", case=other.pk)
    with pytest.raises(Refused) as refused:
        editing.change(analyst, chart.pk, "combine", {"chart": str(second.pk)})
    assert refused.value.code == "chart.purpose"
