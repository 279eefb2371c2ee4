"""The money of a case on its link chart: only accounts of the case, each tie with sum, count, days and its file."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation
from tests.apps.flows.conftest import MULE, bring, moved, mule_rows, person

from benkan.apps.cases import services as cases
from benkan.apps.charts import services as charts
from benkan.apps.flows import judging, linking, running
from benkan.apps.flows.models import Account, Alert, CaseAccount
from benkan.apps.journal.models import Line
from benkan.apps.records import services as records
from benkan.core.errors import Refused

pytestmark = pytest.mark.django_db
OTHER = "+223 66 00 00 77"


def account(number):
    return Account.objects.get(keys__key=f"phone:{number.replace(' ', '')}")


@pytest.fixture
def brought():
    mule, other = person(MULE, "Housseini Tounkara"), person(OTHER, "Fanta Diarra")
    bring(
        [
            moved(mule, other, 900_000, line=1),
            moved(mule, other, 600_000, hours=48, line=2),
            moved(other, mule, 5_000, hours=50, line=3),
            moved(mule, other, "1000.50", currency="EUR", xof=Decimal(656_285), hours=60, line=4),
            moved(mule, person("+223 70 00 00 99"), 7_000_000, hours=70, line=5),
            moved(mule, mule, 1_000, hours=71, line=6),
        ]
    )
    bring([moved(mule, other, 100_000, hours=240, line=1)], "second.csv")


@pytest.fixture
def chart(officers, case, brought):
    for number in (MULE, OTHER):
        linking.put_into_case(officers["analyst"], account(number).pk, case.pk)
    return charts.make(officers["analyst"], "Argent", case=case.pk)


def read(chart, who):
    return charts.read(charts.get(chart.pk, who), who)


def test_a_tie_is_a_sum_a_count_two_days_and_the_file(chart, officers):
    with translation.override("en"):
        graph = read(chart, officers["analyst"]).graph
    by_label = {node.label: node.key for node in graph.nodes.values() if node.kind == "account"}
    assert len(by_label) == 2
    mule = next(key for label, key in by_label.items() if label.startswith("Housseini Tounkara · +223"))
    other = next(key for label, key in by_label.items() if label.startswith("Fanta Diarra"))
    money = {
        (tie.start, tie.label.replace("\u00a0", " "), tie.document.title.partition(" · ")[2]): (tie.since, tie.until)
        for tie in graph.ties
        if tie.kind.startswith("transfers")
    }
    first, third = dt.date(2026, 9, 1), dt.date(2026, 9, 3)
    assert money == {
        (mule, "2 transfers, 1,500,000 F CFA", "list.csv"): (first, third),
        (other, "1 transfer, 5,000 F CFA", "list.csv"): (third, third),
        (mule, "1 transfer, 1,000.5 EUR", "list.csv"): (dt.date(2026, 9, 4), dt.date(2026, 9, 4)),
        (mule, "1 transfer, 100,000 F CFA", "second.csv"): (dt.date(2026, 9, 11), dt.date(2026, 9, 11)),
    }
    assert {tie.document.officer for tie in graph.ties if tie.kind.startswith("transfers")} == {"analyst"}
    assert all(tie.end in by_label.values() for tie in graph.ties if tie.kind.startswith("transfers"))


def test_an_account_outside_the_case_is_neither_shown_nor_taken_in_nor_brought_by_opening(chart, officers, client):
    outside = Account.objects.get(keys__key="phone:+22370000099")
    client.force_login(officers["analyst"])
    with pytest.raises(Refused) as refused:
        charts.change(officers["analyst"], chart.pk, "take", {"items": [f"flows:{outside.pk}"]})
    assert refused.value.code == "chart.item"
    mule = next(node for node in read(chart, officers["analyst"]).graph.nodes.values() if "Housseini" in node.label)
    client.post(f"/charts/{chart.pk}/change/", {"act": "expand", "node": mule.key})
    assert "70 00 00 99" not in client.get(f"/charts/{chart.pk}/").content.decode()
    linking.put_into_case(officers["analyst"], outside.pk, chart.case_id)
    client.post(f"/charts/{chart.pk}/change/", {"act": "expand", "node": mule.key})
    assert "70 00 00 99" in client.get(f"/charts/{chart.pk}/").content.decode()


def test_an_account_that_is_taken_out_of_the_case_leaves_the_chart(chart, officers):
    linking.take_out_of_case(officers["analyst"], account(OTHER).pk, chart.case_id)
    found = read(chart, officers["analyst"])
    assert found.unseen == 1
    assert not [node for node in found.graph.nodes.values() if "Fanta" in node.label]
    assert not [tie for tie in found.graph.ties if tie.kind.startswith("transfers")]


def test_a_chart_of_another_case_shows_no_account_of_this_one(chart, officers):
    other = cases.open_case(officers["analyst"], "Autre affaire", "drug-trafficking")
    second = charts.make(officers["analyst"], "Autre", case=other.pk)
    charts.change(officers["analyst"], second.pk, "combine", {"chart": str(chart.pk)})
    found = read(second, officers["analyst"])
    assert not found.graph.nodes
    assert found.unseen == 2


def test_the_phone_of_a_record_and_of_a_mobile_account_is_one_node(chart, officers):
    record = records.add(
        "Person", {"name": "Housseini Tounkara", "phone": MULE}, subject_category="suspect",
        crime_area="drug-trafficking", handling="H1", grade="B2", officer="analyst",
    )  # fmt: skip
    charts.change(officers["analyst"], chart.pk, "take", {"items": [f"records:{record.pk}"]})
    graph = read(chart, officers["analyst"]).graph
    phone = next(node for node in graph.nodes.values() if node.label == MULE.replace(" ", ""))
    assert {graph.nodes[key].kind for key in graph.neighbours[phone.key]} == {"person", "account"}


def test_the_accounts_of_an_alert_come_with_its_case(officers, case):
    bring(mule_rows())
    running.run()
    alert = Alert.objects.order_by("-transfer_count").first()
    assert linking.in_case(case.pk).count() == 0
    judging.take(officers["analyst"], alert.pk, case.pk)
    chart = charts.make(officers["analyst"], "Alerte", case=case.pk)
    graph = read(chart, officers["analyst"]).graph
    named = {
        end for one in alert.stands_on.select_related("transfer") for end in (one.transfer.payer, one.transfer.payee)
    }
    assert graph.kinds()["account"] == len(named) > 4
    ties = [tie for tie in graph.ties if tie.kind.startswith("transfers")]
    assert len(ties) == alert.transfer_count


def test_a_look_at_the_money_on_a_chart_is_a_line_of_the_journal_without_a_number(chart, officers, client):
    client.force_login(officers["analyst"])
    before = Line.objects.filter(event="money-of-case-opened").count()
    client.get(f"/charts/{chart.pk}/")
    lines = Line.objects.filter(event="money-of-case-opened")
    assert lines.count() == before + 1
    assert "76441703" not in str(lines.last().__dict__)
    CaseAccount.objects.all().delete()
    client.get(f"/charts/{chart.pk}/")
    assert lines.count() == before + 1, "nothing of money was shown"
